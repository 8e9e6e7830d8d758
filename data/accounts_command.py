"""``python -m data.accounts``: staff accounts from the server's shell.

Whoever may run it has the database anyway, so it asks for no sign-in. The log says "command line".
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from getpass import getpass

import sqlalchemy as sa

from data import accounts, clock, database
from data.accounts import COMMAND_LINE, AccountError
from data.database import DatabaseError
from data.passwords import PasswordError
from data.roles import Role


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say. Gives 0, or 1 with a sentence where it can't be done."""
    asked = _parser().parse_args(arguments)
    try:
        print(_do(database.current(), asked))
    except (AccountError, PasswordError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data.accounts",
        description="Accounts of staff. A password is asked for, or read from standard input.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="make an account")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, type=Role, choices=list(Role), metavar="ROLE",
                     help=f"one of {', '.join(Role)}")  # fmt: skip
    add.add_argument(
        "--no-password", action="store_true", help="for who signs in with your provider only"
    )
    for command, helps in {
        "password": "set a new password, unlock the account, end its sign-ins",
        "unlock": "forget wrong passwords",
        "off": "let nobody in with an account any more, end its sign-ins",
        "on": "let an account in again",
    }.items():
        commands.add_parser(command, help=helps).add_argument("name", metavar="NAME")
    commands.add_parser("list", help="print all accounts")
    return parser


def _do(engine: sa.Engine, asked: argparse.Namespace) -> str:
    now = clock.real()
    match asked.command:
        case "add":
            name = accounts.tidy_name(asked.name)
            password = None if asked.no_password else _ask_password(name)
            accounts.create(engine, COMMAND_LINE, name, asked.role, password, now)
            return f"{name} is {asked.role} now."
        case "password":
            password = _ask_password(asked.name)
            accounts.set_password(engine, COMMAND_LINE, asked.name, password, now)
            return f"{asked.name} has a new password. Its sign-ins have ended."
        case "unlock":
            accounts.unlock(engine, COMMAND_LINE, asked.name, now)
            return f"{asked.name} is unlocked."
        case "off":
            accounts.switch_off(engine, COMMAND_LINE, asked.name, now)
            return f"{asked.name} is switched off. Its sign-ins have ended."
        case "on":
            accounts.switch_on(engine, COMMAND_LINE, asked.name, now)
            return f"{asked.name} is switched on."
    return "\n".join(_line(account) for account in accounts.listed(engine, COMMAND_LINE)) or (
        "There are no accounts yet. Make one: python -m data.accounts add NAME --role administrator"
    )


def _line(account: accounts.Account) -> str:
    notes = [
        *([] if account.active else ["off"]),
        *([] if account.has_password else ["no password"]),
        *(["locked"] if account.locked_until and account.locked_until > clock.real() else []),
    ]
    return "\t".join([account.name, account.role, ", ".join(notes)]).rstrip()


def _ask_password(name: str) -> str:
    """Ask twice where a person types, else read one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass(f"Password for {name}: ")
    if getpass("The same again: ") != first:
        raise PasswordError("The two passwords are not the same. Nothing was changed.")
    return first
