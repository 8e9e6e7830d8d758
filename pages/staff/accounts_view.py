"""Accounts, for administrators: who there is, add, change, switch off, and what was changed."""

from __future__ import annotations

import streamlit as st

from data import accounts, clock, database
from data.accounts import Account
from data.roles import Actor, Role
from pages.parts.guide import draw_title
from pages.staff.acting import act
from pages.staff.tables import draw_table, moment_words

CHOSEN = "account-chosen"
NEW_NAME = "account-new-name"
NEW_ROLE = "account-new-role"
NEW_PASSWORD = "account-new-password"  # noqa: S105
ROLE = "account-role"
PASSWORD = "account-password"  # noqa: S105
MAY = (
    "A viewer sees drafts, reports and history. An editor also changes records. An approver also "
    "approves what others changed. An administrator also manages accounts."
)
PROVIDER_ONLY = "Leave the password empty for somebody who signs in with your provider only."


def draw(actor: Actor) -> None:
    """Draw the view."""
    engine = database.current()
    known = accounts.listed(engine, actor)
    draw_title("Accounts")
    st.html(f"<p>{MAY}</p>")
    draw_table("Accounts", ("Name", "Role", "State", "Signs in", "Made"), [_row(a) for a in known])
    st.html("<h2>Change an account</h2>")
    _draw_change(known)
    st.html("<h2>Add an account</h2>")
    _draw_add()
    draw_table(
        "What was changed, newest first",
        ("Account", "What", "By", "When"),
        [(e.account, e.what, e.by, moment_words(e.at)) for e in accounts.log(engine, actor)],
    )


def _row(account: Account) -> tuple[str, ...]:
    state = "on" if account.active else "off"
    if _is_locked(account):
        state += ", locked after wrong passwords"
    how = "with a password" if account.has_password else "with your provider"
    return account.name, account.role, state, how, f"{moment_words(account.made_at)}"


def _is_locked(account: Account) -> bool:
    return account.locked_until is not None and account.locked_until > clock.real()


def _draw_change(known: list[Account]) -> None:
    by_name = {account.name: account for account in known}
    name = st.selectbox("Account", list(by_name), index=None, key=CHOSEN)
    if name is None:
        return
    account = by_name[name]
    with st.container(horizontal=True):
        if account.active:
            st.button("Switch off", on_click=act, args=(_switch_off, name))
        else:
            st.button("Switch on", on_click=act, args=(_switch_on, name))
        if _is_locked(account):
            st.button("Unlock", on_click=act, args=(_unlock, name))
    with st.form("account-role-form", border=False):
        st.selectbox("Role", list(Role), index=list(Role).index(account.role), key=f"{ROLE}-{name}")
        st.form_submit_button("Change role", on_click=act, args=(_change_role, name))
    with st.form("account-password-form", border=False):
        st.text_input("New password", type="password", key=PASSWORD, autocomplete="new-password")
        st.form_submit_button("Set password", on_click=act, args=(_set_password, name))


def _draw_add() -> None:
    with st.form("account-add-form", border=False):
        st.text_input("Name, such as their mail address", key=NEW_NAME, autocomplete="off")
        st.selectbox("Role of the new account", list(Role), key=NEW_ROLE)
        st.text_input("Password", type="password", key=NEW_PASSWORD, autocomplete="new-password")
        st.html(f'<p class="place__source">{PROVIDER_ONLY}</p>')
        st.form_submit_button("Add", on_click=act, args=(_add,))


def _add(actor: Actor) -> str:
    role = Role(st.session_state[NEW_ROLE])
    password = _typed(NEW_PASSWORD) or None
    name = accounts.create(
        database.current(), actor, st.session_state[NEW_NAME], role, password, clock.real()
    )
    st.session_state[NEW_NAME] = ""
    return f"{name} is {role} now."


def _change_role(actor: Actor, name: str) -> str:
    role = Role(st.session_state[f"{ROLE}-{name}"])
    accounts.change_role(database.current(), actor, name, role, clock.real())
    return f"{name} is {role} now, and must sign in again."


def _set_password(actor: Actor, name: str) -> str:
    accounts.set_password(database.current(), actor, name, _typed(PASSWORD), clock.real())
    return f"{name} has a new password, and must sign in again."


def _switch_off(actor: Actor, name: str) -> str:
    accounts.switch_off(database.current(), actor, name, clock.real())
    return f"{name} is switched off and signed out."


def _switch_on(actor: Actor, name: str) -> str:
    accounts.switch_on(database.current(), actor, name, clock.real())
    return f"{name} is switched on."


def _unlock(actor: Actor, name: str) -> str:
    accounts.unlock(database.current(), actor, name, clock.real())
    return f"{name} is unlocked."


def _typed(key: str) -> str:
    """Give a password and keep it no longer."""
    password = str(st.session_state[key])
    st.session_state[key] = ""
    return password
