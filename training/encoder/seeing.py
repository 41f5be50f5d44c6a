"""An article as the net sees it: vectors of its pieces, its sentences, and of the spans in it. Torch."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.encoder.codes import TAGGED
from training.encoder.net import Net, Read, spaced
from training.encoder.shown import Shown, Span
from training.encoder.tags import possible, spans_of

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
        apart = spaced(firsts, self._party_firsts(), self.places[kind][list(marks)], self.places["party"])
        scores = self.net.point[pointer](found, self.vectors["party"], apart)[:, :, 0]
        return torch.cat([scores, nobody], 1)

    def asked(self, pointer: str, questions: Tensor, sentences: Tensor) -> Tensor:
        """Scores of what sentences say (`Net.asking`) for each party mark, and last for nobody where one may say it."""
        firsts = torch.tensor(self.shown.markers)[sentences]
        apart = spaced(firsts, self._party_firsts(), sentences, self.places["party"])
        scores: Tensor = self.net.ask[pointer](questions, self.vectors["party"], apart)[:, :, 0]
        return torch.cat([scores, self.net.unsaid(questions)], 1) if pointer == "says" else scores

    def _party_firsts(self) -> Tensor:
        return torch.tensor([span.first for span in self.spans["party"]])


def read_by(net: Net, shown: Shown) -> Read:
    """An article through the encoder and the heads that need no span."""
    owners = torch.tensor(shown.owners)
    return net.read(torch.tensor(shown.pieces), torch.tensor(shown.cases), torch.tensor(shown.markers), owners)


def looked_at(net: Net, shown: Shown, read: Read, spans: Spans) -> Seen:
    """What was read, with vectors of these spans."""
    owners = torch.tensor(shown.owners)
    kept = {kind: found for kind, found in spans.items() if found}
    vectors, places = {}, {}
    for kind, found in kept.items():
        ends = torch.tensor([[one.first, one.last] for one in found])
        vectors[kind], places[kind] = net.marks(read, kind, ends, owners), owners[ends[:, 0]]
    return Seen(net, shown, read, kept, vectors, places)


def found_in(shown: Shown, read: Read, limits: Sequence[float]) -> Spans:
    """The spans of each tagged kind whose chance is above the kind's limit."""
    allowed = torch.tensor(possible(shown))[:, None]
    chances = (torch.sigmoid(read.stretches.detach()) * allowed).numpy()
    return {kind: spans_of(chances[:, at], limits[at]) for at, kind in enumerate(TAGGED)}
