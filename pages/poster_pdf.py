"""The noticeboard sheet as a PDF: one A4 side, tagged, made by Typst from JSON."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path

import segno
import typst

from data.poster import ATTRIBUTION, CHECK_FIRST, NO_PLACE, Poster

FOLDER = Path(__file__).parent / "poster"
_LONGEST_SHOWN = 60


def poster_pdf(poster: Poster, map_svg: str, url: str) -> bytes:
    """Draw the sheet. ``url`` is the page that the QR code leads to."""
    words = asdict(poster) | {
        "check_first": CHECK_FIRST if poster.has_doubtful_hours else "",
        "no_place": NO_PLACE,
        "attribution": ATTRIBUTION,
        "map": map_svg,
        "map_alt": f"Map of {poster.borough} with the numbered places",
        "qr": qr_svg(url),
        "url": url,
        "shown_url": shown_url(url),
    }
    return typst.compile(
        FOLDER / "poster.typ",
        root=FOLDER,
        font_paths=[FOLDER / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
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
