"""What the heads should say of a labelled article: spans, what each is, and how they hang together. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.encoder.codes import ATTRIBUTES, IGNORED, MARKS, NULL, ROLES, SAYINGS, STAGES, TYPES
from app.encoder.shown import Shown, Span
from app.records.restate import actors_by_name, voices_of
from schemas import ArticleSummary, CasualtyClaim, Count, Evidence, Grounded, Incident, Person
from training.encoder.answers import NOBODY, Deed, Labels, Saying
from training.encoder.golden import ends, names_of, opened, states


@dataclass(frozen=True, slots=True)
class Counts:
    """What a number counts, who says so, and whose they are; `more` is "more" for what comes on top of a number."""

    what: str
    by: str | None = None
    of: str | None = None
    whose: str = "all"
    more: str = NULL


def label(shown: Shown, gold: ArticleSummary) -> Labels:
    """The labels of an article with its gold record."""
    maker = _Maker(shown, gold)
    for index, incident in enumerate(maker.incidents):
        maker.incident(index, incident)
    maker.count_nothing()
    return maker.labels


class _Maker:
    def __init__(self, shown: Shown, gold: ArticleSummary) -> None:
        self.shown = shown
        self.incidents, self._new = opened(shown, gold)
        deeds = [self._deed(one, at) for one, at in self.incidents_at()]
        roles = [0] * len(shown.sentences)
        for deed, one in zip(deeds, self.incidents, strict=True):
            roles[deed.sentence] = ROLES.index("news" if one.id in self._new else "background")
        context = {at for fact in gold.context for at in self._sentences(fact.evidence)}
        self.labels = Labels(roles, context, deeds)
        for kind in MARKS:
            self.labels.spans[kind], self.labels.said[kind], self.labels.links[kind] = [], [], set()
        for number in shown.numbers:
            self._add("number", number.span)
        for day in shown.days:
            self._add("day", day.span)
        for spot in shown.spots:
            self._add("spot", spot.span)
        self._parties(gold)

    def incidents_at(self) -> Iterator[tuple[Incident, int]]:
        """The incidents with the sentence that opens each: the first of its evidence that opens no other."""
        taken: set[int] = set()
        for one in self.incidents:
            at = [each for each in self._sentences(one.evidence) if each not in taken] or self._sentences(one.evidence)
            taken.add(at[0])
            yield one, at[0]

    def _deed(self, one: Incident, at: int) -> Deed:
        return Deed(at, TYPES.index(one.sub_event_type), STAGES.index(one.stage), self._sentences(one.evidence))

    def _sentences(self, quotes: Iterable[Evidence]) -> tuple[int, ...]:
        spans = [(quote.start, quote.end) for quote in quotes]
        return tuple(
            at
            for at, one in enumerate(self.shown.sentences)
            if any(start < one.end and one.start < end for start, end in spans)
        )

    def _add(self, kind: str, span: Span, /, **said: str) -> int:
        """The number of a mark, which is added where it is not there; what is said of it is kept."""
        spans = self.labels.spans[kind]
        if span not in spans:
            spans.append(span)
            self.labels.said[kind].append(dict.fromkeys(ATTRIBUTES[kind], IGNORED))
            if kind == "party":
                self.labels.owners.append(NOBODY)
        index = spans.index(span)
        for name, code in said.items():
            self.labels.said[kind][index][name] = list(ATTRIBUTES[kind][name]).index(code)
        return index

    # Parties.

    def _parties(self, gold: ArticleSummary) -> None:
        """Mark each mention of each party, the longest names first."""
        actors = actors_by_name((*gold.incidents, *gold.background))
        voices = dict(pair for one in (*gold.incidents, *gold.background) for pair in voices_of(one))
        self._of = {name: index for index, name in enumerate(actors)}
        names = [(alias, name) for name, each in actors.items() for alias in names_of(each)]
        for alias, name in sorted(names, key=lambda pair: -len(pair[0])):
            one = actors[name][0]
            for span in self._mentions(alias):
                if any(span.overlaps(other) for other in self.labels.spans["party"]):
                    continue
                mark = self._add("party", span, type=one.type or NULL, voice=voices.get(name, NULL))
                self.labels.owners[mark] = self._of[name]
        for name, each in actors.items():
            whole = next((one.member_of for one in each if one.member_of), None)
            for mark in self._marks_of(name):
                self._point("member_of", "party", mark, whole)
            if not self._marks_of(name):
                self.labels.lost.append(f"party {name}")

    def _mentions(self, name: str) -> Iterator[Span]:
        """Every place of a name in the sentences that are shown."""
        words = r"\s+".join(map(re.escape, name.split()))
        for found in re.finditer(rf"(?<!\w){words}(?!\w)", self.shown.article.text, re.IGNORECASE):
            span = self.shown.span(*found.span())
            if span:
                yield span

    def _marks_of(self, name: str) -> list[int]:
        return [mark for mark, owner in enumerate(self.labels.owners) if owner == self._of.get(name)]

    def _near(self, name: str, sentences: tuple[int, ...]) -> tuple[list[int], list[int]]:
        """The marks of a party in these sentences, or the nearest one; and its others."""
        marks = self._marks_of(name)
        inside = [mark for mark in marks if self.shown.sentence(self.labels.spans["party"][mark]) in sentences]
        if marks and not inside:
            at = min(sentences, default=0)
            spans = self.labels.spans["party"]
            inside = [min(marks, key=lambda mark: abs(self.shown.sentence(spans[mark]) - at))]
        return inside, [mark for mark in marks if mark not in inside]

    def _point(self, pointer: str, kind: str, mark: int, name: str | None) -> None:
        known = self.labels.points.setdefault((pointer, kind), {})
        known[mark] = self._of.get(name, NOBODY) if name is not None else NOBODY

    def _tie(self, name: str, deed: int, quotes: Iterable[Evidence]) -> None:
        inside, others = self._near(name, self._sentences(quotes))
        self.labels.ties |= {(mark, deed) for mark in inside}
        self.labels.unsure |= {(mark, deed) for mark in others}

    def _say(self, deed: int, code: str, who: str, says: str | None, quotes: Iterable[Evidence]) -> None:
        """Each sentence of the evidence says it; nothing is kept of a party without a mention."""
        if not self._marks_of(who):
            return
        by = NOBODY if says is None else self._of.get(says, NOBODY)
        for at in self._sentences(quotes):
            self.labels.sayings.add(Saying(at, SAYINGS.index(code), deed, self._of[who], by))

    # What hangs on an incident.

    def incident(self, deed: int, one: Incident) -> None:
        """Mark all values of an incident."""
        self._when_and_where(deed, one)
        self._things(deed, one)
        for claim in one.casualty_claims:
            self._claim(deed, claim)
        for said in one.other_counts:
            self._number(deed, said.count, said, Counts(said.what, by=said.asserted_by))
        for blame in one.attribution:
            self._say(deed, blame.basis, blame.actor, blame.asserted_by, blame.evidence)
        for act in one.reactions:
            self._say(deed, act.act, act.speaker, None, act.evidence)
        for actor in one.actors:
            self._tie(actor.name, deed, actor.evidence)

    def _when_and_where(self, deed: int, one: Incident) -> None:
        if one.date:
            self._overlapping("day", deed, one.date)
        if one.location:
            code, city = one.location.country_code, one.location.city
            level = "city" if city else "region" if one.location.admin1 else "country"
            name = city or one.location.admin1 or one.location.country
            same = [
                mark
                for mark, spot in enumerate(self.shown.spots)
                if (spot.place.name, spot.place.kind, spot.place.country_code) == (name, level, code)
            ]
            position = {"near_town": "near", "sea": "sea"}.get(one.location.precision, "in")
            self.labels.links["spot"] |= {(mark, deed) for mark in same}
            for mark in same:
                self._add("spot", self.shown.spots[mark].span, position=position)
            if one.location.site:
                self._named("site", one.location.site, deed, one.location.evidence)

    def _things(self, deed: int, one: Incident) -> None:
        for target in one.targets:
            said = {"kind": target.kind, "sector": target.sector or NULL, "damage": target.damage or NULL}
            for mark in self._named("target", target.name, deed, target.evidence, **said):
                self._point("of", "target", mark, target.of)
        for weapon in one.weapons:
            self._named("weapon", weapon.name, deed, weapon.evidence, category=weapon.category)
            if weapon.count:
                self._number(deed, weapon.count, weapon, Counts("weapon"))

    def _claim(self, deed: int, claim: CasualtyClaim) -> None:
        for what, count in (("killed", claim.killed), ("injured", claim.injured)):
            if count:
                more = "more" if claim.additional else NULL
                said = Counts(what, claim.asserted_by, claim.of, claim.victim_class, more)
                self._number(deed, count, claim, said)
        for person in claim.victims:
            for mark in self._person(deed, person):
                self._point("by", "victim", mark, claim.asserted_by)

    def _person(self, deed: int, person: Person) -> Iterator[int]:
        minor = "minor" if person.minor else NULL
        said: dict[str, str] = {"outcome": person.outcome or "killed", "sex": person.sex or NULL, "minor": minor}
        for name in (person.name, person.description):
            if name:
                yield from self._named("victim", name, deed, person.evidence, **said)

    def _named(self, kind: str, name: str, deed: int, quotes: Iterable[Evidence], /, **said: str) -> list[int]:
        """Mark a name wherever it stands; those in the evidence, or the first, hang on the incident."""
        spans = list(self._mentions(name))
        at = self._sentences(quotes)
        near = [span for span in spans if self.shown.sentence(span) in at] or spans[:1]
        if not near:
            self.labels.lost.append(f"{kind} {name}")
        free = [span for span in spans if not self._is_taken(kind, span)]
        for span in free:
            self._add(kind, span, **said)
        marks = [self.labels.spans[kind].index(span) for span in near if span in self.labels.spans[kind]]
        self.labels.links[kind] |= {(mark, deed) for mark in marks}
        return marks

    def _is_taken(self, kind: str, span: Span) -> bool:
        return any(span.overlaps(other) and span != other for other in self.labels.spans[kind])

    def _overlapping(self, kind: str, deed: int, value: Grounded) -> None:
        quoted = [span for quote in value.evidence if (span := self.shown.span(quote.start, quote.end))]
        marks = [mark for mark, span in enumerate(self.labels.spans[kind]) if any(map(span.overlaps, quoted))]
        self.labels.links[kind] |= {(mark, deed) for mark in marks[:1]}
        if not marks:
            self.labels.lost.append(kind)

    def _number(self, deed: int, count: Count, value: Grounded, said: Counts) -> None:
        """Mark the numbers that state a count in the evidence of a value, one a quote."""
        found = {mark for quote in value.evidence if (mark := self._stating(count, said.what, quote)) is not None}
        for mark in found:
            span = self.shown.numbers[mark].span
            self._add("number", span, counts=said.what, **{"class": said.whose}, more=said.more)
            self.labels.links["number"].add((mark, deed))
            self._point("by", "number", mark, said.by)
            self._point("of", "number", mark, said.of)
        if not found:
            self.labels.lost.append(f"{said.what} {count.min}")

    def _stating(self, count: Count, what: str, quote: Evidence) -> int | None:
        """The first number in a quote that states a count and counts nothing else."""
        span = self.shown.span(quote.start, quote.end)
        free = (IGNORED, ATTRIBUTES["number"]["counts"].index(what))
        for mark, number in enumerate(self.shown.numbers):
            inside = span is not None and number.span.overlaps(span)
            if inside and self.labels.said["number"][mark]["counts"] in free and states(number.count, count):
                return mark
        return None

    def count_nothing(self) -> None:
        """Numbers that no value has count nothing, but for those that say the same as one that counts."""
        said = self.labels.said["number"]
        told = {ends(self.shown.numbers[mark].count) for mark, each in enumerate(said) if each["counts"] != IGNORED}
        for mark, each in enumerate(said):
            if each["counts"] == IGNORED and ends(self.shown.numbers[mark].count) not in told:
                each["counts"] = 0
