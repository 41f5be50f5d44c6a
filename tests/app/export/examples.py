"""Incidents and claims made up for the tests of the exports."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from app.dossier.build import build
from app.export.conventions import Name, load
from app.export.events import Event, events
from app.export.options import Format, Options
from schemas import Actor, ArticleSummary, Attribution, CasualtyClaim, Count, Dossier, Evidence, Incident
from schemas.codes import Basis, Inter, Role
from tests.app.drafts import gold_cases, gold_of
from tests.fakes import service

WORDS = (Evidence(quote="x", start=0, end=1),)


def exactly(number: int) -> Count:
    return Count(min=number, max=number)


def plural(least: int) -> Count:
    return Count(min=least, max=None, qualifier="plural")


def claim(killed: Count | None = None, by: str | None = None, **more: Any) -> CasualtyClaim:
    known = {"injured": None, "source_type": "unspecified", "evidence": WORDS}
    return CasualtyClaim.model_validate({**known, "killed": killed, "asserted_by": by, **more})


def actor(name: str, kind: Inter | None = None, *roles: Role) -> Actor:
    return Actor(name=name, type=kind, evidence=WORDS, roles=roles)


def said(name: str, basis: Basis, by: str | None = None) -> Attribution:
    return Attribution(actor=name, basis=basis, asserted_by=by, evidence=WORDS)


def incident(*claims: CasualtyClaim, **more: Any) -> Incident:
    """The incident of the fake service, with these claims; its computed tolls are left as they are."""
    return service.incident("0" * 64).model_copy(update={"casualty_claims": claims, **more})


def event(one: Incident, summary: ArticleSummary, name: Name = "acled") -> Event:
    """An incident as the only one of a summary."""
    (found,) = events([summary.model_copy(update={"incidents": (one,)})], load(name))
    return found


def options(convention: Name = "acled", file_format: Format = "csv", **more: Any) -> Options:
    return Options(convention, file_format, datetime(2026, 11, 27, 12, tzinfo=UTC), **more)


@cache
def seeds_dossier() -> Dossier:
    """The seeds' gold records as one incident of two articles, which differ on the dead."""
    return build([gold_of(case) for case in gold_cases("seeds")])
