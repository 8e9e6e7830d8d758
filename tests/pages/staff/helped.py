"""A planted store, and one view of the staff page run as somebody, for tests of views."""

from __future__ import annotations

from data import clock
from data.roles import Actor, Role
from tests.data.staff import LIBRARY, draft_of

EDITOR = Actor("amina@example.org", Role.EDITOR)
APPROVER = Actor("ben@example.org", Role.APPROVER)


def propose(store, key=LIBRARY, actor=EDITOR, batch=None, start=None, **changes):
    now = clock.now()
    (done,) = store.propose(
        actor,
        [draft_of(store, key, start or now, **changes)],
        "I rang them.",
        now,
        batch=batch,
        effective_from=start,
    )
    return done


def words(page):
    return "\n".join(element.proto.body for element in page.get("html"))


def press(page, key):
    page.button(key=key).click()
    page.run()
    assert not page.exception, page.exception
    return page


def keys(page):
    return {button.key for button in page.button}
