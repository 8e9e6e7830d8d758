"""A page with nothing but one part of the editor, and what it gives back."""

import streamlit as st

from pages.staff.hours_editor import draw_hours_editor
from pages.staff.pin_editor import draw_pin_editor

if st.query_params.get("part") == "hours":
    text, reasons = draw_hours_editor("Opening hours", None, "hours")
    st.text(f"given {text} {reasons}")
else:
    postcode = st.text_input("Postcode", "E16 1ZE", key="postcode")
    choice = draw_pin_editor("pin", 51.508, 0.016, postcode)
    st.text(f"chosen {choice.lat} {choice.lon} {choice.point_source} {choice.borough}")
