"""What the seed says: every row checked against the reference data and against our promises."""

import csv
import math
import re
import warnings
from collections import Counter
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from data.borough_help import borough_help
from data.hours import lint
from data.hours_clock import LONDON
from data.load import SEED_FOLDER, may_be_public, public_copy, read_seed
from data.records import Answer, Confidence, Kind, Place, Record, Status, Tier, Visibility
from geo.boroughs import NAMES, borough_at
from geo.postcodes import find

SEED = read_seed()
PUBLIC_PLACES = [p for p in SEED.places if p.visibility is Visibility.PUBLIC]
PUBLIC_SERVICES = [s for s in SEED.services if s.visibility is Visibility.PUBLIC]
PUBLIC_SCHEMES = {s.id: s for s in SEED.schemes if s.visibility is Visibility.PUBLIC}
PUBLIC_CONTACTS = [c for c in SEED.borough_contacts if c.visibility is Visibility.PUBLIC]
PUBLIC: list[Record] = [
    *PUBLIC_PLACES,
    *PUBLIC_SERVICES,
    *PUBLIC_SCHEMES.values(),
    *PUBLIC_CONTACTS,
]
RECORDS: list[Record] = [
    *SEED.places,
    *SEED.services,
    *SEED.schemes,
    *SEED.borough_contacts,
]

# The customer asked for both by name: City Hall as proposed, Is This OK? as to be confirmed.
LOW_BUT_PUBLIC = {"city-hall-royal-docks", "is-this-ok"}

# No longer in Code-Point Open, but what the source printed, and on the spot.
RETIRED_POSTCODES = {
    "police-tottenham": "N17 9JA: another list of the Met prints N17 9ES, 40 m away",
    "lib-lambeth-west-norwood": "SE27 9JX: 17 m from the library",
}

# Numbers that sources print and that must not reach the public.
NEVER_SHOW = {
    "020 8937 2228": "Brent, professionals only",
    "020 8753 6610": "Hammersmith and Fulham, professionals only",
    "020 8489 4533": "Haringey, professionals only",
    "020 8825 5236": "Ealing, professionals only",
    "020 7373 3227": "Kensington and Chelsea, misprint",
    "020 8891 7969": "Richmond, out of date",
    "020 8744 2442": "Richmond, out of date",
    "0808 028 3550": "NSPCC FGM helpline, misprint",
    "0500 700 700": "Hounslow, a helpline that is gone",
}

INTERNAL_WORDS = re.compile(
    r"\bACE\b|\bFOI\b|\bLAU\b|stored|index id|find_string|github|librarieshacked|from memory"
    r"|verif|candidate only|inferred|not found|do not (?:show|display|map|list)|editor|developer",
    re.IGNORECASE,
)

# After this day the seed is 18 months old and nobody has gone through it: at that age a public
# place may have been listed on hours that are three years old or more, so the build must stop.
GO_THROUGH_BY = date(2028, 5, 22)

GB_NUMBER = re.compile(
    r"999|101|111|18000|61016|85258|88247|88858|116 \d{3}"
    r"|020 \d{4} \d{4}|01\d{3} \d{5,6}|01(?:1\d|\d1) \d{3} \d{4}"
    r"|03\d{2} \d{3} \d{4}|08\d{2,3}[\d ]{5,9}"
)


def texts(record: Record) -> list[tuple[str, str]]:
    """All that the public reads of a record: field and text, without addresses on the web."""
    copy = public_copy(record)
    parts = [copy, *getattr(copy, "channels", ())]
    skip = {"source_url", "website", "source_name", "internal_notes"}
    return [
        (name, value)
        for part in parts
        for name, value in part
        if isinstance(value, str) and name not in skip
    ]


def names(records: object) -> list[str]:
    return [record.id for record in records]  # type: ignore[attr-defined]


def test_nothing_is_lost() -> None:
    assert len(SEED.places) >= 579, "A place that shut gets the status closed; keep its row."
    assert len(SEED.services) >= 57
    assert len(SEED.schemes) >= 57
    assert sum(len(s.channels) for s in SEED.services) >= 93
    assert sorted(c.borough for c in SEED.borough_contacts) == sorted(NAMES)
    assert len({c.gss_code for c in SEED.borough_contacts}) == 33


@pytest.mark.parametrize("file", sorted(p.name for p in SEED_FOLDER.glob("*.csv")))
def test_every_column_is_documented(file: str) -> None:
    with (SEED_FOLDER / file).open(encoding="utf-8", newline="") as text:
        columns = next(csv.reader(text))
    readme = (SEED_FOLDER / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"### {file}\n")[1].split("\n### ")[0]
    rows = [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith("| ")]
    assert [row[0] for row in rows[1:]] == columns
    assert all(len(row) == 2 and row[1].endswith((".", "?")) for row in rows[1:])


def test_the_borough_is_the_one_of_the_point() -> None:
    wrong = [
        (p.id, p.borough, borough_at(p.lat, p.lon))
        for p in SEED.places
        if p.lat is not None and p.lon is not None and borough_at(p.lat, p.lon) != p.borough
    ]
    assert wrong == []
    assert {p.borough for p in SEED.places} - {None} <= set(NAMES)


def test_postcodes_exist_and_lie_in_the_borough_and_near_the_point() -> None:
    wrong = []
    for place in SEED.places:
        if place.postcode is None or place.lat is None or place.lon is None:
            continue
        found = find(place.postcode)
        if found.borough != place.borough or found.lat is None or found.lon is None:
            wrong.append((place.id, place.postcode, found.status, found.borough))
        elif metres(place.lat, place.lon, found.lat, found.lon) > 400:
            wrong.append((place.id, place.postcode, "more than 400 m from the point", ""))
    assert wrong == []


def test_postcodes_of_public_places_are_live() -> None:
    status = {p.id: find(p.postcode or "").status for p in PUBLIC_PLACES}
    assert {name for name, s in status.items() if s != "live"} == set(RETIRED_POSTCODES)
    assert all(status[name] == "retired" for name in RETIRED_POSTCODES)


def test_hours_pass_the_lint() -> None:
    hours = [(p.id, t) for p in SEED.places for t in (p.opening_hours, p.staffed_hours) if t]
    hours += [(s.id, c.opening_hours) for s in SEED.services for c in s.channels if c.opening_hours]
    hours += [(c.id, t) for c in SEED.borough_contacts for t in (c.day_hours, c.night_hours) if t]
    assert len(hours) > 100
    assert [(name, text, lint(text)) for name, text in hours if lint(text)] == []


def test_hours_have_a_date_that_is_not_in_the_future() -> None:
    today = date.today().isoformat()
    for place in SEED.places:
        assert place.hours_date is None or place.opening_hours, place.id
        for dated in (place.hours_date, place.source_date):
            assert dated is None or dated <= today[: len(dated)], place.id


def test_everything_public_has_a_source_and_says_whose() -> None:
    """City Hall's source is a letter that has no address on the web."""
    letters = {"city-hall-royal-docks"}
    without_address = {r.id for r in PUBLIC if not r.source_url}
    assert without_address == letters
    assert names(r for r in PUBLIC if not r.source_name) == []
    assert names(r for r in PUBLIC if r.id in letters and not r.source_date) == []
    assert names(r for r in RECORDS if bool(r.source_url) > bool(r.source_name)) == []


def test_nothing_public_is_of_low_confidence() -> None:
    low = {r.id for r in PUBLIC if r.confidence is Confidence.LOW}
    assert low == LOW_BUT_PUBLIC
    hall = next(p for p in SEED.places if p.id == "city-hall-royal-docks")
    assert (hall.status, hall.tier) == (Status.PROPOSED, Tier.PUBLIC_BUILDING)
    assert hall.opening_hours is None
    asked = next(s for s in SEED.services if s.id == "is-this-ok")
    assert asked.status is Status.UNKNOWN
    assert [c.opening_hours for c in asked.channels if c.opening_hours] == []


def test_public_places_can_be_found_and_are_not_shut() -> None:
    for place in PUBLIC_PLACES:
        assert None not in (place.lat, place.lon, place.point_source, place.borough), place.id
        assert place.address, place.id
        assert place.postcode, place.id
        assert place.status in (Status.ACTIVE, Status.UNKNOWN, Status.PROPOSED), place.id


def test_a_declared_haven_has_a_scheme_and_a_public_one_a_public_scheme() -> None:
    for place in SEED.places:
        assert (place.tier is Tier.DECLARED_HAVEN) == (place.scheme is not None), place.id
    for place in PUBLIC_PLACES:
        if place.scheme:
            scheme = PUBLIC_SCHEMES[place.scheme]
            assert scheme.status is Status.ACTIVE
            assert scheme.what_happens, place.scheme


def test_what_is_closed_stays_out_of_sight_and_has_no_hours() -> None:
    for place in SEED.places:
        closed = place.status is Status.CLOSED
        assert closed == (place.visibility is Visibility.CLOSED), place.id
        assert not (closed and place.opening_hours), place.id


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    north = (lat - other_lat) * 111_320
    east = (lon - other_lon) * 111_320 * math.cos(math.radians(51.5))
    return math.hypot(north, east)


def alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() > 0.6


def same_door(one: Place, other: Place) -> bool:
    if None in (one.lat, one.lon, other.lat, other.lon):
        return False
    near = metres(one.lat, one.lon, other.lat, other.lon) < 30  # type: ignore[arg-type]
    same_postcode = one.postcode == other.postcode
    address = alike(one.address or "", other.address or "")
    return (near or same_postcode) and (alike(one.name, other.name) or address)


def test_no_two_public_rows_for_one_door() -> None:
    pairs = combinations(PUBLIC_PLACES, 2)
    assert [(one.id, other.id) for one, other in pairs if same_door(one, other)] == []


def test_the_check_for_one_door_finds_a_second_row() -> None:
    library = next(p for p in PUBLIC_PLACES if p.id == "islington-central-library")
    again = library.model_copy(
        update={"id": "lib-x", "name": "Central Library", "postcode": "N5 1PA"}
    )
    assert same_door(library, again)
    assert not same_door(library, again.model_copy(update={"lat": 51.6, "postcode": "N5 1PA"}))


def test_hospitals_say_whether_children_are_seen() -> None:
    for place in SEED.places:
        assert (place.paediatric_ae is not None) == (place.kind is Kind.HOSPITAL_AE), place.id
        if place.paediatric_ae is Answer.NO:
            assert "adults" in (place.alert or ""), place.id


def test_pubs_warn_under_18s() -> None:
    pubs = [p for p in SEED.places if p.kind is Kind.PUB]
    assert len(pubs) >= 5
    for pub in pubs:
        assert pub.under_18_alone is Answer.UNKNOWN
        assert "under 18" in (pub.alert or ""), pub.id


def test_nobody_invented_an_answer() -> None:
    """No source of the first version says who may come alone or where there is a step."""
    for place in SEED.places:
        if place.checked_on is None:
            assert place.under_18_alone is Answer.UNKNOWN, place.id
            assert place.step_free is Answer.UNKNOWN, place.id


def test_the_havens_are_not_havens() -> None:
    """The sexual assault centres see people by appointment: never a pin, never "open"."""
    secret = re.compile(r"\bThe Haven\b|\bThe Havens\b|\brefuge\b|lighthouse", re.IGNORECASE)
    assert names(p for p in SEED.places if secret.search(f"{p.name} {p.address}")) == []
    for service in SEED.services:
        for channel in service.channels:
            if service.id in ("the-havens", "the-lighthouse") and channel.kind == "in_person":
                assert channel.opening_hours is None
                assert "appointment" in (channel.how_to or "")


def test_a_closed_service_leads_to_one_that_runs() -> None:
    services = {s.id: s for s in SEED.services}
    closed = [s for s in SEED.services if s.status is Status.CLOSED]
    assert {s.id for s in closed} >= {"rescue-and-response", "london-gang-exit", "empower"}
    for service in closed:
        successor = services[service.successor or ""]
        assert (successor.status, successor.visibility) == (Status.ACTIVE, Visibility.PUBLIC)
        assert service.ended_on


def test_public_services_run_and_can_be_reached() -> None:
    for service in PUBLIC_SERVICES:
        assert service.summary, service.id
        assert any(may_be_public(c) for c in service.channels), service.id
        if service.id not in LOW_BUT_PUBLIC:
            assert service.status in (Status.ACTIVE, Status.CLOSED), service.id


def test_textsafe_is_information_and_never_a_button() -> None:
    for service in SEED.services:
        if "textsafe" in service.id:
            assert [c.kind for c in service.channels] == ["website"], service.id
            assert service.referral == ("police",), service.id


def test_numbers_are_numbers() -> None:
    numbers = [p.phone for p in SEED.places]
    numbers += [n for c in SEED.borough_contacts for n in (c.day_phone, c.night_phone)]
    for service in SEED.services:
        numbers += [c.contact for c in service.channels if c.kind in ("phone", "sms")]
    assert [n for n in numbers if n and not GB_NUMBER.fullmatch(n)] == []


def test_addresses_on_the_web_are_addresses() -> None:
    for service in SEED.services:
        for channel in service.channels:
            if channel.kind in ("website", "webchat", "chatbot") and channel.contact:
                assert re.fullmatch(r"https://\S+", channel.contact), service.id
            if channel.kind == "email":
                assert re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", channel.contact or ""), service.id
            assert channel.contact or channel.how_to or service.visibility is Visibility.DRAFT


def test_a_borough_without_a_night_number_says_what_to_do() -> None:
    assert names(c for c in SEED.borough_contacts if c.visibility is Visibility.DRAFT) == [
        "havering"
    ]
    for contact in PUBLIC_CONTACTS:
        assert contact.day_phone, contact.id
        night = borough_help(contact, datetime(2026, 11, 23, 3, tzinfo=LONDON))
        assert contact.night_phone or re.search(r"Call 101.*999", night.words), contact.id


@pytest.mark.parametrize("number", NEVER_SHOW)
def test_numbers_that_must_not_be_shown_are_not(number: str) -> None:
    shown = [r.id for r in RECORDS for _, text in texts(r) if number in text]
    assert shown == []


def test_internal_words_do_not_reach_the_public() -> None:
    found = [(r.id, name, t) for r in RECORDS for name, t in texts(r) if INTERNAL_WORDS.search(t)]
    assert found == []


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_public_words_are_not_copied_from_the_notes() -> None:
    copied = [
        (record.id, name, text)
        for record in RECORDS
        for name, text in texts(record)
        if runs_of_words(text, 10) & runs_of_words(record.internal_notes or "", 10)
    ]
    assert copied == []


PLAIN_FIELDS = (
    *("alert", "at_the_door", "entrance", "hours_public_note", "summary", "how_to", "cost_note"),
    *("confidentiality", "confidentiality_limits", "who_for", "what_happens"),
)


def test_sentences_for_the_public_are_short() -> None:
    too_long = [
        (record.id, name, sentence)
        for record in PUBLIC
        for name, text in texts(record)
        if name in PLAIN_FIELDS
        for sentence in re.split(r"(?<=[.?!]) ", text)
        if len(sentence.split()) > 25
    ]
    assert too_long == []


def test_sentences_for_the_public_end_as_sentences() -> None:
    for record in RECORDS:
        for name, text in texts(record):
            assert name not in PLAIN_FIELDS or text.endswith((".", "?")), (record.id, name)
            assert "  " not in text, (record.id, name)


def test_population_is_complete_and_adds_up() -> None:
    with (SEED_FOLDER / "population.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    residents = {(r["borough"], r["age_band"]): int(r["population"]) for r in rows}
    codes = {c.borough: c.gss_code for c in SEED.borough_contacts}
    assert Counter(r["borough"] for r in rows) == dict.fromkeys(NAMES, 3)
    assert {r["year"] for r in rows} == {"2023"}
    assert all(r["source_url"].startswith("https://") and r["source_name"] for r in rows)
    for name in NAMES:
        teens, children, everybody = (residents[name, b] for b in ("10-17", "0-17", "all ages"))
        assert 0 < teens < children < everybody
        assert {r["gss_code"] for r in rows if r["borough"] == name} == {codes[name]}
    assert (
        8_500_000 < sum(n for (_, band), n in residents.items() if band == "all ages") < 9_500_000
    )


@pytest.mark.filterwarnings("default:.*public places rest on:UserWarning")
def test_old_rows_are_pointed_out() -> None:
    """Warns from the first year on; fails when nobody has gone through the seed for too long."""
    today = date.today()
    year_ago = (today - timedelta(days=365)).isoformat()
    dates = [
        p.hours_date or p.source_date
        for p in PUBLIC_PLACES
        if p.checked_on is None or p.checked_on < today - timedelta(days=365)
    ]
    old = sorted(d for d in dates if d and d < year_ago[: len(d)])
    undated = sum(1 for d in dates if d is None)
    if old or undated:
        warnings.warn(
            f"{len(old)} public places rest on hours or sources older than a year (from {old[0]} "
            f"to {old[-1]}), {undated} more on pages without a date. Check them, note it in "
            f"data/seed/CHANGELOG.md and move GO_THROUGH_BY; after {GO_THROUGH_BY} this fails.",
            stacklevel=1,
        )
    assert today <= GO_THROUGH_BY, (
        f"The seed should have been gone through by {GO_THROUGH_BY}: check the public places in "
        "data/seed/places.csv, note it in data/seed/CHANGELOG.md and move GO_THROUGH_BY."
    )
