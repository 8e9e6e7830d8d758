"""The accounts view: what an administrator does there is done, and said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import accounts, clock
from data.accounts import COMMAND_LINE
from data.roles import Role
from data.sign_in import SignInError, sign_in
from pages.staff import accounts_view
from tests.pages.staff.conftest import PASSWORD

Read = Callable[[AppTest], str]


@pytest.fixture
def page(sign_in_as: Callable[..., str], open_desk: Callable[..., AppTest]) -> AppTest:
    sign_in_as("administrator", "boss")
    return open_desk("accounts")


def press(page: AppTest, label: str) -> None:
    (button,) = [button for button in page.button if button.label == label]
    button.click()
    page.run()
    assert not page.exception


def choose(page: AppTest, name: str) -> None:
    page.selectbox(key=accounts_view.CHOSEN).select(name).run()


def known(engine: sa.Engine) -> dict[str, accounts.Account]:
    return {account.name: account for account in accounts.listed(engine, COMMAND_LINE)}


def test_add_change_and_switch_off(page: AppTest, engine: sa.Engine, read: Read) -> None:
    page.text_input(key=accounts_view.NEW_NAME).input("Eve@Example.org")
    page.selectbox(key=accounts_view.NEW_ROLE).select(Role.EDITOR)
    page.text_input(key=accounts_view.NEW_PASSWORD).input("correct horse battery")
    press(page, "Add")
    assert "eve@example.org is editor now." in read(page)
    assert sign_in(engine, "eve@example.org", "correct horse battery", clock.real())
    assert page.session_state[accounts_view.NEW_PASSWORD] == ""

    choose(page, "eve@example.org")
    page.selectbox(key=f"{accounts_view.ROLE}-eve@example.org").select(Role.APPROVER)
    press(page, "Change role")
    assert known(engine)["eve@example.org"].role is Role.APPROVER

    page.text_input(key=accounts_view.PASSWORD).input("another good password")
    press(page, "Set password")
    assert sign_in(engine, "eve@example.org", "another good password", clock.real())
    assert page.session_state[accounts_view.PASSWORD] == ""

    press(page, "Switch off")
    assert not known(engine)["eve@example.org"].active
    press(page, "Switch on")
    assert known(engine)["eve@example.org"].active

    words = read(page)
    for what in ("switched on", "switched off", "new password", "editor became approver"):
        assert f"<td>{what}</td><td>boss</td>" in words


def test_an_account_for_the_provider_has_no_password(page: AppTest, engine: sa.Engine) -> None:
    page.text_input(key=accounts_view.NEW_NAME).input("eve")
    press(page, "Add")
    assert not known(engine)["eve"].has_password


def test_a_lock_is_shown_and_can_be_taken_away(
    page: AppTest, engine: sa.Engine, read: Read
) -> None:
    accounts.create(engine, COMMAND_LINE, "eve", Role.VIEWER, PASSWORD, clock.real())
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(engine, "eve", "wrong", clock.real())
    page.run()
    choose(page, "eve")
    assert "locked after wrong passwords" in read(page)
    press(page, "Unlock")
    assert sign_in(engine, "eve", PASSWORD, clock.real())


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("a b", PASSWORD, "no spaces"),
        ("", PASSWORD, "1 to 120 letters"),
        ("eve", "short", "12 characters"),
        ("boss", PASSWORD, "an account boss already"),
    ],
)
def test_what_can_not_be_done_is_said(
    page: AppTest, engine: sa.Engine, read: Read, name: str, password: str, words: str
) -> None:
    page.text_input(key=accounts_view.NEW_NAME).input(name)
    page.text_input(key=accounts_view.NEW_PASSWORD).input(password)
    press(page, "Add")
    assert words in read(page)
    assert list(known(engine)) == ["boss"]


def test_nobody_switches_themselves_off(page: AppTest, engine: sa.Engine, read: Read) -> None:
    choose(page, "boss")
    press(page, "Switch off")
    assert "your own account" in read(page)
    assert known(engine)["boss"].active


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_see_no_account(
    sign_in_as: Callable[..., str], open_desk: Callable[..., AppTest], read: Read, role: Role
) -> None:
    sign_in_as(role, "eve")
    page = open_desk("accounts")
    assert "<table" not in read(page)
    assert "To manage accounts, somebody must be administrator" in page.error[0].value
