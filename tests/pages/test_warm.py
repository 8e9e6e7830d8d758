"""What pages import is loaded before somebody comes."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

from pages.menu import MENU
from tests.servers import ROOT

ASK = """
import json, sys
from pages.warm import load_parts
load_parts()
print(json.dumps([name in sys.modules for name in json.loads(sys.argv[1])]))
"""


def imported_by_pages() -> list[str]:
    """Name the modules that the pages of the menu, and their frame, import."""
    found = set()
    for page in (*MENU, "navigation"):
        for node in ast.walk(ast.parse((ROOT / "pages" / f"{page}.py").read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
                found.add(node.module)
    return sorted(found)


def test_the_first_visitor_waits_for_no_import():
    names = imported_by_pages()
    assert "pages.parts.place_map" in names
    said = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps([*names, "streamlit_folium"])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    loaded = json.loads(said)
    assert [n for n, is_there in zip(names, loaded, strict=False) if not is_there] == []
    assert loaded[-1], "the map's library takes longest"
