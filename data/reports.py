"""Reports from the public that something is wrong with a place or a service.

No account, no address, nothing of who sent it is kept: only what, where and the hour.
``python -m data.reports`` prints the queue for staff, "not safe" first.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TextIO

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import database
from data.csv_cells import safe_cell
from data.database import METADATA, DatabaseError, UtcDateTime
from data.directory import Directory
from data.hours_clock import LONDON

LONGEST = 500
TAKEN_OUT = "[taken out]"


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

_MOST_READ = 20 * LONGEST
_GAP = r"(?:[^\w,;:!?&£%]|_|,(?=\d))"
_MAIL = re.compile(
    r"[^\s@]{1,64} ?@ ?(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}"
    r"|\S{1,64}@\S{1,255}"
    r"|(?<!\S)@(?!\d)\S{1,255}"
    r"|(?:[\w.+-]{1,64} dot )?[\w.+-]{1,64} ?(?:"
    r"[(\[] ?at ?[)\]] ?[\w.-]{1,255}(?: dot [^\W\d_]{2,24}){0,4}"
    r"|\bat [\w-]{1,63}(?: dot [^\W\d_]{2,24}){1,4}"
    r"|\bat (?:gmail|googlemail|hotmail|outlook|yahoo|icloud|protonmail)\b"
    r"(?:\.[^\W\d_]{2,24}){0,2})",
    re.IGNORECASE,
)
"""Also with spaces, as "me at example dot org", and a name such as @me."""
_POSTCODE = re.compile(
    r"(?<![^\W_])(?:[A-Z]{1,2}|(?:BR|CR|DA|EC?|EN|HA|IG|KT|NW?|RM|S[EMW]|T[NW]|UB|WC?|WD) )"
    rf"\d[A-Z\d]?{_GAP}{{0,3}}\d{_GAP}?[ABD-HJLNP-UW-Z]{{2}}(?![^\W_])",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"[+(]{{0,2}}\d(?:{_GAP}{{0,3}}[\dO]){{5,}}{_GAP}{{0,3}}\d", re.IGNORECASE)
_HOUR = r"(?:[01]?\d|2[0-4])"
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"(?:[0-3]?\d[./-][01]?\d[./-](?:{_YEAR}|\d\d)|{_YEAR}(?:[./-][01]?\d[./-][0-3]?\d)?)"
_TO = r" ?[-/\u2010\u2013\u2014] ?"
_SPAN = (
    rf"(?:{_HOUR}(?:\.?[0-5]\d)?{_TO}{_HOUR}(?:\.?[0-5]\d)?"
    rf"|{_HOUR}\.[0-5]\d|{_DATE}(?:{_TO}{_DATE})?)"
)
_WHEN = re.compile(rf"{_SPAN}(?:[ ()/]{{1,3}}{_SPAN}){{0,9}}")
_SPACES = re.compile(r"\s+")


class ReportError(ValueError):
    """A report can't be taken; the message says why."""


@dataclass(frozen=True)
class Report:
    """One report, or the same one several times on a day. ``first_at`` is rounded to the hour."""

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


def clean(words: str) -> str:
    """Take numbers, mail addresses, @names and postcodes out of a text, and all but plain signs.

    Times and dates stay. Of a very long text only the start is read, so that nobody has to wait.
    """
    wide = unicodedata.normalize("NFKC", words[:_MOST_READ])[:_MOST_READ]
    shown = "".join(c for c in wide if unicodedata.category(c) != "Cf")
    text = _SPACES.sub(" ", "".join(c if c.isprintable() else " " for c in shown))
    for pattern in (_MAIL, _POSTCODE):
        text = pattern.sub(TAKEN_OUT, text)
    return _NUMBER.sub(_but_times, text).strip()[:LONGEST].strip()


def _but_times(number: re.Match[str]) -> str:
    return number[0] if _WHEN.fullmatch(number[0].strip("( ")) else TAKEN_OUT


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

    Raises ReportError for a record that is not public, DatabaseError when it can't be kept.
    """
    if record_id not in _known(directory, kind):
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
        index_elements=[TABLE.c[name] for name in _KEY], set_={"times": TABLE.c.times + 1}
    )
    with database.told(engine), engine.begin() as connection:
        connection.execute(counted)


def _known(directory: Directory, kind: ReportKind) -> Collection[str]:
    if kind is ReportKind.PLACE:
        return directory.index
    if kind is ReportKind.SERVICE:
        return {service.id for service in directory.services}
    if kind is ReportKind.CONTACT:
        return {contact.id for contact in directory.contacts.values()}
    return directory.schemes


def queue(engine: sa.Engine) -> list[Report]:
    """Give all reports: "not safe" first, then the oldest. Raises DatabaseError."""
    urgent = sa.case((TABLE.c.what == What.NOT_SAFE.value, 0), else_=1)
    statement = sa.select(TABLE).order_by(urgent, TABLE.c.first_at, TABLE.c.id)
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
