"""A finished record as the draft from which it could have been made: gold labels, or what a reader with rules wrote.

The other way round from verify and assemble: each value names the sentences in which its words stand. Pure.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from app.article import FURNITURE, Article, Kind
from app.records.draft import (
    Draft,
    DraftAttribution,
    DraftClaim,
    DraftCount,
    DraftDate,
    DraftDemand,
    DraftIncident,
    DraftLine,
    DraftParty,
    DraftPerson,
    DraftPlace,
    DraftProtest,
    DraftResponse,
    DraftSource,
    DraftStatement,
    DraftTarget,
    DraftTime,
    DraftWeapon,
)
from app.records.verified import Record
from app.values.count_notation import write_count
from app.values.locations import Position
from schemas import (
    Actor,
    ArticleSummary,
    Attribution,
    CasualtyClaim,
    Count,
    Grounded,
    Incident,
    IncidentDate,
    Location,
    OtherCount,
    Person,
    Protest,
    SummarySentence,
    TimeOfDay,
    Weapon,
)
from schemas.codes import PlacePrecision, SourceType

_NOT_SHOWN: Final[frozenset[Kind]] = FURNITURE | {"instruction"}
"""Sentences that no model is shown: no draft can name them."""
_POSITIONS: Final[dict[PlacePrecision, Position]] = {"near_town": "near", "sea": "sea"}
_LINE: Final = 400  # characters: the longest line of a draft; an article's own sentence can be longer


def draft_of(summary: ArticleSummary | Record, article: Article) -> Draft:
    """A record as a draft: newly reported incidents, then background, in their order; nothing is added to it.

    Each actor name is one party, whichever incidents have it; a sentence of the summary longer than a line may be is
    cut at a word. `at` is empty where the words stand only in sentences that no model is shown.

    Args:
        summary: the record of this very article.
        article: as `app.article.read` read it.

    Raises:
        ValueError: a count that has no writing, or more of something than a draft may hold (pydantic's ValidationError
            is one).

    Example:
        `draft_of(gold, article).incidents[0].claims[0].killed` is "at least 2".
    """
    restated = _Restated(article)
    return Draft(
        headline=summary.headline or "",
        parties=tuple(restated.parties(summary)),
        incidents=(
            *(restated.incident(one, newly_reported=True) for one in summary.incidents),
            *(restated.incident(one, newly_reported=False) for one in summary.background),
        ),
        summary=tuple(restated.line(one) for one in summary.summary),
        context=restated.at(*summary.context),
    )


def as_line(text: str) -> str:
    """A text as a line of a draft's summary: what is longer than a line may be is cut at a word."""
    return text if len(text) <= _LINE else text[: _LINE - 1].rsplit(" ", 1)[0] + "…"


class _Restated:
    """The parts of a record of one article, as parts of a draft."""

    def __init__(self, article: Article) -> None:
        self._shown = tuple(one for one in article.sentences if one.kind not in _NOT_SHOWN)

    def at(self, *values: Grounded) -> tuple[int, ...]:
        """The numbers of the sentences in which words of these values stand, in order."""
        spans = [(quote.start, quote.end) for value in values for quote in value.evidence]
        return tuple(
            one.index for one in self._shown if any(start < one.end and one.start < end for start, end in spans)
        )

    def parties(self, summary: ArticleSummary | Record) -> Iterator[DraftParty]:
        """One for each actor name, in the order of their first incident."""
        incidents = (*summary.incidents, *summary.background)
        voices = dict(chain.from_iterable(voices_of(incident) for incident in incidents))
        for name, actors in actors_by_name(incidents).items():
            yield DraftParty(
                name=name,
                aliases=tuple(dict.fromkeys(alias for actor in actors for alias in actor.aliases)),
                type=next((actor.type for actor in actors if actor.type), None),
                source_type=voices.get(name),
                member_of=next((actor.member_of for actor in actors if actor.member_of), None),
                sentences=self.at(*actors),
            )

    def incident(self, incident: Incident, *, newly_reported: bool) -> DraftIncident:
        """One incident with all that hangs on it."""
        named = _named(incident)
        return DraftIncident(
            newly_reported=newly_reported,
            sub_event_type=incident.sub_event_type,
            stage=incident.stage,
            sentences=self.at(incident),
            date=self._date(incident.date) if incident.date else None,
            time=self._time(incident.time) if incident.time else None,
            place=self._place(incident.location) if incident.location else None,
            attribution=tuple(self._attribution(one) for one in incident.attribution),
            targets=tuple(
                DraftTarget(
                    name=one.name,
                    kind=one.kind,
                    of=one.of,
                    sector=one.sector,
                    damage=one.damage,
                    sentences=self.at(one),
                )
                for one in incident.targets
            ),
            weapons=tuple(self._weapon(one) for one in incident.weapons),
            claims=tuple(self._claim(one) for one in incident.casualty_claims),
            counts=tuple(self._count(one) for one in incident.other_counts),
            protest=self._protest(incident.protest) if incident.protest else None,
            reactions=tuple(
                DraftStatement(speaker=one.speaker, act=one.act, sentences=self.at(one)) for one in incident.reactions
            ),
            parties=tuple(actor.name for actor in incident.actors if actor.name not in named),
        )

    def line(self, sentence: SummarySentence) -> DraftLine:
        """A line of the summary."""
        return DraftLine(text=as_line(sentence.text), sentences=self.at(sentence))

    def _date(self, date: IncidentDate) -> DraftDate:
        return DraftDate(
            words=date.text,
            start=date.start.isoformat() if date.start else None,
            end=date.end.isoformat() if date.end and date.end != date.start else None,
            sentences=self.at(date),
        )

    def _place(self, place: Location) -> DraftPlace:
        return DraftPlace(
            site=place.site,
            town=place.city,
            district=place.admin2,
            region=None if place.city else place.admin1,
            country=place.country,
            position=_POSITIONS.get(place.precision, "in"),
            places=tuple(one.name for one in place.places),
            sentences=self.at(place, *place.places),
        )

    def _attribution(self, one: Attribution) -> DraftAttribution:
        return DraftAttribution(actor=one.actor, basis=one.basis, asserted_by=one.asserted_by, sentences=self.at(one))

    def _weapon(self, one: Weapon) -> DraftWeapon:
        return DraftWeapon(
            name=one.name,
            category=one.category,
            system=one.system,
            count=_written(one.count),
            sentences=self.at(one),
        )

    def _person(self, one: Person) -> DraftPerson:
        return DraftPerson(
            name=one.name,
            description=one.description,
            outcome=one.outcome or "killed",
            age=one.age,
            sex=one.sex,
            relation=one.relation,
            minor=one.minor,
            sentences=self.at(one),
        )

    def _count(self, one: OtherCount) -> DraftCount:
        return DraftCount(
            what=one.what,
            number=write_count(one.count),
            unit=one.unit,
            noun=one.noun,
            asserted_by=one.asserted_by,
            sentences=self.at(one),
        )

    def _protest(self, one: Protest) -> DraftProtest:
        return DraftProtest(
            organisers=tuple(DraftSource(name=by.name, sentences=self.at(by)) for by in one.organisers),
            demands=tuple(
                DraftDemand(text=each.text, stance=each.stance, sentences=self.at(each)) for each in one.demands
            ),
            responses=tuple(
                DraftResponse(kind=each.kind, by=each.by, sentences=self.at(each)) for each in one.responses
            ),
        )

    def _time(self, time: TimeOfDay) -> DraftTime:
        return DraftTime(words=time.text, part=time.part, hour=time.hour, sentences=self.at(time))

    def _claim(self, claim: CasualtyClaim) -> DraftClaim:
        return DraftClaim(
            killed=_written(claim.killed),
            injured=_written(claim.injured),
            victim_class=claim.victim_class,
            noun=claim.noun,
            of=claim.of,
            additional=claim.additional,
            asserted_by=claim.asserted_by,
            confirmed_by=tuple(DraftSource(name=by.name, sentences=self.at(by)) for by in claim.confirmed_by),
            victims=tuple(self._person(one) for one in claim.victims),
            sentences=self.at(claim),
        )


def actors_by_name(incidents: Iterable[Incident]) -> dict[str, list[Actor]]:
    """The actors of all incidents by name, in their order."""
    known: dict[str, list[Actor]] = {}
    for actor in (actor for incident in incidents for actor in incident.actors):
        known.setdefault(actor.name, []).append(actor)
    return known


def voices_of(incident: Incident) -> Iterator[tuple[str, SourceType]]:
    """What each party that gives or confirms a number speaks for."""
    for claim in incident.casualty_claims:
        if claim.asserted_by is not None:
            yield claim.asserted_by, claim.source_type
        yield from ((by.name, by.source_type) for by in claim.confirmed_by)
    yield from ((one.asserted_by, one.source_type) for one in incident.other_counts if one.asserted_by is not None)


def _named(incident: Incident) -> frozenset[str | None]:
    """The parties that a value of the incident names."""
    return frozenset(
        (
            *chain.from_iterable((one.actor, one.asserted_by) for one in incident.attribution),
            *chain.from_iterable((claim.asserted_by, claim.of) for claim in incident.casualty_claims),
            *(target.of for target in incident.targets),
            *(count.asserted_by for count in incident.other_counts),
            *_of_protest(incident.protest),
            *(by.name for claim in incident.casualty_claims for by in claim.confirmed_by),
            *(said.speaker for said in incident.reactions),
        )
    )


def _of_protest(protest: Protest | None) -> Iterator[str | None]:
    if protest is not None:
        yield from (one.name for one in protest.organisers)
        yield from (one.by for one in protest.responses)


def _written(count: Count | None) -> str | None:
    return write_count(count) if count else None
