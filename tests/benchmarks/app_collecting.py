"""The app with or without Streamlit's search for garbage after each run: only for load.py.

``COLLECT`` in the environment is ``gc`` or ``no-gc``. Streamlit itself reads its settings from the
environment only where it is started by its own command.
"""

from __future__ import annotations

import os

from streamlit import config

from app import app

config.set_option("runner.postScriptGC", os.environ["COLLECT"] == "gc")

__all__ = ["app"]
