"""What was taken out and is brought in again changes nothing."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import live
from data.exchange import dry_run
from data.exchange_columns import TableKind
from data.exchange_read import read_file
from data.exchange_rows import Outcome
from data.exchange_write import all_records, csv_of, geojson_of
from data.load import Seed, read_seed
from data.records import Place
from data.revisions import Timeline
from data.snapshot import timeline_of
from data.store import Store
from geo.boroughs import borough_at
from tests.data.staff import NOW
from tests.made_up_records import PLACE

SEED = read_seed()
SEED_TIMELINE = timeline_of(SEED)


def no_op(files: list[tuple[str, bytes]], timeline: Timeline) -> None:
    checks = Store(sa.create_engine("sqlite://"), borough_at)
    tables = [table for name, body in files for table in read_file(name, body)]
    for clears in (False, True):
        run = dry_run(
            tables,
            timeline,
            NOW,
            validate=checks.validated,
            locate=live.middle_of,
            empty_clears=clears,
        )
        assert run.rows
        assert {row.outcome for row in run.rows} == {Outcome.UNCHANGED}


@pytest.mark.parametrize("staff", [True, False])
@pytest.mark.parametrize(
    "kinds",
    [
        (TableKind.PLACE,),
        (TableKind.SERVICE, TableKind.CHANNEL),
        (TableKind.CHANNEL,),
        (TableKind.SCHEME,),
        (TableKind.CONTACT,),
    ],
)
def test_the_whole_seed_out_and_in_again_changes_nothing(
    kinds: tuple[TableKind, ...], staff: bool
) -> None:
    no_op(
        [
            (f"{k}.csv", csv_of(k, all_records(SEED, k), staff=staff).encode("utf-8-sig"))
            for k in kinds
        ],
        SEED_TIMELINE,
    )


def test_the_whole_seed_as_geojson_out_and_in_again_changes_nothing() -> None:
    no_op([("places.geojson", geojson_of(SEED.places, staff=True).encode())], SEED_TIMELINE)


def test_the_whole_seed_makes_the_same_records_in_an_empty_store() -> None:
    checks = Store(sa.create_engine("sqlite://"), borough_at)
    schemes = timeline_of(Seed((), (), SEED.schemes, ()))
    body = csv_of(TableKind.PLACE, SEED.places, staff=True).encode()
    run = dry_run(
        read_file("a.csv", body),
        schemes,
        NOW,
        validate=checks.validated,
        locate=live.middle_of,
        common={"source_name": "none"},
    )
    made = {row.record_id: row.draft.values for row in run.rows if row.draft}
    assert len(made) == len(SEED.places)
    for place in SEED.places:
        values = place.model_dump(mode="json")
        values["source_name"] = place.source_name or "none"
        if place.lat is None and place.postcode:
            values |= {f: made[place.id][f] for f in ("lat", "lon", "point_source", "borough")}
        assert made[place.id] == values


WORDS = st.text(max_size=60) | st.builds(
    lambda a, b: a + b,
    st.sampled_from(["=", "'=", "-", "@", "\n", ";", '"', "'", "<b>", "\ufeff", "\r"]),
    st.text(max_size=20),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            (
                "address",
                "hours_public_note",
                "at_the_door",
                "entrance",
                "phone",
                "alert",
                "internal_notes",
                "source_name",
                "checked_how",
            ),
            WORDS,
        )
    ),
    st.text(min_size=2, max_size=40),
)
def test_any_record_text_out_and_in_again_changes_nothing(texts: dict[str, str], name: str) -> None:
    try:
        place = Place(**PLACE | texts | {"name": name})
    except ValueError:
        return
    timeline = timeline_of(Seed((place,), (), (), ()))
    for body in (csv_of(TableKind.PLACE, [place], staff=True).encode("utf-8-sig"),):
        no_op([("a.csv", body)], timeline)
    no_op([("a.geojson", geojson_of([place], staff=True).encode())], timeline)
