"""An article as a net sees it: vectors of its pieces, its sentences, and of the spans in it.

The net is that of numpy, which reads, or that of torch, which learns; arrays are of the net's kind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.encoder.distances import spaced
from app.encoder.shown import Shown, Span

Spans = dict[str, list[Span]]
"""Spans by the kind of mark."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder makes of an article: a vector for each piece and each sentence, tags and roles.

    `views` are sentences as they are judged: marker, mean and maximum of the pieces, and the mean of the article.
    """

    pieces: Any
    sentences: Any
    views: Any
    tags: Any
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
        others = self.net.numbers([span.first for span in self.spans["party"]])
        apart = spaced(firsts, others, self.places[kind][list(marks)], self.places["party"])
        scores = self.net.point[pointer](found, self.vectors["party"], apart)[:, :, 0]
        return self.net.beside(scores, nobody)


def seen(net: Any, shown: Shown, spans_in: Callable[[Read], Spans]) -> Seen:
    """An article through a net; `spans_in` gives the spans that are looked at, by what was read."""
    numbers = net.numbers
    owners = numbers(shown.owners)
    read = net.read(numbers(shown.pieces), numbers(shown.cases), numbers(shown.markers), owners)
    spans = {kind: found for kind, found in spans_in(read).items() if found}
    vectors, places = {}, {}
    for kind, found in spans.items():
        ends = numbers([[one.first, one.last] for one in found])
        vectors[kind], places[kind] = net.marks(read, kind, ends, owners), owners[ends[:, 0]]
    return Seen(net, shown, read, spans, vectors, places)
