"""The report on three recommendations, as a page and a PDF: ``python -m pages.report FOLDER``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import typst

from data import clock
from data.hours_clock import LONDON
from data.live import current
from data.load import SeedError
from geo.cover_picture import HEIGHT, WIDTH
from geo.report import Report, file_name, report
from pages.parts.templating import render
from pages.poster_pdf import FOLDER

TITLE = "Safe havens and help for London's children: where we are"


def report_html(made: Report) -> str:
    """Draw the report as one file that needs no other."""
    return render("report.html", it=made, title=TITLE)


def report_pdf(made: Report) -> bytes:
    """Draw the report as a tagged PDF: a side for each recommendation, and how it was counted."""
    words = asdict(made) | {"title": TITLE}
    for drawn, page in zip(words["pages"], made.pages, strict=True):
        for table, of in zip(drawn["tables"], page.tables, strict=True):
            table["has_bars"] = of.has_bars
        for shown in drawn["maps"]:
            shown["svg"] = _svg_of(shown.pop("png"))
    return typst.compile(
        FOLDER / "report.typ",
        root=FOLDER,
        font_paths=[FOLDER / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"report": json.dumps(words)},
    )


def _svg_of(png: str) -> str:
    """Put a map into SVG, because Typst takes no bytes of a PNG from JSON."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<image width="{WIDTH}" height="{HEIGHT}" href="data:image/png;base64,{png}"/></svg>'
    )


def main(arguments: list[str]) -> int:
    """Write both files into a folder, and say where they are."""
    if len(arguments) != 1:
        sys.stderr.write("Name the folder to write to: python -m pages.report FOLDER\n")
        return 2
    folder = Path(arguments[0])
    try:
        made = report(current(), clock.now())
        folder.mkdir(parents=True, exist_ok=True)
        today = clock.now().astimezone(LONDON).date()
        page, sheet = (folder / file_name(today, ending) for ending in ("html", "pdf"))
        page.write_text(report_html(made), encoding="utf-8")
        sheet.write_bytes(report_pdf(made))
    except (OSError, SeedError) as error:
        sys.stderr.write(f"The report could not be made: {error}\n")
        return 1
    sys.stdout.write(f"Wrote {page} and {sheet}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
