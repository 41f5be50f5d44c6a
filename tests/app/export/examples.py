"""Incidents and claims made up for the tests of the exports."""

from typing import Any

from schemas import Actor, Attribution, CasualtyClaim, Count, Evidence, Incident
from schemas.codes import Basis, Inter, Role
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
