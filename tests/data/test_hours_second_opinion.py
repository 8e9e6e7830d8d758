"""Ten thousand weeks in London, against opening_hours.js.

Where the two differ on purpose:

- A bank holiday that the text does not speak of is unknown here, and the usual day there.
- A night that a later rule replaced (``20:00-05:30; PH off``) leaves no morning after here;
  opening_hours.js keeps that morning.
- In an hour that comes twice or is skipped we say open less often.

One mistake of opening_hours.js is left out: in the first hour of the Monday after the clocks go
forward it takes the day before for a Saturday.
"""

import json
import os
import random
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.bank_holidays import bank_holidays
from data.hours import OpeningHours, lint
from data.hours_days import starting
from data.hours_grammar import parse

LONDON = ZoneInfo("Europe/London")
FOLDER = Path(__file__).parent / "opening_hours_js"
YEARS = range(2024, 2034)
WEEKS = 10_000
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]

DATES = [
    "Dec 25",
    "Dec 24,Dec 31",
    "Dec 25-26",
    "Dec 24-Jan 02",
    "Mar 28-31",
    "Feb",
    "2027 Mar 01-31",
    "2026 Oct 01-2026 Dec 31",
    "2027 Oct 25",
    "2026 Dec 24-2027 Jan 02",
]

pytestmark = pytest.mark.node


def give_up(reason):
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def ask():
    """Ask opening_hours.js about [(text, start, end)]; answers in the same order."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        give_up("Node.js is not installed, so opening_hours.js can't be asked.")
    if not (FOLDER / "node_modules" / "opening_hours").is_dir():
        if npm is None:
            give_up("npm is not installed, so opening_hours.js can't be fetched.")
        try:
            subprocess.run(
                [npm, "ci", "--no-audit", "--no-fund"],
                cwd=FOLDER,
                check=True,
                capture_output=True,
                timeout=120,
            )
        except (subprocess.SubprocessError, OSError) as error:
            give_up(f"npm could not fetch opening_hours: {error}")

    def answers(questions):
        lines = "".join(
            json.dumps({"text": text, "start": in_ms(start), "end": in_ms(end)}) + "\n"
            for text, start, end in questions
        )
        done = subprocess.run(
            [node, "ask.js"],
            cwd=FOLDER,
            input=lines,
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
            env={**os.environ, "TZ": "Europe/London"},
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return answers


def in_ms(at):
    return int(at.timestamp() * 1000)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def some_hours(rng):
    kind = rng.random()
    if kind < 0.35:
        start, end = rng.randrange(16 * 60, 24 * 60, 15), rng.randrange(15, 9 * 60, 15)
        extended = rng.random() < 0.2
        return f"{clock(start)}-{clock(end + 24 * 60 if extended else end)}"
    if kind < 0.45:
        return rng.choice(["00:00-24:00", "18:00-24:00", "20:00-00:00", "00:00-01:30,22:00-24:00"])
    if kind < 0.6:
        return "09:00-12:00,13:00-17:30"
    start = rng.randrange(0, 14 * 60, 15)
    return f"{clock(start)}-{clock(start + rng.randrange(15, 9 * 60, 15))}"


def some_days(rng, days):
    if len(days) > 2 and rng.random() < 0.5:
        first, last = rng.choice([(0, 4), (5, 6), (4, 6), (0, 6), (5, 0)])
        return f"{DAYS[first]}-{DAYS[last]}"
    return ",".join(DAYS[day] for day in sorted(rng.sample(days, rng.randint(1, len(days)))))


def some_week(rng, prefix=""):
    rules = []
    for _ in range(rng.randint(1, 3)):
        said = rng.choices(["", ' unknown "ring first"', ' open "side door"'], [8, 1, 1])[0]
        days = some_days(rng, list(range(7)))
        if not prefix and not rules and rng.random() < 0.1:
            days += ",PH"
        rules.append(f"{prefix}{days} {some_hours(rng)}{said}")
    text = rules[0]
    for rule in rules[1:]:
        text += rng.choice(["; ", ", ", ", "]) + rule
    return text


def some_text(rng):
    if rng.random() < 0.02:
        text = "24/7"
    elif rng.random() < 0.15:
        text = some_week(rng, "Apr-Sep ") + "; " + some_week(rng, "Oct-Mar ")
    elif rng.random() < 0.1:
        text = some_hours(rng)
    else:
        text = some_week(rng)
    if rng.random() < 0.5:
        said = rng.choice(["off", "unknown", some_hours(rng), some_hours(rng)])
        text += f"; PH {said}"
    for _ in range(rng.choice([0, 0, 1, 2])):
        said = rng.choice(["off", "unknown", some_hours(rng)])
        text += f"; {rng.choice(DATES)} {said}"
    return text


def safe_text(rng):
    while True:
        text = some_text(rng)
        reasons = lint(text)
        if not reasons:
            return text
        if reasons[0].suggestion:
            assert lint(reasons[0].suggestion) == []
            return reasons[0].suggestion


def last_sunday(year, month):
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def some_week_start(rng):
    year = rng.choice(YEARS)
    day = rng.choice(
        [
            date(year, 1, 1) + timedelta(days=rng.randrange(365)),
            rng.choice(sorted(bank_holidays(year))),
            date(year, 12, 25),
            last_sunday(year, 3),
            last_sunday(year, 10),
        ]
    )
    return day - timedelta(days=rng.randrange(7))


def clocks_confuse_js(at):
    """The first hour of the Monday after the clocks go forward: see the top of this file."""
    wall = at.astimezone(LONDON)
    return wall.date() == last_sunday(wall.year, 3) + timedelta(days=1) and wall.hour == 0


def is_unsaid(text, at):
    """Say whether a bank holiday, or the night it leaves, is not spoken of by the text."""
    day = at.astimezone(LONDON).date()
    before = day - timedelta(days=1)
    days = [day, before] if at.astimezone(LONDON).hour < 12 else [day]
    is_bank_holiday = any(day in bank_holidays(day.year) for day in days)
    return is_bank_holiday and "PH" not in text and text != "24/7"


def clocks_change(at):
    wall = at.astimezone(LONDON)
    changes = {(last_sunday(wall.year, 10), 1), (last_sunday(wall.year, 3), 2)}
    return (wall.date(), wall.hour) in changes


def replaced_nights(text, at):
    """Return the states of nights that would last until now, had they not been replaced."""
    wall = at.astimezone(LONDON)
    before = wall.date() - timedelta(days=1)
    rules = parse(text)
    counting = [rules[place] for place in starting(rules, before)]
    replaced = [rule for rule in rules if rule.matches(before) and rule not in counting]
    minute = 24 * 60 + wall.hour * 60 + wall.minute
    return {rule.state for rule in replaced for _, end in rule.spans if minute < end}


def is_meant(text, at, mine, theirs):
    if mine != "open" and (is_unsaid(text, at) or clocks_change(at)):
        return True
    return theirs in replaced_nights(text, at) or clocks_confuse_js(at)


def state_at(answer, at):
    return next((state for start, end, state in answer if start <= at < end), "closed")


def disagreements(text, start, end, answer):
    ours = [(in_ms(a), in_ms(b), state) for a, b, state in OpeningHours(text).intervals(start, end)]
    edges = sorted({in_ms(start), *(edge for part in [*ours, *answer] for edge in part[:2])})
    for left, right in pairwise(edges):
        mine, theirs = state_at(ours, left), state_at(answer, left)
        if mine == theirs:
            continue
        for moment in range(left, right, 15 * 60 * 1000):
            at = datetime.fromtimestamp(moment / 1000, UTC)
            if not is_meant(text, at, mine, theirs):
                yield f"{text}: {at.astimezone(LONDON):%a %d %b %Y %H:%M %Z} {mine}, js {theirs}"
                break


def test_bank_holidays_agree(ask):
    questions = [
        ("PH", midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))) for year in YEARS
    ]
    for year, answer in zip(YEARS, ask(questions), strict=True):
        days = {
            (midnight(date(year, 1, 1)) + timedelta(days=step)).date()
            for step in range(366)
            if state_at(answer, in_ms(midnight(date(year, 1, 1)) + timedelta(days=step, hours=12)))
            == "open"
        }
        assert days == bank_holidays(year)


def test_ten_thousand_weeks_agree(ask):
    rng = random.Random(20260303)  # noqa: S311
    weeks = []
    for _ in range(WEEKS):
        text, first = safe_text(rng), some_week_start(rng)
        weeks.append((text, midnight(first), midnight(first + timedelta(days=7))))
    for trait in ("PH", "off", "unknown", ", ", "Dec", "Apr-Sep"):
        assert sum(trait in text for text, _, _ in weeks) > WEEKS / 20, trait
    assert sum(any(rule.is_night for rule in parse(text)) for text, _, _ in weeks) > WEEKS / 3
    answers = ask(weeks)
    assert len(answers) == WEEKS
    wrong = []
    for week, answer in zip(weeks, answers, strict=True):
        assert isinstance(answer, list), (week[0], answer)
        wrong += disagreements(*week, answer)
    assert wrong[:20] == []
