"""How far the heads are from the labels of an article, and the tensors of an article. Torch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from training.encoder.codes import ATTRIBUTES, IGNORED, MARKS, TAGGED, TIES
from training.encoder.labels import NOBODY, Labels
from training.encoder.net import Net, Read, apart, spaced
from training.encoder.shown import Shown, Span
from training.encoder.tags import spans_of, tags_of

WEIGHTS = {"tags": 3.0, "roles": 2.0, "ties": 2.0}
"""Of the parts of the loss; 1 where not named."""
_OF_ONE = ("day", "spot", "site")
"""Kinds of which an incident has one: a choice among the marks and none."""


@dataclass(frozen=True, slots=True)
class Given:
    """The tensors of an article."""

    pieces: Tensor
    cases: Tensor
    markers: Tensor
    owners: Tensor


def given(shown: Shown) -> Given:
    """The tensors of an article."""
    return Given(*(torch.tensor(each) for each in (shown.pieces, shown.cases, shown.markers, shown.owners)))


def losses(net: Net, shown: Shown, labels: Labels) -> dict[str, Tensor]:
    """The parts of the loss, each a mean over what it judges; those with nothing to judge are left out."""
    tensors = given(shown)
    read = net.read(tensors.pieces, tensors.cases, tensors.markers, tensors.owners)
    parts = {
        "tags": _tags(read, shown, labels),
        "roles": cross_entropy(read.roles, torch.tensor(labels.roles)),
        "context": binary_cross_entropy_with_logits(
            read.context, torch.tensor([float(at in labels.context) for at in range(len(shown.sentences))])
        ),
    }
    marks = {kind: _with_strays(kind, labels, read) for kind in MARKS}
    vectors = {
        kind: net.marks(read, kind, torch.tensor([[one.first, one.last] for one in spans]), tensors.owners)
        for kind, spans in marks.items()
        if spans
    }
    if labels.deeds:
        parts |= dict(_deeds(net, read, shown, labels, marks, vectors))
    parts |= dict(_said(net, labels, vectors))
    parts |= dict(_points(net, shown, labels, marks, vectors))
    return parts


def pooled(parts: dict[str, Tensor]) -> Tensor:
    """One loss of the parts."""
    return torch.stack([WEIGHTS.get(name, 1.0) * part for name, part in parts.items()]).sum()


def _tags(read: Read, shown: Shown, labels: Labels) -> Tensor:
    wanted = torch.tensor([tags_of(labels.spans[kind], len(shown.pieces)) for kind in TAGGED])
    weights = torch.tensor([1.0, 3.0, 2.0])
    return cross_entropy(read.tags.transpose(0, 1).reshape(-1, 3), wanted.reshape(-1), weight=weights)


def _with_strays(kind: str, labels: Labels, read: Read) -> list[Span]:
    """The labelled spans, and after them those that the heads tag where no label is: they must learn to hang nowhere."""
    known = labels.spans[kind]
    if kind not in TAGGED:
        return list(known)
    found = spans_of(read.tags[:, TAGGED.index(kind)].detach())
    return [*known, *(one for one in found if not any(one.overlaps(other) for other in known))]


def _deeds(
    net: Net, read: Read, shown: Shown, labels: Labels, marks: dict[str, list[Span]], vectors: dict[str, Tensor]
) -> Iterator[tuple[str, Tensor]]:
    sentences = torch.tensor([deed.sentence for deed in labels.deeds])
    deeds = net.deeds(read, sentences)
    yield "types", cross_entropy(net.sub_event(deeds), torch.tensor([deed.type for deed in labels.deeds]))
    yield "stages", cross_entropy(net.stage(deeds), torch.tensor([deed.stage for deed in labels.deeds]))
    every = torch.arange(len(shown.sentences))
    members = net.member(read.sentences, deeds, apart(every, sentences))[:, :, 0]
    wanted = torch.tensor([[float(int(at) in deed.members) for deed in labels.deeds] for at in every])
    yield "members", binary_cross_entropy_with_logits(members, wanted)
    for kind, found in vectors.items():
        at = torch.tensor([shown.sentence(span) for span in marks[kind]])
        if kind == "party":
            yield "ties", _ties(net.tie(found, deeds, apart(at, sentences)), labels)
        else:
            yield f"links_{kind}", _links(net, kind, net.link[kind](found, deeds, apart(at, sentences)), deeds, labels)


def _ties(scores: Tensor, labels: Labels) -> Tensor:
    wanted, weights = torch.zeros_like(scores), torch.ones_like(scores)
    for mark, deed, tie in labels.ties:
        wanted[mark, deed, tie] = 1.0
        weights[mark, deed, tie] = 3.0
    for mark, deed, tie in labels.unsure - labels.ties:
        weights[mark, deed, tie] = 0.0
    loss = binary_cross_entropy_with_logits(scores, wanted, weights, reduction="sum")
    return loss / (scores.shape[0] * scores.shape[1] * len(TIES)) * 8


def _links(net: Net, kind: str, scores: Tensor, deeds: Tensor, labels: Labels) -> Tensor:
    wanted = torch.zeros(scores.shape[:2])
    for mark, deed in labels.links[kind]:
        wanted[mark, deed] = 1.0
    if kind not in _OF_ONE:
        return binary_cross_entropy_with_logits(scores[:, :, 0], wanted)
    return chosen(torch.cat([scores[:, :, 0].T, net.none[kind](deeds)], 1), wanted.T)


def chosen(scores: Tensor, wanted: Tensor) -> Tensor:
    """Loss of a choice in each row among the columns, of which the last stands for none; any wanted one is right."""
    none = (wanted.sum(1, keepdim=True) == 0).float()
    wanted = torch.cat([wanted, none], 1)
    right = scores.masked_fill(wanted == 0, float("-inf")).logsumexp(1)
    return (scores.logsumexp(1) - right).mean()


def _said(net: Net, labels: Labels, vectors: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    for kind, found in vectors.items():
        labelled = labels.said[kind]
        scores = net.said_of(kind, found[: len(labelled)])
        for name in ATTRIBUTES[kind]:
            wanted = torch.tensor([each[name] for each in labelled])
            if (wanted != IGNORED).any():
                yield f"said_{kind}_{name}", cross_entropy(scores[name], wanted, ignore_index=IGNORED)


def _points(
    net: Net, shown: Shown, labels: Labels, marks: dict[str, list[Span]], vectors: dict[str, Tensor]
) -> Iterator[tuple[str, Tensor]]:
    for (pointer, kind), known in labels.points.items():
        if not known:
            continue
        rows = list(known)
        scores = pointed(net, shown, pointer, (vectors[kind][rows], [marks[kind][row] for row in rows]), marks, vectors)
        wanted = torch.zeros(len(rows), scores.shape[1] - 1)
        for row, mark in enumerate(rows):
            for column, owner in enumerate(labels.owners):
                wanted[row, column] = float(owner == known[mark] != NOBODY)
        yield f"points_{pointer}_{kind}", chosen(scores, wanted)


def pointed(
    net: Net,
    shown: Shown,
    pointer: str,
    sources: tuple[Tensor, Sequence[Span]],
    marks: dict[str, list[Span]],
    vectors: dict[str, Tensor],
) -> Tensor:
    """Scores of each source for each party mark, and last for nobody."""
    found, spans = sources
    nobody = net.nobody[pointer](found)
    if "party" not in vectors:
        return nobody  # type: ignore[no-any-return]
    firsts = [torch.tensor([span.first for span in each]) for each in (spans, marks["party"])]
    at = [torch.tensor([shown.sentence(span) for span in each]) for each in (spans, marks["party"])]
    scores = net.point[pointer](found, vectors["party"], spaced(*firsts, *at))[:, :, 0]
    return torch.cat([scores, nobody], 1)
