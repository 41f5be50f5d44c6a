"""Give each incident its days and its place, and each party one name. Pure but for the gazetteer's tables."""

from dataclasses import replace

from app.article import Article
from app.records.resolved import Resolved, ResolvedIncident
from app.records.verified import Incident, Verified
from app.resolve.dates import Dated, dated
from app.resolve.parties import one_names, renamed
from app.resolve.places import Located, located


def resolve(verified: Verified, article: Article) -> Resolved:
    """The incidents with calendar days, gazetteer's places and one name for each party.

    `refused` and `questions` of the result are those before, then what resolving adds, in the order of the incidents.
    Nothing is raised for any names and words.
    """
    names = one_names(verified.parties)
    incidents = tuple(renamed(incident, names) for incident in verified.incidents)
    days = [dated(each.date, article.published_on) if each.date else None for each in incidents]
    spots = [located(each.place, article) if each.place else None for each in incidents]
    found = list(zip(incidents, days, spots, strict=True))
    refused = (value for spot in spots if spot for value in spot.refused)
    questions = (doubt for _, *parts in found for part in parts if part for doubt in part.questions)
    return Resolved(
        verified=replace(
            verified,
            incidents=incidents,
            refused=(*verified.refused, *refused),
            questions=(*verified.questions, *questions),
        ),
        incidents=tuple(_incident(*each) for each in found),
    )


def _incident(incident: Incident, when: Dated | None, where: Located | None) -> ResolvedIncident:
    return ResolvedIncident(
        verified=incident, date=when.date if when else None, location=where.location if where else None
    )
