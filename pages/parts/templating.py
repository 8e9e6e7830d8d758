"""Our own HTML templates: every value is escaped, and a missing one is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pages.parts.numbers import with_numbers

FOLDER = Path(__file__).parent / "templates"
PLAIN = Path(__file__).parents[1] / "plain" / "templates"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader([FOLDER, PLAIN]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # a server never looks again whether a template was edited
)
_ENVIRONMENT.filters["numbers"] = with_numbers


def render(name: str, /, **values: object) -> str:
    """Fill a template of ``pages/parts/templates`` or ``pages/plain/templates``."""
    return _ENVIRONMENT.get_template(name).render(values)
