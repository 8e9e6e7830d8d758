"""One PostgreSQL, three processes of the app and a real nginx: stopped, killed, started again."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from signal import SIGKILL, SIGSTOP, SIGTERM

import httpx
import pytest

from data.database import DatabaseError
from data.reports import queue
from tests.benchmarks.visitor import Visitor
from tests.scale.nginx import Nginx
from tests.scale.replicas import Replica
from tests.scale.site import AWAY, EDITOR, Place, Site, places, until
from tests.scale.site import site as running
from tests.scale.visits import Visits, visiting

FROM_SEED = "There are no kept records, so the public sees those of the seed."
FROM_SNAPSHOT = "The public sees the records kept in "
KEPT, HIDDEN, *_ = places("Lewisham")
LATER = places("Newham")[0]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site")) as started:
        yield started


@pytest.fixture
def site(whole: Site) -> Site:
    """Start what an earlier test has left stopped."""
    whole.mend()
    return whole


@pytest.fixture
def another(site: Site, tmp_path: Path) -> Iterator[Callable[[], Replica]]:
    """Make a process more, with no snapshot, that nginx knows nothing of."""
    made: list[Replica] = []

    def make() -> Replica:
        soon = ("--timeout-graceful-shutdown", "1")
        made.append(Replica(tmp_path / f"another-{len(made)}", site.those[0].environ, soon))
        return made[-1]

    yield make
    for one in made:
        if one.is_running():
            one.end(SIGKILL)


def never(hidden: Place) -> Callable[[str], str | None]:
    """Find fault with any answer that holds a place."""
    return lambda text: f"{hidden.name} is in it" if escape(hidden.name) in text else None


def test_what_one_person_hides_is_gone_everywhere_within_seconds(site: Site) -> None:
    site.everywhere(HIDDEN.is_shown)
    site.hide(HIDDEN)
    site.everywhere(HIDDEN.is_hidden, "hidden")


def test_what_two_people_approve_is_public_everywhere_within_seconds(site: Site) -> None:
    site.hide(LATER)
    site.everywhere(LATER.is_hidden)
    site.show(LATER)
    site.everywhere(LATER.is_shown, "shown")


def test_no_plain_page_fails_when_processes_are_killed_or_started_anew_one_after_another(
    site: Site,
) -> None:
    site.hide(HIDDEN)
    site.everywhere(HIDDEN.is_hidden)
    before = reported(site)
    with ThreadPoolExecutor() as pool, visiting(site.front, never(HIDDEN)) as visits:
        for one, sign in zip(site.those, (SIGKILL, SIGTERM, SIGTERM), strict=True):
            # A page that is open, and never says goodbye.
            deaf = Visitor(one.port)
            if sign is SIGKILL:
                # So that it dies while it answers everybody.
                one.send(SIGSTOP)
                reports = [pool.submit(report, site.front) for _ in site.those]
                time.sleep(1)
            took = one.end(sign)
            assert took < 5, f"an open page held the end up for {took:.1f} s"
            one.start()
            one.wait()
            deaf.close()
            with httpx.Client(base_url=one.url) as client:
                assert HIDDEN.is_hidden(client)
                assert KEPT.is_shown(client)
    tell(visits)
    assert visits.failed == []
    assert min(visits.searched, visits.asked - visits.searched) > 20
    # Each process had a report. The one that was killed may have written it down before it ended,
    # so no other must get it.
    answers = [each.result() for each in reports]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503]
    assert all('href="tel:999"' in answer.text for answer in answers)
    assert reported(site) == before + 2


def test_the_site_goes_on_while_the_database_is_away_and_catches_up(
    site: Site, another: Callable[[], Replica]
) -> None:
    site.hide(HIDDEN)
    site.everywhere(HIDDEN.is_hidden)
    before = site.store.version()
    with visiting(site.front, never(HIDDEN)) as visits:
        site.server.stop()
        began = time.monotonic()
        assert_staff_are_refused(site)
        kept, fresh = site.those[2], another()
        kept.end()
        for one in (kept, fresh):
            one.start()
        for one in (kept, fresh):
            one.wait()
            assert one.ready()["database"] is False
        assert FROM_SNAPSHOT in kept.log
        assert FROM_SEED in fresh.log
        with httpx.Client(base_url=kept.url) as client:
            assert HIDDEN.is_hidden(client)
        with httpx.Client(base_url=fresh.url) as client:
            assert KEPT.is_shown(client)
        time.sleep(max(0.0, AWAY - (time.monotonic() - began)))
        site.server.start()
        away = time.monotonic() - began
        until(lambda: site.store_version() is not None, time.monotonic() + 10)
        assert site.store.version() == before, "what was saved is still there"
        site.hide(LATER)
        site.everywhere(LATER.is_hidden, f"away for {away:.0f} s; what came next was hidden")
    tell(visits)
    assert visits.failed == []
    assert visits.asked > 20
    with httpx.Client(base_url=fresh.url) as client:
        until(lambda: HIDDEN.is_hidden(client) and LATER.is_hidden(client), time.monotonic() + 10)
    assert all(one.ready()["database"] for one in (*site.those, fresh))
    assert_does_not_wait_for_ever(fresh)


def assert_does_not_wait_for_ever(one: Replica) -> None:
    """A form that is half sent does not hold the end up longer than the unit allows."""
    with socket.create_connection(("127.0.0.1", one.port)) as slow:
        slow.sendall(b"POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nwhere=E16")
        time.sleep(0.1)
        assert one.end() < 8


def tell(visits: Visits) -> None:
    print(f"{visits.asked} asked, {visits.searched} searched, slowest {visits.slowest:.2f} s")


def assert_staff_are_refused(site: Site) -> None:
    """Saving, signing in and reporting say that they can't, and what to do."""
    with pytest.raises(DatabaseError, match="Nothing was changed"):
        site.hide(KEPT)
    with site.front.client() as client:
        page = client.get("/staff/sign-in").text
        (token,) = re.findall(r'name="form" value="([^"]+)"', page)
        sent = {"form": token, "name": EDITOR.name, "password": "four words for a test"}
        answer = client.post("/staff/sign-in", data=sent)
        assert answer.status_code == 503
        assert "The pages for the public work." in answer.text
    answer = report(site.front)
    assert answer.status_code == 503
    assert 'href="tel:999"' in answer.text


def report(front: Nginx) -> httpx.Response:
    about = {"about": f"place:{KEPT.id}", "what": "hours", "send": "yes"}
    with front.client() as client:
        return client.post("/plain/wrong", data=about)


def reported(site: Site) -> int:
    return sum(each.times for each in queue(site.engine))
