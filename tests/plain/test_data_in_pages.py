"""What the plain pages say for search engines: what they show, and never at the cost of a place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.records import Place
from pages.plain import frame, shared
from tests.made_up_records import PLACE
from tests.plain.reading import Node, assert_sound, packed

ENGINES = "application/ld+json"
NEWHAM = "/plain/borough/newham"


def told(page: Node) -> list[str]:
    """Give the names that a page tells search engines."""
    blocks = page.all("script", type=ENGINES)
    assert len(blocks) <= 1
    items = json.loads(blocks[0].text)["itemListElement"] if blocks else []
    return [item["item"]["name"] for item in items]


def shown(page: Node) -> list[str]:
    return [item.all("strong")[0].text for item in page.all("li", class_="place")]


@pytest.mark.parametrize("borough", ["camden", "hounslow", "westminster", "bexley"])
def test_a_borough_tells_the_places_that_it_shows(client: TestClient, borough: str) -> None:
    page = assert_sound(client.get(f"/plain/borough/{borough}"))
    assert told(page)
    assert set(told(page)) <= set(shown(page))


def test_people_to_talk_to_are_told_but_nothing_that_somebody_chose(client: TestClient) -> None:
    assert "Childline" in told(assert_sound(client.get("/plain/talk")))
    assert told(assert_sound(client.post("/plain/talk", data={"who": "parent"}))) == []
    assert told(assert_sound(client.post("/plain/borough", data={"typed": "E16 1ZE"}))) == []


def test_no_place_goes_for_it(
    client: TestClient, public: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    public(places=tuple(Place(**PLACE | {"id": f"n{n}", "name": f"N {n}"}) for n in range(20)))
    page = assert_sound(client.get(NEWHAM))
    assert len(told(page)) == len(shown(page)) == 20
    # As large as the page alone may be: then there is room for nothing else.
    before, block = client.get(NEWHAM).text.split(f'<script type="{ENGINES}">')
    alone = before + block.split("</script>\n", 1)[1]
    monkeypatch.setattr(frame, "BUDGET", packed(alone))
    shared.keep.clear()
    tight = assert_sound(client.get(NEWHAM))
    assert (told(tight), len(shown(tight))) == ([], 20)


def test_a_record_cannot_end_it(client: TestClient, public: Callable[..., Any]) -> None:
    public(places=(Place(**PLACE | {"name": "</script><h1>Boo"}),))
    page = assert_sound(client.get(NEWHAM))
    assert told(page) == ["</script><h1>Boo"]
