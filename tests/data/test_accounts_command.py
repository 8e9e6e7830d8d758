"""``python -m data.accounts``: the first account, and help when nobody can get in."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import accounts, accounts_command, clock
from data.accounts import COMMAND_LINE
from data.roles import Role
from data.sign_in import SignInError, sign_in

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def ran(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "data.accounts", *arguments],
            cwd=ROOT,
            env=os.environ | {"HAVENS_DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}"},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    return ran


def test_from_nothing_to_the_first_administrator(
    run: Run, tmp_path: Path, opened: Callable[[str], sa.Engine]
) -> None:
    none = run("list")
    assert none.returncode == 0
    assert "data.accounts add NAME --role administrator" in none.stdout
    made = run("add", "Ann@Example.org", "--role", "administrator", typed=f"{PASSWORD}\n")
    assert (made.returncode, made.stdout) == (0, "ann@example.org is administrator now.\n")
    assert run("list").stdout == "ann@example.org\tadministrator\n"
    engine = opened(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert sign_in(engine, "ann@example.org", PASSWORD, clock.real())
    (entry,) = accounts.log(engine, COMMAND_LINE)
    assert entry.by == "command line"


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "words"),
    [
        (("add", "a b", "--role", "viewer"), PASSWORD, 1, "no spaces"),
        (("add", "ann", "--role", "viewer"), "short\n", 1, "12 characters"),
        (("add", "ann", "--role", "viewer"), "", 1, "12 characters"),
        (("add", "ann", "--role", "boss"), PASSWORD, 2, "boss"),
        (("add", "ann"), PASSWORD, 2, "--role"),
        (("password", "nobody"), PASSWORD, 1, "There is no account nobody"),
        (("off", "nobody"), "", 1, "There is no account nobody"),
        (("unlock", "nobody"), "", 1, "There is no account nobody"),
        ((), "", 2, "COMMAND"),
    ],
)
def test_what_can_not_be_done_is_said(
    run: Run, arguments: tuple[str, ...], typed: str, code: int, words: str
) -> None:
    done = run(*arguments, typed=typed)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert PASSWORD not in done.stdout + done.stderr


@pytest.fixture
def ask(
    engine: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cheap_passwords: None,
) -> Callable[..., tuple[int, str]]:
    """Run a command in this process as a person at a terminal would, who types the passwords."""
    monkeypatch.setattr(accounts_command.database, "current", lambda: engine)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    def asked(*arguments: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        answers = iter(typed)
        monkeypatch.setattr(accounts_command, "getpass", lambda _prompt: next(answers))
        code = accounts_command.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return asked


def test_every_command(engine: sa.Engine, ask: Callable[..., tuple[int, str]]) -> None:
    two = (PASSWORD, PASSWORD)
    assert ask("add", "ann", "--role", "administrator", typed=two)[0] == 0
    assert ask("add", "bob", "--role", "editor", "--no-password")[0] == 0
    with pytest.raises(SignInError):
        sign_in(engine, "bob", "", clock.real())
    assert "new password" in ask("password", "bob", typed=two)[1]
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(engine, "bob", "wrong", clock.real())
    assert "bob\teditor\tlocked" in ask("list")[1]
    assert ask("unlock", "bob") == (0, "bob is unlocked.\n")
    assert sign_in(engine, "bob", PASSWORD, clock.real())
    assert ask("off", "bob") == (0, "bob is switched off. Its sign-ins have ended.\n")
    assert "bob\teditor\toff" in ask("list")[1]
    assert ask("on", "bob") == (0, "bob is switched on.\n")
    code, said = ask("off", "ann")
    assert (code, "last administrator" in said) == (1, True)


def test_typed_twice_and_not_the_same(
    engine: sa.Engine, ask: Callable[..., tuple[int, str]]
) -> None:
    code, said = ask("add", "ann", "--role", "viewer", typed=(PASSWORD, PASSWORD + "!"))
    assert (code, "not the same" in said) == (1, True)
    assert accounts.listed(engine, COMMAND_LINE) == []


def test_a_lock_that_is_over_is_not_listed(
    engine: sa.Engine, ask: Callable[..., tuple[int, str]]
) -> None:
    accounts.create(engine, COMMAND_LINE, "ann", Role.VIEWER, PASSWORD, clock.real())
    past = clock.real() - timedelta(minutes=20)
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(engine, "ann", "wrong", past)
    assert ask("list")[1] == "ann\tviewer\n"
