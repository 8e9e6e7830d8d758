"""Signing in with a name and a password, and what becomes of it until it ends.

The browser holds a random token; the database only its fingerprint. Whoever asks with a token is
looked up anew each time, so that a role, a password or an account that is taken away ends at once.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from data import database, passwords, settings
from data.accounts import AccountError, tidy_name, write_log
from data.roles import MACHINE, Actor, Role
from data.tables import ACCOUNTS, COUNTER, SIGN_INS

MOST_WRONG = 5
LOCKED = timedelta(minutes=15)
IDLE = timedelta(minutes=60)
_SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=30)


class SignInError(ValueError):
    """Nobody is let in. The words are the same whatever the reason, so that they tell nothing."""

    def __init__(self) -> None:
        super().__init__(
            "The name or the password is not right. After 5 wrong passwords an account is locked "
            "for 15 minutes. If you forgot yours, ask an administrator."
        )


def sign_in(engine: sa.Engine, name: str, password: str, now: datetime) -> str:
    """Give a token for whoever knows the password. Raises SignInError, DatabaseError."""
    try:
        known = tidy_name(name)
    except AccountError:
        known = ""
    with database.told(engine):
        kept = _take_a_try(engine, known, now)
        if not passwords.fits(kept, password) or kept is None:
            _log_a_lock(engine, known, now)
            raise SignInError
        return _let_in(engine, known, kept, password, now)


def actor_of(engine: sa.Engine, token: str, now: datetime) -> Actor | None:
    """Give who is signed in with a token, None for nobody (any more). Raises DatabaseError."""
    fingerprint = fingerprint_of(token)
    statement = (
        sa.select(SIGN_INS.c.made_at, SIGN_INS.c.seen_at, ACCOUNTS.c.name, ACCOUNTS.c.role)
        .join(ACCOUNTS, ACCOUNTS.c.name == SIGN_INS.c.account)
        .where(
            SIGN_INS.c.token_hash == fingerprint,
            SIGN_INS.c.ended_at.is_(None),
            ACCOUNTS.c.active,
        )
    )
    with database.told(engine), engine.connect() as connection:
        row = connection.execute(statement).one_or_none()
        if row is None or is_over(row.made_at, row.seen_at, now):
            return None
        if now - row.seen_at > _SEEN_EVERY:
            touched = SIGN_INS.update().where(SIGN_INS.c.token_hash == fingerprint)
            connection.execute(touched.values(seen_at=now))
            connection.commit()
    return Actor(row.name, Role(row.role))


def sign_out(engine: sa.Engine, token: str, now: datetime) -> None:
    """End a sign-in for good, in every browser that has its token. Raises DatabaseError."""
    ended = SIGN_INS.update().where(
        SIGN_INS.c.token_hash == fingerprint_of(token), SIGN_INS.c.ended_at.is_(None)
    )
    with database.told(engine), engine.begin() as connection:
        connection.execute(ended.values(ended_at=now))


def is_over(made_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Say whether a sign-in is too old, or nobody used it for too long."""
    longest = timedelta(hours=settings.current().staff_hours)
    return now - made_at >= longest or now - seen_at >= IDLE


def fingerprint_of(token: str) -> str:
    """Give what the database knows a sign-in by."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _take_a_try(engine: sa.Engine, name: str, now: datetime) -> str | None:
    """Count a try before it is looked at, and give the kept password if one was left.

    Counted first, many at once have no more tries than one after the other.
    """
    unlocked = sa.or_(ACCOUNTS.c.locked_until.is_(None), ACCOUNTS.c.locked_until <= now)
    tries = sa.case((ACCOUNTS.c.locked_until.is_(None), ACCOUNTS.c.failures + 1), else_=1)
    counted = (
        ACCOUNTS.update()
        .where(ACCOUNTS.c.name == name, ACCOUNTS.c.active, unlocked)
        .values(
            failures=tries,
            locked_until=sa.case(
                (tries >= MOST_WRONG, sa.literal(now + LOCKED, database.UtcDateTime))
            ),
        )
        .returning(ACCOUNTS.c.password_hash)
    )
    with engine.begin() as connection:
        row = connection.execute(counted).one_or_none()
        if row is None:
            # As much work as for a name that is known.
            connection.execute(COUNTER.update().values(version=COUNTER.c.version))
        return row.password_hash if row else None


def _log_a_lock(engine: sa.Engine, name: str, now: datetime) -> None:
    fifth = sa.select(ACCOUNTS.c.name).where(
        ACCOUNTS.c.name == name, ACCOUNTS.c.locked_until == now + LOCKED
    )
    with engine.begin() as connection:
        if connection.execute(fifth).one_or_none() is not None:
            write_log(connection, name, "locked after 5 wrong passwords", MACHINE, now)


def _let_in(engine: sa.Engine, name: str, kept: str, password: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    renewed = passwords.hashed(password) if passwords.is_outdated(kept) else kept
    # Only while nothing has changed: a new password ends sign-ins, and must not miss this one.
    same = sa.and_(ACCOUNTS.c.name == name, ACCOUNTS.c.active, ACCOUNTS.c.password_hash == kept)
    with engine.begin() as connection:
        forgiven = ACCOUNTS.update().where(same)
        done = connection.execute(
            forgiven.values(failures=0, locked_until=None, password_hash=renewed)
        )
        if done.rowcount != 1:
            raise SignInError
        old = sa.and_(SIGN_INS.c.account == name, SIGN_INS.c.made_at < now - _KEPT)
        connection.execute(SIGN_INS.delete().where(old))
        connection.execute(
            SIGN_INS.insert().values(
                token_hash=fingerprint_of(token), account=name, made_at=now, seen_at=now
            )
        )
    return token
