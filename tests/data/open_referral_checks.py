"""Holds what the API gives against the schema that it publishes."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from data.api_schema import SCHEMAS


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def faults(name: str, value: Any) -> list[str]:
    """Give what is wrong with a value of the schema with a name."""
    return [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(value)]
