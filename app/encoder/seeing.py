"""An article as a net sees it: vectors of its pieces, its sentences, and of the spans in it.

The net is that of numpy, which reads, or that of torch, which learns; arrays are of the net's kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.encoder.codes import TAGGED
from app.encoder.distances import spaced
from app.encoder.layers import sigmoid
from app.encoder.shown import Shown, Span
from app.encoder.tags import possible, spans_of

Spans = dict[str, list[Span]]
"""Spans by the kind of mark."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder makes of an article: a vector for each piece and each sentence, tags and roles.

    `stretches` are log-odds that the pieces [i, i + l] are a span of a kind: (pieces i, kinds, lengths l).
    `views` are sentences as they are judged: marker, mean and maximum of the pieces, and the mean of the article.
    """

    pieces: Any
    sentences: Any
    views: Any
    tags: Any
    stretches: Any
    roles: Any
    context: Any


@dataclass(frozen=True, slots=True)
class Seen:
    """An article through a net. `vectors` and `places` (positions of sentences) of kinds that have a span."""

    net: Any
    shown: Shown
    read: Read
    spans: Spans
    vectors: dict[str, Any]
    places: dict[str, Any]

    def pointed(self, pointer: str, kind: str, marks: Sequence[int]) -> Any:
        """Scores of each mark of a kind for each party mark, and last for nobody: (marks, party marks + 1)."""
        found = self.vectors[kind][list(marks)]
        nobody = self.net.nobody[pointer](found)
        if "party" not in self.vectors:
            return nobody
        firsts = self.net.numbers([self.spans[kind][mark].first for mark in marks])
        apart = spaced(firsts, self._party_firsts(), self.places[kind][list(marks)], self.places["party"])
        scores = self.net.point[pointer](found, self.vectors["party"], apart)[:, :, 0]
        return self.net.beside(scores, nobody)

    def asked(self, pointer: str, questions: Any, sentences: Any) -> Any:
        """Scores of what sentences say (`Net.asking`) for each party mark, and last for nobody where one may say it."""
        firsts = self.net.numbers(self.shown.markers)[sentences]
        apart = spaced(firsts, self._party_firsts(), sentences, self.places["party"])
        scores = self.net.ask[pointer](questions, self.vectors["party"], apart)[:, :, 0]
        return self.net.beside(scores, self.net.unsaid(questions)) if pointer == "says" else scores

    def _party_firsts(self) -> Any:
        return self.net.numbers([span.first for span in self.spans["party"]])


def read_by(net: Any, shown: Shown) -> Read:
    """An article through the encoder and the heads that need no span."""
    given = (net.numbers(each) for each in (shown.pieces, shown.cases, shown.markers, shown.owners))
    read: Read = net.read(*given)
    return read


def looked_at(net: Any, shown: Shown, read: Read, spans: Spans) -> Seen:
    """What was read, with vectors of these spans."""
    owners = net.numbers(shown.owners)
    kept = {kind: found for kind, found in spans.items() if found}
    vectors, places = {}, {}
    for kind, found in kept.items():
        ends = net.numbers([[one.first, one.last] for one in found])
        vectors[kind], places[kind] = net.marks(read, kind, ends, owners), owners[ends[:, 0]]
    return Seen(net, shown, read, kept, vectors, places)


def found_in(net: Any, shown: Shown, read: Read, limits: Sequence[float]) -> Spans:
    """The spans of each tagged kind whose chance is above the kind's limit."""
    chances = sigmoid(net.floats(read.stretches)) * np.asarray(possible(shown))[:, None]
    return {kind: spans_of(chances[:, at], limits[at]) for at, kind in enumerate(TAGGED)}
