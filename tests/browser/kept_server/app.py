"""The whole app behind a door that a test can close, slow down, or send a broken update through.

What is wrong stands in the file that TROUBLE names: "away", "slow", "update" or "broken update".
"""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from app import app as whole

TROUBLE = Path(os.environ["TROUBLE"])
VERSION = re.compile(rb'("version": ")([0-9a-f]{12})')


async def app(scope: Any, receive: Any, send: Any) -> None:
    trouble = TROUBLE.read_text() if TROUBLE.exists() else ""
    path = scope.get("path", "")
    if scope["type"] != "http" or not trouble or path.startswith("/_stcore/"):
        await whole(scope, receive, send)
    elif trouble == "slow":
        while TROUBLE.exists():
            await asyncio.sleep(0.1)
    elif trouble == "away" or (trouble == "broken update" and path == "/missing/list"):
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b"Nobody is there"})
    elif trouble.endswith("update"):
        await whole(plain_of(scope), receive, renamed(path, send))
    else:
        await whole(scope, receive, send)


def plain_of(scope: Any) -> Any:
    """Ask for an answer that is not packed."""
    return scope | {"headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}


def renamed(path: str, send: Any) -> Any:
    """Pretend that the program was changed: what is kept has another name now."""

    async def sends(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = [(k, v) for k, v in message["headers"] if k != b"content-length"]
            new = [(k, b"f" * 12 if k == b"kept-version" else v) for k, v in headers]
            message = message | {"headers": new}
        elif path == "/plain/worker.js":
            message = message | {"body": VERSION.sub(rb"\g<1>ffffffffffff", message["body"])}
        await send(message)

    return sends
