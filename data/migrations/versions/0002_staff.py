"""What staff do: revisions in batches, notes, accounts; and what became of a report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.database import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    counter = op.create_table(
        "counter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.bulk_insert(counter, [{"id": 1, "version": 0}])
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", sa.String(120), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("effective_from", UtcDateTime, nullable=True),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=True),
        sa.Column("decided_at", UtcDateTime, nullable=True),
        sa.Column("decision", sa.String(1000), nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id"), nullable=True),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("revisions.id"), nullable=True),
    )
    op.create_index("revisions_of_record", "revisions", ["kind", "record_id"])
    op.create_index("revisions_by_state", "revisions", ["state"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", sa.String(120), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
    )
    op.create_index("notes_of_record", "notes", ["kind", "record_id"])
    op.create_table(
        "taken",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("record_id", sa.String(120), primary_key=True),
        sa.Column("taken_by", sa.String(120), nullable=False),
        sa.Column("taken_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("locked_until", UtcDateTime, nullable=True),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(120), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
    )
    op.create_table(
        "account_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("account", sa.String(120), nullable=False),
        sa.Column("what", sa.String(300), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    with op.batch_alter_table("reports") as reports:
        reports.add_column(sa.Column("handled_by", sa.String(120), nullable=True))
        reports.add_column(sa.Column("handled_at", UtcDateTime, nullable=True))
        reports.add_column(sa.Column("outcome", sa.String(500), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the tables away again; what staff did is lost with them."""
    with op.batch_alter_table("reports") as reports:
        for name in ("handled_by", "handled_at", "outcome"):
            reports.drop_column(name)
    for table in ("account_log", "sign_ins", "accounts", "taken", "notes"):
        op.drop_table(table)
    op.drop_table("revisions")
    op.drop_table("batches")
    op.drop_table("counter")
