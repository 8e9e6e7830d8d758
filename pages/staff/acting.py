"""How a button of the staff page changes something: as who is signed in when it is pressed.

Streamlit runs a button's function before the page, with what was true when it was drawn. Since
then somebody may have signed out, or lost a role; so nothing is done for an Actor of back then.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Concatenate, ParamSpec

import streamlit as st

from data.roles import Actor
from pages.staff.who import signed_in

SAID = "staff said"
P = ParamSpec("P")


def act(do: Callable[Concatenate[Actor, P], str | None], *given: P.args, **named: P.kwargs) -> None:
    """Do something as whoever is signed in now, and say what ``do`` answers; for ``on_click``.

    An error of our own (NotAllowedError, DatabaseError, AccountError and so on) is said instead:
    its words are meant to be read. Any other fails as usual. For nobody nothing is done, and the
    page then says that.
    """
    try:
        actor = signed_in()
        answer = do(actor, *given, **named) if actor is not None else None
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "data":
            raise
        answer = str(error)
    if answer:
        say(answer)


def say(sentence: str) -> None:
    """Keep a sentence for the top of the page that is drawn next."""
    _, times = st.session_state.get(SAID, ("", 0))
    st.session_state[SAID] = (sentence, times + 1)


def draw_said() -> None:
    """Draw what the last press came to, once, so that it is spoken too."""
    sentence, times = st.session_state.get(SAID, ("", 0))
    if sentence:
        # The count lets the same words be spoken again.
        st.html(f'<div class="said" data-say="{times}"><p>{escape(sentence)}</p></div>')
        st.session_state[SAID] = ("", times)
