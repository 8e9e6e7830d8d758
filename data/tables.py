"""The tables of what staff do: revisions, batches, notes, accounts, sign-ins."""

from __future__ import annotations

import sqlalchemy as sa

from data.database import METADATA, UtcDateTime

NAME = sa.String(120)
KIND = sa.String(20)
RECORD_ID = sa.String(120)

COUNTER = sa.Table(
    "counter",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)
"""One row. ``version`` grows with every decision; whoever changes anything locks it first."""

BATCHES = sa.Table(
    "batches",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("author", NAME, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
)

REVISIONS = sa.Table(
    "revisions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", KIND, nullable=False),
    sa.Column("record_id", RECORD_ID, nullable=False),
    sa.Column("changes", sa.Text, nullable=False),
    sa.Column("effective_from", UtcDateTime, nullable=True),
    sa.Column("author", NAME, nullable=False),
    sa.Column("reason", sa.String(1000), nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("decided_by", NAME, nullable=True),
    sa.Column("decided_at", UtcDateTime, nullable=True),
    sa.Column("decision", sa.String(1000), nullable=False, server_default=""),
    sa.Column("version", sa.Integer, nullable=True),
    sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id"), nullable=True),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("revisions.id"), nullable=True),
    sa.Index("revisions_of_record", "kind", "record_id"),
    sa.Index("revisions_by_state", "state"),
)

NOTES = sa.Table(
    "notes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", KIND, nullable=False),
    sa.Column("record_id", RECORD_ID, nullable=False),
    sa.Column("author", NAME, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("words", sa.String(2000), nullable=False),
    sa.Index("notes_of_record", "kind", "record_id"),
)

TAKEN = sa.Table(
    "taken",
    METADATA,
    sa.Column("kind", KIND, primary_key=True),
    sa.Column("record_id", RECORD_ID, primary_key=True),
    sa.Column("taken_by", NAME, nullable=False),
    sa.Column("taken_at", UtcDateTime, nullable=False),
)
"""Which record of the review queue somebody is working on."""

ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("name", NAME, primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password_hash", sa.String(200), nullable=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("made_by", NAME, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", UtcDateTime, nullable=True),
)
"""``password_hash`` is empty for who signs in elsewhere (OIDC) only."""

SIGN_INS = sa.Table(
    "sign_ins",
    METADATA,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account", NAME, sa.ForeignKey("accounts.name"), nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime, nullable=True),
)

ACCOUNT_LOG = sa.Table(
    "account_log",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("account", NAME, nullable=False),
    sa.Column("what", sa.String(300), nullable=False),
    sa.Column("by", NAME, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
