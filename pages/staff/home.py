"""Where staff start: who is signed in."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.roles import Actor
from pages.parts.guide import draw_title


def draw(actor: Actor) -> None:
    """Draw the view."""
    draw_title("Staff")
    st.html(f"<p>You are signed in as {escape(actor.name)}, {actor.role}.</p>")
