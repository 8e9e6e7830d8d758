"""Import and export: a file in, looked at row by row first; files out."""

from __future__ import annotations

import streamlit as st

from data.database import DatabaseError
from data.load import SeedError
from data.roles import Action, Actor
from pages.parts.guide import draw_title
from pages.staff.exchange_file import draw_file
from pages.staff.exchange_out import draw_exports, draw_templates


def draw(actor: Actor) -> None:
    """Draw the view for who is signed in."""
    draw_title("Import and export")
    try:
        if actor.may(Action.CHANGE):
            draw_file(actor)
        else:
            st.info("You may take files out. To bring a file in, somebody must be editor or more.")
        draw_templates()
        draw_exports(actor)
    except (DatabaseError, SeedError) as error:
        st.error(str(error))
