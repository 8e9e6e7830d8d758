"""All routes of the plain pages."""

from __future__ import annotations

from starlette.routing import Route

from pages.plain import borough, coverage, find, guides, kept, talk, wrong

routes: list[Route] = [
    *find.routes,
    *talk.routes,
    *guides.routes,
    *borough.routes,
    *coverage.routes,
    *kept.routes,
    *wrong.routes,
]
