"""Where a place is: a pin to drag, the middle of a postcode, or latitude and longitude."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from data import settings
from data.records import PointSource
from data.reference.grid import to_grid
from geo import boroughs, postcodes
from geo.outline import OUTLINE_URL
from geo.pin_map import picked, pin_layer, pin_map
from geo.postcodes import Postcode
from pages.parts.plain_text import plain

HEIGHT = 380
FAR_METRES = 500.0
_LIMITS = {"lat": (51.2, 51.75), "lon": (-0.6, 0.4)}
_NAMES = {"lat": "Latitude", "lon": "Longitude"}
_POSTCODE_PROBLEMS = {
    "retired": "{text} is given up, or very new. Check the postcode.",
    "outside_london": "{text} is not in London. Check the postcode.",
    "unknown": "We don't know {text}. Check the postcode.",
    "not_a_postcode": "{text} is not written like a postcode, such as E16 1ZE.",
}


@dataclass(frozen=True)
class PinChoice:
    """Where the pin is (WGS84 degrees; None for no pin), and how exact that is.

    ``borough`` is worked out from the point. ``problems`` are sentences to think about; the record
    decides what it refuses.
    """

    lat: float | None
    lon: float | None
    point_source: PointSource | None
    borough: str | None
    problems: tuple[str, ...]


@dataclass
class _Pin:
    """What was chosen so far. ``view`` grows whenever the map should move to the pin."""

    opened_with: tuple[float | None, float | None]
    lat: float | None
    lon: float | None
    source: PointSource | None
    view: int = 0
    clicked: dict[str, Any] | None = None


def draw_pin_editor(
    key: str,
    lat: float | None,
    lon: float | None,
    postcode: str | None,
    point_source: PointSource | None = None,
) -> PinChoice:
    """Let somebody put the pin of a place; give where it is now.

    ``lat``, ``lon`` and ``point_source`` are what the record says: where that becomes another
    point, what was chosen is given up. ``postcode`` is what stands in the form's own field now.
    Not for use inside ``st.form``.
    """
    pin = _pin(key, lat, lon, point_source)
    found = postcodes.find(postcode) if postcode and postcode.strip() else None
    with st.container(border=True, key=f"{key}-pin"):
        _draw_postcode(pin, found, key)
        _draw_map(pin, key)
        _draw_numbers(pin, key)
        choice = _choice(pin, found)
        _say(choice)
    return choice


def _pin(key: str, lat: float | None, lon: float | None, source: PointSource | None) -> _Pin:
    place = f"{key}-chosen"
    kept: _Pin | None = st.session_state.get(place)
    if kept is None or (lat, lon) not in (kept.opened_with, (kept.lat, kept.lon)):
        view = kept.view + 1 if kept else 0
        clicked = kept.clicked if kept else None
        kept = st.session_state[place] = _Pin((lat, lon), lat, lon, source, view, clicked)
    kept.opened_with = (lat, lon)
    return kept


def _draw_postcode(pin: _Pin, found: Postcode | None, key: str) -> None:
    has_point = found is not None and found.lat is not None
    st.button(
        "Put the pin at the postcode",
        key=f"{key}-at-postcode",
        disabled=not has_point,
        on_click=_to_postcode,
        args=(pin, found),
    )
    st.caption("Then drag the pin to the door, or click where the door is.")


def _to_postcode(pin: _Pin, found: Postcode) -> None:
    pin.lat, pin.lon, pin.source = found.lat, found.lon, PointSource.POSTCODE
    pin.view += 1


def _draw_map(pin: _Pin, key: str) -> None:
    st_folium(
        pin_map(outline=OUTLINE_URL, tiles=settings.current().tiles_on),
        feature_group_to_add=pin_layer(pin.lat, pin.lon, view=str(pin.view)),
        returned_objects=["last_clicked"],
        use_container_width=True,
        height=HEIGHT,
        key=f"{key}-map",
        on_change=partial(_to_click, pin, key),
    )


def _to_click(pin: _Pin, key: str) -> None:
    take_click(pin, (st.session_state.get(f"{key}-map") or {}).get("last_clicked"))


def take_click(pin: _Pin, clicked: dict[str, Any] | None) -> None:
    """Move the pin to what the map reports, once for each click."""
    point = picked(clicked)
    if point is None or clicked == pin.clicked:
        return
    pin.clicked = clicked
    pin.lat, pin.lon = point
    pin.source = PointSource.BUILDING


def _draw_numbers(pin: _Pin, key: str) -> None:
    for column, name in zip(st.columns(2), _NAMES, strict=True):
        low, high = _LIMITS[name]
        value = getattr(pin, name)
        st.session_state[f"{key}-{name}"] = value if value is None else min(max(value, low), high)
        column.number_input(
            _NAMES[name],
            min_value=low,
            max_value=high,
            value=None,
            step=0.0001,
            format="%.6f",
            key=f"{key}-{name}",
            on_change=_to_number,
            args=(pin, key, name),
        )


def _to_number(pin: _Pin, key: str, name: str) -> None:
    setattr(pin, name, st.session_state[f"{key}-{name}"])
    pin.source = PointSource.BUILDING
    pin.view += 1


def _choice(pin: _Pin, found: Postcode | None) -> PinChoice:
    borough, source = None, None
    if pin.lat is not None and pin.lon is not None:
        borough, source = boroughs.borough_at(pin.lat, pin.lon), pin.source
    problems = tuple(_problems(pin.lat, pin.lon, borough, found))
    return PinChoice(pin.lat, pin.lon, source, borough, problems)


def _problems(
    lat: float | None, lon: float | None, borough: str | None, found: Postcode | None
) -> Iterator[str]:
    if found is not None and found.status in _POSTCODE_PROBLEMS:
        yield _POSTCODE_PROBLEMS[found.status].format(text=found.text)
    if lat is None or lon is None:
        known = lat is not None or lon is not None
        yield (
            "Latitude and longitude are both needed."
            if known
            else "There is no pin yet. Without one the public can't see the place."
        )
        return
    if borough is None:
        yield _outside(lat, lon)
    if found is None or found.lat is None or found.lon is None:
        return
    if borough and found.borough and found.borough != borough:
        yield f"The postcode {found.text} is in {found.borough}, but the pin is in {borough}."
    metres = _metres(lat, lon, found.lat, found.lon)
    if metres > FAR_METRES:
        far = f"{metres:.0f} metres" if metres < 950 else f"{metres / 1000:.1f} km"
        yield f"The pin is {far} from the postcode {found.text}. Check which one is wrong."


def _outside(lat: float, lon: float) -> str:
    nearest = boroughs.nearest_borough(lat, lon)
    if nearest is None:
        return "The pin is outside London."
    return (
        "The pin is outside London, or on the river. "
        f"The nearest borough is {nearest.name}, {nearest.metres:.0f} metres away."
    )


def _metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    eastings, northings = to_grid([lat, other_lat], [lon, other_lon])
    return float(np.hypot(np.diff(eastings)[0], np.diff(northings)[0]))


def _say(choice: PinChoice) -> None:
    if choice.borough:
        st.markdown(f"Borough: **{choice.borough}**")
    for problem in choice.problems:
        st.warning(plain(problem))
