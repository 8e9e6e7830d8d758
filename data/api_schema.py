"""The objects of Open Referral UK 3.0 as JSON Schema, as far as we give them.

Written from the documentation of the standard (HSDS 3.0 and its UK profile): names, sorts and
what must be there are theirs. What they allow and we never give is left out.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 1}
_ID: Schema = {"type": "string", "format": "uuid"}
_LINK: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
_NUMBER: Schema = {"type": "number"}
_DATE: Schema = {"type": "string", "format": "date"}
_TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_DAYS: Schema = {"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"}


def _one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _object(required: str, /, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str) -> Schema:
    return {"type": "array", "items": _ref(name), "minItems": 1}


def _page(name: str) -> Schema:
    return _object(
        "total_items total_pages page_number size first_page last_page empty contents",
        total_items={"type": "integer", "minimum": 0},
        total_pages={"type": "integer", "minimum": 0},
        page_number={"type": "integer", "minimum": 1},
        size={"type": "integer", "minimum": 0},
        first_page={"type": "boolean"},
        last_page={"type": "boolean"},
        empty={"type": "boolean"},
        contents={"type": "array", "items": _ref(name)},
    )


_BRIEF: Schema = {
    "id": _ID,
    "name": _TEXT,
    "description": _TEXT,
    "url": _LINK,
    "email": {"type": "string", "format": "email"},
    "status": _one_of("active", "inactive", "defunct", "temporarily closed"),
    "minimum_age": _NUMBER,
    "maximum_age": _NUMBER,
    "assured_date": _DATE,
    "alert": _TEXT,
    "organization": _ref("Organization"),
}
_LOCATION: Schema = {
    "id": _ID,
    "location_type": _one_of("physical"),
    "name": _TEXT,
    "description": _TEXT,
    "latitude": _NUMBER,
    "longitude": _NUMBER,
}
_AT: Schema = {"id": _ID, "service_id": _ID, "location_id": _ID, "location": _ref("Location")}

SCHEMAS: dict[str, Schema] = {
    "About": _object(
        "version profile openapi_url",
        version=_one_of("HSDS-UK-3.0"),
        profile=_LINK,
        openapi_url=_LINK,
    ),
    "ServiceInList": _object("id name status", **_BRIEF),
    "Service": _object(
        "id name status",
        **_BRIEF,
        phones=_many("Phone"),
        schedules=_many("Schedule"),
        service_areas=_many("ServiceArea"),
        cost_options=_many("CostOption"),
        attributes=_many("Attribute"),
        service_at_locations=_many("AtLocation"),
    ),
    "AtLocation": _object("id location", **_AT),
    "ServiceAtLocationInList": _object("id service location", **_AT, service=_ref("ServiceInList")),
    "ServiceAtLocation": _object("id service location", **_AT, service=_ref("Service")),
    "Location": _object(
        "id location_type",
        **_LOCATION,
        addresses=_many("Address"),
        accessibility=_many("Accessibility"),
    ),
    "Address": _object(
        "id address_1 city state_province postal_code country address_type",
        id=_ID,
        location_id=_ID,
        address_1=_TEXT,
        city=_TEXT,
        region=_TEXT,
        state_province=_TEXT,
        postal_code=_TEXT,
        country=_one_of("GB"),
        address_type=_one_of("physical", "postal", "virtual"),
    ),
    "Accessibility": _object("id", id=_ID, location_id=_ID, description=_TEXT),
    "Organization": _object(
        "id name description", id=_ID, name=_TEXT, description=_TEXT, website=_LINK
    ),
    "Phone": _object(
        "id number",
        id=_ID,
        service_id=_ID,
        number=_TEXT,
        type=_one_of("voice", "text"),
        description=_TEXT,
    ),
    "Schedule": _object(
        "id",
        id=_ID,
        service_id=_ID,
        service_at_location_id=_ID,
        freq=_one_of("WEEKLY", "MONTHLY"),
        interval={"type": "integer", "minimum": 1},
        byday=_DAYS,
        opens_at=_TIME,
        closes_at=_TIME,
        valid_from=_DATE,
        valid_to=_DATE,
        description=_TEXT,
        attending_type=_TEXT,
    ),
    "ServiceArea": _object("id", id=_ID, service_id=_ID, name=_TEXT, service_area=_TEXT),
    "CostOption": _object(
        "id", id=_ID, service_id=_ID, option=_TEXT, amount=_NUMBER, amount_description=_TEXT
    ),
    "Attribute": _object(
        "id link_id taxonomy_term_id link_entity",
        id=_ID,
        link_id=_ID,
        link_type=_TEXT,
        link_entity=_one_of("service"),
        taxonomy_term_id=_ID,
        taxonomy_term=_ref("TaxonomyTerm"),
    ),
    "Taxonomy": _object(
        "id name description", id=_ID, name=_TEXT, description=_TEXT, version=_TEXT
    ),
    "TaxonomyTerm": _object(
        "id name description taxonomy",
        id=_ID,
        code=_TEXT,
        name=_TEXT,
        term=_TEXT,
        description=_TEXT,
        taxonomy=_TEXT,
        taxonomy_id=_ID,
        language=_TEXT,
    ),
    "Problem": _object(
        "message problems",
        message=_TEXT,
        problems={"type": "object", "additionalProperties": _TEXT},
    ),
    **{
        f"PageOf{name}": _page(name)
        for name in ("ServiceInList", "Service", "ServiceAtLocationInList", "ServiceAtLocation")
    },
    "PageOfTaxonomy": _page("Taxonomy"),
    "PageOfTaxonomyTerm": _page("TaxonomyTerm"),
}
"""By name, each pointing at others as an OpenAPI document does."""
