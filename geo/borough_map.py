"""A small map of one borough as SVG, for print: outlines and numbered places, black on white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from data.records import Place, Tier
from data.reference.grid import to_grid
from data.words import is_unconfirmed
from geo.boroughs import neighbours, shape

_SIMPLIFIED_METRES = 40.0
_MARGIN = 0.06
_STEPS = 60
_RADIUS = 2.4
_SAME_POINT = 1e-3


class Mark(NamedTuple):
    """A number at a place (WGS84 degrees)."""

    number: int
    lat: float
    lon: float
    tier: Tier
    sure: bool


@dataclass(frozen=True)
class _View:
    """Takes metres of the National Grid to millimetres on paper."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = (points - (self.west, self.north)) * (self.scale, -self.scale)
        placed: NDArray[np.float64] = moved
        return placed


def marks_of(places: Sequence[Place]) -> list[Mark]:
    """Give the places numbers from 1, in their order; one without a point is not on the map."""
    return [
        Mark(number, p.lat, p.lon, p.tier, not is_unconfirmed(p))
        for number, p in enumerate(places, 1)
        if p.lat is not None and p.lon is not None
    ]


def borough_map(name: str, marks: Sequence[Mark], width: float, height: float) -> str:
    """Draw a borough with its numbered places, at most ``width`` x ``height`` millimetres.

    Numbers that would lie on each other are moved apart, so a number is near its place, not on
    it. A circle is a safe haven (hollow where not confirmed), a square an emergency point, a
    diamond a public building. Raises KeyError for a name that is no borough.
    """
    own = shape(name)
    view = _view(own, width, height)
    around = [_path(shape(other), view) for other in neighbours(name)]
    pins = "".join(
        _pin(mark, x, y) for mark, (x, y) in zip(marks, _apart(marks, view), strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{view.width:.1f}mm" '
        f'height="{view.height:.1f}mm" viewBox="0 0 {view.width:.1f} {view.height:.1f}">'
        f'<path d="{" ".join(around)}" fill="#f4f4f4" stroke="#b0b0b0" stroke-width="0.2"/>'
        f'<path d="{_path(own, view)}" fill="#ffffff" stroke="#222222" stroke-width="0.5"/>'
        f"{pins}</svg>"
    )


def _view(own: shapely.Geometry, width: float, height: float) -> _View:
    west, south, east, north = shapely.bounds(own)
    pad = max(east - west, north - south) * _MARGIN
    west, south, east, north = west - pad, south - pad, east + pad, north + pad
    scale = min(width / (east - west), height / (north - south))
    return _View(west, north, scale, (east - west) * scale, (north - south) * scale)


def _path(geometry: shapely.Geometry, view: _View) -> str:
    simple = shapely.simplify(geometry, _SIMPLIFIED_METRES)
    rings = [
        ring
        for part in shapely.get_parts(simple)
        for ring in (part.exterior, *part.interiors)
        if len(ring.coords) > 3
    ]
    drawn = []
    for ring in rings:
        points = view.place(shapely.get_coordinates(ring))
        drawn.append("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z")
    return "".join(drawn)


def _apart(marks: Sequence[Mark], view: _View) -> NDArray[np.float64]:
    """Give where to draw the numbers: their places, moved so that none lies on another."""
    if not marks:
        return np.empty((0, 2))
    eastings, northings = to_grid([m.lat for m in marks], [m.lon for m in marks])
    at = view.place(np.column_stack([eastings, northings]))
    # Two at one point have no direction to part in: each number has one of its own.
    turns = np.arange(len(at))
    own = np.column_stack([np.cos(turns), np.sin(turns)])
    low, high = _RADIUS, np.array([view.width, view.height]) - _RADIUS
    for _ in range(_STEPS):
        gap = at[:, None] - at[None]
        same = np.hypot(gap[..., 0], gap[..., 1]) < _SAME_POINT
        gap[same] = (own[:, None] - own[None])[same] * _SAME_POINT
        far = np.hypot(gap[..., 0], gap[..., 1]) + np.eye(len(at)) * 1e9
        push = np.clip(2.05 * _RADIUS - far, 0, None) / 2 / far
        at = np.clip(at + (gap * push[..., None]).sum(axis=1), low, high)
    return at


def _pin(mark: Mark, x: float, y: float) -> str:
    dark = mark.tier is Tier.DECLARED_HAVEN and mark.sure
    fill, ink = ("#000000", "#ffffff") if dark else ("#ffffff", "#000000")
    style = f'fill="{fill}" stroke="#000000" stroke-width="0.35"'
    if mark.tier is Tier.DECLARED_HAVEN:
        form = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{_RADIUS}" {style}/>'
    elif mark.tier is Tier.EMERGENCY_POINT:
        side = _RADIUS * 1.8
        form = (
            f'<rect x="{x - side / 2:.2f}" y="{y - side / 2:.2f}" width="{side:.2f}" '
            f'height="{side:.2f}" {style}/>'
        )
    else:
        r = _RADIUS * 1.25
        form = (
            f'<path d="M{x:.2f} {y - r:.2f}L{x + r:.2f} {y:.2f}L{x:.2f} {y + r:.2f}'
            f'L{x - r:.2f} {y:.2f}Z" {style}/>'
        )
    return (
        f'{form}<text x="{x:.2f}" y="{y + 0.95:.2f}" font-family="Open Sans, sans-serif" '
        f'font-size="2.6" font-weight="700" text-anchor="middle" fill="{ink}">{mark.number}</text>'
    )
