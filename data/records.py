"""The records the product keeps: places, services, schemes and borough contacts.

Unknown is ``None`` (or ``UNKNOWN`` where the enum has one), never a guess. Each field says in its
description what it holds, so that forms, exports and the documentation share one wording.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from data import clock
from data.hours import lint
from data.hours_clock import LONDON

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=120)]


def _real_date(text: str) -> str:
    parts = [int(part) for part in text.split("-")]
    try:
        first = date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        msg = f"{text} is not in the calendar"
        raise ValueError(msg) from None
    if _is_ahead(first):
        msg = f"{text} is in the future"
        raise ValueError(msg)
    return text


def _not_in_future(day: date) -> date:
    if _is_ahead(day):
        msg = f"{day} is in the future"
        raise ValueError(msg)
    return day


def _is_ahead(day: date) -> bool:
    """Say whether a day is yet to come in London, where it may begin before the server's own."""
    return day > date.today() and day > max(datetime.now(LONDON).date(), clock.now().date())


def _readable_hours(text: str) -> str:
    if reasons := lint(text):
        raise ValueError(" ".join(str(reason) for reason in reasons))
    return text


PartialDate = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"), AfterValidator(_real_date)
]
PastDay = Annotated[date, AfterValidator(_not_in_future)]
HoursText = Annotated[str, AfterValidator(_readable_hours)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>]+$", max_length=500)]


class Tier(StrEnum):
    """What a place promises. The three are never mixed up."""

    DECLARED_HAVEN = "declared_haven"
    EMERGENCY_POINT = "emergency_point"
    PUBLIC_BUILDING = "public_building"


class Kind(StrEnum):
    """What sort of building a place is."""

    CITY_HALL = "city_hall"
    POLICE_STATION = "police_station"
    HOSPITAL_AE = "hospital_ae"
    FIRE_STATION = "fire_station"
    LIBRARY = "library"
    COUNCIL_OFFICE = "council_office"
    COMMUNITY_CENTRE = "community_centre"
    YOUTH_CENTRE = "youth_centre"
    LEISURE_CENTRE = "leisure_centre"
    PLACE_OF_WORSHIP = "place_of_worship"
    UNIVERSITY = "university"
    PHARMACY = "pharmacy"
    SHOP = "shop"
    PUB = "pub"
    STADIUM = "stadium"
    TRANSPORT = "transport"
    OTHER = "other"


class Status(StrEnum):
    """Whether the place, service or scheme is running, as far as its source says."""

    ACTIVE = "active"
    PROPOSED = "proposed"
    TEMPORARILY_CLOSED = "temporarily_closed"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Visibility(StrEnum):
    """Who may see a record: only ``PUBLIC`` reaches visitors."""

    PUBLIC = "public"
    DRAFT = "draft"
    CLOSED = "closed"


class Answer(StrEnum):
    """Yes, no, or not known. Not known is never shown as no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure the research was."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class PointSource(StrEnum):
    """How exact the point is: a postcode's middle can be 50 to 100 m off the door."""

    BUILDING = "source"
    POSTCODE = "postcode"


class Record(BaseModel):
    """What every record has: an id, a source and how it was checked."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Slug = Field(description="Short name that never changes, in small letters and hyphens.")
    visibility: Visibility = Field(description="public, draft or closed. Only public is shown.")
    source_url: WebAddress | None = Field(None, description="Page that the facts come from.")
    source_name: str | None = Field(None, description='Who says so, such as "Islington Council".')
    source_date: PartialDate | None = Field(None, description="Year, month or day of the source.")
    read_on: PastDay | None = Field(None, description="Day that the source was last read.")
    confidence: Confidence = Field(description="How sure the research was: high, medium, low.")
    checked_on: PastDay | None = Field(None, description="Day that City Hall last checked it.")
    checked_by_role: str | None = Field(None, description="Role of who checked. Never a name.")
    checked_how: str | None = Field(None, description="telephone, visit or website.")
    internal_notes: str | None = Field(None, description="For staff. Never public.")

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value


class Place(Record):
    """A building a person can walk into. The point is WGS84, in degrees."""

    name: str = Field(min_length=2, max_length=120, description="Name on the door.")
    kind: Kind = Field(description="What sort of building it is.")
    tier: Tier = Field(description="declared_haven, emergency_point or public_building.")
    scheme: Slug | None = Field(None, description="Id of the safe-haven scheme it belongs to.")
    status: Status = Field(description="active, proposed, temporarily_closed, closed, unknown.")
    address: str | None = Field(None, max_length=200, description="Street address.")
    postcode: str | None = Field(None, description="Postcode, with its space.")
    borough: str | None = Field(None, description="Worked out from the point.")
    lat: float | None = Field(None, ge=51.2, le=51.75, description="Latitude, WGS84 degrees.")
    lon: float | None = Field(None, ge=-0.6, le=0.4, description="Longitude, WGS84 degrees.")
    point_source: PointSource | None = Field(None, description="source (building) or postcode.")
    opening_hours: HoursText | None = Field(None, description="OpenStreetMap opening_hours text.")
    staffed_hours: HoursText | None = Field(None, description="When staff are there, if different.")
    hours_public_note: str | None = Field(None, description="Plain words about the hours.")
    hours_date: PartialDate | None = Field(None, description="When the hours were true.")
    hours_in_doubt: Answer = Field(
        Answer.NO, description="yes when sources disagree or nobody read the hours of this place."
    )
    haven_confirmed: Answer | None = Field(
        None, description="Havens only: unknown when just an old page names it as one."
    )
    at_the_door: str | None = Field(None, description="What happens when you walk in.")
    entrance: str | None = Field(None, description="Which door to use.")
    paediatric_ae: Answer | None = Field(None, description="Hospitals only: children's A&E?")
    age_min: int | None = Field(None, ge=0, le=120, description="Youngest age it says it is for.")
    age_max: int | None = Field(None, ge=0, le=120, description="Oldest age it says it is for.")
    under_18_alone: Answer = Field(Answer.UNKNOWN, description="May a child come alone?")
    step_free: Answer = Field(Answer.UNKNOWN, description="Is the way in step-free?")
    phone: str | None = Field(None, description="Telephone number.")
    website: WebAddress | None = Field(None, description="Web page of the place.")
    alert: str | None = Field(None, max_length=300, description="Short warning shown first.")

    @field_validator("postcode")
    @classmethod
    def _postcode_spelling(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", value):
            msg = f"{value!r} is not written like a postcode: use capitals and one space, E16 1ZE"
            raise ValueError(msg)
        return value


class ChannelKind(StrEnum):
    """A way to reach a service."""

    PHONE = "phone"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    WEBCHAT = "webchat"
    CHATBOT = "chatbot"
    EMAIL = "email"
    WEBSITE = "website"
    IN_PERSON = "in_person"


class Channel(BaseModel):
    """One way to reach a service, with its own hours and cost."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: ChannelKind = Field(description="phone, sms, webchat, ...")
    label: str | None = Field(None, description="Its own name where it has one.")
    contact: str | None = Field(None, description="Number or address to use.")
    how_to: str | None = Field(None, description="What to do, in plain words.")
    opening_hours: HoursText | None = Field(None, description="OpenStreetMap opening_hours text.")
    hours_public_note: str | None = Field(None, description="Plain words about the hours.")
    free: Answer = Field(Answer.UNKNOWN, description="Free to use?")
    cost_note: str | None = Field(None, description="Plain words about the cost.")
    shows_on_bill: Answer = Field(Answer.UNKNOWN, description="Shows on a phone bill?")
    answered_by: str | None = Field(None, description="person, bot, or empty for not known.")
    audience: tuple[str, ...] = Field((), description="Who it is for, if not all of the service.")
    source_url: WebAddress | None = Field(None, description="Page that the facts come from.")
    source_date: PartialDate | None = Field(None, description="Year, month or day of the source.")
    read_on: PastDay | None = Field(None, description="Day that the source was last read.")
    confidence: Confidence = Field(description="How sure the research was: high, medium, low.")


class Service(Record):
    """Somebody to talk to, by telephone, text, chat or in person."""

    name: str = Field(min_length=2, max_length=160, description="Name people know.")
    provider: str | None = Field(None, description="Who runs it.")
    status: Status = Field(description="active, closed or unknown.")
    successor: Slug | None = Field(None, description="Id of the service that followed it.")
    ended_on: PartialDate | None = Field(None, description="When it ended, if it did.")
    summary: str | None = Field(None, description="One or two plain sentences.")
    topics: tuple[str, ...] = Field((), description="What it helps with.")
    audience: tuple[str, ...] = Field((), description="young_person, parent, professional.")
    age_min: int | None = Field(None, ge=0, le=120, description="Youngest age.")
    age_max: int | None = Field(None, ge=0, le=120, description="Oldest age.")
    coverage: tuple[str, ...] = Field((), description="UK, England, London or boroughs.")
    languages: str | None = Field(None, description="Languages, where the source says.")
    confidentiality: str | None = Field(None, description="What stays private, in plain words.")
    confidentiality_limits: str | None = Field(None, description="When it cannot stay private.")
    referral: tuple[str, ...] = Field((), description="self, professional, police.")
    channels: tuple[Channel, ...] = Field((), description="Ways to reach it.")


class Scheme(Record):
    """A safe-haven scheme: the promise that its places make and the sign to look for."""

    name: str = Field(min_length=2, max_length=160, description="Name of the scheme.")
    operator: str | None = Field(None, description="Who runs it.")
    area: tuple[str, ...] = Field((), description="London, or borough names.")
    status: Status = Field(description="active, proposed, closed or unknown.")
    who_for: str | None = Field(None, description="Who it is for, in plain words.")
    what_happens: str | None = Field(None, description="What staff do, in plain words.")
    how_to_recognise: str | None = Field(None, description="The sign to look for.")
    website: WebAddress | None = Field(None, description="Web page of the scheme.")

    @property
    def is_suspended(self) -> bool:
        """Whether its places are off the map: it is closed, closed for now, or was hidden."""
        stopped = self.status in (Status.TEMPORARILY_CLOSED, Status.CLOSED)
        return stopped or self.visibility is Visibility.CLOSED


class BoroughContact(Record):
    """Children's services of one borough, by day and at night, and its police unit."""

    borough: str = Field(description="Name of the borough.")
    gss_code: str = Field(pattern=r"^E09\d{6}$", description="GSS code of the borough.")
    inner_outer: str | None = Field(None, description="inner or outer London (ONS).")
    bcu: str | None = Field(None, description="Police Basic Command Unit.")
    team_name: str | None = Field(None, description="Name of the children's services team.")
    day_phone: str | None = Field(None, description="Number in office hours.")
    day_hours: HoursText | None = Field(None, description="OpenStreetMap opening_hours text.")
    night_phone: str | None = Field(None, description="Number out of hours.")
    night_hours: HoursText | None = Field(None, description="OpenStreetMap opening_hours text.")
    how_to: str | None = Field(None, description="What to know before you ring, in plain words.")
    email: str | None = Field(None, description="E-mail address.")
    website: WebAddress | None = Field(None, description="Web page of the team.")
    rhi_provider: str | None = Field(None, description="Who offers return home interviews.")
