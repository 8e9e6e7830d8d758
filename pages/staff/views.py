"""The views of the staff page: name in the address, label in its menu, and who may see each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.roles import Action, Actor
from pages.staff import home

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
    }
)
