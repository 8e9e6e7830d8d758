"""Where staff start: how things stand, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from data import clock, database, reports
from data.cover import young_people
from data.database import DatabaseError
from data.hours_clock import LONDON
from data.live import store
from data.queue_reasons import Why, day_words
from data.roles import Actor
from data.staff_figures import BoroughFigures, Happening, StaffFigures, staff_figures
from data.staff_records import staff_records
from data.words import TIER, clock_words
from pages.parts.guide import draw_title
from pages.parts.templating import render
from pages.staff.links import go

MOST_LEFT = 20
"""How many places that left the map are named; the history has all."""


def draw(actor: Actor) -> None:
    """Draw the view for who is signed in."""
    draw_title("How things stand")
    now = clock.now()
    try:
        engine = database.current()
        records = staff_records(engine, now)
        found = staff_figures(
            records.timeline,
            records.seed,
            reports.open_reports(engine, actor),
            store().waiting(actor),
            young_people(),
            actor,
            now,
        )
    except DatabaseError as error:
        st.error(str(error))
        return
    _draw_reports(found, now.astimezone(LONDON).date())
    left, right = st.columns(2, gap="large")
    with left:
        _draw_checks(found)
    with right:
        _draw_waiting(found)
    left, right = st.columns(2, gap="large")
    with left:
        _heading("What takes effect next")
        _happenings(found.coming, "Nothing is planned.", with_time=True)
        _lead("See the site on a day", "preview")
    with right:
        _heading("What left the map in the last 30 days")
        _happenings(found.left[:MOST_LEFT], "Nothing left.")
        if len(found.left) > MOST_LEFT:
            st.html(f"<p>And {len(found.left) - MOST_LEFT} more.</p>")
        _lead("See what left by itself", "queue", why=Why.LEFT.value)
    _heading("The last change")
    last = (found.last,) if found.last else ()
    _happenings(last, "Nobody has changed anything yet.", with_time=True)
    _lead("See all changes", "history")
    _draw_boroughs(found)


def _draw_reports(found: StaffFigures, today: date) -> None:
    """Draw what the public reported, "not safe" in words before anything else."""
    _heading("Reports of the public")
    if found.not_safe:
        reports_ = "report says" if found.not_safe == 1 else "reports say"
        _figure(found.not_safe, f"Urgent: open {reports_} that a place is not safe.", urgent=True)
        _lead("Look at what is not safe", "queue", why=Why.NOT_SAFE.value)
    if found.oldest_report is None:
        _figure(0, "open reports.")
        return
    days = (today - found.oldest_report).days
    age = {0: "came today", 1: "is 1 day old"}.get(days, f"is {days} days old")
    word = "open report." if found.reports == 1 else "open reports in all."
    _figure(found.reports, f"{word} The oldest {age}.")
    others = found.reports - found.not_safe
    if others:
        _lead("Look at the other reports", "queue", why=Why.REPORT.value)


def _draw_checks(found: StaffFigures) -> None:
    _heading("Places that the public sees")
    share = round(100 * found.in_time / found.public) if found.public else None
    _figure(found.public, "public places.")
    _lead("See all public places", "records", visibility="public", kind="place")
    if share is not None:
        _figure(
            f"{share}%",
            f"of them were checked in time: {found.in_time} of {found.public}.",
            share=share,
        )
    _lead("See whose check is out of date", "queue", why=Why.PAST.value)
    _lead("See what was never checked", "queue", why=Why.NEVER.value)
    _figure(found.drafts, "drafts wait to be looked into.")
    _lead("See the drafts", "queue", why=Why.DRAFT.value)


def _draw_waiting(found: StaffFigures) -> None:
    _heading("Who waits for a second person")
    _figure(
        found.can_approve,
        "changes wait that you may decide about."
        if found.can_approve != 1
        else "change waits that you may decide about.",
    )
    rows = [
        f"{'You' if each.mine else each.author}: {_count(each.count, 'change')}, "
        f"{'since today' if each.days == 0 else 'for ' + _count(each.days, 'day')}"
        for each in found.waiting
    ]
    items = "".join(f"<li>{escape(row)}</li>" for row in rows or ["Nobody waits."])
    st.html(f'<ul class="rows">{items}</ul>')
    _lead("See what waits", "approve")


def _draw_boroughs(found: StaffFigures) -> None:
    _heading("By borough")
    st.html(boroughs_html(found.boroughs))
    _lead("See all drafts", "queue", why=Why.DRAFT.value)


def boroughs_html(rows: Sequence[BoroughFigures]) -> str:
    """Draw places by borough and tier: each bar has its figures in words beside it."""
    most = max((row.public for row in rows), default=0) or 1
    return render("staff_boroughs.html", rows=rows, most=most, words=tier_counts, href=_href)


def tier_counts(row: BoroughFigures) -> str:
    """Say how many places of which tier a borough has.

    >>> tier_counts(BoroughFigures("Brent", {Tier.DECLARED_HAVEN: 2}, 2, 0, 0))
    '2: safe haven 2'
    """
    parts = [f"{TIER[tier].lower()} {count}" for tier, count in row.tiers.items() if count]
    return f"{row.public}: {', '.join(parts)}" if parts else "0"


def _href(row: BoroughFigures) -> str:
    return f"?{urlencode({'view': 'queue', 'borough': row.borough})}"


def _heading(text: str) -> None:
    st.html(f'<h2 class="found">{escape(text)}</h2>')


def _figure(
    number: int | str, words: str, *, urgent: bool = False, share: int | None = None
) -> None:
    st.html(render("staff_figure.html", number=number, words=words, urgent=urgent, share=share))


def _lead(label: str, view: str, **shown: str) -> None:
    """Draw the way to the view that lists what a figure counts."""
    st.button(label, key=f"home-{label}", on_click=go, args=(view,), kwargs=shown)


def _happenings(rows: Sequence[Happening], empty: str, *, with_time: bool = False) -> None:
    def day(each: Happening) -> str:
        local: datetime = each.at.astimezone(LONDON)
        time = f", {clock_words(local)}" if with_time else ""
        return f"{day_words(local.date())}{time}"

    st.html(render("staff_happenings.html", rows=rows, empty=empty, day=day))


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"
