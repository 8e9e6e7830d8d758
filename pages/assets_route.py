"""Serves pages/assets: for good where the address names the content, else asked for each time."""

from __future__ import annotations

import os

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo.assets import ASSETS, asset_url

EXIT = "exit.js"
"""What the list in other sites' pages needs too, wherever it stands."""


class _Assets(StaticFiles):
    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _kept(scope["query_string"], os.fspath(full_path))
        # The same file may be sent packed, so its tag is weak.
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
        if scope["path"].endswith(f"/{EXIT}"):
            # In a frame with a sandbox, our own page counts as another site.
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _kept(query: bytes, path: str) -> str:
    """Say how long an answer may be kept: for good only under the name of what is in it.

    While processes are started anew one after another, a page of the new version may ask an old
    one. What that has must not stay in caches under the new name.
    """
    if not query.startswith(b"v="):
        return "no-cache"
    name = os.path.relpath(path, os.path.realpath(ASSETS))
    named = asset_url(name).partition("?")[2].encode()
    return "public, max-age=31536000, immutable" if query == named else "no-store"


route = Mount("/assets", _Assets(directory=ASSETS), name="assets")
