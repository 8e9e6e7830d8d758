"""Who is signed in: by password or by a provider, and what is offered to whoever is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import accounts, clock, database
from data.accounts import COMMAND_LINE
from data.database import DatabaseError
from data.roles import Actor, Role
from pages.staff import provider_sign_in, who

Open = Callable[..., AppTest]
Read = Callable[[AppTest], str]
MAIL = "ann@example.org"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set a provider up, and what it says of who is here."""

    def sets_up(names: list[str], **claims: Any) -> None:
        monkeypatch.setattr(provider_sign_in, "names", lambda: names)
        monkeypatch.setattr(provider_sign_in, "claims", lambda: claims or None)

    return sets_up


def claims() -> dict[str, Any]:
    return {"iss": "a", "sub": "1", "email": MAIL, "iat": clock.real().timestamp()}


@pytest.fixture
def ann(engine: sa.Engine) -> str:
    return accounts.create(engine, COMMAND_LINE, MAIL, Role.EDITOR, None, clock.real())


@pytest.mark.usefixtures("ann")
def test_a_provider_lets_in_and_out(
    provider: Callable[..., None], open_desk: Open, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider([""], **claims())
    left: list[bool] = []
    monkeypatch.setattr(who.st, "logout", lambda: left.append(True))
    page = open_desk()
    assert f"You are signed in as {MAIL}, editor." in read(page)
    assert "/staff/sign-out" not in read(page)
    (button,) = [button for button in page.button if button.label == "Sign out"]
    button.click().run()
    assert left == [True]
    assert "You were signed out. Please sign in again." in read(page)


@pytest.mark.usefixtures("ann")
def test_a_database_that_is_away_does_not_keep_somebody_from_leaving(
    provider: Callable[..., None], open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> sa.Engine:
        raise DatabaseError("The database is away.")

    provider([""], **claims())
    left: list[bool] = []
    monkeypatch.setattr(who.st, "logout", lambda: left.append(True))
    page = open_desk()
    monkeypatch.setattr(database, "current", away)
    (button,) = [button for button in page.button if button.label == "Sign out"]
    button.click().run()
    assert left == [True]
    assert not page.exception


def test_whom_the_provider_knows_and_we_do_not_can_be_somebody_else(
    engine: sa.Engine, provider: Callable[..., None], open_desk: Open, read: Read
) -> None:
    provider([""], **claims())
    page = open_desk("accounts")
    assert f"{MAIL} may not use this page." in read(page)
    assert [button.label for button in page.button] == [
        "Sign in with your organisation's account",
        "Sign out of that account",
    ]


@pytest.mark.usefixtures("ann")
def test_a_password_goes_before_the_provider(
    provider: Callable[..., None], sign_in_as: Callable[..., str]
) -> None:
    provider([""], **claims())
    sign_in_as("viewer", "bob")
    assert who.signed_in() == Actor("bob", Role.VIEWER)


@pytest.mark.parametrize(
    ("names", "passwords", "buttons", "link"),
    [
        ([], "on", [], True),
        ([""], "on", ["Sign in with your organisation's account"], True),
        ([""], "off", ["Sign in with your organisation's account"], False),
        (["one", "two"], "off", ["Sign in with one", "Sign in with two"], False),
        ([], "off", [], False),
    ],
)
def test_what_is_offered(
    provider: Callable[..., None],
    open_desk: Open,
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    passwords: str,
    buttons: list[str],
    link: bool,
) -> None:
    monkeypatch.setenv("HAVENS_LOCAL_SIGN_IN", passwords)
    provider(names)
    page = open_desk()
    assert [button.label for button in page.button] == buttons
    assert ('href="/staff/sign-in"' in read(page)) is link
    assert (who.NO_WAY_IN in read(page)) is (not buttons and not link)


def test_the_button_leads_to_the_provider(
    provider: Callable[..., None], open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(provider_sign_in.st, "login", asked.append)
    provider(["", "two"])
    page = open_desk()
    for number in (0, 1):
        page.button[number].click().run()
    assert asked == [None, "two"]
