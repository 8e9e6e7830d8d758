"""Who may do what. Every change in ``data`` asks here first; a hidden button protects nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

MACHINE = "the program"
"""Author of what the program does by itself. No account can have this name: it has a space."""


class Role(StrEnum):
    """What a member of staff is trusted with; each may do what those before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done, in the words of the message when it may not be."""

    READ = "see drafts, reports and history"
    CHANGE = "change records"
    APPROVE = "approve what others changed"
    MANAGE = "manage accounts"


_NEEDS = MappingProxyType(
    {
        Action.READ: Role.VIEWER,
        Action.CHANGE: Role.EDITOR,
        Action.APPROVE: Role.APPROVER,
        Action.MANAGE: Role.ADMINISTRATOR,
    }
)
_RANK = MappingProxyType({role: rank for rank, role in enumerate(Role)})


class NotAllowedError(PermissionError):
    """Somebody may not do what they tried. The message says what, and who may."""


@dataclass(frozen=True)
class Actor:
    """A member of staff who is signed in: the name of the account, and its role right now."""

    name: str
    role: Role

    def may(self, action: Action) -> bool:
        """Say whether the role allows an action."""
        return _RANK[self.role] >= _RANK[_NEEDS[action]]


def require(actor: Actor, action: Action) -> None:
    """Raise NotAllowedError unless the actor may do this."""
    if not actor.may(action):
        raise NotAllowedError(
            f"You are signed in as {actor.name}, {actor.role}. To {action}, somebody must be "
            f"{_NEEDS[action]} or more. Ask an administrator."
        )
