"""Postcodes in every spelling; live, retired, outside London, unknown and nonsense told apart."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference.grid import to_wgs84
from geo import postcodes
from geo.boroughs import borough_at, boroughs_at
from geo.postcodes import find, is_district_elsewhere, outward

CODES = postcodes._table().codes
ROWS = st.integers(0, len(CODES) - 1)
GAPS = st.sampled_from(["", " ", "  ", "\t", "\u00a0", "\u2009", "\u200b", "-", "\u2011", "–", "."])
ENDS = st.sampled_from(["", " ", ".", ",", "!", "'", '"', "\n", "\u3000"])


def spelt(row: int) -> str:
    code = CODES[row].decode()
    return f"{code[:4].strip()} {code[4:]}"


@pytest.mark.parametrize(
    "text",
    [
        "E16 1ZE",
        "e16 1ze",
        "E161ZE",
        "  e16   1ze  ",
        "E16-1ZE",
        "E16–1ZE.",
        "E16\u00a01ZE",
        "E16\u200b1ZE",
        "Ｅ１６　１ＺＥ",
        "El6 1ZE",
        "EI6 IZE",
        "e16 lze",
        "“E16 1ZE”,",
        "E 16 1 Z E",
    ],
)
def test_any_spelling_is_found(text: str) -> None:
    found = find(text)
    assert (found.text, found.borough, found.status) == ("E16 1ZE", "Newham", "live")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SE1 OAA", "SE1 0AA"),
        ("SWIA 1AA", "SW1A 1AA"),
        ("N1O 1AA", "N10 1AA"),
        ("W1A 1AA", "W1A 1AA"),
        ("1G1 1AA", "IG1 1AA"),
        ("WC2N 5DU", "WC2N 5DU"),
        ("ec1a lbb", "EC1A 1BB"),
    ],
)
def test_letters_and_digits_that_look_alike(text: str, meant: str) -> None:
    assert find(text).text == meant


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("E16 1ZE", "live"),
        ("SE1 2AA", "retired"),
        ("M1 1AE", "outside_london"),
        ("m11ae", "outside_london"),
        ("M1 9ZZ", "outside_london"),
        ("L1 1AA", "outside_london"),
        ("BT1 5GS", "outside_london"),
        ("GIR 0AA", "outside_london"),
        ("EN8 9SH", "outside_london"),
        ("WD6 1AA", "outside_london"),
        ("E16 9QQ", "unknown"),
        ("E99 1AA", "unknown"),
        ("SW1A 0ZZ", "unknown"),
        ("ZZ1 1AA", "not_a_postcode"),
        ("E16", "not_a_postcode"),
        ("E16 1", "not_a_postcode"),
        ("E16 1ZEE", "not_a_postcode"),
        ("Ilford", "not_a_postcode"),
        ("Stratford", "not_a_postcode"),
        ("", "not_a_postcode"),
        ("   ", "not_a_postcode"),
        ("😀", "not_a_postcode"),
        ("٣٣٣٣٣", "not_a_postcode"),
        ("E16 1ZE" * 2_000, "not_a_postcode"),
        ("' OR 1=1 --", "not_a_postcode"),
    ],
)
def test_status(text: str, status: str) -> None:
    found = find(text)
    assert found.status == status
    known = status in {"live", "retired"}
    assert (found.lat is not None) == (found.lon is not None) == (found.borough is not None)
    assert (found.lat is not None) == known


@pytest.mark.parametrize(
    ("text", "lat", "lon", "borough"),
    [
        ("SW1A 1AA", 51.50101, -0.14159, "Westminster"),
        ("SE1 2AA", 51.50485, -0.07869, "Southwark"),
        ("E16 1ZE", 51.50749, 0.01622, "Newham"),
    ],
)
def test_points_of_places_everybody_knows(text: str, lat: float, lon: float, borough: str) -> None:
    found = find(text)
    assert found.lat == pytest.approx(lat, abs=0.0003)
    assert found.lon == pytest.approx(lon, abs=0.0004)
    assert found.borough == borough


def test_what_is_no_postcode_comes_back_as_typed() -> None:
    assert find("Peckham Rye ").text == "Peckham Rye "


@given(ROWS, GAPS, ENDS, ENDS, st.booleans(), st.booleans())
def test_every_postcode_is_found_from_every_spelling(
    row: int, gap: str, before: str, after: str, small: bool, wide: bool
) -> None:
    text = spelt(row)
    typed = before + text.replace(" ", gap) + after
    typed = typed.lower() if small else typed
    typed = typed.translate({c: c + 0xFEE0 for c in range(0x30, 0x5B)}) if wide else typed
    found = find(typed)
    assert found.text == text
    assert found.status == ("live" if postcodes._table().live[row] else "retired")


@given(ROWS)
def test_zero_typed_as_o_and_one_as_l_still_finds_it(row: int) -> None:
    text = spelt(row)
    typed = text[:-3] + text[-3:].replace("0", "O").replace("1", "l")
    assert find(typed).text == text


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    found = find(text)
    assert found.status in get_args(postcodes.Status)
    assert found.text == text or found.status != "not_a_postcode"
    district = outward(text)
    assert district is None or not is_district_elsewhere(text)


def test_borough_agrees_with_the_boundaries() -> None:
    table = postcodes._table()
    lats, lons = to_wgs84(table.eastings, table.northings)
    by_boundary = boroughs_at(lats, lons)
    names = np.array([None, *map(postcodes._borough, range(1, 34))], dtype=object)
    assert np.mean(by_boundary == names[table.boroughs]) > 0.999
    assert sum(name is None for name in by_boundary) == 115


def test_a_postcode_on_the_water_keeps_its_authority() -> None:
    table = postcodes._table()
    lats, lons = to_wgs84(table.eastings, table.northings)
    wet = next(i for i, name in enumerate(boroughs_at(lats, lons)) if name is None)
    found = find(spelt(wet))
    assert found.borough is not None
    assert found.lat is not None
    assert found.lon is not None
    assert borough_at(found.lat, found.lon) is None


@pytest.mark.parametrize(
    ("text", "code", "borough"),
    [
        ("E16", "E16", "Newham"),
        (" e16. ", "E16", "Newham"),
        ("El6", "E16", "Newham"),
        ("E16 1", "E16 1", "Newham"),
        ("e161", "E16 1", "Newham"),
        ("E1 6", "E1 6", "Tower Hamlets"),
        ("E1", "E1", "Tower Hamlets"),
        ("SW1", "SW1", "Westminster"),
        ("sw1a", "SW1A", "Westminster"),
        ("WC2", "WC2", "Westminster"),
        ("EC1", "EC1", "Islington"),
        ("EN8", "EN8", "Enfield"),
        ("E77", "E77", "Tower Hamlets"),
    ],
)
def test_outward(text: str, code: str, borough: str) -> None:
    found = outward(text)
    assert found is not None
    assert found.code == code
    assert found.boroughs[0] == borough
    assert found.extent.south <= found.lat <= found.extent.north
    assert found.extent.west <= found.lon <= found.extent.east


@pytest.mark.parametrize("text", ["M1", "E16 1ZE", "Q1", "16", "E", "", "London", "x" * 500])
def test_what_is_no_london_district(text: str) -> None:
    assert outward(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("M1", True), ("m1 ", True), ("BT1", True), ("E16", False), ("ZZ1", False), ("EN8", False)],
)
def test_district_elsewhere(text: str, expected: bool) -> None:
    assert is_district_elsewhere(text) is expected


@given(ROWS)
def test_the_district_of_every_postcode_is_found(row: int) -> None:
    code = spelt(row).split()[0]
    district = outward(code)
    assert district is not None
    assert district.code == code
