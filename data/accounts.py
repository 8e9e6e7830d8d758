"""Accounts of staff: who there is, what each may do, and a log of every change to that.

Every change needs an administrator and is asked of ``data.roles``. Whoever loses a role, a
password or the account is signed out at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import database, passwords
from data.roles import Action, Actor, Role, require
from data.tables import ACCOUNT_LOG, ACCOUNTS, COUNTER, SIGN_INS

COMMAND_LINE = Actor("command line", Role.ADMINISTRATOR)
"""Whoever has the server's shell: they have the database too. No account can have this name."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,119}")


class AccountError(ValueError):
    """An account can't be made or changed so; the message says why."""


@dataclass(frozen=True)
class Account:
    """One account. ``has_password`` is false for who signs in with a provider (OIDC) only."""

    name: str
    role: Role
    active: bool
    has_password: bool
    made_by: str
    made_at: datetime
    locked_until: datetime | None


@dataclass(frozen=True)
class LogEntry:
    """One change of an account: what was done, by whom and when."""

    account: str
    what: str
    by: str
    at: datetime


def tidy_name(name: str) -> str:
    """Give a name as accounts are kept under it. Raises AccountError for what can be none."""
    text = name.strip()
    # Before the small letters: some other alphabets' letters become plain ones with them.
    if not text.isascii() or not _NAME.fullmatch(text.lower()):
        raise AccountError(
            "A name is 1 to 120 letters (a to z), digits or . _ - @ +, starts with a letter or "
            "digit, and has no spaces. A mail address is a good name."
        )
    return text.lower()


def create(
    engine: sa.Engine, actor: Actor, name: str, role: Role, password: str | None, now: datetime
) -> str:
    """Make an account and give its name; without a password it is for sign-in with a provider.

    Raises NotAllowedError, AccountError, PasswordError, DatabaseError.
    """
    require(actor, Action.MANAGE)
    name = tidy_name(name)
    kept = _checked_hash(password, name) if password is not None else None
    with _changing(engine) as connection:
        if _find(connection, name) is not None:
            raise AccountError(f"There is an account {name} already.")
        connection.execute(
            ACCOUNTS.insert().values(
                name=name,
                role=role.value,
                password_hash=kept,
                active=True,
                made_by=actor.name,
                made_at=now,
            )
        )
        how = "with a password" if kept else "without a password"
        write_log(connection, name, f"made, {role}, {how}", actor.name, now)
    return name


def change_role(engine: sa.Engine, actor: Actor, name: str, role: Role, now: datetime) -> None:
    """Give an account another role, and end its sign-ins.

    Raises NotAllowedError, DatabaseError, and AccountError for one's own administrator role and
    for the last administrator's.
    """
    require(actor, Action.MANAGE)
    with _changing(engine) as connection:
        account = _existing(connection, name)
        if account.role is role:
            raise AccountError(f"{account.name} is {role} already.")
        if account.role is Role.ADMINISTRATOR:
            _keep_an_administrator(connection, actor, account)
        _set(connection, account.name, role=role.value)
        end_sign_ins(connection, account.name, now)
        write_log(connection, account.name, f"{account.role} became {role}", actor.name, now)


def switch_off(engine: sa.Engine, actor: Actor, name: str, now: datetime) -> None:
    """Let nobody in with an account any more, and end its sign-ins. What it did stays.

    Raises NotAllowedError, DatabaseError, and AccountError for one's own account and for the last
    administrator's.
    """
    require(actor, Action.MANAGE)
    with _changing(engine) as connection:
        account = _existing(connection, name)
        if not account.active:
            raise AccountError(f"{account.name} is switched off already.")
        _keep_an_administrator(connection, actor, account)
        _set(connection, account.name, active=False)
        end_sign_ins(connection, account.name, now)
        write_log(connection, account.name, "switched off", actor.name, now)


def switch_on(engine: sa.Engine, actor: Actor, name: str, now: datetime) -> None:
    """Let an account in again. Raises NotAllowedError, AccountError, DatabaseError."""
    require(actor, Action.MANAGE)
    with _changing(engine) as connection:
        account = _existing(connection, name)
        if account.active:
            raise AccountError(f"{account.name} is switched on already.")
        _set(connection, account.name, active=True, failures=0, locked_until=None)
        write_log(connection, account.name, "switched on", actor.name, now)


def set_password(engine: sa.Engine, actor: Actor, name: str, password: str, now: datetime) -> None:
    """Give an account a new password, unlock it, and end its sign-ins.

    Raises NotAllowedError, AccountError, PasswordError, DatabaseError.
    """
    require(actor, Action.MANAGE)
    kept = _checked_hash(password, tidy_name(name))
    with _changing(engine) as connection:
        account = _existing(connection, name)
        _set(connection, account.name, password_hash=kept, failures=0, locked_until=None)
        end_sign_ins(connection, account.name, now)
        write_log(connection, account.name, "new password", actor.name, now)


def unlock(engine: sa.Engine, actor: Actor, name: str, now: datetime) -> None:
    """Forget wrong passwords of an account. Raises NotAllowedError, AccountError, DatabaseError."""
    require(actor, Action.MANAGE)
    with _changing(engine) as connection:
        account = _existing(connection, name)
        _set(connection, account.name, failures=0, locked_until=None)
        write_log(connection, account.name, "unlocked", actor.name, now)


def listed(engine: sa.Engine, actor: Actor) -> list[Account]:
    """Give all accounts by name. Raises NotAllowedError, DatabaseError."""
    require(actor, Action.MANAGE)
    with database.told(engine), engine.connect() as connection:
        return [_account(row) for row in connection.execute(ACCOUNTS.select().order_by("name"))]


def log(engine: sa.Engine, actor: Actor, most: int = 200) -> list[LogEntry]:
    """Give the newest changes, newest first. Raises NotAllowedError, DatabaseError."""
    require(actor, Action.MANAGE)
    statement = ACCOUNT_LOG.select().order_by(ACCOUNT_LOG.c.id.desc()).limit(most)
    with database.told(engine), engine.connect() as connection:
        return [
            LogEntry(row.account, row.what, row.by, row.at) for row in connection.execute(statement)
        ]


def write_log(connection: sa.Connection, account: str, what: str, by: str, at: datetime) -> None:
    """Add a line to the log, within a change."""
    connection.execute(ACCOUNT_LOG.insert().values(account=account, what=what, by=by, at=at))


def end_sign_ins(connection: sa.Connection, name: str, now: datetime) -> None:
    """End all sign-ins of an account, within a change."""
    still = sa.and_(SIGN_INS.c.account == name, SIGN_INS.c.ended_at.is_(None))
    connection.execute(SIGN_INS.update().where(still).values(ended_at=now))


@contextmanager
def _changing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Change accounts one after the other: two at once could each take the other's role away."""
    with database.told(engine), engine.begin() as connection:
        connection.execute(COUNTER.update().values(version=COUNTER.c.version))
        yield connection


def _keep_an_administrator(connection: sa.Connection, actor: Actor, account: Account) -> None:
    if account.name == actor.name:
        raise AccountError("You can't do this to your own account. Ask another administrator.")
    others = sa.select(sa.func.count()).where(
        ACCOUNTS.c.active,
        ACCOUNTS.c.role == Role.ADMINISTRATOR.value,
        ACCOUNTS.c.name != account.name,
    )
    if account.role is Role.ADMINISTRATOR and not connection.execute(others).scalar_one():
        raise AccountError(f"{account.name} is the last administrator. Make another one first.")


def _checked_hash(password: str, name: str) -> str:
    passwords.check(password, name)
    return passwords.hashed(password)


def _set(connection: sa.Connection, name: str, **values: object) -> None:
    connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.name == name).values(**values))


def _existing(connection: sa.Connection, name: str) -> Account:
    account = _find(connection, tidy_name(name))
    if account is None:
        raise AccountError(f"There is no account {tidy_name(name)}.")
    return account


def _find(connection: sa.Connection, name: str) -> Account | None:
    row = connection.execute(ACCOUNTS.select().where(ACCOUNTS.c.name == name)).one_or_none()
    return _account(row) if row is not None else None


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    values = row._asdict()
    return Account(
        name=values["name"],
        role=Role(values["role"]),
        active=values["active"],
        has_password=values["password_hash"] is not None,
        made_by=values["made_by"],
        made_at=values["made_at"],
        locked_until=values["locked_until"],
    )


if __name__ == "__main__":
    from data.accounts_command import main

    sys.exit(main())
