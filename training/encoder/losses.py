"""How far the heads are from the labels of an article. Torch."""

from collections.abc import Iterator
from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from app.encoder.codes import ATTRIBUTES, BASES, IGNORED, SAYINGS, TAGGED
from app.encoder.distances import apart
from app.encoder.net import TAGS
from app.encoder.seeing import Seen, Spans, found_in, looked_at, read_by
from app.encoder.shown import Shown
from app.encoder.tags import possible, tags_of
from training.encoder.answers import NOBODY, Labels, Saying
from training.encoder.net import Net

WEIGHTS: Final = {
    "tags": 6.0,
    "stretches": 12.0,
    "roles": 3.0,
    "types": 2.0,
    "sayings": 3.0,
    "who": 2.0,
    "says": 2.0,
    "said_number_counts": 2.0,
}
"""Of the parts of the loss; 1 where not named."""
_OF_ONE: Final = ("day", "spot", "site")
"""Kinds of which an incident has one: a choice among the marks and none."""
_SCARCE: Final = 3.0
"""What a tie or a saying that is there weighs against one that is not; a piece that begins a span likewise."""
_STRAY: Final = (0.1,) * len(TAGGED)
"""From which chance what is no labelled span is looked at, to learn that it hangs nowhere."""
_SPOKEN: Final = frozenset(SAYINGS.index(basis) for basis in BASES if basis != "reported_as_fact")
"""The sayings of which somebody may be the source."""


def losses(net: Net, shown: Shown, labels: Labels) -> dict[str, Tensor]:
    """The parts of the loss, each a mean over what it judges; those with nothing to judge are left out."""
    read = read_by(net, shown)
    article = looked_at(net, shown, read, _with_strays(labels, found_in(net, shown, read, _STRAY)))
    context = torch.tensor([float(at in labels.context) for at in range(len(shown.sentences))])
    parts = {
        "tags": _tags(article, labels),
        "stretches": _stretches(article, labels),
        "sayings": _sayings(article, labels),
        "roles": cross_entropy(article.read.roles, torch.tensor(labels.roles)),
        "context": binary_cross_entropy_with_logits(article.read.context, context),
    }
    if labels.deeds:
        parts |= dict(_deeds(article, labels))
    if labels.sayings:
        parts |= dict(_asked(article, labels))
    return parts | dict(_said(article, labels)) | dict(_points(article, labels))


def pooled(parts: dict[str, Tensor]) -> Tensor:
    """One loss of the parts."""
    return torch.stack([WEIGHTS.get(name, 1.0) * part for name, part in parts.items()]).sum()


def _tags(article: Seen, labels: Labels) -> Tensor:
    wanted = torch.tensor([tags_of(labels.spans[kind], len(article.shown.pieces)) for kind in TAGGED])
    weights = torch.tensor([1.0, _SCARCE, 2.0])
    return cross_entropy(article.read.tags.transpose(0, 1).reshape(-1, TAGS), wanted.reshape(-1), weight=weights)


def _stretches(article: Seen, labels: Labels) -> Tensor:
    """Over all stretches of whole words, as a mean of the pieces."""
    allowed = torch.tensor(possible(article.shown))
    scores = article.read.stretches
    wanted = torch.zeros_like(scores)
    for at, kind in enumerate(TAGGED):
        for span in labels.spans[kind]:
            if span.last - span.first < scores.shape[2]:
                wanted[span.first, at, span.last - span.first] = 1.0
    loss = binary_cross_entropy_with_logits(scores, wanted, allowed[:, None].float(), reduction="sum")
    return loss / (scores.shape[0] * scores.shape[1])


def _sayings(article: Seen, labels: Labels) -> Tensor:
    """Over all sentences and codes, and times 8, since nearly none is said."""
    scores = article.net.sayings(article.read)
    wanted = torch.zeros_like(scores)
    for one in labels.sayings:
        wanted[one.sentence, one.code] = 1.0
    return binary_cross_entropy_with_logits(scores, wanted, 1 + (_SCARCE - 1) * wanted) * 8


def _asked(article: Seen, labels: Labels) -> Iterator[tuple[str, Tensor]]:
    """Of whom it is said, who says so, and of which incidents."""
    sayings = sorted(labels.sayings)
    sentences = torch.tensor([one.sentence for one in sayings])
    questions = article.net.asking(article.read, sentences, torch.tensor([one.code for one in sayings]))
    who = article.asked("who", questions, sentences)
    yield "who", chosen(_with_none(who), _mentions(article, labels, [one.who for one in sayings]))
    spoken = [at for at, one in enumerate(sayings) if one.code in _SPOKEN]
    if spoken:
        scores = article.asked("says", questions[spoken], sentences[spoken])
        yield "says", chosen(scores, _mentions(article, labels, [sayings[at].says for at in spoken]))
    yield "about", _about(article, labels, sayings, questions)


def _with_none(scores: Tensor) -> Tensor:
    """With a last column that is never chosen."""
    return torch.cat([scores, torch.full_like(scores[:, :1], -1e4)], 1)


def _mentions(article: Seen, labels: Labels, parties: list[int]) -> Tensor:
    """Which party marks are of each of these parties: (parties, party marks) of 0 and 1."""
    owners = [*labels.owners, *[NOBODY] * (len(article.spans.get("party", [])) - len(labels.owners))]
    wanted = torch.tensor(parties)[:, None]
    return ((torch.tensor(owners)[None] == wanted) & (wanted != NOBODY)).float()


def _about(article: Seen, labels: Labels, sayings: list[Saying], questions: Tensor) -> Tensor:
    opened = torch.tensor([deed.sentence for deed in labels.deeds])
    deeds, _, _ = article.net.deeds(article.read, opened)
    places = torch.tensor([one.sentence for one in sayings])
    scores = article.net.about(questions, deeds, apart(places, opened))[:, :, 0]
    said = {(one.sentence, one.code, one.deed) for one in sayings}
    wanted = [[float((one.sentence, one.code, deed) in said) for deed in range(len(opened))] for one in sayings]
    return binary_cross_entropy_with_logits(scores, torch.tensor(wanted))


def _with_strays(labels: Labels, found: Spans) -> Spans:
    """The labelled spans, then those that the heads find where no label is: they must learn to hang nowhere."""
    return {
        kind: [*known, *(one for one in found.get(kind, []) if not any(one.overlaps(other) for other in known))]
        for kind, known in labels.spans.items()
    }


def _deeds(article: Seen, labels: Labels) -> Iterator[tuple[str, Tensor]]:
    net, read = article.net, article.read
    sentences = torch.tensor([deed.sentence for deed in labels.deeds])
    deeds, types, stages = net.deeds(read, sentences)
    wanted_types = torch.tensor([deed.type for deed in labels.deeds])
    yield "types", cross_entropy(types, wanted_types, label_smoothing=0.05)
    yield "stages", cross_entropy(stages, torch.tensor([deed.stage for deed in labels.deeds]))
    every = torch.arange(len(article.shown.sentences))
    members = net.member(read.sentences, deeds, apart(every, sentences))[:, :, 0]
    wanted = torch.tensor([[float(int(at) in deed.members) for deed in labels.deeds] for at in every])
    yield "members", binary_cross_entropy_with_logits(members, wanted)
    for kind, found in article.vectors.items():
        distances = apart(article.places[kind], sentences)
        if kind == "party":
            yield "ties", _ties(net.tie(found, deeds, distances)[:, :, 0], labels)
        else:
            yield f"links_{kind}", _links(net, kind, net.link[kind](found, deeds, distances), deeds, labels)


def _ties(scores: Tensor, labels: Labels) -> Tensor:
    """Over all pairs of a party mark and an incident for which the labels tell, and times 4."""
    wanted, weights = torch.zeros_like(scores), torch.ones_like(scores)
    for pair in labels.ties:
        wanted[pair] = 1.0
        weights[pair] = _SCARCE
    for pair in labels.unsure - labels.ties:
        weights[pair] = 0.0
    return binary_cross_entropy_with_logits(scores, wanted, weights) * 4


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
    for (pointer, kind), known in labels.points.items():
        if known:
            wanted = _mentions(article, labels, list(known.values()))
            yield f"points_{pointer}_{kind}", chosen(article.pointed(pointer, kind, list(known)), wanted)
