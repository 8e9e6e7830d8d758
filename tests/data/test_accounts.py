"""Accounts: only administrators change them, one always stays, and every change is in the log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from data import accounts
from data.accounts import COMMAND_LINE, AccountError, tidy_name
from data.hours_clock import LONDON
from data.passwords import PasswordError
from data.roles import MACHINE, Action, Actor, NotAllowedError, Role
from data.sign_in import SignInError, actor_of, sign_in

pytestmark = pytest.mark.usefixtures("cheap_passwords")
NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
PASSWORD = "correct horse battery"
Make = Callable[..., Actor]


@pytest.fixture
def make(engine: sa.Engine) -> Make:
    def made(name: str, role: Role = Role.EDITOR, password: str | None = PASSWORD) -> Actor:
        return Actor(accounts.create(engine, COMMAND_LINE, name, role, password, NOW), role)

    return made


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann.Lee@Example.ORG ", "ann.lee@example.org"),
        ("ann", "ann"),
        ("7up", "7up"),
        ("a+b_c-d.e", "a+b_c-d.e"),
        ("a" * 120, "a" * 120),
    ],
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


NO_NAMES = [
    "", " ", "a b", MACHINE, COMMAND_LINE.name, "a" * 121, "-ann", "@ann", "=ann", ".ann",
    "a\nb", "ann\x00", "änn", "<ann>", "ann'--", "\N{KELVIN SIGN}im", "ann\u200b",
]  # fmt: skip


def test_what_can_be_no_name_is_refused(engine: sa.Engine) -> None:
    for name in NO_NAMES:
        with pytest.raises(AccountError, match="1 to 120 letters"):
            accounts.create(engine, COMMAND_LINE, name, Role.VIEWER, PASSWORD, NOW)
    assert accounts.listed(engine, COMMAND_LINE) == []


def test_nobody_is_there_at_first_and_no_password_works(engine: sa.Engine) -> None:
    assert accounts.listed(engine, COMMAND_LINE) == []
    for name in ("admin", "administrator", "root", "staff"):
        with pytest.raises(SignInError):
            sign_in(engine, name, name, NOW)


def test_an_account_is_kept_without_its_password(engine: sa.Engine, make: Make) -> None:
    make("Ann@Example.org", Role.APPROVER)
    make("bob", Role.VIEWER, None)
    ann, bob = accounts.listed(engine, COMMAND_LINE)
    assert (ann.name, ann.role, ann.active, ann.has_password) == (
        "ann@example.org", Role.APPROVER, True, True,
    )  # fmt: skip
    assert (ann.made_by, ann.made_at, ann.locked_until) == ("command line", NOW, None)
    assert not bob.has_password
    with engine.connect() as connection:
        for table in ("accounts", "account_log"):
            assert PASSWORD not in str(connection.execute(sa.text(f"SELECT * FROM {table}")).all())  # noqa: S608


def test_a_name_is_there_once(engine: sa.Engine, make: Make) -> None:
    make("ann")
    with pytest.raises(AccountError, match="an account ann already"):
        make(" ANN ")


def test_a_bad_password_makes_no_account(engine: sa.Engine, make: Make) -> None:
    for password in ("", "short"):
        with pytest.raises(PasswordError):
            make("ann", Role.VIEWER, password)
    assert accounts.listed(engine, COMMAND_LINE) == []


CHANGES: dict[str, Callable[[sa.Engine, Actor], object]] = {
    "create": lambda e, a: accounts.create(e, a, "new", Role.VIEWER, PASSWORD, NOW),
    "change_role": lambda e, a: accounts.change_role(e, a, "eve", Role.VIEWER, NOW),
    "switch_off": lambda e, a: accounts.switch_off(e, a, "eve", NOW),
    "switch_on": lambda e, a: accounts.switch_on(e, a, "off", NOW),
    "set_password": lambda e, a: accounts.set_password(e, a, "eve", PASSWORD + "!", NOW),
    "unlock": lambda e, a: accounts.unlock(e, a, "eve", NOW),
    "listed": lambda e, a: accounts.listed(e, a),
    "log": lambda e, a: accounts.log(e, a),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_only_an_administrator_may(engine: sa.Engine, make: Make, change: str) -> None:
    make("eve")
    make("off")
    accounts.switch_off(engine, COMMAND_LINE, "off", NOW)
    before = accounts.listed(engine, COMMAND_LINE), accounts.log(engine, COMMAND_LINE)
    for role in Role:
        actor = Actor("ann", role)
        if not actor.may(Action.MANAGE):
            with pytest.raises(NotAllowedError, match="To manage accounts"):
                CHANGES[change](engine, actor)
    assert (accounts.listed(engine, COMMAND_LINE), accounts.log(engine, COMMAND_LINE)) == before
    CHANGES[change](engine, Actor("ann", Role.ADMINISTRATOR))


@pytest.mark.parametrize("change", [c for c in CHANGES if c not in ("create", "listed", "log")])
def test_an_account_that_is_not_there_is_said(engine: sa.Engine, change: str) -> None:
    with pytest.raises(AccountError, match="There is no account"):
        CHANGES[change](engine, COMMAND_LINE)


def test_every_change_is_in_the_log_with_who_and_when(engine: sa.Engine, make: Make) -> None:
    ann = make("ann", Role.ADMINISTRATOR)
    later = NOW + timedelta(hours=1)
    accounts.create(engine, ann, "bob", Role.VIEWER, None, later)
    accounts.change_role(engine, ann, "bob", Role.APPROVER, later)
    accounts.set_password(engine, ann, "BOB", PASSWORD, later)
    accounts.unlock(engine, ann, "bob", later)
    accounts.switch_off(engine, ann, "bob", later)
    accounts.switch_on(engine, ann, "bob", later)
    entries = accounts.log(engine, ann)
    assert [(e.account, e.what) for e in entries] == [
        ("bob", "switched on"),
        ("bob", "switched off"),
        ("bob", "unlocked"),
        ("bob", "new password"),
        ("bob", "viewer became approver"),
        ("bob", "made, viewer, without a password"),
        ("ann", "made, administrator, with a password"),
    ]
    assert {(e.by, e.at) for e in entries[:-1]} == {("ann", later)}
    assert (entries[-1].by, entries[-1].at) == ("command line", NOW)
    assert len(accounts.log(engine, ann, most=2)) == 2


def test_what_is_so_already_is_said_and_not_logged(engine: sa.Engine, make: Make) -> None:
    make("eve")
    with pytest.raises(AccountError, match="eve is editor already"):
        accounts.change_role(engine, COMMAND_LINE, "eve", Role.EDITOR, NOW)
    with pytest.raises(AccountError, match="on already"):
        accounts.switch_on(engine, COMMAND_LINE, "eve", NOW)
    accounts.switch_off(engine, COMMAND_LINE, "eve", NOW)
    with pytest.raises(AccountError, match="off already"):
        accounts.switch_off(engine, COMMAND_LINE, "eve", NOW)
    assert len(accounts.log(engine, COMMAND_LINE)) == 2


def test_an_administrator_cannot_shut_themselves_out(engine: sa.Engine, make: Make) -> None:
    ann = make("ann", Role.ADMINISTRATOR)
    make("bea", Role.ADMINISTRATOR)
    with pytest.raises(AccountError, match="your own account"):
        accounts.change_role(engine, ann, "ann", Role.VIEWER, NOW)
    with pytest.raises(AccountError, match="your own account"):
        accounts.switch_off(engine, ann, " Ann ", NOW)


def test_the_last_administrator_stays(engine: sa.Engine, make: Make) -> None:
    make("ann", Role.ADMINISTRATOR)
    make("bea", Role.ADMINISTRATOR)
    accounts.switch_off(engine, COMMAND_LINE, "bea", NOW)
    for change in (
        lambda: accounts.switch_off(engine, COMMAND_LINE, "ann", NOW),
        lambda: accounts.change_role(engine, COMMAND_LINE, "ann", Role.APPROVER, NOW),
    ):
        with pytest.raises(AccountError, match="ann is the last administrator"):
            change()
    accounts.switch_on(engine, COMMAND_LINE, "bea", NOW)
    accounts.switch_off(engine, COMMAND_LINE, "ann", NOW)


def test_two_administrators_cannot_shut_each_other_out_at_once(
    engine: sa.Engine, make: Make
) -> None:
    pair = [make("ann", Role.ADMINISTRATOR), make("bea", Role.ADMINISTRATOR)]
    for _ in range(5):
        start = threading.Barrier(2)
        refused: list[str] = []

        def off(
            actor: Actor, other: Actor, start: threading.Barrier = start,
            refused: list[str] = refused,
        ) -> None:  # fmt: skip
            start.wait()
            try:
                accounts.change_role(engine, actor, other.name, Role.VIEWER, NOW)
            except AccountError as error:
                refused.append(str(error))

        threads = [threading.Thread(target=off, args=two) for two in (pair, pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        roles = {a.name: a.role for a in accounts.listed(engine, COMMAND_LINE)}
        assert sorted(roles.values()) == [Role.ADMINISTRATOR, Role.VIEWER]
        assert len(refused) == 1
        for name, role in roles.items():
            if role is Role.VIEWER:
                accounts.change_role(engine, COMMAND_LINE, name, Role.ADMINISTRATOR, NOW)


@pytest.mark.parametrize("change", ["change_role", "switch_off", "set_password"])
def test_what_takes_something_away_ends_that_accounts_sign_ins_only(
    engine: sa.Engine, make: Make, change: str
) -> None:
    make("eve")
    make("zoe")
    tokens = [sign_in(engine, "eve", PASSWORD, NOW) for _ in range(2)]
    other = sign_in(engine, "zoe", PASSWORD, NOW)
    CHANGES[change](engine, COMMAND_LINE)
    assert [actor_of(engine, token, NOW) for token in tokens] == [None, None]
    assert actor_of(engine, other, NOW) == Actor("zoe", Role.EDITOR)
    if change == "switch_off":
        accounts.switch_on(engine, COMMAND_LINE, "eve", NOW)
        assert actor_of(engine, tokens[0], NOW) is None


def test_a_new_password_replaces_the_old_one(engine: sa.Engine, make: Make) -> None:
    make("eve")
    accounts.set_password(engine, COMMAND_LINE, "eve", PASSWORD + "!", NOW)
    with pytest.raises(SignInError):
        sign_in(engine, "eve", PASSWORD, NOW)
    assert sign_in(engine, "eve", PASSWORD + "!", NOW)
    with pytest.raises(PasswordError):
        accounts.set_password(engine, COMMAND_LINE, "eve", "short", NOW)
    assert sign_in(engine, "eve", PASSWORD + "!", NOW)
