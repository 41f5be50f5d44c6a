"""Corrections, and how much is open in each record."""

import json
import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table and the column, and count what is open in the records that are there."""
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("summary", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False, comment="the Correction, without its id"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of the record that it was made for"),
        sa.Column(
            "anchors",
            sa.Text(),
            nullable=False,
            comment="by which it is found in another record of the article, as JSON",
        ),
        sa.ForeignKeyConstraint(
            ["summary"], ["summaries.number"], name=op.f("fk_corrections_summary"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_corrections")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_corrections_owner_number"), "corrections", ["owner", "number"], unique=False)
    op.create_index(op.f("ix_corrections_summary"), "corrections", ["summary"], unique=False)
    comment = "questions and rival values, of the record with its corrections"
    op.add_column("summaries", sa.Column("open", sa.Integer(), nullable=False, server_default="0", comment=comment))
    op.create_index(op.f("ix_summaries_owner_open_number"), "summaries", ["owner", "open", "number"], unique=False)
    _count()


def _count() -> None:
    """A record at a time, since all of them together may not fit in memory."""
    summaries = sa.table("summaries", sa.column("number"), sa.column("record"), sa.column("open"))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(summaries.c.number)).all():
        of_it = summaries.c.number == number
        kept: bytes = connection.execute(sa.select(summaries.c.record).where(of_it)).scalar_one()
        found = _open(json.loads(zlib.decompress(kept)))
        connection.execute(sa.update(summaries).where(of_it).values(open=found))


def _open(record: dict[str, Any]) -> int:
    incidents = [*record["incidents"], *record["background"]]
    blamed: int = sum("rival_blame" in each["attribution_status"] for each in incidents)
    differing: int = sum(each["toll_status"] == "differ" for each in incidents)
    questions: list[Any] = record["questions"]
    return len(questions) + blamed + differing
