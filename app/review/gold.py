"""A reviewed record as a candidate for gold: the notation of docs/labelling.md, section 12. Pure.

What the notation cannot say is left out, and named in a remark. A person reads a candidate before it becomes gold.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from app.values.count_notation import write_count
from app.values.places import find
from schemas import (
    Actor,
    ArticleSummary,
    CasualtyClaim,
    Count,
    Evidence,
    Incident,
    IncidentDate,
    Location,
    OtherCount,
    Protest,
    TimeOfDay,
)

Note = dict[str, Any]
_BY_SOMEONE: Final = frozenset({"claimed", "accused_by_authorities", "accused"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A gold file's content, and what is left out of it."""

    note: Note
    remarks: tuple[str, ...]


def candidate(summary: ArticleSummary, text: str) -> Candidate:
    """The candidate of a record with offsets in code points into its article's text."""
    return _Writer(summary, text).written()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Lives as long as one article is written; `remarks` grows."""

    summary: ArticleSummary
    text: str
    remarks: list[str] = field(default_factory=list)

    def written(self) -> Candidate:
        about = self.summary.article
        note = {
            "published_on": about.published_on and about.published_on.isoformat(),
            "title": about.title,
            "source": about.source,
            "headline": self.summary.headline,
            "summary": [{"text": each.text, "evidence": self.quoted(each.evidence)} for each in self.summary.summary],
            "actors": list(self.actors()),
            "incidents": [self.incident(*each) for each in self._paths("incidents", self.summary.incidents)],
            "background": [self.incident(*each) for each in self._paths("background", self.summary.background)],
            "context": [self.quoted(each.evidence)[0] for each in self.summary.context],
        }
        return Candidate(_stated(note), tuple(self.remarks))

    @staticmethod
    def _paths(kind: str, incidents: Iterable[Incident]) -> Iterator[tuple[str, Incident]]:
        return ((f"{kind}/{index}", each) for index, each in enumerate(incidents))

    def quoted(self, evidence: Iterable[Evidence]) -> list[str]:
        return [each for quote in evidence if (each := self._quote(quote))]

    def _quote(self, evidence: Evidence) -> str | None:
        """The words, with `##2` where they are the second of that kind; None where they are no whole words."""
        places = [match.start() for match in _whole(evidence.quote).finditer(self.text)]
        if evidence.start not in places:
            self.remarks.append(f"the quote at {evidence.start} begins or ends within a word")
            return None
        nth = places.index(evidence.start) + 1
        return evidence.quote if nth == 1 else f"{evidence.quote}##{nth}"

    def actors(self) -> Iterator[Note]:
        incidents = (*self.summary.incidents, *self.summary.background)
        known: dict[str, Actor] = {}
        for actor in (actor for one in incidents for actor in one.actors):
            known.setdefault(actor.name, actor)
        sources = dict(_source_types(incidents))
        for name, actor in known.items():
            note = {"name": name, "aliases": list(actor.aliases), "of": actor.member_of}
            yield _stated(note | {"source_type": sources.get(name), "evidence": self.quoted(actor.evidence)}) | {
                "type": actor.type
            }
        strangers: dict[str, tuple[Evidence, ...]] = {}
        for one in incidents:
            for name, evidence in _references(one):
                strangers.setdefault(name, evidence)
        for name, evidence in strangers.items():
            if name not in known:
                self.remarks.append(f"the party {name!r} is in no list of parties: its type is left null")
                yield _stated({"name": name, "source_type": sources.get(name), "evidence": self.quoted(evidence)}) | {
                    "type": None
                }

    def incident(self, path: str, one: Incident) -> Note:
        named = {name for name, _ in _references(one)}
        note = {
            "sub_event_type": one.sub_event_type,
            "stage": one.stage,
            "evidence": self.quoted(one.evidence),
            "date": self._date(one.date) if one.date else None,
            "time": self._time(path, one.time) if one.time else None,
            "location": self._location(path, one.location) if one.location else None,
            "attribution": self._items(path, "attribution", one.attribution, ("actor", "basis", "asserted_by"), _fits),
            "targets": self._items(path, "targets", one.targets, ("name", "kind", "of", "sector", "damage")),
            "weapons": self._items(path, "weapons", one.weapons, ("name", "category", "system", "count")),
            "casualty_claims": [self._claim(each) for each in self._claims(path, one.casualty_claims)],
            "counts": [self._other(each) for each in one.other_counts],
            "protest": self._protest(path, one.protest) if one.protest else None,
            "reactions": self._items(path, "reactions", one.reactions, ("speaker", "act")),
            "parties": [each.name for each in one.actors if each.name not in named],
        }
        return _stated(note)

    def _items(
        self,
        path: str,
        name: str,
        items: Iterable[Any],
        fields: Iterable[str],
        fits: Callable[[Any], bool] = lambda _: True,
    ) -> list[Note]:
        """The items of a list with these fields and their quotes; without those that the notation does not take."""
        notes = []
        for index, each in enumerate(items):
            if fits(each):
                values = {field: _value(getattr(each, field)) for field in fields}
                notes.append(_stated(values | {"evidence": self.quoted(each.evidence)}))
            else:
                self.remarks.append(f"{path}/{name}/{index}: basis and speaker do not go together, so it is left out")
        return notes

    def _date(self, when: IncidentDate) -> Note:
        known = when.start is not None
        precision = when.precision if known == (when.precision != "unknown") else "day" if known else "unknown"
        days = {"start": when.start and when.start.isoformat(), "end": when.end and when.end.isoformat()}
        note = {"text": when.text, "precision": precision, "evidence": self.quoted(when.evidence)}
        return _stated(note | (days if known else {}))

    def _time(self, path: str, time: TimeOfDay) -> Note | None:
        if time.part is None and time.hour is None:
            self.remarks.append(f"{path}/time has neither a part of the day nor an hour, so it is left out")
            return None
        return _stated(
            {"text": time.text, "part": time.part, "hour": time.hour, "evidence": self.quoted(time.evidence)}
        )

    def _location(self, path: str, where: Location) -> Note | None:
        place = next((name for name in _names(where) if _is_found(name, where)), None)
        if place is None:
            self.remarks.append(f"{path}/location: the gazetteer finds it by none of its names, so it is left out")
            return None
        note = {
            "place": place,
            "site": where.site,
            "district": where.admin2,
            "near": where.precision == "near_town",
            "sea": where.precision == "sea",
            "places": [each.name for each in where.places],
            "evidence": self.quoted(where.evidence),
        }
        return _stated(note)

    def _claims(self, path: str, claims: Iterable[CasualtyClaim]) -> Iterator[CasualtyClaim]:
        for index, each in enumerate(claims):
            if each.killed or each.injured or each.victims:
                yield each
            else:
                self.remarks.append(f"{path}/casualty_claims/{index} says nothing, so it is left out")

    def _claim(self, claim: CasualtyClaim) -> Note:
        fields = ("killed", "injured", "victim_class", "noun", "of", "additional", "asserted_by")
        people = ("name", "description", "outcome", "age", "sex", "relation", "minor")
        note = {
            **{name: _value(getattr(claim, name)) for name in fields},
            "victims": self._items("", "victims", claim.victims, people),
            "confirmed_by": self._items("", "confirmed_by", claim.confirmed_by, ("name",)),
            "evidence": self.quoted(claim.evidence),
        }
        return _stated(note)

    def _other(self, count: OtherCount) -> Note:
        note = {name: getattr(count, name) for name in ("what", "unit", "noun", "asserted_by")}
        return _stated(note | {"number": _value(count.count), "evidence": self.quoted(count.evidence)})

    def _protest(self, path: str, protest: Protest) -> Note:
        fields = {"organisers": ("name",), "demands": ("text", "stance"), "responses": ("kind", "by")}
        note = {name: self._items(path, name, getattr(protest, name), parts) for name, parts in fields.items()}
        return _stated(note)


def _whole(words: str) -> re.Pattern[str]:
    """The words as they are; where they begin or end with a letter or digit, none may join on."""
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    return re.compile(before + re.escape(words) + after)


def _stated(note: Note) -> Note:
    """The note without what is left out where there is nothing to say."""
    must = {"summary", "headline"}
    return {name: each for name, each in note.items() if name in must or each not in (None, [], False, {})}


def _value(value: Any) -> Any:
    if not isinstance(value, Count):
        return value
    try:
        return write_count(value)
    except ValueError:
        return value.model_dump(mode="json")


def _fits(each: Any) -> bool:
    if each.basis in _BY_SOMEONE:
        return each.asserted_by is not None
    return each.basis != "reported_as_fact" or each.asserted_by is None


def _names(where: Location) -> Iterator[str]:
    """Names by which the gazetteer may find a place, the plainest first."""
    for name in filter(None, (where.city, where.admin1 if where.city is None else None)):
        yield name
        yield from (f"{name}, {whole}" for whole in (where.admin1, where.country) if whole and whole != name)
    if where.city is None and where.admin1 is None and where.country:
        yield where.country


def _is_found(name: str, where: Location) -> bool:
    found = next(iter(find(f"in {name}")), None)
    if found is None or found.text != name.partition(",")[0]:
        return False
    place = found.place
    if where.geonames_id is not None:
        return place.geonames_id == where.geonames_id
    mine = (where.city, where.admin1, where.country_code)
    return mine == (place.name if place.kind == "city" else None, place.admin1_name, place.country_code)


def _source_types(incidents: Iterable[Incident]) -> Iterator[tuple[str, str]]:
    for one in incidents:
        said: tuple[CasualtyClaim | OtherCount, ...] = (*one.casualty_claims, *one.other_counts)
        for each in said:
            if each.asserted_by is not None:
                yield each.asserted_by, each.source_type
        for source in (source for claim in one.casualty_claims for source in claim.confirmed_by):
            yield source.name, source.source_type


def _references(one: Incident) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """The parties that the values of an incident name, with the words of the value."""
    protest = one.protest or Protest()
    named: list[tuple[str | None, tuple[Evidence, ...]]] = [
        *((name, each.evidence) for each in one.attribution for name in (each.actor, each.asserted_by)),
        *((name, each.evidence) for each in one.casualty_claims for name in (each.asserted_by, each.of)),
        *((each.of, each.evidence) for each in one.targets),
        *((each.asserted_by, each.evidence) for each in one.other_counts),
        *((each.name, each.evidence) for claim in one.casualty_claims for each in claim.confirmed_by),
        *((each.name, each.evidence) for each in protest.organisers),
        *((each.by, each.evidence) for each in protest.responses),
        *((each.speaker, each.evidence) for each in one.reactions),
    ]
    yield from ((name, evidence) for name, evidence in named if name is not None)
