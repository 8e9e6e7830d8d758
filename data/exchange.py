"""Bring records in from a file: first say row by row what would happen, then send it on.

Nothing is changed before somebody chose the rows, and what is accepted waits for a second person
as one batch, all of it or nothing. ``python -m data.exchange FILE`` prints the dry run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from data.changes import ChangeError, Draft
from data.database import DatabaseError
from data.exchange_columns import TableKind
from data.exchange_judge import Judge, Validate
from data.exchange_known import Known
from data.exchange_points import Locate
from data.exchange_read import read_path
from data.exchange_rows import TAKEN, DryRow, DryRun, Outcome
from data.exchange_services import with_channels
from data.exchange_table import ReadError, Table
from data.load import SeedError
from data.revisions import RecordKind, Revision, Timeline
from data.roles import MACHINE, Action, Actor, Role, require
from data.store import Store

Progress = Callable[[float], None]
_EVERY = 100


@dataclass(frozen=True)
class Accepted:
    """What was sent for approval: how many rows, in which batch."""

    rows: int
    batch: int


def dry_run(
    tables: Sequence[Table],
    timeline: Timeline,
    now: datetime,
    *,
    validate: Validate,
    locate: Locate,
    common: Mapping[str, Any] | None = None,
    waiting: Iterable[Revision] = (),
    empty_clears: bool = False,
    progress: Progress | None = None,
) -> DryRun:
    """Say what each row of a file would do. Changes nothing.

    ``tables`` are of one sort of record; a table of services and one of their channels belong
    together. ``common`` holds what counts for every new row that says nothing else: the source.
    ``waiting`` is what waits for approval. An empty cell leaves what a record holds, unless
    ``empty_clears``. ``progress`` is told how much is done, from 0 to 1.

    Raises ChangeError where the tables are of no sort or of several.
    """
    kind = _one_kind(tables)
    known = Known(timeline, now, waiting)
    judge = Judge(kind, known, validate, locate, common or {}, empty_clears=empty_clears)
    rows = list(with_channels(tables, known))
    judged = []
    for done, (table, row, channels) in enumerate(rows):
        if progress and done % _EVERY == 0:
            progress(done / len(rows))
        judged.append(judge.row(table, row, channels))
    if progress:
        progress(1.0)
    return DryRun(
        title=" and ".join(dict.fromkeys(table.name for table in tables)),
        kind=kind,
        rows=tuple(judged),
        headers=tuple(dict.fromkeys(h for table in tables for h in table.headers)),
        notes=tuple(note for table in tables for note in table.notes),
    )


def accept(
    store: Store,
    actor: Actor,
    run: DryRun,
    chosen: Collection[int],
    reason: str,
    now: datetime,
) -> Accepted:
    """Send the chosen rows (positions in ``run.rows``) for approval as one batch, all or none.

    Raises ChangeError where a row can't be sent, changed since the dry run, or waits already.
    """
    require(actor, Action.CHANGE)
    rows = [run.rows[position] for position in sorted(set(chosen))]
    drafts = [_draft(row) for row in rows]
    if not drafts:
        raise ChangeError("No row is chosen. Choose at least one that is new or changed.")
    _refuse_outdated(store, actor, rows, now)
    sort = run.kind.record if len(rows) == 1 else f"{run.kind.record}s"
    title = f"{len(rows):,} {sort} from {run.title}"
    proposed = store.propose(actor, drafts, reason, now, batch=title, wait=True)
    batch = next((p.waiting.batch for p in proposed if p.waiting), None)
    if batch is None:
        raise ChangeError("Somebody has made these changes meanwhile. Look at the file again.")
    return Accepted(sum(1 for p in proposed if p.waiting), batch)


def _one_kind(tables: Sequence[Table]) -> TableKind:
    kinds = {table.kind for table in tables}
    records = {kind.record for kind in kinds if kind is not None}
    if None in kinds or len(records) != 1:
        raise ChangeError(
            "Choose what the rows are: places, services, schemes or council contacts. A file can "
            "hold one sort at a time; only services and their channels go together."
        )
    return next(
        (kind for kind in kinds if kind is not None and kind is not TableKind.CHANNEL),
        TableKind.SERVICE,
    )


def _draft(row: DryRow) -> Draft:
    if row.draft is None or row.outcome not in TAKEN:
        raise ChangeError(
            f"Row {row.number} ({row.name}) can't be sent: it is {row.outcome}. Take it out."
        )
    return row.draft


def _refuse_outdated(store: Store, actor: Actor, rows: Sequence[DryRow], now: datetime) -> None:
    """Refuse rows about records that changed since, and rows that somebody sent meanwhile."""
    timeline = store.timeline()
    known = Known(timeline, now, store.waiting(actor))
    for row in rows:
        draft = row.draft
        if draft is None:
            continue
        key = (draft.kind, draft.record_id)
        if timeline.based_on(key) != draft.based_on:
            raise ChangeError(
                f"Row {row.number} ({row.name}): somebody changed this record after the file was "
                "looked at. Look at the file again; nothing was sent."
            )
        same = known.same_waits(key, row.changes)
        if same or (row.outcome is not Outcome.CHANGED and known.waiting(key)):
            raise ChangeError(
                f"Row {row.number} ({row.name}) already waits for approval. Look at the file "
                "again; nothing was sent."
            )


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Print what a file would do; 1 where it can't be read or a row is wrong."""
    # Here, because the configured store needs boundaries and postcodes, which the rest does not.
    from data import clock, live

    parser = argparse.ArgumentParser(prog="python -m data.exchange", description=main.__doc__)
    parser.add_argument("file", type=Path, help="CSV, Excel (.xlsx) or GeoJSON")
    parser.add_argument("--kind", choices=[*RecordKind], help="what the rows are")
    parser.add_argument("--source-name", default="", help="who says so, for new rows without one")
    parser.add_argument("--source-url", default="", help="web page of that source")
    parser.add_argument("--empty-clears", action="store_true", help="empty cells clear fields")
    asked = parser.parse_args(arguments)
    try:
        kind = TableKind(asked.kind) if asked.kind else None
        store, now = live.store(), clock.now()
        run = dry_run(
            read_path(asked.file, kind),
            live.timeline(),
            now,
            validate=store.validated,
            locate=live.middle_of,
            common={"source_name": asked.source_name, "source_url": asked.source_url},
            waiting=store.waiting(Actor(MACHINE, Role.VIEWER)),
            empty_clears=asked.empty_clears,
        )
    except (ReadError, ChangeError, DatabaseError, SeedError) as error:
        print(error, file=sys.stderr)
        return 1
    for note in run.notes:
        print(note, file=out)
    for row in run.rows:
        if row.outcome is not Outcome.UNCHANGED:
            print(f"row {row.number}: {row.outcome}: {row.name}. {row.what()}", file=out)
    counted = ", ".join(f"{count:,} {what}" for what, count in run.counts().items() if count)
    print(f"{counted or 'no rows'}. Nothing was changed.", file=out)
    return 1 if run.of(Outcome.WRONG) else 0


if __name__ == "__main__":
    sys.exit(main())
