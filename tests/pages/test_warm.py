"""What takes long to import is loaded before somebody comes, and nothing that must not be."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.servers import ROOT

ASK = """
import json, sys
from streamlit.components.v1 import component_registry
declared = []
component_registry.CustomComponent = lambda name, **more: declared.append(name)
from pages.warm import load_parts
load_parts()
print(json.dumps([declared, "folium" in sys.modules, "pandas" in sys.modules]))
"""


def test_the_first_visitor_waits_for_no_large_import_and_gets_a_map():
    said = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    declared, has_folium, has_pandas = json.loads(said)
    assert declared == [], "a component declared before a visitor's run has no frame"
    assert has_folium
    assert has_pandas
