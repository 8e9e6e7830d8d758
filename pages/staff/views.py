"""The views of the staff page: name in the address, label in its menu, and who may see each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.roles import Action, Actor
from pages.staff import (
    accounts_view,
    approve,
    coverage,
    edit,
    exchange,
    history,
    home,
    preview,
    queue,
    record,
    records,
)

HOME = "home"


@dataclass(frozen=True)
class View:
    """One view. ``draw`` is called after it is sure that the actor may do what it ``needs``."""

    label: str
    draw: Callable[[Actor], None]
    needs: Action = Action.READ
    in_menu: bool = True


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        HOME: View("Start", home.draw),
        "queue": View("To do", queue.draw),
        "records": View("Find a record", records.draw),
        "record": View("One record", record.draw, in_menu=False),
        "edit": View("Change a record", edit.draw, Action.CHANGE, in_menu=False),
        "approve": View("Waiting", approve.draw),
        "preview": View("Coming up", preview.draw),
        "coverage": View("Coverage", coverage.draw),
        "exchange": View("Import and export", exchange.draw),
        "history": View("History", history.draw),
        "accounts": View("Accounts", accounts_view.draw, Action.MANAGE),
    }
)
