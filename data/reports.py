"""Reports from the public that something is wrong with a place or a service.

No account, no address, nothing of who sent it is kept: only what, where and the hour.
Staff deal with them in the review queue; ``python -m data.reports`` prints all, "not safe" first.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TextIO

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import database
from data.changes import ChangeError
from data.csv_cells import safe_cell
from data.database import METADATA, DatabaseError, UtcDateTime
from data.directory import Directory
from data.hours_clock import LONDON
from data.private_words import LONGEST, clean
from data.roles import Action, Actor, require
from data.tables import NOTES

LONGEST_OUTCOME = 500


class ReportKind(StrEnum):
    """What sort of record a report is about."""

    PLACE = "place"
    SERVICE = "service"
    CONTACT = "contact"
    SCHEME = "scheme"


class What(StrEnum):
    """What is wrong."""

    NOT_SAFE = "not_safe"
    CLOSED = "closed"
    MOVED = "moved"
    HOURS = "hours"
    STAFF = "staff"
    NO_ANSWER = "no_answer"
    NUMBER = "number"
    OTHER = "other"


_NOT_SAFE = {What.NOT_SAFE: "I did not feel safe"}
_OTHER = {What.OTHER: "Something else"}
_PLACE = MappingProxyType(
    {
        What.CLOSED: "It is closed for good",
        What.MOVED: "It has moved",
        What.HOURS: "The times are wrong",
        What.STAFF: "The staff did not know about it",
    }
    | _NOT_SAFE
    | _OTHER
)
_LINE = MappingProxyType(
    {
        What.NO_ANSWER: "Nobody answered",
        What.NUMBER: "The number or the link is wrong",
        What.HOURS: "The times are wrong",
        What.CLOSED: "It has ended",
    }
    | _NOT_SAFE
    | _OTHER
)
_SCHEME = MappingProxyType(
    {
        What.CLOSED: "It has ended",
        What.STAFF: "A place did not know about it",
    }
    | _NOT_SAFE
    | _OTHER
)
WORDS = MappingProxyType(
    {
        ReportKind.PLACE: _PLACE,
        ReportKind.SERVICE: _LINE,
        ReportKind.CONTACT: _LINE,
        ReportKind.SCHEME: _SCHEME,
    }
)
"""What the public chooses from for each sort of record, in that order."""

TABLE = sa.Table(
    "reports",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("record_id", sa.String(120), nullable=False),
    sa.Column("what", sa.String(20), nullable=False),
    sa.Column("words", sa.String(LONGEST), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("first_at", UtcDateTime, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("handled_by", sa.String(120), nullable=True),
    sa.Column("handled_at", UtcDateTime, nullable=True),
    sa.Column("outcome", sa.String(500), nullable=False, server_default=""),
    sa.UniqueConstraint("kind", "record_id", "what", "words", "day", name="one_a_day"),
)
_KEY = ("kind", "record_id", "what", "words", "day")


class ReportError(ValueError):
    """A report can't be taken; the message says why."""


@dataclass(frozen=True)
class Report:
    """One report, or the same one several times on a day. ``first_at`` is rounded to the hour.

    ``handled_by``, ``handled_at`` and ``outcome`` say who dealt with it; empty while it is open.
    """

    id: int
    kind: ReportKind
    record_id: str
    what: What
    words: str
    day: date
    first_at: datetime
    times: int
    handled_by: str | None = None
    handled_at: datetime | None = None
    outcome: str = ""


def keep(
    engine: sa.Engine,
    directory: Directory,
    kind: ReportKind,
    record_id: str,
    what: What,
    words: str,
    now: datetime,
) -> None:
    """Keep a report; when this returns it is on the disk. The same one on a day is counted.

    One that staff had dealt with is open again: what somebody says after that is news.
    Raises ReportError for a record that is not public, DatabaseError when it can't be kept.
    """
    if record_id not in names_of(directory, kind):
        raise ReportError("We don't list that any more, so there is nothing to report.")
    local = now.astimezone(LONDON)
    row = {
        "kind": kind.value,
        "record_id": record_id,
        "what": what.value,
        "words": clean(words),
        "day": local.date(),
        "first_at": local.replace(minute=0, second=0, microsecond=0),
        "times": 1,
    }
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(TABLE).values(row)
    counted = statement.on_conflict_do_update(
        index_elements=[TABLE.c[name] for name in _KEY],
        set_={
            "times": TABLE.c.times + 1,
            "handled_by": None,
            "handled_at": None,
            "outcome": "",
        },
    )
    with database.told(engine), engine.begin() as connection:
        connection.execute(counted)


def names_of(directory: Directory, kind: ReportKind) -> Mapping[str, str]:
    """Give the name of each public record (by its id) that a report can be about."""
    if kind is ReportKind.PLACE:
        return {place.id: place.name for place in directory.places}
    if kind is ReportKind.SERVICE:
        return {service.id: service.name for service in directory.services}
    if kind is ReportKind.CONTACT:
        return {c.id: f"The numbers of {c.borough}" for c in directory.contacts.values()}
    return {scheme.id: scheme.name for scheme in directory.schemes.values()}


def queue(engine: sa.Engine) -> list[Report]:
    """Give all reports: "not safe" first, then the oldest. Raises DatabaseError."""
    return _read(engine, sa.select(TABLE).order_by(_URGENT, TABLE.c.first_at, TABLE.c.id))


def open_reports(engine: sa.Engine, actor: Actor) -> list[Report]:
    """Give the reports that nobody has dealt with: "not safe" first, then the oldest."""
    require(actor, Action.READ)
    statement = sa.select(TABLE).where(TABLE.c.handled_at.is_(None))
    return _read(engine, statement.order_by(_URGENT, TABLE.c.first_at, TABLE.c.id))


def handled_reports(engine: sa.Engine, actor: Actor, most: int = 100) -> list[Report]:
    """Give the reports that were dealt with last, newest first."""
    require(actor, Action.READ)
    statement = sa.select(TABLE).where(TABLE.c.handled_at.is_not(None))
    return _read(
        engine, statement.order_by(TABLE.c.handled_at.desc(), TABLE.c.id.desc()).limit(most)
    )


def handle(
    engine: sa.Engine,
    actor: Actor,
    report_id: int,
    outcome: str,
    now: datetime,
    *,
    times: int | None = None,
) -> Report:
    """Note that a report was dealt with, and how; give it as it is then.

    ``times`` is how often it had come when the actor looked: one that came again since stays open.
    The outcome is kept as a note of the record too, because the report is open again when somebody
    sends it once more. Raises ChangeError, and changes nothing, where it can't be done.
    """
    require(actor, Action.CHANGE)
    words = " ".join("".join(c if c.isprintable() else " " for c in outcome).split())
    if not words:
        raise ChangeError("Say what you did about the report, in a few words.")
    if len(words) > LONGEST_OUTCOME:
        raise ChangeError(
            f"These words have {len(words)} letters; {LONGEST_OUTCOME} fit. Put the rest in a note."
        )
    seen = TABLE.c.times if times is None else times
    done = {"handled_by": actor.name, "handled_at": now, "outcome": words}
    with database.told(engine), engine.begin() as connection:
        row = connection.execute(
            sa.update(TABLE)
            .where(TABLE.c.id == report_id, TABLE.c.handled_at.is_(None), TABLE.c.times == seen)
            .values(done)
            .returning(TABLE)
        ).one_or_none()
        if row is None:
            raise ChangeError(_why_not(connection, report_id))
        report = _report(row)
        connection.execute(sa.insert(NOTES), _note(report, actor, now))
    return report


_URGENT = sa.case((TABLE.c.what == What.NOT_SAFE.value, 0), else_=1)


def words_of(report: Report) -> str:
    """Write what a report says, in the words that the public chose and added."""
    chosen = WORDS[report.kind].get(report.what, report.what.value.replace("_", " "))
    said = f": {report.words}" if report.words else ""
    return f"{chosen}{said}"


def _why_not(connection: sa.Connection, report_id: int) -> str:
    row = connection.execute(sa.select(TABLE).where(TABLE.c.id == report_id)).one_or_none()
    if row is None:
        return "There is no such report."
    if row.handled_at is not None:
        return f"{row.handled_by} has already dealt with this report: {row.outcome}"
    return "The same report came again meanwhile, so it stays open. Look at it once more."


def _note(report: Report, actor: Actor, now: datetime) -> dict[str, object]:
    return {
        "kind": report.kind.value,
        "record_id": report.record_id,
        "author": actor.name,
        "made_at": now,
        "words": f"Report of {report.day} dealt with ({words_of(report)}). {report.outcome}",
    }


def _read(engine: sa.Engine, statement: sa.Select[tuple[object, ...]]) -> list[Report]:
    with database.told(engine), engine.connect() as connection:
        return [_report(row) for row in connection.execute(statement)]


def _report(row: sa.Row[tuple[object, ...]]) -> Report:
    values = row._asdict()
    return Report(**values | {"kind": ReportKind(values["kind"]), "what": What(values["what"])})


def write_csv(reports: Sequence[Report], out: TextIO) -> None:
    """Write reports as CSV; no cell can start a formula in a spreadsheet."""
    writer = csv.writer(out)
    writer.writerow([field.name for field in fields(Report)])
    for report in reports:
        writer.writerow([safe_cell(value) for value in astuple(report)])


def main(out: TextIO = sys.stdout) -> int:
    """Write the queue as CSV."""
    try:
        write_csv(queue(database.current()), out)
    except DatabaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
