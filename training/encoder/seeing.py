"""An article as the net sees it: vectors of its pieces, its sentences, and of the spans in it. Torch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.encoder.shown import Shown, Span
from training.encoder.net import Net, Read, spaced

Spans = dict[str, list[Span]]
"""Spans by the kind of mark."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article through a net. `vectors` and `places` (positions of sentences) of kinds that have a span."""

    net: Net
    shown: Shown
    read: Read
    spans: Spans
    vectors: dict[str, Tensor]
    places: dict[str, Tensor]

    def pointed(self, pointer: str, kind: str, marks: Sequence[int]) -> Tensor:
        """Scores of each mark of a kind for each party mark, and last for nobody: (marks, party marks + 1)."""
        found = self.vectors[kind][list(marks)]
        nobody: Tensor = self.net.nobody[pointer](found)
        if "party" not in self.vectors:
            return nobody
        firsts = torch.tensor([self.spans[kind][mark].first for mark in marks])
        others = torch.tensor([span.first for span in self.spans["party"]])
        apart = spaced(firsts, others, self.places[kind][list(marks)], self.places["party"])
        scores = self.net.point[pointer](found, self.vectors["party"], apart)[:, :, 0]
        return torch.cat([scores, nobody], 1)


def seen(net: Net, shown: Shown, spans_in: Callable[[Read], Spans]) -> Seen:
    """An article through a net; `spans_in` gives the spans that are looked at, by what was read."""
    owners = torch.tensor(shown.owners)
    read = net.read(torch.tensor(shown.pieces), torch.tensor(shown.cases), torch.tensor(shown.markers), owners)
    spans = {kind: found for kind, found in spans_in(read).items() if found}
    vectors, places = {}, {}
    for kind, found in spans.items():
        ends = torch.tensor([[one.first, one.last] for one in found])
        vectors[kind], places[kind] = net.marks(read, kind, ends, owners), owners[ends[:, 0]]
    return Seen(net, shown, read, spans, vectors, places)
