"""What one person can do to a record with one press: take away at once, or ask to bring back."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from data.records import Place, Record, Scheme, Service, Status, Visibility
from data.revisions import Values


class QuickAction(StrEnum):
    """One press. The values are stable: they name widgets."""

    HIDE = "hide"
    CLOSE = "close"
    CLOSE_FOR_NOW = "close_for_now"
    WARN = "warn"
    SUSPEND = "suspend"
    BRING_BACK = "bring_back"


LABELS: Mapping[QuickAction, str] = MappingProxyType(
    {
        QuickAction.HIDE: "Hide now (not safe, or not sure)",
        QuickAction.CLOSE: "Close for good",
        QuickAction.CLOSE_FOR_NOW: "Closed for now",
        QuickAction.WARN: "Show a warning",
        QuickAction.SUSPEND: "Suspend the whole scheme now",
        QuickAction.BRING_BACK: "Bring back",
    }
)
_RUNNING = (Status.ACTIVE, Status.UNKNOWN)
_STOPPED = (Status.TEMPORARILY_CLOSED, Status.CLOSED)


def offered(record: Record) -> tuple[QuickAction, ...]:
    """Give what makes sense for a record as it is."""
    status = getattr(record, "status", None)
    is_public = record.visibility is Visibility.PUBLIC
    found = []
    if is_public:
        found.append(QuickAction.HIDE)
    if isinstance(record, Place) and is_public and status is not Status.CLOSED:
        found.append(QuickAction.WARN)
    if isinstance(record, Place | Service) and is_public and status in _RUNNING:
        found.append(QuickAction.CLOSE_FOR_NOW)
    if isinstance(record, Scheme) and status in _RUNNING:
        found.append(QuickAction.SUSPEND)
    if status is not None and status is not Status.CLOSED:
        found.append(QuickAction.CLOSE)
    if not is_public or status in _STOPPED:
        found.append(QuickAction.BRING_BACK)
    return tuple(found)


def fields(
    action: QuickAction, record: Record, *, warning: str = "", last_shown: Values | None = None
) -> dict[str, str]:
    """Give the fields that a press sets. ``last_shown``: how the public saw the record last.

    A service or a scheme that closed stays listed as closed, so that its old name leads on.
    """
    if action is QuickAction.HIDE:
        return {"visibility": Visibility.DRAFT.value}
    if action is QuickAction.WARN:
        return {"alert": warning.strip()}
    if action in (QuickAction.CLOSE_FOR_NOW, QuickAction.SUSPEND):
        return {"status": Status.TEMPORARILY_CLOSED.value}
    if action is QuickAction.CLOSE:
        closed = {"status": Status.CLOSED.value}
        hides = {"visibility": Visibility.CLOSED.value}
        return closed | hides if isinstance(record, Place) else closed
    back = {"visibility": Visibility.PUBLIC.value}
    status = getattr(record, "status", None)
    if status in _STOPPED:
        was = str((last_shown or {}).get("status") or "")
        back["status"] = was if was and was not in _STOPPED else Status.ACTIVE.value
    return back
