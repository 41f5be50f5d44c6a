"""The encoder and its heads, for reading: the same as `training.encoder.net`, which learns, in numpy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from app.encoder.codes import ASKED, ATTRIBUTES, MARKS, POINTS, TAGGED
from app.encoder.layers import Array, Block, Linear, Norm, Pair, Weights, gelu, softmax
from app.encoder.seeing import Read
from app.encoder.tags import LONGEST
from app.encoder.windows import Window, windows

TAGS: Final = 3
"""Outside, begins, goes on."""
VIEWS: Final = 4
"""Parts of the view of a sentence."""


class Net:
    """A trained net. Attributes and methods are named as those of the one that learns.

    Args:
        weights: by the names that the learning one gives its own.
        heads: of attention.
    """

    def __init__(self, weights: Weights, heads: int) -> None:
        self._weights = weights
        layers = len(weights.names("body.encoder.layer.")) // len(weights.names("body.encoder.layer.0."))
        self._blocks = [Block(weights, f"body.encoder.layer.{number}", heads) for number in range(layers)]
        self._norm = Norm(weights, "body.embeddings.LayerNorm")
        self._places = weights("body.embeddings.position_embeddings.weight")
        self._type = weights("body.embeddings.token_type_embeddings.weight")[0]
        self._case = weights("case.weight")
        self._stretch = Stretches(weights, "stretch")
        self.tag, self.sentence, self.role, self.context, self.deed, self.sub_event, self.stage, self.mark = (
            Linear(weights, name)
            for name in ("tag", "sentence", "role", "context", "deed", "sub_event", "stage", "mark")
        )
        self.kind = weights("kind.weight")
        self.said = {
            kind: {name: Linear(weights, f"said.{kind}.is_{name}") for name in each}
            for kind, each in ATTRIBUTES.items()
        }
        self.member, self.tie, self.about = (Pair(weights, name) for name in ("member", "tie", "about"))
        self.link = {kind: Pair(weights, f"link.{kind}") for kind in MARKS if kind != "party"}
        self.none = {kind: Linear(weights, f"none.{kind}") for kind in ("day", "spot", "site")}
        self.saying, self._asked, self.unsaid = (Linear(weights, name) for name in ("saying", "asked", "unsaid"))
        self._code = weights("code.weight")
        self.ask = {name: Pair(weights, f"ask.{name}") for name in ASKED}
        self.point = {name: Pair(weights, f"point.{name}") for name in POINTS}
        self.nobody = {name: Linear(weights, f"nobody.{name}") for name in POINTS}

    def numbers(self, given: Sequence[Any]) -> Array:
        """Whole numbers as an array."""
        return np.asarray(given, np.int64)

    def floats(self, given: Array) -> Array:
        """Scores as an array."""
        return given

    def beside(self, *scores: Array) -> Array:
        """Columns beside each other."""
        return np.concatenate(scores, 1)

    def read(self, pieces: Array, cases: Array, markers: Array, owners: Array) -> Read:
        """All pieces of an article in windows; `markers` are where sentences begin, `owners` their positions."""
        vectors = self._encoded(pieces, cases, windows(markers.tolist(), len(pieces)))
        views = _views(vectors, markers, owners)
        sentences = gelu(self.sentence(views[:, : 2 * vectors.shape[1]]))
        tags = self.tag(vectors).reshape(len(pieces), len(TAGGED), TAGS)
        stretches = self._stretch(vectors, tags)
        return Read(vectors, sentences, views, tags, stretches, self.role(views), self.context(views)[:, 0])

    def _encoded(self, pieces: Array, cases: Array, parts: Sequence[Window]) -> Array:
        vectors = []
        for part in parts:
            at = slice(part.start, part.end)
            words = self._weights.rows("body.embeddings.word_embeddings.weight", pieces[at])
            hidden = words + self._case[cases[at]] + self._places[: part.end - part.start] + self._type
            hidden = self._norm(hidden)
            for block in self._blocks:
                hidden = block(hidden)
            vectors.append(hidden[part.keep_from - part.start : part.keep_to - part.start])
        return np.concatenate(vectors)

    def deeds(self, read: Read, sentences: Array) -> tuple[Array, Array, Array]:
        """Of each sentence that opens an incident: a vector, and scores of its type and its stage."""
        judged = read.views[sentences]
        return gelu(self.deed(judged)), self.sub_event(judged), self.stage(judged)

    def sayings(self, read: Read) -> Array:
        """Scores of what each sentence says of parties: (sentences, `SAYINGS`)."""
        return self.saying(read.views)

    def asking(self, read: Read, sentences: Array, codes: Array) -> Array:
        """A vector for each saying of a sentence, which asks of whom it is and who says so."""
        return gelu(self._asked(read.views[sentences]) + self._code[codes])

    def marks(self, read: Read, kind: str, spans: Array, owners: Array) -> Array:
        """A vector for each span (first, last) of a kind."""
        first, last = spans[:, 0], spans[:, 1]
        sums = np.concatenate([np.zeros((1, read.pieces.shape[1]), np.float32), read.pieces.cumsum(0)])
        means = (sums[last + 1] - sums[first]) / (last - first + 1)[:, None].astype(np.float32)
        given = np.concatenate([read.pieces[first], read.pieces[last], means, read.sentences[owners[first]]], -1)
        return gelu(self.mark(given) + self.kind[MARKS.index(kind)])

    def said_of(self, kind: str, marks: Array) -> Mapping[str, Array]:
        """Scores of each attribute."""
        return {name: head(marks) for name, head in self.said[kind].items()}


class Stretches:
    """Scores of stretches of pieces as spans of each tagged kind: by their tags, corrected by their two ends."""

    def __init__(self, weights: Weights, name: str) -> None:
        self.first, self.last = Linear(weights, f"{name}.first"), Linear(weights, f"{name}.last")
        self.length, self.trust = weights(f"{name}.length.weight"), weights(f"{name}.trust")

    def __call__(self, pieces: Array, tags: Array) -> Array:
        """Vectors (n, width) and tags (n, kinds, 3) to (n, kinds, lengths); what ends behind the article is -10000."""
        size = (len(pieces), len(TAGGED), -1)
        first, last = self.first(pieces).reshape(size), self.last(pieces).reshape(size)
        begins, goes_on = tags[:, :, 1] - tags[:, :, 0], (tags[:, :, 2] - tags[:, :, 0]).cumsum(0)
        stops = np.zeros_like(begins)
        stops[:-1] = np.log1p(-np.minimum(softmax(tags)[1:, :, 2], np.float32(1 - 1e-6)))
        scores = np.full((len(pieces), len(TAGGED), LONGEST), -1e4, np.float32)
        for more in range(min(LONGEST, len(pieces))):
            kept = len(pieces) - more
            tagged = begins[:kept] + goes_on[more:] - goes_on[:kept] + stops[more:]
            ends = (first[:kept] * last[more:]).sum(-1) / np.float32(first.shape[-1] ** 0.5)
            scores[:kept, :, more] = ends + self.trust * tagged + self.length[more]
        return scores


def _views(vectors: Array, markers: Array, owners: Array) -> Array:
    """Sentences as they are judged, (sentences, `VIEWS` times the width). Pieces of a sentence stand together."""
    lengths = np.bincount(owners, minlength=len(markers))[:, None].astype(np.float32)
    means = np.add.reduceat(vectors, markers) / lengths
    most = np.maximum.reduceat(vectors, markers)
    return np.concatenate([vectors[markers], means, most, np.broadcast_to(vectors.mean(0), means.shape)], -1)
