"""The staff page: nothing for who is not signed in, and only views that the role allows."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest
import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import accounts, clock, database
from data.accounts import COMMAND_LINE
from data.database import DatabaseError
from data.roles import Action, Actor, NotAllowedError, Role, require
from pages.parts.guide import draw_title
from pages.staff import views, who
from pages.staff.acting import act
from pages.staff.views import VIEWS, View
from tests.pages.conftest import PAGES

Open = Callable[..., AppTest]
SignIn = Callable[..., str]
Read = Callable[[AppTest], str]


def labels(page: AppTest) -> list[str]:
    """Give what the staff menu offers."""
    return [button.label for button in page.button if button.key.startswith("staff-menu-")]


def press(page: AppTest) -> AppTest:
    """Press what the made-up view has to press."""
    (button,) = [button for button in page.button if button.label == "Press"]
    return button.click().run()


@pytest.mark.parametrize("view", ["", *VIEWS, "nowhere"])
def test_nobody_sees_anything_but_the_way_to_sign_in(
    engine: sa.Engine, open_desk: Open, read: Read, view: str
) -> None:
    page = open_desk(view)
    words = read(page)
    assert who.NOT_SIGNED_IN in words
    assert 'href="/staff/sign-in"' in words
    assert "/staff/sign-out" not in words
    assert page.button == []
    assert "signed in as" not in words


def test_home_says_who_is_signed_in(sign_in_as: SignIn, open_desk: Open, read: Read) -> None:
    sign_in_as("viewer", "ann@example.org")
    words = read(open_desk())
    assert "You are signed in as ann@example.org, viewer." in words
    assert "/staff/sign-out" in words


def test_an_unknown_view_is_the_first_one(sign_in_as: SignIn, open_desk: Open, read: Read) -> None:
    sign_in_as("viewer")
    assert "How things stand" in read(open_desk("nowhere"))


@pytest.fixture
def with_views(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put made-up views into the page."""

    def put(**made: View) -> None:
        monkeypatch.setattr(views, "VIEWS", MappingProxyType(VIEWS | made))

    return put


def fail_with(error: Exception) -> Callable[[Actor], None]:
    def draw(_actor: Actor) -> None:
        draw_title("Made up")
        raise error

    return draw


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_a_view_is_drawn_only_where_the_role_may(
    sign_in_as: SignIn,
    open_desk: Open,
    read: Read,
    with_views: Callable[..., None],
    role: Role,
    action: Action,
) -> None:
    with_views(made_up=View("Made up", lambda _actor: draw_title("Seen"), action))
    sign_in_as(role)
    page = open_desk("made_up")
    may = Actor("a", role).may(action)
    assert ("Seen" in read(page)) is may
    assert ("Made up" in " ".join(labels(page))) is may
    if not may:
        (said,) = page.error
        assert f"To {action}, somebody must be" in said.value


def test_a_view_may_stay_out_of_the_menu(
    sign_in_as: SignIn, open_desk: Open, read: Read, with_views: Callable[..., None]
) -> None:
    with_views(one=View("One place", lambda _actor: draw_title("Seen"), in_menu=False))
    sign_in_as("viewer")
    page = open_desk("one")
    assert "Seen" in read(page)
    assert "One place" not in labels(page)


@pytest.mark.parametrize(
    "error", [NotAllowedError("Only an approver may."), DatabaseError("The database is away.")]
)
def test_our_own_errors_are_said_as_a_sentence(
    sign_in_as: SignIn, open_desk: Open, with_views: Callable[..., None], error: Exception
) -> None:
    with_views(made_up=View("Made up", fail_with(error)))
    sign_in_as("viewer")
    (said,) = open_desk("made_up").error
    assert said.value == str(error)


def test_what_was_pressed_is_said_once(
    sign_in_as: SignIn, open_desk: Open, read: Read, with_views: Callable[..., None]
) -> None:
    def draw(_actor: Actor) -> None:
        st.button("Press", on_click=act, args=(lambda actor: f"Done by <{actor.name}>",))

    with_views(made_up=View("Made up", draw))
    sign_in_as("viewer", "ann")
    page = open_desk("made_up")
    press(page)
    assert "Done by <ann>" in read(page)
    assert "<ann>" not in "".join(element.proto.body for element in page.get("html"))
    assert "Done by" not in read(page.run())


def test_nothing_is_done_for_who_signed_out_since_the_page_was_drawn(
    sign_in_as: SignIn,
    open_desk: Open,
    read: Read,
    with_views: Callable[..., None],
    engine: sa.Engine,
) -> None:
    done: list[Actor] = []

    def draw(_actor: Actor) -> None:
        st.button("Press", on_click=act, args=(done.append,))

    with_views(made_up=View("Made up", draw))
    sign_in_as("editor")
    page = open_desk("made_up")
    accounts.switch_off(engine, COMMAND_LINE, "editor@example.org", clock.real())
    press(page)
    assert done == []
    assert who.NOT_SIGNED_IN in read(page)


def test_a_role_that_was_taken_away_counts_when_the_button_is_pressed(
    sign_in_as: SignIn,
    open_desk: Open,
    read: Read,
    with_views: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def do(actor: Actor) -> str:
        require(actor, Action.APPROVE)
        return "Approved"

    def draw(_actor: Actor) -> None:
        st.button("Press", on_click=act, args=(do,))

    with_views(made_up=View("Made up", draw))
    sign_in_as("approver")
    page = open_desk("made_up")
    sign_in_as("viewer")
    press(page)
    assert "To approve what others changed, somebody must be approver" in read(page)
    assert "Approved" not in read(page)


def test_a_database_that_is_away_lets_nobody_in_and_is_not_described(
    sign_in_as: SignIn, open_desk: Open, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> sa.Engine:
        raise DatabaseError("The database on secret-host is away.")

    sign_in_as("administrator")
    monkeypatch.setattr(database, "current", away)
    words = read(open_desk())
    assert who.NOT_WORKING in words
    assert "secret-host" not in words
    assert "signed in as" not in words


def test_a_visitor_without_our_cookie_costs_no_look_into_the_database(
    open_desk: Open, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never() -> sa.Engine:
        raise AssertionError("The database was asked.")

    monkeypatch.setattr(database, "current", never)
    assert who.NOT_SIGNED_IN in read(open_desk())


def test_a_password_counts_only_where_it_may(
    sign_in_as: SignIn, open_desk: Open, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as("administrator")
    monkeypatch.setenv("HAVENS_LOCAL_SIGN_IN", "off")
    assert "signed in as" not in read(open_desk())


@pytest.mark.parametrize("path", sorted((PAGES / "staff").glob("*.py")), ids=lambda path: path.name)
def test_nothing_of_the_staff_page_runs_without_asking_who_is_signed_in(path: Path) -> None:
    """Streamlit runs a fragment, or a button's function, without the page around it.

    So no button is handed the Actor that was signed in when it was drawn: ``act`` asks again.
    """
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            assert not [d for d in node.decorator_list if "fragment" in ast.unparse(d)]
        if isinstance(node, ast.Call):
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            does = {given.get(name) for name in ("on_click", "on_change", "on_submit")} - {None}
            if does and not does & {"act", "go"}:
                handed = f"{given.get('args', '')} {given.get('kwargs', '')} {does}"
                assert not re.search(r"\bactor\b(?!\.name)", handed), f"line {node.lineno}"
