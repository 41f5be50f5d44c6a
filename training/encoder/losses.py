"""How far the heads are from the labels of an article. Torch."""

from collections.abc import Iterator
from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from app.encoder.codes import ATTRIBUTES, IGNORED, MARKS, TAGGED, TIES
from app.encoder.distances import apart
from app.encoder.net import TAGS
from app.encoder.seeing import Read, Seen, seen
from app.encoder.shown import Shown, Span
from app.encoder.tags import spans_of, tags_of
from training.encoder.labels import NOBODY, Labels
from training.encoder.net import Net

WEIGHTS: Final = {"tags": 12.0, "roles": 3.0, "ties": 2.0, "types": 2.0}
"""Of the parts of the loss; 1 where not named."""
_OF_ONE: Final = ("day", "spot", "site")
"""Kinds of which an incident has one: a choice among the marks and none."""
_SCARCE: Final = 3.0
"""What a tie that is there weighs against one that is not; a piece that begins a span likewise."""


def losses(net: Net, shown: Shown, labels: Labels) -> dict[str, Tensor]:
    """The parts of the loss, each a mean over what it judges; those with nothing to judge are left out."""
    article = seen(net, shown, lambda read: {kind: _with_strays(kind, labels, read) for kind in MARKS})
    context = torch.tensor([float(at in labels.context) for at in range(len(shown.sentences))])
    parts = {
        "tags": _tags(article, labels),
        "roles": cross_entropy(article.read.roles, torch.tensor(labels.roles)),
        "context": binary_cross_entropy_with_logits(article.read.context, context),
    }
    if labels.deeds:
        parts |= dict(_deeds(article, labels))
    return parts | dict(_said(article, labels)) | dict(_points(article, labels))


def pooled(parts: dict[str, Tensor]) -> Tensor:
    """One loss of the parts."""
    return torch.stack([WEIGHTS.get(name, 1.0) * part for name, part in parts.items()]).sum()


def _tags(article: Seen, labels: Labels) -> Tensor:
    wanted = torch.tensor([tags_of(labels.spans[kind], len(article.shown.pieces)) for kind in TAGGED])
    weights = torch.tensor([1.0, _SCARCE, 2.0])
    return cross_entropy(article.read.tags.transpose(0, 1).reshape(-1, TAGS), wanted.reshape(-1), weight=weights)


def _with_strays(kind: str, labels: Labels, read: Read) -> list[Span]:
    """The labelled spans, then those that the heads tag where no label is: they must learn to hang nowhere."""
    known = labels.spans[kind]
    if kind not in TAGGED:
        return list(known)
    found = spans_of(read.tags[:, TAGGED.index(kind)].detach())
    return [*known, *(one for one in found if not any(one.overlaps(other) for other in known))]


def _deeds(article: Seen, labels: Labels) -> Iterator[tuple[str, Tensor]]:
    net, read = article.net, article.read
    sentences = torch.tensor([deed.sentence for deed in labels.deeds])
    deeds, types, stages = net.deeds(read, sentences)
    yield "types", cross_entropy(types, torch.tensor([deed.type for deed in labels.deeds]))
    yield "stages", cross_entropy(stages, torch.tensor([deed.stage for deed in labels.deeds]))
    every = torch.arange(len(article.shown.sentences))
    members = net.member(read.sentences, deeds, apart(every, sentences))[:, :, 0]
    wanted = torch.tensor([[float(int(at) in deed.members) for deed in labels.deeds] for at in every])
    yield "members", binary_cross_entropy_with_logits(members, wanted)
    for kind, found in article.vectors.items():
        distances = apart(article.places[kind], sentences)
        if kind == "party":
            yield "ties", _ties(net.tie(found, deeds, distances), labels)
        else:
            yield f"links_{kind}", _links(net, kind, net.link[kind](found, deeds, distances), deeds, labels)


def _ties(scores: Tensor, labels: Labels) -> Tensor:
    """Over all triples, and times 8, since nearly none of them is a tie."""
    wanted, weights = torch.zeros_like(scores), torch.ones_like(scores)
    for triple in labels.ties:
        wanted[triple] = 1.0
        weights[triple] = _SCARCE
    for triple in labels.unsure - labels.ties:
        weights[triple] = 0.0
    loss = binary_cross_entropy_with_logits(scores, wanted, weights, reduction="sum")
    return loss / (scores.shape[0] * scores.shape[1] * len(TIES)) * 8


def _links(net: Net, kind: str, scores: Tensor, deeds: Tensor, labels: Labels) -> Tensor:
    wanted = torch.zeros(scores.shape[:2])
    for link in labels.links[kind]:
        wanted[link] = 1.0
    if kind not in _OF_ONE:
        return binary_cross_entropy_with_logits(scores[:, :, 0], wanted)
    return chosen(torch.cat([scores[:, :, 0].T, net.none[kind](deeds)], 1), wanted.T)


def chosen(scores: Tensor, wanted: Tensor) -> Tensor:
    """Loss of a choice in each row among the columns, of which the last stands for none; any wanted one is right."""
    none = (wanted.sum(1, keepdim=True) == 0).float()
    right = scores.masked_fill(torch.cat([wanted, none], 1) == 0, float("-inf")).logsumexp(1)
    return (scores.logsumexp(1) - right).mean()


def _said(article: Seen, labels: Labels) -> Iterator[tuple[str, Tensor]]:
    for kind, found in article.vectors.items():
        labelled = labels.said[kind]
        scores = article.net.said_of(kind, found[: len(labelled)])
        for name in ATTRIBUTES[kind]:
            wanted = torch.tensor([each[name] for each in labelled])
            if (wanted != IGNORED).any():
                yield f"said_{kind}_{name}", cross_entropy(scores[name], wanted, ignore_index=IGNORED)


def _points(article: Seen, labels: Labels) -> Iterator[tuple[str, Tensor]]:
    owners = torch.tensor([*labels.owners, *[NOBODY] * (len(article.spans.get("party", [])) - len(labels.owners))])
    for (pointer, kind), known in labels.points.items():
        if known:
            parties = torch.tensor(list(known.values()))[:, None]
            wanted = ((owners[None] == parties) & (parties != NOBODY)).float()
            yield f"points_{pointer}_{kind}", chosen(article.pointed(pointer, kind, list(known)), wanted)
