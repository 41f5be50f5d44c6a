"""A compact answer as a draft: nothing is read anew, what names no sentence is looked up in the article. Pure.

Looked up: the sentence in which a name stands, among those of its incident first. Whether a value is carried is for
verification to say; a name that stands nowhere keeps the incident's sentences, and is refused there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.article import FURNITURE, Article
from app.article.ground import locate
from app.propose.compact.wire import (
    Compact,
    CompactCount,
    CompactIncident,
    CompactParty,
    CompactPerson,
    CompactPlace,
    CompactProtest,
    CompactTarget,
    CompactToll,
    CompactWeapon,
)
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
from app.records.restate import as_line

T = TypeVar("T")
Numbers = tuple[int, ...]


def draft_of(answer: Compact, article: Article) -> Draft:
    """The draft that a compact answer about an article says; items that are said twice stand once.

    Example:
        `draft_of(Compact(headline="", reports="none"), article)` is a draft without incidents.
    """
    places = _Places(article)
    return Draft(
        headline=answer.headline,
        parties=tuple(_party(each, places) for each in _once(answer.parties)),
        incidents=(
            *(_Incident(one, places).draft(newly_reported=True) for one in _once(answer.news)),
            *(_Incident(one, places).draft(newly_reported=False) for one in _once(answer.background)),
        ),
        summary=tuple(DraftLine(text=places.line(number), sentences=(number,)) for number in _once(answer.summary)),
        context=answer.context,
    ).mended_as(answer)


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where words stand in an article."""

    article: Article

    def of(self, words: str | None, first: Sequence[int] = ()) -> Numbers:
        """The first sentence with these words, those of `first` before all others; empty: they stand in none."""
        sentences = self.article.sentences
        order = (*(each for each in first if each < len(sentences)), *range(len(sentences)))
        found = (each for each in order if words and sentences[each].kind not in FURNITURE and self._in(words, each))
        return tuple(number for number in (next(found, None),) if number is not None)

    def line(self, number: int) -> str:
        """A sentence as a line of the summary, blanks made one; empty: the article lacks it."""
        sentences = self.article.sentences
        return as_line(" ".join(sentences[number].text.split())) if number < len(sentences) else ""

    def _in(self, words: str, number: int) -> bool:
        sentence = self.article.sentences[number]
        return locate(self.article.text, words, sentence.start, sentence.end) is not None


def _party(party: CompactParty, places: _Places) -> DraftParty:
    return DraftParty(
        name=party.name,
        aliases=party.also,
        type=party.type,
        source_type=party.voice,
        member_of=party.of,
        sentences=places.of(party.name),
    )


@dataclass(frozen=True, slots=True)
class _Incident:
    """One incident of an answer, to be drafted."""

    said: CompactIncident
    places: _Places

    def draft(self, *, newly_reported: bool) -> DraftIncident:
        """The incident as a draft has it."""
        said = self.said
        return DraftIncident(
            newly_reported=newly_reported,
            sub_event_type=said.type,
            stage=said.stage,
            sentences=said.at,
            date=self._date(),
            time=self._time(),
            place=self._place(said.place) if said.place else None,
            attribution=tuple(
                DraftAttribution(actor=one.actor, basis=one.basis, asserted_by=one.says, sentences=self._at(one.at))
                for one in _once(said.by)
            ),
            targets=tuple(self._target(one) for one in _once(said.targets)),
            weapons=tuple(self._weapon(one) for one in _once(said.weapons)),
            claims=tuple(self._claim(one) for one in _once(said.tolls)),
            counts=tuple(self._count(one) for one in _once(said.counts)),
            protest=self._protest(said.protest) if said.protest else None,
            reactions=tuple(
                DraftStatement(speaker=one.speaker, act=one.act, sentences=self._at(one.at)) for one in _once(said.acts)
            ),
            parties=_once(said.others),
        )

    def _at(self, given: Numbers) -> Numbers:
        """The sentences that a value names; the incident's where it names none."""
        return given or self.said.at

    def _where(self, *names: str | None) -> Numbers:
        """The sentences in which names stand, each once; the incident's where none does."""
        found = {number for name in names for number in self.places.of(name, self.said.at)}
        return tuple(sorted(found)) or self.said.at

    def _date(self) -> DraftDate | None:
        if self.said.when is None:
            return None
        start, _, end = (self.said.day or "").partition("/")
        return DraftDate(
            words=self.said.when, start=start or None, end=end or None, sentences=self._where(self.said.when)
        )

    def _time(self) -> DraftTime | None:
        time = self.said.time
        if time is None:
            return None
        return DraftTime(words=time.words, part=time.part, hour=time.hour, sentences=self._where(time.words))

    def _place(self, place: CompactPlace) -> DraftPlace:
        names = (place.site, place.town, place.district, place.region, place.country, *place.each)
        return DraftPlace(
            site=place.site,
            town=place.town,
            district=place.district,
            region=place.region,
            country=place.country,
            position=place.how,
            places=place.each,
            sentences=self._where(*names),
        )

    def _target(self, target: CompactTarget) -> DraftTarget:
        return DraftTarget(
            name=target.name,
            kind=target.kind,
            of=target.of,
            sector=target.sector,
            damage=target.damage,
            sentences=target.at or self._where(target.name),
        )

    def _weapon(self, weapon: CompactWeapon) -> DraftWeapon:
        return DraftWeapon(
            name=weapon.name,
            category=weapon.kind,
            system=weapon.system,
            count=weapon.count,
            sentences=weapon.at or self._where(weapon.name),
        )

    def _claim(self, toll: CompactToll) -> DraftClaim:
        return DraftClaim(
            killed=toll.killed,
            injured=toll.injured,
            victim_class=toll.who,
            noun=toll.noun,
            of=toll.of,
            additional=toll.more,
            asserted_by=toll.says,
            confirmed_by=tuple(DraftSource(name=name, sentences=self._where(name)) for name in toll.confirmed),
            victims=tuple(self._person(one, self._at(toll.at)) for one in _once(toll.victims)),
            sentences=self._at(toll.at),
        )

    def _person(self, person: CompactPerson, at: Numbers) -> DraftPerson:
        return DraftPerson(
            name=person.name,
            description=person.who,
            outcome=person.fate,
            age=person.age,
            sex=person.sex,
            relation=person.kin,
            minor=person.child,
            sentences=at,
        )

    def _count(self, count: CompactCount) -> DraftCount:
        return DraftCount(
            what=count.what,
            number=count.number,
            unit=count.unit,
            noun=count.noun,
            asserted_by=count.says,
            sentences=self._at(count.at),
        )

    def _protest(self, protest: CompactProtest) -> DraftProtest:
        return DraftProtest(
            organisers=tuple(DraftSource(name=name, sentences=self._where(name)) for name in protest.organisers),
            demands=tuple(
                DraftDemand(text=one.text, stance=one.stance, sentences=self._where(one.text))
                for one in protest.demands
            ),
            responses=tuple(
                DraftResponse(kind=one.kind, by=one.by, sentences=self._where(one.by)) for one in protest.responses
            ),
        )
