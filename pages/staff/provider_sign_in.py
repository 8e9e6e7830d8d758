"""Signing in with a provider (OIDC), where ``[auth]`` in secrets.toml names one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from data.provider import Claims


def claims() -> Claims | None:
    """Give what the provider says of who is here; None for nobody, and where none is set up."""
    if not names() or not st.user.is_logged_in:
        return None
    return st.user.to_dict()


def names() -> list[str]:
    """Give the providers that are set up; the one without a name is an empty text."""
    if not st.secrets.load_if_toml_exists():
        return []
    section = st.secrets.get("auth", {})
    if "client_id" in section:
        return [""]
    return [name for name, value in section.items() if isinstance(value, Mapping)]


def draw_sign_in(held: bool) -> None:
    """Draw a button for each provider; ``held`` adds the way to sign in as somebody else."""
    for name in names():
        label = f"Sign in with {name}" if name else "Sign in with your organisation's account"
        if st.button(label, key=f"provider-{name}", type="primary"):
            st.login(name or None)
    if held and st.button("Sign out of that account", key="provider-out"):
        st.logout()
