"""The plain page for people who want a copy of our records: which files, and on which terms."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import open_routes, settings
from data.borough_summary import slug_of
from data.changes_feed import MEDIA_TYPE, NAME
from data.hours_clock import LONDON
from data.open_files import CSVW, OpenFile
from data.open_licence import ATTRIBUTION, HOW_TO_USE, LICENCE_NAME, LICENCE_URL, terms
from data.open_routes import ROOT, OpenData
from data.words import date_words
from geo.boroughs import NAMES, named
from pages.menu import address
from pages.plain import embed
from pages.plain.forms import Form, read
from pages.plain.frame import answer, page

SORTS = {"csv": "CSV, for spreadsheets", "geojson": "GeoJSON, for maps", "parquet": "GeoParquet"}


async def _open_data(request: Request) -> Response:
    site = settings.current().public_url or str(request.base_url).rstrip("/")
    newest = await to_thread.run_sync(open_routes.data.newest, limiter=open_routes.THREADS)
    is_asked = request.method == "POST"
    form = await read(request) if is_asked else Form()
    return answer(_html(newest, site, form), typed=is_asked)


def _html(newest: OpenData, site: str, form: Form) -> str:
    borough, only_open = named(form.one("borough")), form.one("open") == "now"
    updated = newest.updated.astimezone(LONDON).date() if newest.updated else None
    return page(
        "plain_data.html",
        full=address("about"),
        files=[_line(f) for f in newest.files.values() if f.media_type not in (CSVW, MEDIA_TYPE)],
        feed=f"{ROOT}/{NAME}",
        updated=date_words(updated.isoformat()) if updated else "",
        version=newest.version,
        licence=(LICENCE_NAME, LICENCE_URL),
        terms=terms(),
        credit=ATTRIBUTION,
        use=HOW_TO_USE,
        example=f"{site}{ROOT}/places.csv",
        boroughs=[(slug_of(name), name) for name in NAMES],
        chosen=slug_of(borough) if borough else "",
        only_open=only_open,
        list=embed.address(borough, only_open=only_open) if borough else "",
        code=embed.snippet(site, borough, only_open=only_open) if borough else "",
    )


def _line(file: OpenFile) -> dict[str, str]:
    """Give what is said of one file."""
    sort = SORTS[file.name.rsplit(".", 1)[-1]]
    described = f"{ROOT}/{file.described_by}" if file.described_by else ""
    return {
        "url": f"{ROOT}/{file.name}",
        "name": file.name,
        "title": file.title.removesuffix(" (GeoParquet)"),
        "sort": f"{sort}, {max(1, round(len(file.body) / 1000))} kB",
        "described": described,
    }


routes = [Route("/plain/data", _open_data, methods=["GET", "POST"])]
