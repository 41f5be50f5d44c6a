"""What alembic runs around the migrations: on the connection that it is given, in that connection's transaction."""

from alembic import context

from app.store.index.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
