"""The components of our pages (the map, the location button), known to a process from its start.

Streamlit makes a component known when a visitor's page first imports it. But with several processes
a frame may be asked for where nobody has opened a page yet: it would be missing there.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

import streamlit_folium
from streamlit.components.v1.custom_component import CustomComponent
from streamlit.runtime import Runtime

from pages.parts import location_button

_MODULES: Final[tuple[ModuleType, ...]] = (streamlit_folium, location_button)


def register() -> None:
    """Make all of them known. Raises RuntimeError where a module declares none any more."""
    registry = Runtime.instance().component_registry
    for module in _MODULES:
        found = [one for one in vars(module).values() if isinstance(one, CustomComponent)]
        if not found:
            msg = f"{module.__name__} declares no component: adapt pages/components.py."
            raise RuntimeError(msg)
        for component in found:
            registry.register_component(component)
