"""CSV on the Web: what each column of the CSV files holds, for programs (W3C, 2015)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from data.open_licence import HOW_TO_USE, LICENCE_URL, PUBLISHER, terms
from data.open_tables import TABLES, Column, columns_of
from data.sheet import LIST_SEPARATOR

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "places": "Places in London where a young person can go for help",
        "services": "People to talk to",
        "channels": "Ways to reach each service: its telephone, text and chat lines",
        "schemes": "Safe haven schemes",
        "boroughs": "Children's services of each London borough",
    }
)
MARKED = (
    "A text that a spreadsheet would take for a formula starts with an apostrophe: take it off."
)
_KEYS = {"channels": None}
_LEADS = {
    "places": (("scheme", "schemes"),),
    "services": (("successor", "services"),),
    "channels": (("service", "services"),),
}
_DATATYPES = {"number": "decimal", "count": "integer", "day": "date", "many": "string"}


def metadata(version: str, updated: str | None) -> bytes:
    """Describe all CSV files in one table group, because some name rows of others."""
    about: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Somewhere Safe: open data",
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": LICENCE_URL},
        "dc:rights": terms(),
        "dc:description": f"{HOW_TO_USE} {MARKED}",
        "dc:identifier": version,
    }
    if updated:
        about["dc:modified"] = {"@value": updated, "@type": "xsd:dateTime"}
    about["tables"] = [_table(name) for name in TABLES]
    return json.dumps(about, ensure_ascii=False, indent=1).encode()


def _table(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in columns_of(name)]}
    if name not in _KEYS:
        schema["primaryKey"] = "id"
    if name in _LEADS:
        schema["foreignKeys"] = [
            {
                "columnReference": column,
                "reference": {"resource": f"{to}.csv", "columnReference": "id"},
            }
            for column, to in _LEADS[name]
        ]
    return {
        "url": f"{name}.csv",
        "dc:title": TITLES[name],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.words,
        "datatype": _DATATYPES.get(column.sort, "string"),
        "required": column.required,
    }
    if column.choices:
        choices = "|".join(re.escape(choice) for choice in column.choices)
        described["datatype"] = {"base": "string", "format": f"({choices})"}
    if column.sort == "many":
        described["separator"] = LIST_SEPARATOR
    return described
