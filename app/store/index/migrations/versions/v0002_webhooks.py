"""Subscriptions, what they follow, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and an index for the feed of what changed last."""
    op.create_index(op.f("ix_incidents_owner_updated_at"), "incidents", ["owner", "updated_at"], unique=False)
    _subscriptions()
    _follows()
    _deliveries()


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "secret",
            sa.LargeBinary(),
            nullable=False,
            comment="key of the signatures, as it is: each sending needs it",
        ),
        sa.Column("filter", sa.Text(), nullable=False, comment="SubscriptionFilter as JSON"),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column(
            "delivered_at",
            sa.String(length=32),
            nullable=True,
            comment="last time that something was taken; null: never yet",
        ),
        sa.Column(
            "ended",
            sa.String(length=32),
            nullable=True,
            comment="why nothing is sent any more, a code; null: it is in force",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("id", name=op.f("uq_subscriptions_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subscriptions_owner_number"), "subscriptions", ["owner", "number"], unique=False)


def _follows() -> None:
    op.create_table(
        "follows",
        sa.Column("subscription", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription"], ["subscriptions.number"], name=op.f("fk_follows_subscription"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["incident"], ["incidents.number"], name=op.f("fk_follows_incident"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscription", "incident", name=op.f("pk_follows")),
    )
    op.create_index(op.f("ix_follows_incident"), "follows", ["incident"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False, comment="webhook-id: of all attempts the same"),
        sa.Column("subscription", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("next_at", sa.String(length=32), nullable=True, comment="not sent before; null: it is dead"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "failure",
            sa.String(length=32),
            nullable=True,
            comment="of the last attempt, a code; null: there was none",
        ),
        sa.Column(
            "status", sa.Integer(), nullable=True, comment="HTTP status of the last attempt; null: no answer came"
        ),
        sa.ForeignKeyConstraint(
            ["subscription"], ["subscriptions.number"], name=op.f("fk_deliveries_subscription"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("id", name=op.f("uq_deliveries_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deliveries_next_at"), "deliveries", ["next_at"], unique=False)
    op.create_index(op.f("ix_deliveries_subscription_next_at"), "deliveries", ["subscription", "next_at"], unique=False)
