"""What Open Referral UK 3.0 asks of answers, as JSON Schema.

Written after the UK profile of HSDS 3.0 and, for fields that the profile takes over unchanged,
HSDS 3.0 itself. It is stricter than they are where a slip would hide: no field that neither of
them knows, no empty text, no null, and formats are looked at.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Json = dict[str, Any]
TEXT: Json = {"type": "string", "minLength": 1, "pattern": r"\S"}
NUMBER: Json = {"type": "number"}
UUID: Json = {"type": "string", "format": "uuid"}
LINK: Json = {"type": "string", "format": "uri", "pattern": "^https?://"}
EMAIL: Json = {"type": "string", "format": "email"}
DAY: Json = {"type": "string", "format": "date"}
MOMENT: Json = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
TIME: Json = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
_DAY_NAMES = "(MO|TU|WE|TH|FR|SA|SU)"


def _one(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _many(name: str) -> Json:
    return {"type": "array", "minItems": 1, "items": _one(name)}


def _choice(*words: str) -> Json:
    return {"enum": list(words)}


def _thing(required: str, **fields: Json) -> Json:
    return {
        "type": "object",
        "required": ["id", *required.split()],
        "properties": {"id": UUID, **fields},
        "additionalProperties": False,
    }


def _without(thing: Json, *names: str) -> Json:
    kept = {key: value for key, value in thing["properties"].items() if key not in names}
    return {**thing, "properties": kept}


_SERVICE = _thing(
    "name status",
    organization_id=UUID,
    name=TEXT,
    alternate_name=TEXT,
    description=TEXT,
    url=LINK,
    email=EMAIL,
    status=_choice("active", "inactive", "defunct", "temporarily closed"),
    interpretation_services=TEXT,
    application_process=TEXT,
    fees=TEXT,
    fees_description=TEXT,
    eligibility_description=TEXT,
    minimum_age=NUMBER,
    maximum_age=NUMBER,
    assured_date=DAY,
    alert=TEXT,
    last_modified=MOMENT,
    organization=_one("organization"),
    phones=_many("phone"),
    schedules=_many("schedule"),
    service_areas=_many("service_area"),
    service_at_locations=_many("service_at_location"),
    languages=_many("language"),
    cost_options=_many("cost_option"),
    contacts=_many("contact"),
    attributes=_many("attribute"),
)
_AT_LOCATION = _thing(
    "",
    service_id=UUID,
    location_id=UUID,
    description=TEXT,
    location=_one("location"),
    schedules=_many("schedule"),
    phones=_many("phone"),
    attributes=_many("attribute"),
)
_THINGS: Json = {
    "service": _SERVICE,
    # In a list, a service has only what there is one of.
    "service_in_list": _without(
        _SERVICE,
        *("phones", "schedules", "service_areas", "service_at_locations", "languages"),
        *("cost_options", "contacts", "attributes"),
    ),
    "service_at_location": _AT_LOCATION,
    "service_at_location_whole": {
        **_AT_LOCATION,
        "required": ["id", "service", "location"],
        "properties": {**_AT_LOCATION["properties"], "service": _one("service")},
    },
    "service_at_location_in_list": {
        **_AT_LOCATION,
        "required": ["id", "service", "location"],
        "properties": {**_AT_LOCATION["properties"], "service": _one("service_in_list")},
    },
    "location": _thing(
        "",
        location_type=_choice("physical", "postal", "virtual"),
        name=TEXT,
        description=TEXT,
        url=LINK,
        transportation=TEXT,
        latitude={"type": "number", "minimum": -90, "maximum": 90},
        longitude={"type": "number", "minimum": -180, "maximum": 180},
        external_identifier=TEXT,
        external_identifier_type=TEXT,
        addresses=_many("address"),
        accessibility=_many("accessibility"),
        phones=_many("phone"),
        schedules=_many("schedule"),
        attributes=_many("attribute"),
    ),
    "address": _thing(
        "address_1 city state_province postal_code country address_type",
        location_id=UUID,
        attention=TEXT,
        address_1=TEXT,
        address_2=TEXT,
        city=TEXT,
        region=TEXT,
        state_province=TEXT,
        postal_code=TEXT,
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
        address_type=_choice("physical", "postal", "virtual"),
    ),
    "accessibility": _thing("", location_id=UUID, description=TEXT, details=TEXT, url=LINK),
    "phone": _thing(
        "number",
        service_id=UUID,
        service_at_location_id=UUID,
        location_id=UUID,
        organization_id=UUID,
        contact_id=UUID,
        number=TEXT,
        type=_choice("text", "voice", "fax", "cell", "video", "pager", "textphone"),
        description=TEXT,
        languages=_many("language"),
    ),
    "contact": _thing(
        "", service_id=UUID, name=TEXT, title=TEXT, email=EMAIL, phones=_many("phone")
    ),
    "schedule": _thing(
        "",
        service_id=UUID,
        service_at_location_id=UUID,
        location_id=UUID,
        valid_from=DAY,
        valid_to=DAY,
        dtstart=DAY,
        timezone=NUMBER,
        until=DAY,
        freq=_choice("WEEKLY", "MONTHLY"),
        interval={"type": "integer", "minimum": 1},
        byday={"type": "string", "pattern": rf"^(-?\d)?{_DAY_NAMES}(,(-?\d)?{_DAY_NAMES})*$"},
        bymonthday={"type": "string", "pattern": r"^-?\d+(,-?\d+)*$"},
        description=TEXT,
        opens_at=TIME,
        closes_at=TIME,
        schedule_link=LINK,
        attending_type=TEXT,
        notes=TEXT,
    ),
    "service_area": _thing(
        "",
        service_id=UUID,
        name=TEXT,
        service_area=TEXT,
        description=TEXT,
        extent=TEXT,
        extent_type=_choice("geojson", "topojson", "kml", "text"),
        uri=LINK,
    ),
    "language": _thing("", service_id=UUID, phone_id=UUID, name=TEXT, code=TEXT, note=TEXT),
    "cost_option": _thing(
        "",
        service_id=UUID,
        valid_from=DAY,
        valid_to=DAY,
        option=TEXT,
        currency={"type": "string", "pattern": "^[A-Z]{3}$"},
        amount=NUMBER,
        amount_description=TEXT,
    ),
    "organization": _thing(
        "name description",
        name=TEXT,
        alternate_name=TEXT,
        description=TEXT,
        email=EMAIL,
        website=LINK,
        uri=LINK,
        logo=LINK,
        parent_organization_id=UUID,
    ),
    "attribute": _thing(
        "link_id link_entity taxonomy_term_id taxonomy_term",
        link_id=UUID,
        link_type=TEXT,
        link_entity=TEXT,
        taxonomy_term_id=UUID,
        value=TEXT,
        label=TEXT,
        taxonomy_term=_one("taxonomy_term"),
    ),
    "taxonomy_term": _thing(
        "name description taxonomy",
        code=TEXT,
        name=TEXT,
        term=TEXT,
        description=TEXT,
        parent_id=UUID,
        taxonomy=TEXT,
        taxonomy_id=UUID,
        taxonomy_detail=_one("taxonomy"),
        language=TEXT,
        term_uri=LINK,
    ),
    "taxonomy": _thing(
        "name description",
        name=TEXT,
        description=TEXT,
        uri=LINK,
        version=TEXT,
        taxonomy_terms=_many("taxonomy_term"),
    ),
}
_COUNT: Json = {"type": "integer", "minimum": 0}
_PAGE: Json = {
    "total_items": _COUNT,
    "total_pages": _COUNT,
    "page_number": {"type": "integer", "minimum": 1},
    "size": _COUNT,
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}
ROOT: Json = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {"version": {"const": "HSDS-UK-3.0"}, "profile": LINK, "openapi_url": LINK},
}


def faults(name: str, answer: object) -> list[str]:
    """Say what is wrong with one thing of a name, such as ``service``."""
    return _faults(_one(name), answer)


def page_faults(name: str, answer: object) -> list[str]:
    """Say what is wrong with a page of things of a name."""
    contents = {"type": "array", "items": _one(name)}
    return _faults(
        {
            "type": "object",
            "required": [*_PAGE, "contents"],
            "properties": {**_PAGE, "contents": contents},
            "additionalProperties": False,
        },
        answer,
    )


def root_faults(answer: object) -> list[str]:
    """Say what is wrong with the answer at the API's own address."""
    return _faults(ROOT, answer)


def _faults(schema: Json, answer: object) -> list[str]:
    whole = {**schema, "$defs": _THINGS}
    found = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(answer)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]
