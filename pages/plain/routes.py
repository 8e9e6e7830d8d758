"""All routes of the plain pages."""

from __future__ import annotations

from starlette.routing import Route

from pages.plain import find

routes: list[Route] = [*find.routes]
