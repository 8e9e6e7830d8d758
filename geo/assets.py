"""Web addresses of the map's scripts and styles, each with a fingerprint of its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[1] / "pages" / "assets"


def asset_url(name: str) -> str:
    """Give the address of a file of pages/assets; it changes when the file does.

    Raises FileNotFoundError when there is no such file.
    """
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()
    return f"/assets/{name}?v={digest[:8]}"
