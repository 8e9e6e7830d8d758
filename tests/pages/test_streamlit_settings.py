"""Settings of Streamlit that it would pass over in silence if it ever renamed them."""

from __future__ import annotations

import inspect

import streamlit as st
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web.server.starlette import starlette_server


def test_no_visitor_waits_for_a_search_through_all_memory():
    after_each_run = inspect.getsource(ScriptRunner._on_script_finished)
    assert 'if config.get_option("runner.postScriptGC"):\n            gc.collect' in after_each_run
    assert st.get_option("runner.postScriptGC") is False


def test_what_pages_say_is_packed_on_its_way():
    assert starlette_server._get_uvicorn_config_kwargs()["ws_per_message_deflate"] is True
