"""Serves pages/assets: for good where the address names the content, else asked for each time."""

from __future__ import annotations

import os

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo.assets import ASSETS

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
        named = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if named else "no-cache"
        )
        # The same file may be sent packed, so its tag is weak.
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
        if scope["path"].endswith(f"/{EXIT}"):
            # In a frame with a sandbox, our own page counts as another site.
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


route = Mount("/assets", _Assets(directory=ASSETS), name="assets")
