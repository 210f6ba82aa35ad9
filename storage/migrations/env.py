"""Runs migrations on the connection that `storage.schema` hands in, inside its transaction."""

from alembic import context

from storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite can do that too, where the driver does not begin by itself
    render_as_batch=True,
)
context.run_migrations()
