"""A page with nothing but the pin editor, and what it gives back."""

import streamlit as st

from pages.staff.pin_editor import draw_pin_editor

postcode = st.text_input("Postcode", "E16 1ZE", key="postcode")
choice = draw_pin_editor("pin", 51.508, 0.016, postcode)
st.text(f"chosen {choice.lat} {choice.lon} {choice.point_source} {choice.borough}")
