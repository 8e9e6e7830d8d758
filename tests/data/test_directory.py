from __future__ import annotations

import pytest

from data.directory import Directory
from data.live import current
from data.load import read_seed


@pytest.mark.parametrize(
    "changes",
    [
        {"visibility": "draft"},
        {"visibility": "closed"},
        {"status": "closed"},
        {"lat": None, "lon": None},
    ],
)
def test_what_is_not_public_is_left_out(make_directory, changes):
    assert make_directory(changes).places == ()


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"status": "active"}, 1),
        ({"status": "closed"}, 0),
        ({"status": "temporarily_closed"}, 0),
        ({"visibility": "closed"}, 0),
        ({"visibility": "draft"}, 1),
    ],
)
def test_suspending_a_scheme_takes_its_places_off(make_directory, make_scheme, changes, shown):
    place = {"scheme": "made-up-scheme", "tier": "declared_haven"}
    directory = make_directory(place, schemes=(make_scheme(**changes),))
    assert len(directory.places) == shown


def test_nothing_internal_is_kept(make_directory):
    directory = make_directory({"internal_notes": "secret remark", "checked_by_role": "officer"})
    assert "secret remark" not in directory.places[0].model_dump_json()
    assert b"secret remark" not in directory.map_file.body
    assert directory.places[0].checked_by_role is None


def test_the_version_follows_public_facts_only(make_directory):
    plain = make_directory({})
    assert plain.version == make_directory({"internal_notes": "remark"}).version
    assert plain.version != make_directory({"phone": "020 7946 0000"}).version


def test_the_seed_holds_what_it_should():
    seed = read_seed()
    directory = current()
    assert (len(seed.places), len(directory.places)) == (579, 177)
    assert (len(seed.schemes), len(seed.services)) == (57, 57)
    proposed = [place for place in directory.places if place.status == "proposed"]
    assert [place.id for place in proposed] == ["city-hall-royal-docks"]


def test_the_havens_are_not_havens():
    """Sexual assault centres of that name are by appointment: never a pin."""
    names = [place.name.casefold() for place in current().places]
    assert not [name for name in names if "the havens" in name or "sexual assault" in name]


def test_no_internal_remark_of_the_seed_reaches_the_public_side():
    directory = current()
    public = directory.map_file.body.decode() + "".join(
        record.model_dump_json() for record in (*directory.places, *directory.schemes.values())
    )
    for place in read_seed().places:
        for sentence in (place.internal_notes or "").split(". "):
            assert len(sentence) < 40 or sentence not in public


def test_no_places_is_no_error():
    assert Directory.of(type(read_seed())((), (), (), ())).columns.easting.size == 0
