"""What was erased within the last day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erased",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True, comment="null: everybody's"),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_erased")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_erased_article_id"), "erased", ["article_id"], unique=False)
