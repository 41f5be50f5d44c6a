"""The tables of the index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    _changes()
    _incidents()
    _links()
    _summaries()
    _accounts()
    _traces()
    _blocks()
    _edges()


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("incident_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column(
            "article_id",
            sa.String(length=64),
            nullable=True,
            comment="the article that changed it; null: a person's decision",
        ),
        sa.Column(
            "shown",
            sa.Text(),
            nullable=True,
            comment="old and new as JSON with names withheld; null: nothing is left to show",
        ),
        sa.Column("full", sa.Text(), nullable=True, comment="the same in full; null: as shown"),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_changes_incident_id_revision"), "changes", ["incident_id", "revision"], unique=False)
    op.create_index(op.f("ix_changes_owner_number"), "changes", ["owner", "number"], unique=False)


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.Column(
            "merged_into", sa.String(length=32), nullable=True, comment="id of the incident that it is part of now"
        ),
        sa.Column("withdrawn", sa.String(length=32), nullable=True, comment="why nothing reports it any more, a code"),
        sa.Column(
            "basis", sa.String(length=64), nullable=True, comment="digest of the reports that the record is made of"
        ),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column(
            "masked", sa.LargeBinary(), nullable=True, comment="the record with names withheld; null: nothing is"
        ),
        sa.Column("set_aside", sa.Text(), nullable=True, comment="reports that are copies or superseded, as JSON"),
        sa.Column("news", sa.Boolean(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("start", sa.String(length=10), nullable=False, comment="first possible day; empty: not known"),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("event_type", sa.String(length=64), nullable=True),
        sa.Column("sub_event_type", sa.String(length=64), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True, comment="folded names of the masked record, for q="),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_incidents")),
        sa.UniqueConstraint("id", name=op.f("uq_incidents_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_incidents_merged_into"), "incidents", ["merged_into"], unique=False)
    op.create_index(op.f("ix_incidents_owner_start_number"), "incidents", ["owner", "start", "number"], unique=False)
    op.create_index(op.f("ix_incidents_start_number"), "incidents", ["start", "number"], unique=False)


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("owner", "one", "other", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_owner_other"), "links", ["owner", "other"], unique=False)


def _summaries() -> None:
    op.create_table(
        "summaries",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("article", sa.Text(), nullable=False, comment="ArticleRef as JSON"),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="of the record without how and when it was made"
        ),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column(
            "masked", sa.LargeBinary(), nullable=True, comment="the record with names withheld; null: nothing is"
        ),
        sa.Column(
            "text", sa.LargeBinary(), nullable=True, comment="the article; null unless a setting says that it is kept"
        ),
        sa.Column(
            "superseded_by",
            sa.String(length=64),
            nullable=True,
            comment="id of the newer version of the article; null: there is none",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_summaries")),
        sa.UniqueConstraint("owner", "article_id", name=op.f("uq_summaries_owner_article_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_summaries_owner_url"), "summaries", ["owner", "url"], unique=False)
    op.create_index(op.f("ix_summaries_received_at"), "summaries", ["received_at"], unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("summary", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident"], ["incidents.number"], name=op.f("fk_accounts_incident"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["summary"], ["summaries.number"], name=op.f("fk_accounts_summary"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_accounts")),
        sa.UniqueConstraint("owner", "report", name=op.f("uq_accounts_owner_report")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_accounts_incident"), "accounts", ["incident"], unique=False)
    op.create_index(op.f("ix_accounts_summary"), "accounts", ["summary"], unique=False)


def _traces() -> None:
    op.create_table(
        "traces",
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False, comment="revision"),
        sa.ForeignKeyConstraint(
            ["incident"], ["incidents.number"], name=op.f("fk_traces_incident"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("incident", "article_id", name=op.f("pk_traces")),
    )
    op.create_index(op.f("ix_traces_article_id"), "traces", ["article_id"], unique=False)


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column(
            "first", sa.String(length=10), nullable=False, comment="possible day of the account; 0001-01-01: not known"
        ),
        sa.Column("last", sa.String(length=10), nullable=False, comment="the same; 9999-12-31: not known"),
        sa.ForeignKeyConstraint(["account"], ["accounts.number"], name=op.f("fk_blocks_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "key", "account", name=op.f("pk_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_blocks_account"), "blocks", ["account"], unique=False)


def _edges() -> None:
    op.create_table(
        "edges",
        sa.Column("account", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grey", sa.Boolean(), nullable=False, comment="of one incident only where something else says so"),
        sa.ForeignKeyConstraint(["account"], ["accounts.number"], name=op.f("fk_edges_account"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["accounts.number"], name=op.f("fk_edges_other"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "other", name=op.f("pk_edges")),
    )
    op.create_index(op.f("ix_edges_other"), "edges", ["other"], unique=False)
