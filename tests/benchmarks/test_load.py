"""The load script, at a tiny size against a real server, so that it doesn't rot. No times here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest

from tests.benchmarks import load
from tests.benchmarks.crowd import CROWDS, SHARES, Crowd, one_visit
from tests.benchmarks.paced import Tally, at_pace
from tests.benchmarks.servers import Server, servers
from tests.benchmarks.soak import Memory

PROGRAM = "python -m tests.benchmarks.load"


@pytest.fixture(scope="module")
def running() -> Iterator[list[Server]]:
    options = load.read_options(["streamlit", "--processes", "1"])
    with servers(options.processes, load.settings_of(options)) as found:
        yield found


def measured(command: str, found: list[Server], capsys: pytest.CaptureFixture[str]) -> str:
    asyncio.run(load.measure(load.read_options(command.split()), found))
    return capsys.readouterr().out


@pytest.mark.parametrize("story", SHARES, ids=lambda story: story.__name__)
def test_every_visitor_gets_what_they_came_for(story, running, monkeypatch):
    crowd = Crowd([running[0].port])

    async def at_once(_visitor, _seconds):
        pass

    async def visit():
        await one_visit(crowd, story)
        await crowd.close()

    monkeypatch.setattr("tests.benchmarks.crowd.Visitor.after", at_once)
    asyncio.run(visit())
    tally = crowd.tally
    assert (tally.failed, tally.refused, tally.errors) == (0, 0, {})
    assert len(tally.seconds) >= 4
    assert tally.received > 3_000


def test_a_visitor_of_streamlit_really_searches_and_filters(running):
    async def headings():
        crowd = Crowd([running[0].port])
        visitor = crowd.arrive()
        await visitor.opens_app("/", anew=True)
        talk = visitor.page.talk
        found = [talk.heading]
        await visitor.searches("E16 1ZE")
        found.append(talk.heading)
        await visitor.filters("Show all")
        found.append(talk.heading)
        await visitor.draws(talk.turn_to("talk"))
        await visitor.draws(talk.choose("talk-who", "A parent or carer"))
        assert {"talk-who", "talk-topics"} <= set(talk.fields)
        await visitor.leaves()
        await crowd.close()
        return found

    start, searched, filtered = asyncio.run(headings())
    assert "E16 1ZE" not in start
    assert "E16 1ZE" in searched
    assert "E16 1ZE" in filtered
    assert searched != filtered


def test_filters_are_changed_by_everybody(running, capsys):
    said = measured("streamlit --visitors 3 --every 0.5 --joining 0.5 --seconds 2", running, capsys)
    found = re.search(r"median [\d,]+ ms, 99th percentile [\d,]+ ms \((\d+) changes of (\d+)", said)
    assert found, said
    assert 3 <= int(found[1]) <= 15
    assert int(found[2]) > 5, "a change of the filter draws the list anew"
    assert float(re.search(r"servers ([\d.]+) cores", said)[1]) > 0


def test_plain_searches_are_asked_at_a_pace(running, capsys):
    said = measured("plain --rate 20 --seconds 1", running, capsys)
    assert re.search(r"20 plain searches a second: median [\d,]+ ms, 99th", said), said
    assert "failed" not in said
    assert "turned away" not in said


def test_visitors_come_until_there_are_enough(running, capsys):
    said = measured(
        "mix --crowd plain API --first 3 --most 5 --seconds 0.6 --hurry 20", running, capsys
    )
    for name in ("plain", "API"):
        part = said.split(f"{name}:")[1]
        assert re.search(r"   3 visitors: .*\n   4 visitors: .*\n   5 visitors: ", part), said
        assert re.search(r"held: 5 visitors, [\d,]+ for each core", part), said
    assert "failed" not in said


def test_a_soak_looks_at_the_memory(running, capsys):
    said = measured(
        "soak --plain 30 --sessions 4 --at-once 2 --print-every 0.3 --rest 0",
        running,
        capsys,
    )
    assert re.search(r"s: 34 visits; \d+ MB; .* 0 turned away, 0 failed", said), said
    assert re.search(r"slope over the last half: [+-][\d,]+ MB an hour", said), said
    assert int(re.search(r"after a rest of 0 s: (\d+) MB together", said)[1]) > 50
    assert said.endswith("errors: none\n")


def test_who_is_not_answered_counts_as_never(capsys):
    tally = Tally([0.01] * 98, failed=2)
    assert tally.median == 0.01
    assert tally.p99 == float("inf")
    assert not tally.is_well(2)
    assert Tally([0.01] * 99, refused=1).p99 == 0.01
    assert "2 failed" in tally.words()


def test_nobody_waits_for_the_answer_to_somebody_else():
    waited = []

    async def slow(due):
        await asyncio.sleep(0.3)
        waited.append(asyncio.get_running_loop().time())

    async def ask():
        return await at_pace(slow, 100, 0.2)

    assert asyncio.run(ask())
    assert 5 <= len(waited) <= 50
    assert max(waited) - min(waited) < 0.5, "they were asked one after another"


@pytest.mark.parametrize("holds", [0, 3, 60, 333, 1000])
def test_the_most_that_is_held_is_found(holds):
    good = bad = 0.0
    tries = 0
    while rate := load.next_rate(good, bad):
        good, bad = (rate, bad) if rate <= holds else (good, rate)
        tries += 1
    assert good <= holds
    assert good >= holds / 1.09 or holds < 10
    assert tries < 20


def test_a_leak_shows_as_a_slope():
    memory = Memory(
        seconds=[float(at) for at in range(0, 3600, 60)],
        held=[200 + 50 * min(at, 1200) / 1200 + at / 360 for at in range(0, 3600, 60)],
        visits=list(range(0, 60_000, 1000)),
    )
    assert memory.slope() == pytest.approx(10, abs=0.1), "what fills up at first is no leak"
    assert memory.slope_by_visit() == pytest.approx(10_000 / 60_000, abs=0.01)


def test_every_mode_explains_itself(capsys):
    for arguments in (
        ["--help"],
        *([mode, "--help"] for mode in ("streamlit", "plain", "mix", "soak")),
    ):
        with pytest.raises(SystemExit):
            load.read_options(arguments)
        assert PROGRAM in capsys.readouterr().out


def test_the_shares_are_of_a_hundred():
    assert sum(SHARES.values()) == 100
    assert set(CROWDS["all"]) == set(SHARES)
