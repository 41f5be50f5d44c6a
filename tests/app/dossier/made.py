"""Accounts of a made-up attack, and what is varied in them."""

from datetime import date
from typing import Any

from app.dossier.accounts import Account
from schemas import ArticleRef, IncidentDate, Location
from tests.eval.records import actor, at, claim, incident, on, person, target
from tests.fakes.accounts import article_id

THURSDAY = date(2024, 1, 4)
TRIPOLI = at("Tripoli", "LY", geonames_id=2210247, latitude=32.88, longitude=13.19, admin1="Tripoli")
TAJURA = at("Tajura", "LY", geonames_id=2210554, latitude=32.88, longitude=13.35, admin1="Tripoli")
SABHA = at("Sabha", "LY", geonames_id=2212775, latitude=27.04, longitude=14.43, admin1="Sabha")
LIBYA = at(None, "LY", precision="country")
SIDES = (actor("Red Brigade").model_copy(update={"roles": ("doer",)}),)


def day(start: date, end: date | None = None) -> IncidentDate:
    return on(start, end)


def told(name: str = "a", *, news: bool = True, published: date | None = THURSDAY, **values: Any) -> Account:
    """An account of the attack by the article of this name, with other values for some fields."""
    known: dict[str, Any] = {"date": day(THURSDAY), "location": TRIPOLI}
    article = ArticleRef(id=article_id(name), published_on=published, language="en", characters=1000)
    return Account(article, incident(**{"id": f"{name}-1"} | known | values), news)


def somewhere(site: str) -> Location:
    return TRIPOLI.model_copy(update={"site": site})


def hurt(*names: str, killed: int | None = None) -> Any:
    return (claim(killed, victims=tuple(person(name) for name in names)),)


def aimed(*names: str) -> Any:
    return tuple(target(name) for name in names)
