"""When something breaks: a calm sentence for the visitor, the cause for whoever runs the server."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import streamlit as st

from data.load import SeedError

SORRY = (
    "Something went wrong here. It is not your fault. If you are in danger, call 999. "
    "To talk, call Childline on 0800 1111, any time, free."
)
log = logging.getLogger("somewhere_safe")


def safely(draw: Callable[[], None]) -> None:
    """Draw a page; when that fails say so kindly and write the cause to the log.

    Only a damaged seed is logged with its message (file, row and column). Other messages might
    repeat what a visitor typed, so for those the log has the kind and the place in the code.
    """
    try:
        draw()
    except SeedError as error:
        log.error("The seed data is damaged, so no places are shown:\n%s", error)
        st.error(SORRY)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("A page failed with %s:\n%s", type(error).__name__, where)
        st.error(SORRY)
