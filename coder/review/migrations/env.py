"""Run migrations on the connection that is handed over, inside its transaction."""

from __future__ import annotations

from alembic import context

from coder.review import schema, schema_accounts
from coder.review.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()

__all__ = ["schema", "schema_accounts"]
