"""What the buttons of the review queue do.

A button only keeps what was asked, and on what the asker was looking; it is done when the page is
drawn next, by whoever is then signed in, and only if that is who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import streamlit as st

from data import clock, database, notes, reports
from data.changes import ChangeError, InvalidRecordError
from data.check_words import after_check
from data.database import DatabaseError
from data.live import live, store
from data.records import Record, Status, Visibility
from data.revisions import MODEL, Key, RecordKind
from data.roles import Actor, NotAllowedError
from data.words import state_words

ASKED = "queue asked"
SAID = "queue said"
KEPT = "queue kept"
HANDLED = "The report is marked as dealt with. If it comes again, it is here again."
TAKEN = "It is yours. Give it back if you can't do it after all."
GIVEN_BACK = "Given back. Anybody can take it now."
NOTED = "The note is saved."
HIDDEN = "Done. The public does not see it any more. In its history this can be undone."
SUSPENDED = "Done. The scheme is suspended, and its places have left the map."


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: which action, of which record, and what else it needs.

    ``row`` is where its entry stood, so that the answer stands there too.
    """

    by: str
    what: str
    key: Key
    name: str
    row: int
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """What came of it, for the entry of the record. ``times`` grows, so that it is spoken again."""

    key: Key
    name: str
    row: int
    words: str
    is_error: bool
    times: int


def ask(by: str, what: str, key: Key, name: str, row: int, **given: object) -> None:
    """Keep what a button asks for; for ``on_click``."""
    st.session_state[ASKED] = Asked(by, what, key, name, row, given)


def do_asked(actor: Actor) -> Said | None:
    """Do what was asked for, if anything was, and give what is to be said about it."""
    asked = st.session_state.pop(ASKED, None)
    if not isinstance(asked, Asked) or asked.by != actor.name:
        return None
    is_error = False
    try:
        words = ACTIONS[asked.what](actor, asked)
    except InvalidRecordError as error:
        words, is_error = f"{error} Open the record and put that right first.", True
    except (ChangeError, NotAllowedError, DatabaseError) as error:
        words, is_error = str(error), True
    times = st.session_state.get(SAID, 0) + 1
    st.session_state[SAID] = times
    return Said(asked.key, asked.name, asked.row, words, is_error, times)


def field(what: str, key: Key, *more: object) -> str:
    """Name a widget of one entry."""
    return "-".join(["queue", what, key[0].value, key[1], *map(str, more)])


def typed(name: str) -> str:
    """Give what was typed into a field, also where it is not drawn right now."""
    value = st.session_state.get(name) or st.session_state.get(KEPT, {}).get(name)
    return value if isinstance(value, str) else ""


def keep_typed(name: str) -> None:
    """Bring back what was typed into a field before it was put away; call it before drawing."""
    if name not in st.session_state:
        st.session_state[name] = typed(name)
    st.session_state.setdefault(KEPT, {})[name] = st.session_state[name]


def _clear(name: str) -> None:
    st.session_state[name] = ""
    st.session_state.get(KEPT, {}).pop(name, None)


def _with_note(actor: Actor, asked: Asked, words: str) -> str:
    """Save the note that was being written too: the entry may leave the page with it."""
    if not typed(field("note", asked.key)).strip():
        return words
    try:
        _note(actor, asked)
    except ChangeError as error:
        return f"{words} But the note is not saved. {error}"
    return f"{words} Your note is saved too."


def _take(actor: Actor, asked: Asked) -> str:
    notes.take(database.current(), actor, asked.key, clock.now())
    return TAKEN


def _give_back(actor: Actor, asked: Asked) -> str:
    notes.give_back(database.current(), actor, asked.key)
    return GIVEN_BACK


def _note(actor: Actor, asked: Asked) -> str:
    name = field("note", asked.key)
    notes.add(database.current(), actor, asked.key, typed(name), clock.now())
    _clear(name)
    return NOTED


def _check(actor: Actor, asked: Asked) -> str:
    now = clock.now()
    kept = store()
    done = kept.check(actor, asked.key, asked.given["how"], now, based_on=asked.given["based_on"])
    live().refresh()
    values = kept.timeline().values(asked.key, now)
    record = MODEL[asked.key[0]].model_validate(values)
    return _with_note(actor, asked, after_check(done, record, public_state(record)))


def public_state(record: Record) -> str | None:
    """Say what the public reads about opening right now; empty for what has no such words.

    None where the public does not see the record.
    """
    directory = live().directory()
    row = directory.index.get(record.id)
    if row is not None and isinstance(record, MODEL[RecordKind.PLACE]):
        return state_words(directory.places[row], directory.state(row, clock.now()))
    others = (
        *directory.services,
        *directory.schemes.values(),
        *directory.contacts.values(),
    )
    same = any(other.id == record.id and type(other) is type(record) for other in others)
    return "" if same else None


def _hide(actor: Actor, asked: Asked) -> str:
    name = field("hide", asked.key)
    is_scheme = asked.key[0] is RecordKind.SCHEME
    fields = (
        {"status": Status.TEMPORARILY_CLOSED.value}
        if is_scheme
        else {"visibility": Visibility.CLOSED.value}
    )
    store().amend(actor, asked.key, fields, typed(name), clock.now())
    live().refresh()
    _clear(name)
    return _with_note(actor, asked, SUSPENDED if is_scheme else HIDDEN)


def _handle(actor: Actor, asked: Asked) -> str:
    number, times = asked.given["report"], asked.given["times"]
    name = field("outcome", asked.key, number)
    reports.handle(database.current(), actor, number, typed(name), clock.now(), times=times)
    _clear(name)
    return _with_note(actor, asked, HANDLED)


ACTIONS: Mapping[str, Callable[[Actor, Asked], str]] = MappingProxyType(
    {
        "take": _take,
        "give back": _give_back,
        "note": _note,
        "check": _check,
        "hide": _hide,
        "handle": _handle,
    }
)
