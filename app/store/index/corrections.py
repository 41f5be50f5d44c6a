"""Corrections in the store: kept within the writer's transaction, read as an owner may see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, func, insert, or_, select, tuple_, update

from app.present.withheld import withheld
from app.review.check import Given, check
from app.review.view import Kept, Worked, finished, masked, openings, reviewed, rivals, shown, standing, worked
from app.store.index.articles import find
from app.store.index.database import Database
from app.store.index.packing import digest, packed, unpacked, unpacked_text
from app.store.index.tables import corrections, summaries
from schemas import (
    ArticleSummary,
    Correction,
    CorrectionPage,
    Dossier,
    ReviewedSummary,
    ReviewItem,
    ReviewPage,
)

Saved = ArticleSummary | Dossier
MOST: Final = 1_000
"""Corrections of one article."""


class ArticleUnknown(LookupError):
    """The owner has no such article."""


class NotShown(PermissionError):
    """The record has names that are masked for who would correct it, and who cannot read it cannot judge it."""


class TooMany(ValueError):
    """The article has as many corrections as one may have."""


@dataclass(frozen=True, slots=True)
class Place:
    """In a list of records by what is open: that number, and the row's."""

    open: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A record, and as it is worked on: items that were taken out stand in their places.

    text    of the article; None: it is not kept
    masked  whether names are masked in the record for those without the scope `sensitive`
    """

    summary: ArticleSummary
    work: Worked
    text: str | None
    masked: bool


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrections in one database."""

    database: Database

    def add(self, owner: str, given: Given, said: Correction, *, sees_all: bool) -> tuple[Correction, bool]:
        """Check and keep one, and say whether names are masked in the record that it is of.

        `said` is as it will be but for what the check finds, and its id. The text is the one that is given, else the
        one that is kept. Raises ArticleUnknown, NotShown, TooMany, CorrectionRefused.
        """
        with self.database.writing() as connection:
            row = find(connection, owner, said.article_id)
            if row is None:
                raise ArticleUnknown
            before = of_summary(connection, row.number)
            hidden = _masks(row, before)
            if hidden and not sees_all:
                raise NotShown
            if len(before) >= MOST:
                raise TooMany
            text = given.text if row.text is None else given.text or unpacked_text(row.text)
            return _add(connection, row, before, replace(given, text=text), said), hidden

    def reviewed(self, owner: str | None, article_id: str, *, full: bool) -> ReviewedSummary | None:
        """A record with its corrections; of several owners' the one that came last. None: there is none."""
        with self.database.reading() as connection:
            row = _row(connection, owner, article_id)
            return None if row is None else shown(_reviewed(connection, row), full=full)

    def beside(
        self, owner: str | None, article_id: str, *, full: bool
    ) -> tuple[tuple[tuple[str | None, Correction], ...], bool]:
        """The corrections of a record, each with where its value stands in the machine's; None: it is detached.

        And whether their values are left out, since names are masked in the record.
        """
        with self.database.reading() as connection:
            row = _row(connection, owner, article_id)
            if row is None:
                return (), False
            kept = of_summary(connection, row.number)
            hidden = not full and bool(kept) and _masks(row, kept)
            found = standing(_summary(row), row.digest, kept)
        return tuple((path, masked(said) if hidden else said) for path, said in found), hidden

    def corrected(self, owner: str | None, summary: Saved, *, full: bool) -> Saved:
        """A saved summary with the corrections that are kept for its article, in full; without any, as it is.

        So is a dossier, a summary in which names are masked, for nobody could tell what else to mask, or whose offsets
        are UTF-16, and unless `full` one that names are masked in for others.
        """
        if isinstance(summary, Dossier) or summary.withheld or summary.offsets != "codepoints":
            return summary
        with self.database.reading() as connection:
            row = _row(connection, owner, summary.article.id)
            kept = of_summary(connection, row.number) if row else []
        if not full and kept and _masks(row, kept):
            return summary
        return reviewed(summary, digest(summary), kept).summary

    def owner_of(self, article_id: str) -> str | None:
        """Whose an article is, of several owners' the one that came last; None: nobody's."""
        with self.database.reading() as connection:
            row = _row(connection, None, article_id)
        return None if row is None else str(row.owner)

    def articles(self) -> list[tuple[str, str]]:
        """All articles of which something is open or was corrected, each with its owner, in the order of the rows."""
        touched = select(corrections.c.summary)
        wanted = select(summaries.c.owner, summaries.c.article_id)
        wanted = wanted.where(or_(summaries.c.open > 0, summaries.c.number.in_(touched))).order_by(summaries.c.number)
        with self.database.reading() as connection:
            return [(row.owner, row.article_id) for row in connection.execute(wanted)]

    def grounded(self, owner: str, article_id: str) -> tuple[ReviewedSummary, str | None] | None:
        """A record with those corrections that rest on the article, in full, and its text; None: no text is kept.

        None where the owner has no such article.
        """
        with self.database.reading() as connection:
            row = _row(connection, owner, article_id)
            if row is None:
                return None
            kept = [each for each in of_summary(connection, row.number) if each.said.basis == "article"]
        text = None if row.text is None else unpacked_text(row.text)
        return reviewed(_summary(row), row.digest, kept), text

    def piece(self, owner: str, article_id: str) -> Piece | None:
        """A record as it is worked on; None where the owner has no such article.

        Corrections that the record of today cannot take together are left out, all of them, as in `reviewed`.
        """
        with self.database.reading() as connection:
            row = _row(connection, owner, article_id)
            if row is None:
                return None
            kept = of_summary(connection, row.number)
        summary = _summary(row)
        work = worked(summary, row.digest, kept)
        try:
            finished(work)
        except ValidationError:
            work = worked(summary, row.digest, ())
        return Piece(summary, work, None if row.text is None else unpacked_text(row.text), _masks(row, kept))

    def page(self, owner: str | None, article_id: str | None, after: int, limit: int, *, full: bool) -> CorrectionPage:
        """So many corrections after a number. Their values are left out where the record has names that are masked."""
        wanted = select(corrections).join(summaries).where(corrections.c.number > after)
        if owner is not None:
            wanted = wanted.where(corrections.c.owner == owner)
        if article_id is not None:
            wanted = wanted.where(summaries.c.article_id == article_id)
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(corrections.c.number).limit(limit + 1)).all()
            hidden = set() if full else _hidden(connection, {row.summary for row in rows})
        found = tuple(masked(_said(row)) if row.summary in hidden else _said(row) for row in rows[:limit])
        return CorrectionPage(corrections=found, next=str(found[-1].id) if len(rows) > limit else None)

    def review(
        self, owner: str | None, after: Place | None, limit: int, *, full: bool
    ) -> tuple[ReviewPage, Place | None]:
        """So many records after a place in the order, and the place of the last; None: there are no more."""
        order = (summaries.c.open, summaries.c.number)
        wanted = select(summaries).where(summaries.c.open > 0)
        if owner is not None:
            wanted = wanted.where(summaries.c.owner == owner)
        if after is not None:
            wanted = wanted.where(tuple_(*order) < tuple_(after.open, after.number))
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(*(each.desc() for each in order)).limit(limit + 1)).all()
            items = tuple(_item(connection, row, full=full) for row in rows[:limit])
        last = Place(rows[limit - 1].open, rows[limit - 1].number) if len(rows) > limit else None
        return ReviewPage(records=items, next=None), last


def of_summary(connection: Connection, number: int) -> list[Kept]:
    """The corrections of a record, in order."""
    wanted = select(corrections).where(corrections.c.summary == number).order_by(corrections.c.number)
    return [Kept(_said(row), row.digest, tuple(json.loads(row.anchors))) for row in connection.execute(wanted)]


def taken(row: Any, kept: Sequence[Kept], *, full: bool) -> ArticleSummary:
    """The record of a row with its corrections, in full; as it is where names are masked in it and not `full`."""
    if not full and _masks(row, kept):
        return _summary(row)
    return reviewed(_summary(row), row.digest, kept).summary


def note_open(connection: Connection, number: int, summary: ArticleSummary) -> None:
    """Write down how much is open in a record with its corrections."""
    found = openings(reviewed(summary, digest(summary), of_summary(connection, number)).summary)
    connection.execute(update(summaries).where(summaries.c.number == number).values(open=found))


def _add(connection: Connection, row: Any, before: Sequence[Kept], given: Given, said: Correction) -> Correction:
    summary = _summary(row)
    checked = check(summary, row.digest, before, given)
    found = {name: getattr(checked, name) for name in ("value", "was", "evidence", "doubts")}
    made = said.model_copy(update=found)
    new = {
        "summary": row.number,
        "owner": row.owner,
        "said": packed(made),
        "digest": row.digest,
        "anchors": json.dumps(checked.anchors),
    }
    number = connection.scalar(insert(corrections).values(new).returning(corrections.c.number))
    note_open(connection, row.number, summary)
    return made.model_copy(update={"id": number})


def _row(connection: Connection, owner: str | None, article_id: str) -> Any:
    wanted = select(summaries).where(summaries.c.article_id == article_id)
    if owner is not None:
        wanted = wanted.where(summaries.c.owner == owner)
    return connection.execute(wanted.order_by(summaries.c.number.desc())).first()


def _summary(row: Any) -> ArticleSummary:
    return ArticleSummary.model_validate(unpacked(row.record), strict=False)


def _said(row: Any) -> Correction:
    return Correction.model_validate(unpacked(row.said) | {"id": row.number})


def _reviewed(connection: Connection, row: Any) -> ReviewedSummary:
    return reviewed(_summary(row), row.digest, of_summary(connection, row.number))


def _hidden(connection: Connection, numbers: set[int]) -> set[int]:
    """Those of some records in which names are masked."""
    rows = connection.execute(select(summaries).where(summaries.c.number.in_(numbers))).all()
    return {row.number for row in rows if _masks(row, of_summary(connection, row.number))}


def _masks(row: Any, kept: Sequence[Kept]) -> bool:
    """Whether names are masked in a record, as the machine or as a person says."""
    return row.masked is not None or bool(withheld(reviewed(_summary(row), row.digest, kept).summary).withheld)


def _item(connection: Connection, row: Any, *, full: bool) -> ReviewItem:
    found = shown(_reviewed(connection, row), full=full).summary
    given = connection.scalar(select(func.count()).where(corrections.c.summary == row.number))
    return ReviewItem(
        article=found.article,
        received_at=row.received_at,
        open=row.open,
        questions=found.questions,
        rivals=tuple(rivals(found)),
        corrections=given or 0,
    )
