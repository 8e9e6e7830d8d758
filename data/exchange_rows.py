"""What a file would do, row by row, before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from data.changes import Draft
from data.exchange_columns import TableKind
from data.exchange_table import Fault
from data.exchange_twins import PossibleTwin
from data.revisions import Change


class Outcome(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    TWIN = "possible twin"
    WRONG = "wrong"
    WAITING = "waits already"
    UNCHANGED = "unchanged"


TAKEN = (Outcome.NEW, Outcome.CHANGED, Outcome.TWIN)
"""Rows that may be sent for approval. A possible twin only where somebody chooses it."""


@dataclass(frozen=True)
class DryRow:
    """One row. ``number`` is as the spreadsheet shows it; ``raw`` as the person wrote it.

    ``draft`` is there where the row may be sent; ``changes`` says which fields, before and after.
    ``batch`` is the batch in which the same waits already, where it waits in one.
    """

    number: int
    sheet: str
    outcome: Outcome
    name: str
    record_id: str
    raw: Mapping[str, Any]
    draft: Draft | None = None
    changes: Mapping[str, Change] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    twins: tuple[PossibleTwin, ...] = ()
    batch: int | None = None

    def what(self) -> str:
        """Say in a sentence or two what the row does, or what to do about it."""
        said = [f"{f.column}: {f.words}" if f.column else f.words for f in self.faults]
        if self.outcome is Outcome.TWIN:
            said += [f"It may be {t.name} ({t.id}): {t.why}" for t in self.twins]
        if self.outcome is Outcome.WAITING:
            batch = f" in batch {self.batch}" if self.batch is not None else ""
            said.append(f"The same already waits for approval{batch}.")
        if self.outcome is Outcome.CHANGED:
            said.append(f"Changes {', '.join(f.replace('_', ' ') for f in self.changes)}.")
        return " ".join((*said, *self.notes))


@dataclass(frozen=True)
class DryRun:
    """What a file would do. Nothing has been done.

    ``headers`` are the columns as the person wrote them, for giving back the rows that are wrong.
    """

    title: str
    kind: TableKind
    rows: tuple[DryRow, ...]
    headers: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def counts(self) -> Mapping[Outcome, int]:
        """Count the rows of each outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in Outcome}

    def of(self, outcome: Outcome) -> Sequence[DryRow]:
        """Give the rows with one outcome."""
        return [row for row in self.rows if row.outcome is outcome]

    def usual(self) -> frozenset[int]:
        """Give the positions of the rows that are taken unless somebody says otherwise."""
        return frozenset(
            position
            for position, row in enumerate(self.rows)
            if row.outcome in (Outcome.NEW, Outcome.CHANGED)
        )
