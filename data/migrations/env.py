"""How Alembic reaches the database: over the connection that ``data.database`` hands it."""

from __future__ import annotations

from alembic import context

from data.database import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
