"""Sheets to bring in, and what each row of them would do."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import exchange, live
from data.exchange import accept, dry_run
from data.exchange_read import read_file
from data.exchange_rows import DryRow, DryRun
from data.load import read_seed
from data.revisions import Timeline
from data.roles import Actor
from data.snapshot import timeline_of
from data.store import Store
from geo.boroughs import borough_at
from tests.data.staff import AMINA, NOW

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "tests" / "data" / "sheets" / "newham-havens.csv"
HEAD = "name,kind,tier,postcode,address,source name"
NEW = "New Hall,Community centre,Public building,e16 2aa,2 Nowhere Street,Newham Council"
POSTCODES = {"E16 1ZE": (51.508, 0.016), "E16 2AA": (51.52, 0.03), "E6 1AA": (51.53, 0.05)}


def look(store: Store, body: str | bytes, name: str = "a.csv", **more: Any) -> DryRun:
    raw = body.encode() if isinstance(body, str) else body
    return dry_run(
        read_file(name, raw, more.pop("kind", None)),
        more.pop("timeline", None) or store.timeline(),
        NOW,
        validate=store.validated,
        locate=more.pop("locate", POSTCODES.get),
        waiting=store.waiting(AMINA),
        **more,
    )


def one(store: Store, body: str, **more: Any) -> DryRow:
    (row,) = look(store, body, **more).rows
    return row


def send(store: Store, run: DryRun, actor: Actor = AMINA) -> exchange.Accepted:
    return accept(store, actor, run, run.usual(), "Their sheet of 3 November.", NOW)


def newham(body: bytes = b"", timeline: Timeline | None = None) -> DryRun:
    checks = Store(sa.create_engine("sqlite://"), borough_at)
    return dry_run(
        read_file(SHEET.name, body or SHEET.read_bytes()),
        timeline or timeline_of(read_seed()),
        NOW,
        validate=checks.validated,
        locate=live.middle_of,
    )
