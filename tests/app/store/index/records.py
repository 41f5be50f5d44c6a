"""Made-up records for the index: one incident each, of a few towns and days, and whoever reports it."""

from datetime import UTC, date, datetime
from typing import Any, Final

from app import article as articles
from app.article.fingerprint import fingerprint
from schemas import ArticleSummary, Count, Person, Report
from tests.fakes.service import incident, quote, summary_of

NOW: Final = datetime(2024, 2, 1, 12, tzinfo=UTC)
DAY: Final = date(2024, 1, 4)
TOWNS: Final = {"Kutum": ("SD", 14.2, 24.67), "Suva": ("FJ", -18.14, 178.44), "Apia": ("WS", -13.83, -171.77)}


def reported(
    text: str,
    town: str = "Kutum",
    *,
    killed: int = 4,
    day: date = DAY,
    party: str = "Greyline Front",
    victims: tuple[Person, ...] = (),
    published_on: date = date(2024, 1, 5),
    **article: Any,
) -> ArticleSummary:
    """The record of an article with this text, which tells of one attack in a town."""
    read = articles.read(text, today=date.max, published_on=published_on, **article)
    one = incident(read.id)
    code, latitude, longitude = TOWNS[town]
    place = {"city": town, "site": None, "country_code": code, "latitude": latitude, "longitude": longitude}
    claim = {"killed": Count(min=killed, max=killed), "victims": victims}
    parts = {
        "location": one.location and one.location.model_copy(update=place),
        "date": one.date and one.date.model_copy(update={"start": day, "end": day}),
        "actors": (one.actors[0].model_copy(update={"name": party, "aliases": ()}),),
        "casualty_claims": (one.casualty_claims[0].model_copy(update=claim),),
        "note": f"Attack in {town}.",
    }
    made = summary_of(read)
    about = made.article.model_copy(update={"fingerprint": fingerprint(read)})
    return made.model_copy(update={"article": about, "incidents": (one.model_copy(update=parts),)})


def child(name: str) -> Person:
    return Person(name=name, minor=True, evidence=(quote("a foreman"),))


def report_of(summary: ArticleSummary) -> Report:
    return Report(article_id=summary.article.id, incident_id=summary.incidents[0].id)


def members(incident: dict[str, Any]) -> frozenset[str]:
    """The articles of an incident as it is listed, those that are set aside too."""
    aside = (each["report"] for each in incident["set_aside"])
    return frozenset(each["article_id"] for each in (*incident["record"]["reports"], *aside))
