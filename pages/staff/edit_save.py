"""Save a form, and say what became of it."""

from __future__ import annotations

from data import clock
from data.changes import ChangeError, ConflictError
from data.database import DatabaseError
from data.live import live, store
from data.outlook import came_to
from data.roles import Actor, NotAllowedError
from pages.staff.edit_conflict import met
from pages.staff.edit_judge import Asked, Judgement
from pages.staff.edit_typed import Typed

MEANWHILE = "Somebody added a record with the same name meanwhile. Look for it, or save again."


def save(actor: Actor, typed: Typed, judged: Judgement, asked: Asked) -> tuple[bool, list[str]]:
    """Save, and give whether it was saved and what to say. What was typed is never lost.

    Own proposals that the form was filled from are taken back, because this one replaces them.
    """
    now = clock.now()
    key = (typed.kind, judged.draft.record_id)
    try:
        found = store()
        if judged.is_only_check and asked.when is None and asked.how:
            done = found.check(
                actor, key, asked.how, now, asked.reason, based_on=judged.draft.based_on
            )
        else:
            (done,) = found.propose(
                actor, [judged.draft], asked.reason, now, effective_from=asked.when
            )
        if typed.replaces:
            found.withdraw(actor, typed.replaces, now)
        live().refresh()
    except ConflictError as error:
        return False, met(typed, error) if typed.record_id else [MEANWHILE]
    except (ChangeError, NotAllowedError, DatabaseError) as error:
        return False, [str(error)]
    return True, list(came_to(done))
