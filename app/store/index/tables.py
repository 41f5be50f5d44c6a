"""The tables of the index, alike in SQLite and PostgreSQL.

Moments are ISO 8601 texts in UTC with microseconds, days ISO 8601 texts: they sort as they are. Records are JSON,
compressed by zlib. `number` is the order in which rows came, and is never given twice. A report is written
`article id/incident id`.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True, autoincrement=True)


def _of(table: str) -> ForeignKey:
    return ForeignKey(f"{table}.number", ondelete="CASCADE")


erased: Final = Table(
    "erased",
    METADATA,
    _number(),
    Column("owner", String(64), comment="null: everybody's"),
    Column("article_id", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "article_id"),
    sqlite_autoincrement=True,
)
"""What was erased within the last day, so that what was being read just then is not put in afterwards."""

summaries: Final = Table(
    "summaries",
    METADATA,
    _number(),
    Column("owner", String(64), nullable=False),
    Column("article_id", String(64), nullable=False),
    Column("url", Text),
    Column("received_at", String(32), nullable=False),
    Column("article", Text, nullable=False, comment="ArticleRef as JSON"),
    Column("status", String(16), nullable=False),
    Column("digest", String(64), nullable=False, comment="of the record without how and when it was made"),
    Column("record", LargeBinary, nullable=False),
    Column("masked", LargeBinary, comment="the record with names withheld; null: nothing is"),
    Column("text", LargeBinary, comment="the article; null unless a setting says that it is kept"),
    Column("superseded_by", String(64), comment="id of the newer version of the article; null: there is none"),
    Column(
        "open",
        Integer,
        nullable=False,
        server_default="0",
        comment="questions and rival values, of the record with its corrections",
    ),
    UniqueConstraint("owner", "article_id"),
    Index(None, "owner", "url"),
    Index(None, "received_at"),
    Index(None, "owner", "open", "number"),
    sqlite_autoincrement=True,
)
"""One row for each article of each owner."""

incidents: Final = Table(
    "incidents",
    METADATA,
    _number(),
    Column("id", String(32), nullable=False, unique=True),
    Column("owner", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Column("merged_into", String(32), index=True, comment="id of the incident that it is part of now"),
    Column("withdrawn", String(32), comment="why nothing reports it any more, a code"),
    Column("basis", String(64), comment="digest of the reports that the record is made of"),
    Column("record", LargeBinary),
    Column("masked", LargeBinary, comment="the record with names withheld; null: nothing is"),
    Column("set_aside", Text, comment="reports that are copies or superseded, as JSON"),
    Column("news", Boolean),
    Column("country", String(2)),
    Column("start", String(10), nullable=False, comment="first possible day; empty: not known"),
    Column("end", String(10)),
    Column("event_type", String(64)),
    Column("sub_event_type", String(64)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("words", Text, comment="folded names of the masked record, for q="),
    Index(None, "owner", "start", "number"),
    Index(None, "start", "number"),
    Index(None, "owner", "updated_at"),
    sqlite_autoincrement=True,
)
"""One row for each id that was ever given. Of one that is merged or withdrawn nothing is left but that."""

accounts: Final = Table(
    "accounts",
    METADATA,
    _number(),
    Column("summary", Integer, _of("summaries"), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("report", Text, nullable=False),
    Column("news", Boolean, nullable=False),
    Column("profile", Text, nullable=False),
    Column("incident", Integer, _of("incidents"), index=True),
    UniqueConstraint("owner", "report"),
    sqlite_autoincrement=True,
)
"""One row for each incident as one article reports it."""

blocks: Final = Table(
    "blocks",
    METADATA,
    Column("owner", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("account", Integer, _of("accounts"), primary_key=True),
    Column("first", String(10), nullable=False, comment="possible day of the account; 0001-01-01: not known"),
    Column("last", String(10), nullable=False, comment="the same; 9999-12-31: not known"),
    Index(None, "account"),
    sqlite_with_rowid=False,
)
"""Accounts by the keys that accounts of one incident share, with their days, since many share a party's name."""

edges: Final = Table(
    "edges",
    METADATA,
    Column("account", Integer, _of("accounts"), primary_key=True, autoincrement=False),
    Column("other", Integer, _of("accounts"), primary_key=True, autoincrement=False),
    Column("grey", Boolean, nullable=False, comment="of one incident only where something else says so"),
    Index(None, "other"),
)
"""Pairs of accounts that are of one incident, or may be, by their likeness; in both directions."""

links: Final = Table(
    "links",
    METADATA,
    Column("owner", String(64), primary_key=True),
    Column("one", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("same", Boolean, nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "owner", "other"),
)
"""What a person decided of two reports, the lesser text first."""

traces: Final = Table(
    "traces",
    METADATA,
    Column("incident", Integer, _of("incidents"), primary_key=True, autoincrement=False),
    Column("article_id", String(64), primary_key=True),
    Column("since", Integer, nullable=False, comment="revision"),
    Index(None, "article_id"),
)
"""From which revision on the changes of an incident may hold what an article says."""

changes: Final = Table(
    "changes",
    METADATA,
    _number(),
    Column("owner", String(64), nullable=False),
    Column("incident_id", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("path", Text, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("article_id", String(64), comment="the article that changed it; null: a person's decision"),
    Column("shown", Text, comment="old and new as JSON with names withheld; null: nothing is left to show"),
    Column("full", Text, comment="the same in full; null: as shown"),
    Column("erased", Boolean, nullable=False),
    Index(None, "owner", "number"),
    Index(None, "incident_id", "revision"),
    sqlite_autoincrement=True,
)
"""What became of incidents, in order; appended to, and emptied where an article is erased."""

subscriptions: Final = Table(
    "subscriptions",
    METADATA,
    _number(),
    Column("id", String(32), nullable=False, unique=True),
    Column("owner", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False, comment="key of the signatures, as it is: each sending needs it"),
    Column("filter", Text, nullable=False, comment="SubscriptionFilter as JSON"),
    Column("created_at", String(32), nullable=False),
    Column("delivered_at", String(32), comment="last time that something was taken; null: never yet"),
    Column("ended", String(32), comment="why nothing is sent any more, a code; null: it is in force"),
    Index(None, "owner", "number"),
    sqlite_autoincrement=True,
)
"""Who is sent what becomes of which incidents."""

follows: Final = Table(
    "follows",
    METADATA,
    Column("subscription", Integer, _of("subscriptions"), primary_key=True, autoincrement=False),
    Column("incident", Integer, _of("incidents"), primary_key=True, autoincrement=False),
    Index(None, "incident"),
)
"""Incidents that a subscription was sent once: it is sent all that becomes of them, whatever its filter says of it."""

deliveries: Final = Table(
    "deliveries",
    METADATA,
    _number(),
    Column("id", String(40), nullable=False, unique=True, comment="webhook-id: of all attempts the same"),
    Column("subscription", Integer, _of("subscriptions"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("next_at", String(32), comment="not sent before; null: it is dead"),
    Column("attempts", Integer, nullable=False),
    Column("failure", String(32), comment="of the last attempt, a code; null: there was none"),
    Column("status", Integer, comment="HTTP status of the last attempt; null: no answer came"),
    Index(None, "subscription", "next_at"),
    Index(None, "next_at"),
    sqlite_autoincrement=True,
)
"""The outbox: what is still to be sent, written with the change that it tells of, and deleted when it is taken."""

corrections: Final = Table(
    "corrections",
    METADATA,
    _number(),
    Column("summary", Integer, _of("summaries"), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("said", LargeBinary, nullable=False, comment="the Correction, without its id"),
    Column("digest", String(64), nullable=False, comment="of the record that it was made for"),
    Column("anchors", Text, nullable=False, comment="by which it is found in another record of the article, as JSON"),
    Index(None, "owner", "number"),
    sqlite_autoincrement=True,
)
"""What persons say of values, in the order in which they said it; appended to, and erased with the article."""
