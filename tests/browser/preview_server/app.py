"""The smallest app with a preview: a public page that refreshes by itself, and one of staff."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).parent / "frame.py")
