"""Two pages in the product's frame of a preview; somebody is always signed in."""

from datetime import datetime

import streamlit as st

from data import clock
from data.hours_clock import LONDON
from data.roles import Actor, Role
from pages.parts import preview

AT = datetime(2035, 3, 3, 10, tzinfo=LONDON)
preview.who = lambda: Actor("ann", Role.EDITOR)


def remember():
    st.session_state["held"] = clock.now().year


def draw_held(name):
    st.button(f"Remember in {name}", on_click=remember)
    st.html(f'<p id="held-{name}">{st.session_state.get("held", "nothing")}</p>')


@st.fragment(run_every=0.5)
def refreshed():
    runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.html(f'<p id="clock" data-runs="{runs}">{clock.now().year}</p>')
    draw_held("fragment")


def public():
    st.html("<h1>Public</h1>")
    st.button("Begin", on_click=preview.start, args=(AT,))
    draw_held("page")
    refreshed()


def staff():
    st.html(f'<h1>Staff</h1><p id="staff-clock">{clock.now().year}</p>')
    draw_held("staff")


pages = [
    st.Page(public, title="Public", url_path="public", default=True),
    st.Page(staff, title="Staff", url_path="staff"),
]
page = st.navigation(pages, position="hidden")
for listed in pages:
    st.page_link(listed, label=f"Go to {listed.title}")
with preview.previewing(public=page.url_path != "staff"):
    page.run()
