"""Reports from the public: what is wrong with a place or a service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.database import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", sa.String(120), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("first_at", UtcDateTime, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.UniqueConstraint("kind", "record_id", "what", "words", "day", name="one_a_day"),
    )


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("reports")
