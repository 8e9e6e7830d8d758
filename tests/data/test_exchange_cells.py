"""Cells: no formula goes out, and whatever goes out comes back."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.exchange_cells import (
    cell_of,
    clean,
    has_tag,
    has_unseen,
    marked,
    reads_like_formula,
    same_cell,
    unmarked,
)

TEXTS = st.text() | st.builds(
    lambda marks, text: marks + text,
    st.sampled_from(["'", "''", "=", "'=", "+", "@", " -", "＝"]),
    st.text(),
)


@given(TEXTS)
def test_what_is_marked_comes_back_as_it_was(text: str) -> None:
    assert unmarked(marked(text)) == text


@given(TEXTS)
def test_no_marked_text_starts_a_formula(text: str) -> None:
    start = unicodedata.normalize("NFKC", marked(text)).lstrip()[:1]
    assert start not in {"=", "+", "-", "@"}


@given(TEXTS)
def test_a_text_is_the_same_as_its_own_cell_through_a_csv_file(text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell_of(text), "end"])
    ((cell, _),) = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert same_cell(text, cell)


@given(st.lists(TEXTS, min_size=1))
def test_a_list_is_the_same_as_its_own_cell(parts: list[str]) -> None:
    assert same_cell(parts, cell_of(parts))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("a", "b"),
        (None, "a"),
        ("a", None),
        (1, 1.0),
        (1, True),
        (["a"], ["b"]),
        ("a", ["a"]),
        ("=a", "a"),
    ],
)
def test_what_differs_is_not_the_same(value: object, cell: object) -> None:
    assert not same_cell(value, cell)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        " =1",
        "'=1",
        "＝1+1",
        "+cmd|'/C x'!A0",
        "-2+3+cmd|x",
        "@SUM(1)",
        "\t=1",
        "+A1=2",
    ],
)
def test_formulas_are_known(text: str) -> None:
    assert reads_like_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "+44 20 7946 0000",
        "- bring a friend",
        "-0.12",
        "@camdenlibrary",
        "'tis open",
        "a = b",
        "+44 (0)20 7946 0000",
        "",
        "Mo-Fr",
    ],
)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert not reads_like_formula(text)


def test_what_can_not_be_seen_is_taken_out_and_what_scripts_need_stays() -> None:
    assert clean(" a\x00b\u202ec\ud800 ") == "abc"
    assert clean("line\r\nend\tand") == "line\r\nend\tand"
    assert clean("\U0001f469\u200d\U0001f680") == "\U0001f469\u200d\U0001f680"
    assert has_unseen("a\u202eb")
    assert not has_unseen(" é ")


def test_tags() -> None:
    assert has_tag("<script>")
    assert has_tag("a </b>")
    assert not has_tag("ages < 18 and 1<2")
