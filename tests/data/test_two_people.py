"""Taking away is at once, everything else that the public would see waits: field by field."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.directory import Directory
from data.freshness import may_turn_away_under_18s
from data.hours_clock import LONDON
from data.load import Seed
from data.records import BoroughContact, Channel, Place, Scheme, Service
from data.revisions import differences, values_of
from data.state import MAY_BE_OPEN, State
from data.two_people import after_words, is_shown, part_at_once, reasons_to_wait
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE

AT = datetime(2026, 11, 24, 12, tzinfo=LONDON)
CONTACT = {
    "id": "newham",
    "visibility": "public",
    "borough": "Newham",
    "gss_code": "E09000025",
    "confidence": "high",
    "day_phone": "020 1",
    "day_hours": "Mo-Fr 09:00-17:00",
    "night_phone": "020 2",
    "night_hours": "Mo-Su 17:00-24:00",
}
MODELS = {"place": Place, "service": Service, "scheme": Scheme, "contact": BoroughContact}
BASE = {"place": PLACE, "service": SERVICE, "scheme": SCHEME, "contact": CONTACT}
DAY = "Mo-Fr 09:00-17:00"
LONGER = "Mo-Fr 09:00-18:00"
SHORTER = "Mo-Fr 09:00-16:00"

AT_ONCE = [
    ("place", "visibility", "public", "draft"),
    ("place", "visibility", "public", "closed"),
    ("place", "visibility", "draft", "closed"),
    ("place", "visibility", "closed", "draft"),
    ("place", "status", "active", "temporarily_closed"),
    ("place", "status", "active", "closed"),
    ("place", "status", "unknown", "temporarily_closed"),
    ("place", "status", "temporarily_closed", "closed"),
    ("place", "status", "proposed", "closed"),
    ("place", "opening_hours", DAY, SHORTER),
    ("place", "opening_hours", DAY, None),
    ("place", "staffed_hours", DAY, SHORTER),
    ("place", "alert", None, "Closed for works"),
    ("place", "alert", "Mind the step", "Closed for works"),
    ("place", "hours_in_doubt", "no", "yes"),
    ("place", "hours_in_doubt", "no", "unknown"),
    ("place", "hours_in_doubt", "unknown", "yes"),
    ("place", "haven_confirmed", None, "unknown"),
    ("place", "haven_confirmed", "yes", "unknown"),
    ("place", "under_18_alone", "yes", "no"),
    ("place", "under_18_alone", "yes", "unknown"),
    ("place", "under_18_alone", "unknown", "no"),
    ("place", "step_free", "yes", "unknown"),
    ("place", "step_free", "yes", "no"),
    ("place", "paediatric_ae", "yes", "no"),
    ("place", "paediatric_ae", None, "no"),
    ("place", "phone", "020 1", None),
    ("place", "website", "https://a.example/", None),
    ("place", "at_the_door", "Ring", None),
    ("place", "internal_notes", None, "Ask Ann"),
    ("place", "internal_notes", "Ask Ann", None),
    ("service", "visibility", "public", "draft"),
    ("service", "status", "active", "closed"),
    ("service", "status", "active", "temporarily_closed"),
    ("scheme", "visibility", "public", "draft"),
    ("scheme", "status", "active", "temporarily_closed"),
    ("scheme", "status", "active", "closed"),
    ("contact", "visibility", "public", "draft"),
    ("contact", "day_phone", "020 1", None),
    ("contact", "night_phone", "020 2", None),
    ("contact", "email", "a@b.example", None),
    ("contact", "rhi_provider", "Somebody", None),
]
WAITS = [
    ("place", "visibility", "draft", "public"),
    ("place", "visibility", "closed", "public"),
    ("place", "status", "temporarily_closed", "active"),
    ("place", "status", "temporarily_closed", "unknown"),
    ("place", "status", "closed", "active"),
    ("place", "status", "closed", "temporarily_closed"),
    ("place", "status", "proposed", "active"),
    ("place", "status", "proposed", "temporarily_closed"),
    ("place", "status", "unknown", "active"),
    ("place", "status", "active", "unknown"),
    ("place", "status", "active", "proposed"),
    ("place", "opening_hours", DAY, LONGER),
    ("place", "opening_hours", DAY, "Mo-Fr 10:00-17:30"),
    ("place", "opening_hours", None, DAY),
    ("place", "staffed_hours", DAY, LONGER),
    ("place", "staffed_hours", None, DAY),
    ("place", "staffed_hours", DAY, None),
    ("place", "alert", "Closed for works", None),
    ("place", "hours_in_doubt", "yes", "no"),
    ("place", "hours_in_doubt", "yes", "unknown"),
    ("place", "hours_in_doubt", "unknown", "no"),
    ("place", "haven_confirmed", "unknown", None),
    ("place", "haven_confirmed", "unknown", "yes"),
    ("place", "haven_confirmed", None, "yes"),
    ("place", "under_18_alone", "no", "unknown"),
    ("place", "under_18_alone", "no", "yes"),
    ("place", "under_18_alone", "unknown", "yes"),
    ("place", "step_free", "no", "unknown"),
    ("place", "step_free", "unknown", "yes"),
    ("place", "paediatric_ae", "no", "unknown"),
    ("place", "paediatric_ae", "no", None),
    ("place", "paediatric_ae", "unknown", "yes"),
    ("place", "phone", None, "020 1"),
    ("place", "phone", "020 1", "020 2"),
    ("place", "website", None, "https://a.example/"),
    ("place", "website", "https://a.example/", "https://b.example/"),
    ("place", "at_the_door", None, "Ring"),
    ("place", "at_the_door", "Ring", "Knock"),
    ("place", "name", "One name", "Another"),
    ("place", "kind", "library", "pub"),
    ("place", "tier", "public_building", "declared_haven"),
    ("place", "tier", "declared_haven", "public_building"),
    ("place", "scheme", None, "made-up-scheme"),
    ("place", "scheme", "made-up-scheme", None),
    ("place", "address", "1 Nowhere", "2 Nowhere"),
    ("place", "address", "1 Nowhere", None),
    ("place", "postcode", "E16 1ZE", "E16 1ZZ"),
    ("place", "borough", "Newham", "Camden"),
    ("place", "lat", 51.508, 51.509),
    ("place", "lat", None, 51.509),
    ("place", "lon", 0.016, 0.017),
    ("place", "point_source", "postcode", "source"),
    ("place", "hours_public_note", None, "Ring first"),
    ("place", "hours_date", "2020", "2026"),
    ("place", "entrance", None, "Side door"),
    ("place", "age_min", 18, None),
    ("place", "age_max", 17, 25),
    ("place", "source_url", None, "https://a.example/"),
    ("place", "source_name", "One", "Another"),
    ("place", "source_date", "2020", "2026"),
    ("place", "read_on", None, "2026-01-01"),
    ("place", "confidence", "high", "medium"),
    ("place", "checked_on", None, "2026-01-01"),
    ("place", "checked_on", "2020-01-01", None),
    ("place", "checked_how", "website", "visit"),
    ("place", "checked_by_role", None, "Somebody"),
    ("service", "visibility", "draft", "public"),
    ("service", "status", "closed", "active"),
    ("service", "status", "closed", "temporarily_closed"),
    ("service", "status", "unknown", "active"),
    ("service", "status", "temporarily_closed", "active"),
    ("service", "name", "One name", "Another"),
    ("service", "successor", None, "another"),
    ("service", "topics", ["any worry"], ["any worry", "drugs"]),
    ("service", "age_max", 18, 25),
    ("service", "confidentiality_limits", "If in danger", None),
    ("scheme", "status", "temporarily_closed", "active"),
    ("scheme", "status", "closed", "unknown"),
    ("scheme", "status", "closed", "active"),
    ("scheme", "what_happens", None, "They ring"),
    ("scheme", "how_to_recognise", None, "A sign"),
    ("contact", "day_phone", "020 1", "020 9"),
    ("contact", "night_phone", None, "020 2"),
    ("contact", "day_hours", DAY, LONGER),
    ("contact", "how_to", None, "Ask for the duty worker"),
]


def two(kind, field, before, after):
    model = MODELS[kind]
    old = model.model_validate(BASE[kind] | {field: before})
    return old, model.model_validate({**values_of(old), field: after})


@pytest.mark.parametrize(("kind", "field", "before", "after"), AT_ONCE)
def test_one_person_may_take_away(kind, field, before, after):
    assert reasons_to_wait(*two(kind, field, before, after), AT) == ()


@pytest.mark.parametrize(("kind", "field", "before", "after"), WAITS)
def test_a_second_person_looks_at_the_rest(kind, field, before, after):
    reasons = reasons_to_wait(*two(kind, field, before, after), AT)
    assert reasons
    assert all(reason.endswith(".") for reason in reasons)


@pytest.mark.parametrize("kind", MODELS)
def test_the_tables_speak_of_every_field(kind):
    spoken_of = {field for of, field, _, _ in (*AT_ONCE, *WAITS) if of == kind}
    shared = {field for of, field, _, _ in (*AT_ONCE, *WAITS) if of == "place"}
    # Those that no rule names always wait: the next test has them.
    named = set(MODELS[kind].model_fields) - spoken_of - shared
    record = MODELS[kind].model_validate(BASE[kind])
    assert named - {"id", "channels"} <= set(after_words(record))
    if kind == "place":
        assert not named - {"id"}


def test_a_field_that_nobody_thought_of_waits():
    """A new field of a record waits until somebody says that it only takes away."""
    old, new = two("service", "languages", None, "Welsh")
    assert reasons_to_wait(old, new, AT) == ("Changed: languages.",)


@pytest.mark.parametrize("kind", MODELS)
def test_a_new_record_waits_if_it_is_public_and_not_as_a_draft(kind):
    public = MODELS[kind].model_validate(BASE[kind])
    assert reasons_to_wait(None, public, AT) == ("It would become public.",)
    draft = MODELS[kind].model_validate(BASE[kind] | {"visibility": "draft"})
    assert reasons_to_wait(None, draft, AT) == ()


def test_a_scheme_that_comes_back_waits_even_where_it_is_hidden_itself():
    old = Scheme(**SCHEME | {"status": "temporarily_closed"})
    new = Scheme(**SCHEME | {"status": "active", "visibility": "draft"})
    assert reasons_to_wait(old, new, AT) == ("The places of the scheme would come back.",)


def channels(*changes):
    return tuple(Channel(**CHANNEL | change) for change in changes)


PHONE = {"contact": "0800 1"}
CHAT = {"kind": "webchat", "contact": "https://chat.example/"}


@pytest.mark.parametrize(
    ("before", "after", "waits"),
    [
        ([PHONE, CHAT], [PHONE], False),
        ([PHONE, CHAT], [CHAT, PHONE], False),
        ([PHONE], [], False),
        ([PHONE | {"opening_hours": DAY}], [PHONE | {"opening_hours": SHORTER}], False),
        ([PHONE | {"opening_hours": DAY}], [PHONE | {"opening_hours": None}], False),
        ([PHONE], [PHONE, CHAT], True),
        ([], [PHONE], True),
        ([PHONE], [PHONE | {"contact": "0800 2"}], True),
        ([PHONE], [PHONE | {"kind": "sms"}], True),
        ([PHONE | {"free": "no"}], [PHONE | {"free": "unknown"}], True),
        ([PHONE | {"shows_on_bill": "yes"}], [PHONE | {"shows_on_bill": "no"}], True),
        ([PHONE | {"source_url": None}], [PHONE], True),
        ([PHONE | {"confidence": "low"}], [PHONE], True),
        ([PHONE | {"opening_hours": DAY}], [PHONE | {"opening_hours": LONGER}], True),
        ([PHONE | {"opening_hours": None}], [PHONE | {"opening_hours": DAY}], True),
        (
            [PHONE | {"opening_hours": "24/7"}, CHAT | {"opening_hours": DAY}],
            [CHAT | {"opening_hours": LONGER}],
            True,
        ),
    ],
)
def test_ways_to_reach_a_service(before, after, waits):
    old = Service(**SERVICE, channels=channels(*before))
    new = Service(**SERVICE, channels=channels(*after))
    assert bool(reasons_to_wait(old, new, AT)) is waits


def test_the_part_that_takes_away_does_not_wait_for_the_rest():
    old = Place(**PLACE)
    new = Place(**PLACE | {"opening_hours": None, "phone": "020 1", "under_18_alone": "no"})
    changes = differences(values_of(old), values_of(new))
    assert set(part_at_once(old, changes, AT)) == {"opening_hours", "under_18_alone"}


HOURS = st.sampled_from(
    [None, "24/7", DAY, LONGER, SHORTER, "Mo-Su 20:00-04:00; PH off", "Sa 10:00-12:00"]
)
PLACE_FIELDS = st.fixed_dictionaries(
    {
        "visibility": st.sampled_from(["public", "draft", "closed"]),
        "status": st.sampled_from(
            ["active", "proposed", "temporarily_closed", "closed", "unknown"]
        ),
        "opening_hours": HOURS,
        "staffed_hours": HOURS,
        "hours_in_doubt": st.sampled_from(["yes", "no", "unknown"]),
        "alert": st.sampled_from([None, "Mind", "Closed"]),
        "lat": st.sampled_from([None, 51.508, 51.6]),
        "tier": st.sampled_from(["declared_haven", "public_building"]),
        "hours_date": st.sampled_from([None, "2020", "2026-10"]),
        "checked_on": st.sampled_from([None, "2026-11-20", "2026-01-01"]),
        "under_18_alone": st.sampled_from(["yes", "no", "unknown"]),
        "paediatric_ae": st.sampled_from([None, "yes", "no", "unknown"]),
        "age_min": st.sampled_from([None, 12, 18]),
        "phone": st.sampled_from([None, "020 1"]),
        "scheme": st.sampled_from([None, "made-up-scheme"]),
    }
)
PLACES = PLACE_FIELDS.map(lambda changes: Place(**PLACE | changes))


@st.composite
def edits(draw, fields, few=3):
    """Give the fields of a record, and the same with a few of them changed."""
    before, other = draw(fields), draw(fields)
    chosen = draw(st.sets(st.sampled_from(sorted(before)), max_size=few))
    return before, before | {field: other[field] for field in chosen}


PLACE_EDITS = edits(PLACE_FIELDS).map(lambda two: tuple(Place(**PLACE | one) for one in two))
CHANNEL_FIELDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["phone", "sms"]),
        "contact": st.sampled_from(["1", "2"]),
        "opening_hours": HOURS,
        "source_url": st.sampled_from([None, "https://example.org/"]),
        "confidence": st.sampled_from(["high", "low"]),
        "free": st.sampled_from(["yes", "unknown"]),
    }
)
CHANNEL_EDITS = st.lists(edits(CHANNEL_FIELDS, few=1), min_size=1, max_size=3)
SERVICE_EDITS = st.builds(
    lambda lines, kept, frames: tuple(
        Service(**SERVICE | frame, channels=channels(*some))
        for frame, some in zip(
            frames,
            ([old for old, _ in lines], [new for _, new in lines[:kept]]),
            strict=True,
        )
    ),
    CHANNEL_EDITS,
    st.integers(0, 3),
    edits(
        st.fixed_dictionaries(
            {
                "visibility": st.sampled_from(["public", "draft"]),
                "status": st.sampled_from(["active", "closed", "temporarily_closed", "unknown"]),
            }
        ),
        few=1,
    ),
)


def test_a_hidden_scheme_comes_back_by_two_even_as_a_draft():
    """A draft keeps its places on the map, so that would bring them back."""
    hidden = Scheme(**SCHEME | {"visibility": "closed"})
    for visibility in ("draft", "public"):
        back = Scheme(**SCHEME | {"visibility": visibility})
        assert "The places of the scheme would come back." in reasons_to_wait(hidden, back, AT)
        assert reasons_to_wait(back, hidden, AT) == ()


SUSPENDED = Scheme(**SCHEME | {"status": "temporarily_closed"})
MOMENTS = [AT + timedelta(hours=5 * n) for n in range(40)]


def place_states_of(place: Place, at: datetime) -> set[State]:
    """Give what the public would be told, with every scheme suspended."""
    directory = Directory.of(Seed((place,), (), (SUSPENDED,), ()), at.date())
    return {directory.state(row, at).state for row in range(len(directory.places))}


def may_be_sent_to(place: Place, states: set[State]) -> bool:
    """Say whether a child who asks for places for under 18s may be sent there."""
    return bool(states & set(MAY_BE_OPEN)) and not may_turn_away_under_18s(place)


def service_states_of(service: Service, at: datetime) -> set[tuple[object, State]]:
    """Give for each way that the public sees whether it may be open."""
    if service.status == "closed":
        return set()
    directory = Directory.of(Seed((), (service,), (), ()), at.date())
    return {
        ((line.channel.kind, line.channel.contact), line.state.state)
        for lines in directory.channel_hours.lines(at).values()
        for line in lines
    }


@settings(max_examples=300, deadline=None)
@given(PLACE_EDITS)
def test_no_place_opens_at_any_moment_by_one_person(two: tuple[Place, Place]):
    before, after = two
    if reasons_to_wait(before, after, AT):
        return
    for at in MOMENTS:
        was, now = place_states_of(before, at), place_states_of(after, at)
        assert not now or was, "it came on the map"
        assert not (now & set(MAY_BE_OPEN)) or was & set(MAY_BE_OPEN)
        assert not (now & {State.OPEN, State.CLOSING_SOON}) or was & {
            State.OPEN,
            State.CLOSING_SOON,
        }


@settings(max_examples=150, deadline=None)
@given(PLACE_EDITS)
def test_no_part_that_is_done_at_once_opens_a_place(two: tuple[Place, Place]):
    before, after = two
    changes = differences(values_of(before), values_of(after))
    part = part_at_once(before, changes, AT)
    smaller = Place.model_validate({**values_of(before), **{f: c.after for f, c in part.items()}})
    for at in MOMENTS:
        was, now = place_states_of(before, at), place_states_of(smaller, at)
        assert not now or was
        assert not (now & set(MAY_BE_OPEN)) or was & set(MAY_BE_OPEN)


@settings(max_examples=200, deadline=None)
@given(SERVICE_EDITS)
def test_no_service_opens_at_any_moment_by_one_person(two: tuple[Service, Service]):
    before, after = two
    if reasons_to_wait(before, after, AT):
        return
    for at in MOMENTS:
        was, now = service_states_of(before, at), service_states_of(after, at)
        assert {way for way, _ in now} <= {way for way, _ in was}
        opened = {way for way, state in now if state in MAY_BE_OPEN}
        assert opened <= {way for way, state in was if state in MAY_BE_OPEN}


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(PLACES, SERVICE_EDITS.map(lambda two: two[0])), st.sampled_from(["draft", "closed"])
)
def test_hiding_is_always_at_once_whatever_else_changes(record, visibility):
    hidden = record.model_copy(update={"visibility": type(record.visibility)(visibility)})
    assert reasons_to_wait(record, hidden, AT) == ()
    assert not is_shown(hidden)


@settings(max_examples=100, deadline=None)
@given(PLACES, PLACES)
def test_closing_a_place_is_always_at_once_whatever_else_changes(before, after):
    closed = Place.model_validate({**values_of(after), "status": "closed"})
    assert reasons_to_wait(before, closed, AT) == ()


@settings(max_examples=100, deadline=None)
@given(PLACES.filter(is_shown), st.sampled_from(["active", "unknown"]))
def test_closing_a_place_for_now_is_always_at_once(place, status):
    running = Place.model_validate({**values_of(place), "status": status})
    shut = Place.model_validate({**values_of(place), "status": "temporarily_closed"})
    assert reasons_to_wait(running, shut, AT) == ()
