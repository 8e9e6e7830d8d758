"""The noticeboard sheet as a PDF: one A4 side, tagged, made by Typst from JSON."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

import segno
import typst

from data.poster import ATTRIBUTION, CHECK_FIRST, MOST_PLACES, NO_PLACE, Poster

logger = logging.getLogger(__name__)
FOLDER = Path(__file__).parent / "poster"
_LONGEST_SHOWN = 60


def poster_pdf(poster: Poster, map_svg: str, url: str) -> bytes:
    """Draw the sheet. ``url`` is the page that the QR code leads to."""
    words = asdict(poster) | {
        "places": [asdict(place) for place in poster.places[:MOST_PLACES]],
        "total": len(poster.places),
        "check_first": CHECK_FIRST if poster.has_doubtful_hours else "",
        "no_place": NO_PLACE,
        "attribution": ATTRIBUTION,
        "map": map_svg,
        "map_alt": f"Map of {poster.borough} with the numbered places",
        "qr": qr_svg(url),
        "url": url,
        "shown_url": shown_url(url),
    }
    try:
        return _compiled(words, ["ua-1"])
    except typst.TypstError:
        # A sign that the font lacks may not stand in a tagged PDF. A gap beats no sheet at all.
        logger.warning("The sheet of %s is not tagged: our font lacks a sign.", poster.borough)
        return _compiled(words, [])


def _compiled(words: dict[str, Any], standards: list[str]) -> bytes:
    return typst.compile(
        FOLDER / "poster.typ",
        root=FOLDER,
        font_paths=[FOLDER / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=standards,
        sys_inputs={"poster": json.dumps(words)},
    )


def qr_svg(url: str) -> str:
    """Draw a QR code of an address as SVG, in black on white with its quiet zone."""
    code = segno.make(url, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, border=3, light="#ffffff")
    return out.getvalue().decode()


def shown_url(url: str) -> str:
    """Write an address as somebody would type it, or its site alone where it is long."""
    short = url.split("://", 1)[-1].split("?")[0]
    return short if len(short) <= _LONGEST_SHOWN else short.split("/")[0][:_LONGEST_SHOWN]
