from __future__ import annotations

from geo.gazetteer import find
from geo.kept_districts import areas, districts
from geo.names import key
from geo.postcodes import outward


def test_every_district_is_where_the_postcodes_say():
    found = {code: (lat, lon) for code, lat, lon in districts()}
    assert len(found) == len(districts()) > 300
    for code in ("E16", "SW1A", "SW1", "EC1", "W1", "N1", "TN16"):
        one = outward(code)
        assert found[code] == (one.lat, one.lon)
    assert "M1" not in found


def test_every_name_finds_in_the_gazetteer_what_it_finds_here():
    labels = [label for label, _, _ in areas()]
    assert len({key(label) for label in labels}) == len(labels)
    assert {"Newham", "Stratford", "Hayes (Bromley)", "Hayes (Hillingdon)"} <= set(labels)
    for label, lat, lon in areas():
        found = find(label)
        if found.kind != "borough":
            assert (found.lat, found.lon) == (lat, lon), label
