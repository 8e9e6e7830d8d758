"""Staff who sign in with a provider (OIDC): who that is here, asked anew each time.

The provider's answer (its claims) stays in the browser for a month and can't be called back, so it
only says who somebody is. Whether that still counts is decided here: by the account, by how old
the answer is, and by whether it was ended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import database, settings
from data.accounts import AccountError, tidy_name, write_log
from data.roles import MACHINE, Actor, Role
from data.sign_in import IDLE, SEEN_EVERY
from data.tables import ACCOUNTS, SIGN_INS

Claims = Mapping[str, object]
_CLOCKS_DIFFER = timedelta(minutes=5)
_NOT_VERIFIED = (False, "false", "False", 0, None)


class ProviderError(ValueError):
    """Who signed in with the provider is not let in here; the message says why."""


def actor_of_claims(engine: sa.Engine, claims: Claims, now: datetime) -> Actor:
    """Give who it is that signed in, with the role of right now.

    That is the role of the account with their verified mail address as its name; or, where
    ``HAVENS_ROLE_CLAIM`` is set, the highest that the provider names for whoever has no account
    yet. An account that is switched off lets nobody in. Raises ProviderError, DatabaseError.
    """
    name = _name_in(claims)
    made_at = _made_at(claims, now)
    named = _role_in(claims)
    with database.told(engine), engine.connect() as connection:
        account = connection.execute(
            sa.select(ACCOUNTS).where(ACCOUNTS.c.name == name)
        ).one_or_none()
        role = named
        if account is not None and account.made_by != MACHINE:
            role = Role(account.role)
        if role is None or (account is not None and not account.active):
            raise ProviderError(f"{name} may not use this page. Ask an administrator.")
        if account is None:
            _make_account(engine, connection, name, role, now)
        elif account.role != role:
            _follow_role(connection, name, account.role, role, now)
        _check_sign_in(engine, connection, name, fingerprint_of(claims), made_at, now)
        connection.commit()
    return Actor(name, role)


def end(engine: sa.Engine, claims: Claims, now: datetime) -> None:
    """End what the provider's answer allowed, in every browser that holds it.

    Raises DatabaseError.
    """
    same = sa.and_(SIGN_INS.c.token_hash == fingerprint_of(claims), SIGN_INS.c.ended_at.is_(None))
    with database.told(engine), engine.begin() as connection:
        connection.execute(SIGN_INS.update().where(same).values(ended_at=now))


def fingerprint_of(claims: Claims) -> str:
    """Give what the database knows one sign-in with the provider by."""
    parts = [str(claims.get(key)) for key in ("iss", "sub", "iat", "nonce", "sid", "jti")]
    return hashlib.sha256(json.dumps(["provider", *parts]).encode()).hexdigest()


def _name_in(claims: Claims) -> str:
    mail = claims.get("email")
    if not isinstance(mail, str) or claims.get("email_verified", True) in _NOT_VERIFIED:
        raise ProviderError(
            "Your sign-in names no mail address that was verified, so we can't tell who you are. "
            "Ask an administrator."
        )
    try:
        return tidy_name(mail)
    except AccountError:
        raise ProviderError(
            "Your mail address can't be the name of an account here. Ask an administrator."
        ) from None


def _made_at(claims: Claims, now: datetime) -> datetime:
    hours = settings.current().staff_hours
    again = ProviderError(f"You signed in more than {hours} hours ago. Please sign in again.")
    moment = claims.get("iat", claims.get("auth_time"))
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise again
    try:
        made_at = datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError):
        raise again from None
    if now - made_at >= timedelta(hours=hours) or made_at - now > _CLOCKS_DIFFER:
        raise again
    return made_at


def _role_in(claims: Claims) -> Role | None:
    asked = settings.current()
    found: object = claims.get(asked.role_claim) if asked.role_claim else None
    if asked.role_claim and found is None:
        found = claims
        for part in asked.role_claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    names = [found] if isinstance(found, str) else found
    if not isinstance(names, list | tuple):
        return None
    held = [role for role in Role if f"{asked.role_prefix}{role}" in names]
    return held[-1] if held else None


def _make_account(
    engine: sa.Engine, connection: sa.Connection, name: str, role: Role, now: datetime
) -> None:
    """Write down whom the provider sent, so that an administrator can switch them off."""
    row = {"name": name, "role": role.value, "active": True, "made_by": MACHINE, "made_at": now}
    if _insert_once(engine, connection, ACCOUNTS, row):
        write_log(connection, name, f"made, {role}, as the provider says", MACHINE, now)


def _follow_role(
    connection: sa.Connection, name: str, before: str, role: Role, now: datetime
) -> None:
    theirs = sa.and_(ACCOUNTS.c.name == name, ACCOUNTS.c.role == before)
    if connection.execute(ACCOUNTS.update().where(theirs).values(role=role.value)).rowcount:
        what = f"{before} became {role}, as the provider says"
        write_log(connection, name, what, MACHINE, now)


def _check_sign_in(
    engine: sa.Engine,
    connection: sa.Connection,
    name: str,
    fingerprint: str,
    made_at: datetime,
    now: datetime,
) -> None:
    """Raise ProviderError where this sign-in was ended or not used for long; note it otherwise."""
    row = connection.execute(
        sa.select(SIGN_INS).where(SIGN_INS.c.token_hash == fingerprint)
    ).one_or_none()
    if row is None:
        first = {"token_hash": fingerprint, "account": name, "made_at": made_at, "seen_at": now}
        _insert_once(engine, connection, SIGN_INS, first)
    elif row.ended_at is not None or row.account != name:
        raise ProviderError("You were signed out. Please sign in again.")
    elif now - row.seen_at >= IDLE:
        raise ProviderError("You did nothing here for an hour. Please sign in again.")
    elif now - row.seen_at > SEEN_EVERY:
        seen = SIGN_INS.update().where(SIGN_INS.c.token_hash == fingerprint)
        connection.execute(seen.values(seen_at=now))


def _insert_once(
    engine: sa.Engine, connection: sa.Connection, table: sa.Table, row: Mapping[str, object]
) -> bool:
    """Insert a row unless another server just did; say whether it was this one."""
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    inserted = dialect.insert(table).values(row).on_conflict_do_nothing()
    made = connection.execute(inserted.returning(*table.primary_key))
    return made.one_or_none() is not None
