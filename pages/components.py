"""The components of our pages (the map, the location button), known to a process from its start.

Streamlit makes a component known when a visitor's page first imports it. But with several processes
a frame may be asked for where nobody has opened a page yet: it would be missing there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from streamlit.components.v1.custom_component import CustomComponent
from streamlit.runtime import Runtime

_MODULES = ("streamlit_folium", "pages.parts.location_button")
_COMPLAINS = "streamlit.runtime.scriptrunner_utils.script_run_context"


def register() -> None:
    """Make all of them known. Raises RuntimeError where a module declares none any more."""
    registry = Runtime.instance().component_registry
    for name in _MODULES:
        with _quiet():
            module = import_module(name)
        found = [one for one in vars(module).values() if isinstance(one, CustomComponent)]
        if not found:
            msg = f"{name} declares no component: adapt pages/components.py."
            raise RuntimeError(msg)
        for component in found:
            registry.register_component(component)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Streamlit not warn that nobody is visiting yet."""
    logger = logging.getLogger(_COMPLAINS)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
