"""What nobody but its author has seen when a hidden record is to be shown."""

from __future__ import annotations

from datetime import datetime

from data.records import Record
from data.revisions import Revision, Timeline, readable
from data.roles import Actor, NotAllowedError
from data.two_people import is_shown

OWN_EDIT = (
    "You changed this record while it was hidden, after {author} asked to show it. So nobody else "
    "has seen what you changed. A third person must approve it, or {author} asks again."
)


def refuse_own_edits(
    actor: Actor, timeline: Timeline, revision: Revision, after: Record, at: datetime
) -> None:
    """Raise NotAllowedError where an approval would show what only the approver knows.

    What is hidden anybody may change alone, because the second person sees the whole record. Who
    proposed to show it saw it as it was then; what the approver changed since, nobody else did.
    """
    if not is_shown(after) or is_shown(readable(revision.kind, timeline.values(revision.key, at))):
        return
    if any(
        other.alone and other.author == actor.name and other.id > revision.id
        for other in timeline.of(revision.key)
    ):
        raise NotAllowedError(OWN_EDIT.format(author=revision.author))
