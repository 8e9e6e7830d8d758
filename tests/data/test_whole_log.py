import pytest

from data import store_reading
from tests.data.staff import AMINA, BEN, DRAFT, LIBRARY, NOW, propose


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(store_reading, "PIECE", 2)


def test_the_whole_log_comes_in_pieces_newest_first_and_each_once(store):
    for n in range(5):
        propose(store, DRAFT, alert=f"Alert {n}")
    whole = [r.id for r in store.whole_log(BEN)]
    assert whole == sorted(whole, reverse=True)
    assert whole == [r.id for r in store.log(BEN)]


def test_filters_hold_for_every_piece(store):
    for n in range(5):
        propose(store, DRAFT, alert=f"Alert {n}")
        propose(store, LIBRARY, alert=f"Alert {n}")
    found = list(store.whole_log(BEN, records={LIBRARY[1]}, author=AMINA.name))
    assert len(found) == 5
    assert {r.record_id for r in found} == {LIBRARY[1]}
    assert list(store.whole_log(BEN, records=set())) == []
    assert list(store.whole_log(BEN, until=NOW)) == []


def test_the_next_page_begins_below_a_number(store):
    propose(store, DRAFT, alert="One")
    first, second, *_ = store.log(BEN)
    assert store.log(BEN, below=first.id, most=1) == [second]
