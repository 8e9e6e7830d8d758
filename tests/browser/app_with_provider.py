"""The app with the provider at ``PROVIDER`` set up, for ``uvicorn app_with_provider:app --port N``.

It must know its own address before it starts, so it writes its secrets.toml into the folder that
it is started in.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
folder = Path(".streamlit")
folder.mkdir(exist_ok=True)
shutil.copy(ROOT / ".streamlit" / "config.toml", folder)
(folder / "secrets.toml").write_text(f"""
[auth]
redirect_uri = "http://127.0.0.1:{sys.argv[sys.argv.index("--port") + 1]}/oauth2callback"
cookie_secret = "only for tests, only for tests, only for tests"
client_id = "somewhere-safe"
client_secret = "only for tests"
server_metadata_url = "{os.environ["PROVIDER"]}/.well-known/openid-configuration"
""")

from app import app  # noqa: E402

__all__ = ["app"]
