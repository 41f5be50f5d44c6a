"""An article read by the net: its scores as what is marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.encoder.clusters import clusters
from app.encoder.codes import ATTRIBUTES, MARKS, OTHER, STAGES, TAGGED, TYPES
from app.encoder.distances import apart
from app.encoder.layers import Array, sigmoid, softmax
from app.encoder.marked import Deed, Marked, Party, Thing, Tie
from app.encoder.net import Net
from app.encoder.sayings import Limits, by_party, sayings_in
from app.encoder.seeing import Spans, found_in, looked_at, read_by
from app.encoder.shown import Shown

_THINGS: Final = ("target", "weapon", "victim", "number")
"""Kinds of marks of which an incident may have several."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability something is said; chosen on the articles kept for tuning.

    `party` to `victim` are of spans; `of_target` to `of_number` of what hangs on an incident; `who` is the share of a
    saying from which a party is one of those that are meant.
    """

    opens: float = 0.5
    member: float = 0.5
    opens_as_member: float = 0.8
    blame: float = 0.4
    act: float = 0.4
    other: float = 0.5
    context: float = 0.5
    who: float = 0.3
    party: float = 0.2
    target: float = 0.2
    weapon: float = 0.2
    site: float = 0.2
    victim: float = 0.2
    of_target: float = 0.5
    of_weapon: float = 0.5
    of_victim: float = 0.5
    of_number: float = 0.5


def marked(net: Net, shown: Shown, at: Thresholds) -> Marked:
    """What the net says of an article."""
    return Reading(net, shown, at).marked(at) if shown.pieces else Marked((), (), ())


class Reading:
    """An article through a net once, to be marked by one set of thresholds or another; `at`: the first of them."""

    def __init__(self, net: Net, shown: Shown, at: Thresholds) -> None:
        self.net, self.shown, self.at = net, shown, at
        self.read = read_by(net, shown)
        self._look()

    def _look(self) -> None:
        """The spans at the present thresholds, and what is said of each."""
        self.seen = looked_at(self.net, self.shown, self.read, self._spans())
        self.spans, self.vectors, self.places = self.seen.spans, self.seen.vectors, self.seen.places
        self.said = {kind: self.net.said_of(kind, found) for kind, found in self.vectors.items()}
        self.owners = clusters(self.shown, self.spans.get("party", []))

    def _spans(self) -> Spans:
        shown = self.shown
        found = found_in(self.net, shown, self.read, [getattr(self.at, kind) for kind in TAGGED])
        found |= {"number": [one.span for one in shown.numbers], "day": [one.span for one in shown.days]}
        return found | {"spot": [one.span for one in shown.spots]}

    def marked(self, at: Thresholds) -> Marked:
        """All of it; parties that nothing names are left out."""
        moved = any(getattr(at, kind) != getattr(self.at, kind) for kind in TAGGED)
        self.at = at
        if moved:
            self._look()
        opened = self._opened()
        context = np.flatnonzero(sigmoid(self.read.context) > self.at.context).tolist()
        deeds = tuple(self._deeds(opened)) if opened else ()
        parties = tuple(self._parties())
        return _only_named(Marked(parties, deeds, tuple(context)))

    # Which sentences open an incident.

    def _opened(self) -> list[int]:
        """Sentences that open incidents, in the order of the text; a member of a surer one's incident opens none."""
        chances = 1 - softmax(self.read.roles)[:, 0]
        likely = [at for at in (-chances).argsort(kind="stable").tolist() if chances[at] > self.at.opens]
        kept: list[int] = []
        for at in likely:
            if kept and chances[at] < self.at.opens_as_member and self._members(kept)[at].max() > self.at.member:
                continue
            kept.append(at)
        return sorted(kept)

    def _members(self, sentences: list[int]) -> Array:
        at = np.asarray(sentences)
        every = np.arange(len(self.shown.sentences))
        scores = self.net.member(self.read.sentences, self.net.deeds(self.read, at)[0], apart(every, at))
        return sigmoid(scores[:, :, 0])

    # Parties.

    def _parties(self) -> Iterator[Party]:
        for owner in range(max(self.owners, default=-1) + 1):
            marks = [mark for mark, each in enumerate(self.owners) if each == owner]
            said = {name: self._mean("party", name, marks) for name in ATTRIBUTES["party"]}
            whole = self._pointed_at("member_of", "party", marks[0])
            spans = tuple(self.spans["party"][mark] for mark in marks)
            yield Party(spans, said["type"], said["voice"], whole if whole != owner else None)

    def _mean(self, kind: str, name: str, marks: list[int]) -> str:
        return ATTRIBUTES[kind][name][int(self.said[kind][name][marks].mean(0).argmax())]

    def _pointed_at(self, pointer: str, kind: str, mark: int) -> int | None:
        """The party with the greatest sum over its mentions; None: nobody."""
        chances = by_party(self.seen.pointed(pointer, kind, [mark]), self.owners)[0]
        best = int(chances.argmax())
        return best if best < len(chances) - 1 else None

    # Incidents.

    def _deeds(self, opened: list[int]) -> Iterator[Deed]:
        at = np.asarray(opened)
        vectors, types, stages = self.net.deeds(self.read, at)
        members = self._members(opened)
        links = {
            kind: self.net.link[kind](self.vectors[kind], vectors, apart(self.places[kind], at))[:, :, 0]
            for kind in MARKS
            if kind in self.vectors and kind != "party"
        }
        ties = self._ties(vectors, at)
        for number, sentence in enumerate(opened):
            spot = self._one("spot", links, vectors, number)
            yield Deed(
                sentence=sentence,
                newly_reported=bool(self.read.roles[sentence, 1:].argmax() == 0),
                type=TYPES[int(types[number].argmax())],
                stage=STAGES[int(stages[number].argmax())],
                members=tuple(np.flatnonzero(members[:, number] > self.at.member).tolist()),
                day=self._one("day", links, vectors, number),
                spot=spot,
                position="in" if spot is None else self._code("spot", "position", spot),
                things=self._things(links, vectors, number),
                ties=list(ties[number]),
            )

    def _one(self, kind: str, links: dict[str, Array], deeds: Array, number: int) -> int | None:
        """The mark of a kind of which an incident has one; None: none."""
        if kind not in links:
            return None
        scores = np.append(links[kind][:, number], self.net.none[kind](deeds[number : number + 1]))
        best = int(scores.argmax())
        return best if best < len(scores) - 1 else None

    def _things(self, links: dict[str, Array], deeds: Array, number: int) -> dict[str, list[Thing]]:
        site = self._one("site", links, deeds, number)
        found: dict[str, list[Thing]] = {"site": [] if site is None else [Thing(self.spans["site"][site], {})]}
        for kind in _THINGS:
            scores = sigmoid(links[kind]) if kind in links else np.zeros((0, len(deeds)))
            marks = np.flatnonzero(scores[:, number] > getattr(self.at, f"of_{kind}")).tolist()
            if kind == "number":  # a number is of one incident
                marks = [mark for mark in marks if int(scores[mark].argmax()) == number]
            found[kind] = [self._thing(kind, mark) for mark in marks]
        found["number"] = [each for each in found["number"] if each.said["counts"] != "none"]
        return found

    def _thing(self, kind: str, mark: int) -> Thing:
        said = {name: self._code(kind, name, mark) for name in ATTRIBUTES[kind]}
        by = self._pointed_at("by", kind, mark) if kind in {"number", "victim"} else None
        of = self._pointed_at("of", kind, mark) if kind in {"number", "target"} else None
        return Thing(self.spans[kind][mark], said, by, of)

    def _code(self, kind: str, name: str, mark: int) -> str:
        return ATTRIBUTES[kind][name][int(self.said[kind][name][mark].argmax())]

    def _ties(self, deeds: Array, at: Array) -> list[list[Tie]]:
        """What is said of the parties, the surest first and once each, and which others are part of an incident."""
        found: list[list[Tie]] = [[] for _ in at]
        if "party" not in self.vectors:
            return found
        limits = Limits(self.at.blame, self.at.act, self.at.who)
        for deed, tie in sayings_in(self.seen, deeds, at, self.owners, limits):
            if all((tie.party, tie.tie) != (other.party, other.tie) for other in found[deed]):
                found[deed].append(tie)
        others = sigmoid(self.net.tie(self.vectors["party"], deeds, apart(self.places["party"], at)))[:, :, 0]
        for mark, deed in np.argwhere(others > self.at.other).tolist():
            found[deed].append(Tie(self.owners[mark], OTHER, int(self.places["party"][mark])))
        return found


def _only_named(found: Marked) -> Marked:
    """Without parties that no incident names."""
    named = {tie.party for deed in found.deeds for tie in deed.ties}
    named |= {tie.by for deed in found.deeds for tie in deed.ties if tie.by is not None}
    things = [thing for deed in found.deeds for each in deed.things.values() for thing in each]
    named |= {party for thing in things for party in (thing.by, thing.of) if party is not None}
    waiting = list(named)
    while waiting:
        whole = found.parties[waiting.pop()].member_of
        if whole is not None and whole not in named:
            named.add(whole)
            waiting.append(whole)
    return _renumbered(found, {party: at for at, party in enumerate(sorted(named))})


def _renumbered(found: Marked, at: dict[int, int]) -> Marked:
    def moved(party: int | None) -> int | None:
        return None if party is None else at[party]

    for deed in found.deeds:
        deed.ties = [Tie(at[tie.party], tie.tie, tie.sentence, moved(tie.by)) for tie in deed.ties]
        deed.things = {
            kind: [Thing(one.span, one.said, moved(one.by), moved(one.of)) for one in each]
            for kind, each in deed.things.items()
        }
    parties = (found.parties[party] for party in sorted(at))
    kept = tuple(Party(one.spans, one.type, one.voice, moved(one.member_of)) for one in parties)
    return Marked(kept, found.deeds, found.context)
