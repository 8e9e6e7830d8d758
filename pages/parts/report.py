"""The quiet button "Something is wrong here", and a short form for the one that is open."""

from __future__ import annotations

import secrets
from functools import cache

import streamlit as st

from data import clock, database
from data.live import current
from data.private_words import LONGEST
from data.report_desk import Answer, ReportDesk
from data.reports import WORDS, ReportError, ReportKind, What
from pages.parts import preview
from pages.parts.numbers import with_numbers
from pages.parts.plain_text import plain

BUTTON = "Something is wrong here"
OPEN = "report open"
SAID = "report said"
VISIT = "report visit"
THANKS = "Thank you. Staff will look at this. We did not keep who you are."
NOT_SAFE = (
    "If you are in danger now, call 999. To talk, call Childline on 0800 1111, any time, free."
)
TOO_MANY = "You have sent a lot. Please wait ten minutes, then try again."
WITHOUT_WORDS = (
    "We kept that you did not feel safe, but not your words: a lot was sent at once. Please wait "
    "ten minutes, then send your words again."
)
NOT_WORKING = (
    "Sorry, we could not keep this. Please try again later. If a child is in danger, call 999."
)
ANSWERS = {
    Answer.KEPT: THANKS,
    Answer.WITHOUT_WORDS: WITHOUT_WORDS,
    Answer.TOO_MANY: TOO_MANY,
    Answer.NOT_WORKING: NOT_WORKING,
}
CHOOSE = "Choose what is wrong first."
PREVIEWING = "You are looking at a preview, so this was not kept. End the preview first."
CUT = f"It was long, so we kept the first {LONGEST} letters."
HINT = (
    "You don't have to say who you are. Don't write your name, your number or where you live. "
    f"At most {LONGEST} letters."
)


@cache
def desk() -> ReportDesk:
    """Give the desk of this process."""
    return ReportDesk(database.current)


def draw_report(kind: str, record_id: str, name: str) -> None:
    """Draw the button under a card, and the form if it is this one that is open."""
    key = f"{kind}-{record_id}"
    st.button(
        f"{BUTTON}: {plain(name)}",
        key=f"report-{key}",
        type="tertiary",
        on_click=_toggle,
        args=(key,),
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        of, said, times = st.session_state.get(SAID, ("", "", 0))
        if of == key:
            # The count lets the same words be spoken again.
            st.html(f'<div class="said" data-say="{times}">{said}</div>')
        if st.session_state.get(OPEN) == key:
            _draw_form(ReportKind(kind), record_id, key)


def _draw_form(kind: ReportKind, record_id: str, key: str) -> None:
    words = WORDS[kind]
    with st.form(f"form-{key}", border=False):
        st.radio(
            "What is wrong?",
            list(words),
            format_func=words.__getitem__,
            index=None,
            key=f"what-{key}",
        )
        st.text_area("Tell us more, if you want", key=f"words-{key}")
        st.html(f'<p class="place__source">{HINT}</p>')
        with st.container(horizontal=True):
            st.form_submit_button(
                "Send",
                type="primary",
                key=f"send-{key}",
                on_click=_send,
                args=(kind, record_id, key),
            )
            st.form_submit_button("Cancel", key=f"cancel-{key}", on_click=_toggle, args=(key,))


def _toggle(key: str) -> None:
    st.session_state.pop(SAID, None)
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == key else key


def _send(kind: ReportKind, record_id: str, key: str) -> None:
    what = st.session_state.get(f"what-{key}")
    words = st.session_state.get(f"words-{key}") or ""
    if st.session_state.get(OPEN) != key:
        return
    if preview.moment() is not None:
        _say(key, PREVIEWING)
        return
    if what is None:
        _say(key, CHOOSE)
        return
    said = [NOT_SAFE] if what == What.NOT_SAFE else []
    try:
        answer = desk().take(
            current(),
            kind,
            record_id,
            What(what),
            words,
            clock.now(),
            st.session_state.setdefault(VISIT, secrets.token_hex(8)),
            _address(),
        )
    except ReportError as error:
        _say(key, *said, str(error))
        return
    said.append(ANSWERS[answer])
    if answer is Answer.KEPT:
        st.session_state[OPEN] = None
        said += [CUT] if len(words) > LONGEST else []
    _say(key, *said)


def _say(key: str, *sentences: str) -> None:
    times = st.session_state.get(SAID, ("", "", 0))[2] + 1
    said = "".join(f"<p>{with_numbers(sentence)}</p>" for sentence in sentences)
    st.session_state[SAID] = (key, said, times)


def _address() -> str | None:
    """Give the visitor's network address, to limit by; it is not kept."""
    address = st.context.ip_address
    return address if isinstance(address, str) else None
