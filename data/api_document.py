"""The OpenAPI document of the API: its addresses, parameters and objects."""

from __future__ import annotations

from typing import Any

from data.api_query import FARTHEST, LONGEST, MOST_PER_PAGE, PER_PAGE
from data.api_schema import SCHEMAS
from data.open_licence import LICENCE_NAME, LICENCE_URL, PUBLISHER, terms

_UUID = {"type": "string", "format": "uuid"}
_TEXT = {"type": "string", "maxLength": LONGEST}
_AGE = {"type": "number", "minimum": 0, "maximum": 150}
_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "page": ({"type": "integer", "minimum": 1, "default": 1}, "Which page."),
    "per_page": (
        {"type": "integer", "minimum": 1, "default": PER_PAGE},
        f"How many on a page; more than {MOST_PER_PAGE} counts as {MOST_PER_PAGE}.",
    ),
    "full": ({"type": "boolean"}, "true: give all of each service, hours too."),
    "search": (_TEXT, "Words that all must begin a word of the name, address, kind or topic."),
    "taxonomy_term_id": (_UUID, "Has this term. Write it again for a second one it must have."),
    "taxonomy_id": (_UUID, "Has any term of this taxonomy."),
    "minimum_age": (_AGE, "Its minimum age is this or higher. One without is left out."),
    "maximum_age": (_AGE, "Its maximum age is this or lower. One without is left out."),
    "day": (
        {"type": "string", "enum": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]},
        "One weekly part of its hours is for this day. All of day, start_time and end_time must "
        "hold for the same part.",
    ),
    "start_time": (_TIME, "That part opens at this time or later (London time)."),
    "end_time": (_TIME, "That part closes at this time or earlier. 23:59 is the end of the day."),
    "postcode": (_TEXT, "A London postcode. Nearest first. Better sent by POST, as JSON."),
    "proximity": (
        {"type": "number", "minimum": 0, "maximum": FARTHEST},
        "At most so many metres from the middle of the postcode, in a straight line.",
    ),
}
_LISTS = {
    "services": ("Service", list(_PARAMETERS)[:11], "Places and services to talk to"),
    "service_at_locations": ("ServiceAtLocation", list(_PARAMETERS), "Services at their places"),
    "taxonomies": ("Taxonomy", ["page", "per_page"], "Our own lists of words"),
    "taxonomy_terms": (
        "TaxonomyTerm",
        ["page", "per_page", "taxonomy_id"],
        "The words of those lists",
    ),
}


def document(site: str) -> dict[str, Any]:
    """Give the OpenAPI document, for a site such as "https://example.org"."""
    paths: dict[str, Any] = {"/": {"get": _operation("About", "What this is", "about")}}
    for name, (one, parameters, words) in _LISTS.items():
        listed = f"PageOf{one}InList" if one.startswith("Service") else f"PageOf{one}"
        paths[f"/{name}"] = {"get": _operation(listed, words, f"list_{name}", parameters)}
        if one.startswith("Service"):
            answer = paths[f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
            answer["schema"] = {"anyOf": [_ref(listed), _ref(f"PageOf{one}")]}
        found = _operation(one, f"One of them: {words[0].lower()}{words[1:]}", f"get_{name}")
        found["responses"]["404"] = _answer("Problem", "There is none with this id")
        paths[f"/{name}/{{id}}"] = {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _UUID}],
            "get": found,
        }
    paths["/service_at_locations"]["post"] = _posted()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": PUBLISHER,
            "version": "3.0",
            "description": f"Open Referral UK (HSDS-UK-3.0). {terms()}",
            "license": {"name": LICENCE_NAME, "url": LICENCE_URL},
        },
        "servers": [{"url": f"{site}/api"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(name: str, words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _ref(name)}}}


def _operation(
    name: str, words: str, key: str, parameters: list[str] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": words,
        "operationId": key,
        "responses": {"200": _answer(name, words)},
    }
    if parameters:
        found["parameters"] = [
            {"name": one, "in": "query", "description": text, "schema": schema}
            for one in parameters
            for schema, text in [_PARAMETERS[one]]
        ]
        found["responses"]["400"] = _answer("Problem", "What is wrong, by parameter")
    return found


def _posted() -> dict[str, Any]:
    """Describe the same question with its words in the body, which no log or history keeps."""
    properties = {name: schema for name, (schema, _) in _PARAMETERS.items()}
    found = _operation("Problem", "The same, asked by POST", "ask_service_at_locations")
    schema = {"anyOf": [_ref("PageOfServiceAtLocationInList"), _ref("PageOfServiceAtLocation")]}
    found["responses"] = {
        "200": {
            "description": "The same list",
            "content": {"application/json": {"schema": schema}},
        },
        "400": _answer("Problem", "What is wrong, by parameter"),
    }
    body = {"schema": {"type": "object", "properties": properties}}
    found["requestBody"] = {"required": True, "content": {"application/json": body}}
    return found
