"""Send the chosen rows for approval, and lead on to where they wait."""

from __future__ import annotations

import streamlit as st

from data import clock
from data.changes import ChangeError
from data.database import DatabaseError
from data.exchange import Accepted, accept
from data.exchange_rows import TAKEN, DryRun
from data.live import live, store
from data.roles import Actor, NotAllowedError
from pages.parts.plain_text import plain
from pages.staff.links import go

DONE = "exchange-done"
REASON = "exchange-reason"


def draw_done() -> None:
    """Say what was sent last, with the way to where it waits."""
    done: Accepted | None = st.session_state.get(DONE)
    if done is None:
        return
    st.success(
        f"{done.rows:,} {'row waits' if done.rows == 1 else 'rows wait'} for approval as batch "
        f"{done.batch}. Nothing is public before somebody else approves it."
    )
    st.button(
        "See what waits",
        key="exchange-to-approve",
        on_click=go,
        args=("approve",),
        kwargs={"batch": str(done.batch)},
    )


def draw_send(actor: Actor, run: DryRun, chosen: set[int], held: str) -> None:
    """Ask for a reason and send the chosen rows."""
    if not any(row.outcome in TAKEN for row in run.rows):
        st.info("There is nothing to send from this file.")
        return
    st.html('<h2 class="found">Send for approval</h2>')
    reason = st.text_area(
        "Why? For whoever approves it: who sent the file, and when.", key=REASON, max_chars=1000
    )
    rows = "row" if len(chosen) == 1 else "rows"
    if not st.button(
        f"Send {len(chosen):,} {rows} for approval",
        type="primary",
        key="exchange-send",
        disabled=not chosen,
    ):
        return
    with st.spinner("Sending"):
        try:
            st.session_state[DONE] = accept(store(), actor, run, chosen, reason, clock.now())
        except (ChangeError, NotAllowedError, DatabaseError) as error:
            st.error(plain(str(error)))
            return
    st.session_state.pop(held, None)
    live().refresh()
    st.rerun()
