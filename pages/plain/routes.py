"""All routes of the plain pages."""

from __future__ import annotations

from starlette.routing import Route

from pages.plain import api, borough, coverage, embed, find, guides, kept, open_data, talk, wrong

routes: list[Route] = [
    *find.routes,
    *talk.routes,
    *guides.routes,
    *borough.routes,
    *coverage.routes,
    *kept.routes,
    *open_data.routes,
    *embed.routes,
    *api.routes,
    *wrong.routes,
]
