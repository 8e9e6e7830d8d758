"""What staff do to one record with one press, each with a reason; and "checked today"."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data import clock
from data.changes import ChangeError
from data.database import DatabaseError
from data.live import live, store
from data.outlook import came_to
from data.publication import publication
from data.quick_actions import LABELS, QuickAction, fields, offered
from data.records import Record
from data.revisions import Key, RecordKind
from data.roles import Actor, NotAllowedError
from data.store import HOW_CHECKED
from pages.staff.held import Held, held
from pages.staff.told import tell

LONGEST_WARNING = 300
HOW = {"telephone": "By telephone", "visit": "By a visit", "website": "On the web site"}
CHECKED = "Checked today: still right"
_ROUND = "record actions round"
_MEANS = {
    QuickAction.HIDE: "At once. Only staff see it then. Use it whenever you are not sure.",
    QuickAction.CLOSE: "At once. Use it when it is gone and will not come back.",
    QuickAction.CLOSE_FOR_NOW: "At once. It stays listed, and is never called open.",
    QuickAction.WARN: "At once. It stands first on its card, in place of the warning before.",
    QuickAction.BRING_BACK: "A second person looks at all of it before the public sees it.",
}


@dataclass(frozen=True)
class Subject:
    """The record on the screen. ``based_on`` is its newest decision when it was drawn."""

    key: Key
    record: Record
    based_on: int


def draw_actions(actor: Actor, subject: Subject, now_held: Held) -> None:
    """Draw a form for each action that makes sense, and do the one that is pressed."""
    number = st.session_state.setdefault(_ROUND, 0)
    _draw_check(actor, subject, f"{number}-{subject.key[1]}")
    for action in offered(subject.record):
        key = f"{action}-{number}-{subject.key[1]}"
        with (
            st.expander(LABELS[action], key=f"expander-{key}"),
            st.form(f"form-{key}", border=False),
        ):
            st.caption(_means(action, subject, now_held))
            warning = ""
            if action is QuickAction.WARN:
                warning = st.text_area(
                    f"The warning, at most {LONGEST_WARNING} letters", key=f"warning-{key}"
                )
            reason = st.text_input("Why? Who told you, or what did you see?", key=f"reason-{key}")
            if st.form_submit_button(LABELS[action], key=f"do-{action}"):
                done = do(actor, subject, action, reason, warning)
                _say(done, subject.key)


def do(
    actor: Actor, subject: Subject, action: QuickAction, reason: str, warning: str = ""
) -> tuple[bool, list[str]]:
    """Do an action, and give whether it was done and what to say. Never raises our own errors."""
    if action is QuickAction.WARN:
        letters = len(warning.strip())
        if not letters:
            return False, ["Write the warning first."]
        if letters > LONGEST_WARNING:
            return False, [f"The warning has {letters} letters. Take {letters - 300} away."]
    try:
        found = store()
        now = clock.now()
        last = found.last_shown(subject.key, now) if action is QuickAction.BRING_BACK else None
        changed = fields(action, subject.record, warning=warning, last_shown=last)
        before = _on_the_map(subject.key)
        done = found.amend(actor, subject.key, changed, reason, now)
        live().refresh()
        gone = before - _on_the_map(subject.key)
        words = [f"{gone} place{'' if gone == 1 else 's'} left the map."] if gone > 0 else []
        return True, [*came_to(done), *words]
    except (ChangeError, NotAllowedError, DatabaseError) as error:
        return False, [str(error)]


def check(actor: Actor, subject: Subject, how: str | None, words: str) -> tuple[bool, list[str]]:
    """Note a check of today, and give whether it was done and what to say."""
    if how is None:
        return False, [f"Say how you checked: {', '.join(HOW.values()).lower()}."]
    try:
        done = store().check(actor, subject.key, how, clock.now(), words, based_on=subject.based_on)
        live().refresh()
    except (ChangeError, NotAllowedError, DatabaseError) as error:
        return False, [str(error)]
    return True, ["It was noted as checked today already."] if done.at_once is None and (
        done.waiting is None
    ) else [*came_to(done)]


def public_now(key: Key) -> str:
    """Say what the public sees of a record now."""
    now_held = held(store())
    record = now_held.records.get(key)
    if record is None:
        return "The public sees nothing of it yet."
    said = publication(record, now_held.schemes, clock.now().date())
    return f"What the public sees now: {said}"


def _draw_check(actor: Actor, subject: Subject, key: str) -> None:
    with st.expander(CHECKED, key=f"expander-check-{key}"), st.form(f"check-{key}", border=False):
        st.caption("Only when all of it is still as it stands here. If not, edit it.")
        how = st.radio(
            "How did you check?",
            HOW_CHECKED,
            format_func=HOW.__getitem__,
            index=None,
            key=f"how-{key}",
        )
        words = st.text_input("What did they say? You can leave this empty", key=f"words-{key}")
        if st.form_submit_button(CHECKED, key="do-check"):
            _say(check(actor, subject, how, words), subject.key)


def _say(done: tuple[bool, list[str]], key: Key) -> None:
    was_done, sentences = done
    if was_done:
        # New keys, so that the reason of one action is not left for the next.
        st.session_state[_ROUND] += 1
        tell(*sentences, public_now(key))
    else:
        tell(*sentences)
    st.rerun()


def _means(action: QuickAction, subject: Subject, now_held: Held) -> str:
    if subject.key[0] is not RecordKind.SCHEME or action is not QuickAction.SUSPEND:
        if subject.key[0] is RecordKind.SCHEME and action is QuickAction.CLOSE:
            return f"At once. {_leaving(subject.key)}"
        return _MEANS[action]
    return f"At once. {_leaving(subject.key)} Suspend it when you are not sure about the scheme."


def _leaving(key: Key) -> str:
    count = _on_the_map(key)
    return f"{count} place{'' if count == 1 else 's'} would go off the map."


def _on_the_map(key: Key) -> int:
    """Count the public places of a scheme; 0 for other records."""
    if key[0] is not RecordKind.SCHEME:
        return 0
    return sum(place.scheme == key[1] for place in live().directory().places)
