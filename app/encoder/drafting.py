"""What is marked in an article, as a `Draft`: the article's own words, and the numbers of their sentences. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.encoder.codes import ACTS, BASES, OTHER, TOLLS
from app.encoder.marked import Deed, Marked, Party, Thing, Tie
from app.encoder.shown import Number, Shown, Span
from app.records.draft import (
    Draft,
    DraftAttribution,
    DraftClaim,
    DraftCount,
    DraftDate,
    DraftIncident,
    DraftParty,
    DraftPerson,
    DraftPlace,
    DraftStatement,
    DraftTarget,
    DraftWeapon,
)
from app.values.count_notation import write_count
from schemas import Count

_BESIDE: Final = frozenset({"", ",", ", a", ", an", ", the"})
"""What may stand between a name and the description of the same person."""
_BEFORE_NOUN: Final = 8  # pieces between the number of a weapon and its name, at most


def drafted(shown: Shown, marked: Marked) -> Draft:
    """The draft of an article from what is marked in it; nothing is added but how things are written."""
    writer = _Writer(shown, marked)
    return Draft(
        headline="",
        parties=tuple(writer.party(one) for one in marked.parties),
        incidents=tuple(writer.incident(one) for one in marked.deeds),
        context=tuple(shown.sentences[at].index for at in marked.context),
    )


class _Writer:
    def __init__(self, shown: Shown, marked: Marked) -> None:
        self.shown = shown
        self.marked = marked
        self._numbers = {number.span: number for number in shown.numbers}
        self._names = [self._name(party) for party in marked.parties]

    def _name(self, party: Party) -> str:
        """The longest mention, the first of equals."""
        return max((self.shown.words(span) for span in party.spans), key=len)

    def _at(self, *spans: Span) -> tuple[int, ...]:
        return tuple(self.shown.sentences[self.shown.sentence(span)].index for span in spans)

    def _called(self, party: int | None) -> str | None:
        return None if party is None else self._names[party]

    def party(self, party: Party) -> DraftParty:
        """A party under its fullest name."""
        name = self._name(party)
        others = dict.fromkeys(self.shown.words(span) for span in party.spans)
        return DraftParty(
            name=name,
            aliases=tuple(other for other in others if other.casefold() != name.casefold()),
            type=party.type or None,
            source_type=party.voice or None,
            member_of=self._called(party.member_of),
            sentences=self._at(*party.spans),
        )

    def incident(self, deed: Deed) -> DraftIncident:
        """An incident with all that hangs on it."""
        things = deed.things
        sentences = {deed.sentence, *deed.members}
        return DraftIncident(
            newly_reported=deed.newly_reported,
            sub_event_type=deed.type,
            stage=deed.stage,
            sentences=tuple(self.shown.sentences[at].index for at in sorted(sentences)),
            date=self._date(deed.day),
            place=self._place(deed),
            attribution=tuple(self._blame(tie) for tie in _once(deed.ties) if tie.tie in BASES),
            targets=tuple(self._target(each) for each in self._distinct(things.get("target", []))),
            weapons=tuple(self._weapons(things)),
            claims=tuple(self._claims(things)),
            counts=tuple(self._counts(things)),
            reactions=tuple(self._act(tie) for tie in _once(deed.ties) if tie.tie in ACTS),
            parties=tuple(self._names[party] for party in _others(deed)),
        )

    def _distinct(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Things once by their words."""
        seen: set[str] = set()
        for each in things:
            words = self.shown.words(each.span).casefold()
            if words not in seen:
                seen.add(words)
                yield each

    def _date(self, day: int | None) -> DraftDate | None:
        if day is None:
            return None
        found = self.shown.days[day]
        return DraftDate(words=self.shown.words(found.span), start=None, sentences=self._at(found.span))

    def _place(self, deed: Deed) -> DraftPlace | None:
        sites = deed.things.get("site", [])
        site = self.shown.words(sites[0].span) if sites else None
        at = self._at(*(each.span for each in sites[:1]))
        if deed.spot is None:
            return DraftPlace(site=site, country=None, sentences=at) if site else None
        spot = self.shown.spots[deed.spot]
        place = spot.place
        return DraftPlace(
            site=site,
            town=place.name if place.kind == "city" else None,
            region=place.admin1_name,
            country=place.country,
            position=deed.position,
            sentences=(*self._at(spot.span), *at),
        )

    def _blame(self, tie: Tie) -> DraftAttribution:
        return DraftAttribution(
            actor=self._names[tie.party],
            basis=tie.tie,
            asserted_by=self._called(tie.by),
            sentences=(self.shown.sentences[tie.sentence].index,),
        )

    def _act(self, tie: Tie) -> DraftStatement:
        at = (self.shown.sentences[tie.sentence].index,)
        return DraftStatement(speaker=self._names[tie.party], act=tie.tie, sentences=at)

    def _target(self, thing: Thing) -> DraftTarget:
        return DraftTarget(
            name=self.shown.words(thing.span),
            kind=thing.said["kind"],
            of=self._called(thing.of),
            sector=thing.said["sector"] or None,
            damage=thing.said["damage"] or None,
            sentences=self._at(thing.span),
        )

    def _weapons(self, things: dict[str, list[Thing]]) -> Iterator[DraftWeapon]:
        counted = [each.span for each in things.get("number", []) if each.said["counts"] == "weapon"]
        for each in self._distinct(things.get("weapon", [])):
            before = [span for span in counted if 0 < each.span.first - span.last <= _BEFORE_NOUN]
            count = write_count(self._numbers[max(before)].count) if before else None
            yield DraftWeapon(
                name=self.shown.words(each.span),
                category=each.said["category"],
                count=count,
                sentences=self._at(each.span, *before),
            )

    def _counts(self, things: dict[str, list[Thing]]) -> Iterator[DraftCount]:
        for each in things.get("number", []):
            if each.said["counts"] not in (*TOLLS, "weapon", "none"):
                yield DraftCount(
                    what=each.said["counts"],
                    number=write_count(self._numbers[each.span].count),
                    asserted_by=self._called(each.by),
                    sentences=self._at(each.span),
                )

    # Tolls.

    def _claims(self, things: dict[str, list[Thing]]) -> Iterator[DraftClaim]:
        """One for each speaker, class and number; the victims with the first of their speaker, or by themselves."""
        groups: dict[tuple[Any, ...], list[dict[str, Number]]] = {}
        wholes: dict[tuple[Any, ...], int | None] = {}
        for each in things.get("number", []):
            if each.said["counts"] in TOLLS:
                key = (each.by, each.said["class"], each.said["more"])
                _put(groups.setdefault(key, []), each.said["counts"], self._numbers[each.span])
                wholes.setdefault(key, each.of)
        people = {by: self._people(things, by) for by in dict.fromkeys(each.by for each in things.get("victim", []))}
        for key, tolls in groups.items():
            for toll in tolls:
                yield self._claim(key, toll, wholes[key], people.pop(key[0], []))
        for by, victims in people.items():
            yield self._claim((by, "all", ""), {}, None, victims)

    def _claim(
        self, key: tuple[Any, ...], toll: dict[str, Number], of: int | None, victims: list[DraftPerson]
    ) -> DraftClaim:
        by, whose, more = key
        at = {number for each in toll.values() for number in self._at(each.span)}
        at |= {number for person in victims for number in person.sentences}
        return DraftClaim(
            killed=_written(toll.get("killed")),
            injured=_written(toll.get("injured")),
            victim_class=whose,
            of=self._called(of),
            additional=bool(more),
            asserted_by=self._called(by),
            victims=tuple(victims),
            sentences=tuple(sorted(at)),
        )

    def _people(self, things: dict[str, list[Thing]], by: int | None) -> list[DraftPerson]:
        """People singled out by a speaker; a name right before or after a description is the same person's."""
        found = self._distinct(each for each in things.get("victim", []) if each.by == by)
        people: list[DraftPerson] = []
        before: Thing | None = None
        for each in sorted(found, key=lambda one: one.span):
            person = self._person(each)
            if before and people and self._same_person(before, each, people[-1], person):
                person = people.pop().model_copy(update=_known(person))
            people.append(person)
            before = each
        return people

    def _person(self, thing: Thing) -> DraftPerson:
        """A person by a name, where each word but small ones has a capital, or by a description."""
        words = self.shown.words(thing.span)
        is_name = all(word[:1].isupper() for word in words.split())
        return DraftPerson(
            name=words if is_name else None,
            description=None if is_name else words,
            outcome=thing.said["outcome"],
            sex=thing.said["sex"] or None,
            minor=bool(thing.said["minor"]),
            sentences=self._at(thing.span),
        )

    def _same_person(self, before: Thing, after: Thing, one: DraftPerson, other: DraftPerson) -> bool:
        """Whether a name and a description stand side by side, with nothing or a comma between them."""
        between = self.shown.article.text[
            self.shown.ends[before.span.last] : self.shown.starts[after.span.first]
        ].strip()
        return between in _BESIDE and (one.name is None) != (other.name is None)


def _known(person: DraftPerson) -> dict[str, Any]:
    return {name: value for name, value in person if value and name != "outcome"}


def _written(number: Number | None) -> str | None:
    return write_count(number.count) if number else None


def _put(tolls: list[dict[str, Number]], harm: str, number: Number) -> None:
    """Into the first toll that lacks the harm; nowhere, where one has the same number."""
    if any(harm in toll and _same(toll[harm].count, number.count) for toll in tolls):
        return
    free = next((toll for toll in tolls if harm not in toll), None)
    if free is None:
        tolls.append({harm: number})
    else:
        free[harm] = number


def _same(one: Count, other: Count) -> bool:
    return (one.min, one.max) == (other.min, other.max)


def _others(deed: Deed) -> Iterator[int]:
    """The parties of an incident that nothing else of it names, once each."""
    things = [thing for each in deed.things.values() for thing in each]
    named = {party for thing in things for party in (thing.by, thing.of)}
    named |= {party for tie in deed.ties if tie.tie != OTHER for party in (tie.party, tie.by)}
    yield from dict.fromkeys(tie.party for tie in deed.ties if tie.party not in named)


def _once(ties: Iterable[Tie]) -> Iterator[Tie]:
    """Ties once by what they say."""
    seen: set[tuple[int, str, int | None]] = set()
    for tie in ties:
        if (key := (tie.party, tie.tie, tie.by)) not in seen:
            seen.add(key)
            yield tie
