"""The encoder and its heads. Torch; knows pieces, spans and classes, and nothing of articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from app.encoder.codes import ASKED, ATTRIBUTES, MARKS, POINTS, ROLES, SAYINGS, STAGES, TAGGED, TYPES
from app.encoder.distances import STEPS, apart_size
from app.encoder.net import TAGS, VIEWS
from app.encoder.seeing import Read
from app.encoder.shown import CASES
from app.encoder.tags import LONGEST
from app.encoder.windows import Window, windows


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of the heads."""

    mark: int = 192
    pair: int = 128
    ends: int = 48
    dropout: float = 0.2


class Pair(nn.Module):
    """Scores of pairs of vectors, with how far they stand apart."""

    def __init__(self, one: int, other: int, hidden: int, outputs: int, distances: int) -> None:
        super().__init__()
        self.one = nn.Linear(one, hidden)
        self.other = nn.Linear(other, hidden)
        self.product_one = nn.Linear(one, hidden, bias=False)
        self.product_other = nn.Linear(other, hidden, bias=False)
        self.apart = nn.Embedding(distances, hidden)
        self.out = nn.Linear(hidden, outputs)

    def forward(self, one: Tensor, other: Tensor, apart: Tensor) -> Tensor:
        """(n, a), (m, b) and distances (n, m) to scores (n, m, outputs)."""
        added = self.one(one)[:, None] + self.other(other)[None] + self.apart(apart)
        product = self.product_one(one)[:, None] * self.product_other(other)[None]
        scores: Tensor = self.out(nn.functional.gelu(added + product))
        return scores


class Stretches(nn.Module):
    """Scores of stretches of pieces as spans of each tagged kind: by their tags, corrected by their two ends."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, len(TAGGED) * hidden)
        self.last = nn.Linear(width, len(TAGGED) * hidden)
        self.length = nn.Embedding(LONGEST, len(TAGGED))
        self.trust = nn.Parameter(torch.full((len(TAGGED),), 0.5))
        for new in (self.last.weight, self.last.bias, self.length.weight):
            nn.init.zeros_(new)

    def forward(self, pieces: Tensor, tags: Tensor) -> Tensor:
        """Vectors (n, width) and tags (n, kinds, 3) to (n, kinds, lengths); what ends behind the article is -10000."""
        size = (len(pieces), len(TAGGED), -1)
        first, last = self.first(pieces).view(size), self.last(pieces).view(size)
        begins, goes_on = tags[:, :, 1] - tags[:, :, 0], (tags[:, :, 2] - tags[:, :, 0]).cumsum(0)
        stops = torch.log1p(-tags.softmax(-1)[1:, :, 2].clamp(max=1 - 1e-6))
        stops = torch.cat([stops, torch.zeros_like(begins[:1])])
        found = []
        for more in range(LONGEST):
            kept = max(0, len(pieces) - more)
            tagged = begins[:kept] + goes_on[more:] - goes_on[:kept] + stops[more:]
            scores = (first[:kept] * last[more:]).sum(-1) / first.shape[-1] ** 0.5 + self.trust * tagged
            scores = scores + self.length.weight[more]
            found.append(nn.functional.pad(scores, (0, 0, 0, len(pieces) - kept), value=-1e4))
        return torch.stack(found, -1)


class Net(nn.Module):
    """The encoder with all heads."""

    def __init__(self, body: Any, width: int, sizes: Sizes) -> None:
        super().__init__()
        self.body = body
        self.case = nn.Embedding(len(CASES), width)
        nn.init.zeros_(self.case.weight)
        self.drop = nn.Dropout(sizes.dropout)
        mark, pair = sizes.mark, sizes.pair
        self.tag = nn.Linear(width, len(TAGGED) * TAGS)
        self.stretch = Stretches(width, sizes.ends)
        self.sentence = nn.Linear(2 * width, mark)
        self.role = nn.Linear(VIEWS * width, len(ROLES))
        self.context = nn.Linear(VIEWS * width, 1)
        self.deed = nn.Linear(VIEWS * width, mark)
        self.sub_event = nn.Linear(VIEWS * width, len(TYPES))
        self.stage = nn.Linear(VIEWS * width, len(STAGES))
        self.kind = nn.Embedding(len(MARKS), mark)
        self.mark = nn.Linear(3 * width + mark, mark)
        self.said = nn.ModuleDict(
            {
                kind: nn.ModuleDict({f"is_{name}": nn.Linear(mark, len(codes)) for name, codes in each.items()})
                for kind, each in ATTRIBUTES.items()
            }
        )
        steps = 2 * STEPS + 1
        self.member = Pair(mark, mark, pair, 1, steps)
        self.link = nn.ModuleDict({kind: Pair(mark, mark, pair, 1, steps) for kind in MARKS if kind != "party"})
        self.none = nn.ModuleDict({kind: nn.Linear(mark, 1) for kind in ("day", "spot", "site")})
        self.tie = Pair(mark, mark, pair, 1, steps)
        self.saying = nn.Linear(VIEWS * width, len(SAYINGS))
        self.asked = nn.Linear(VIEWS * width, mark)
        self.code = nn.Embedding(len(SAYINGS), mark)
        self.about = Pair(mark, mark, pair, 1, steps)
        self.ask = nn.ModuleDict({name: Pair(mark, mark, pair, 1, apart_size()) for name in ASKED})
        self.unsaid = nn.Linear(mark, 1)
        self.point = nn.ModuleDict({name: Pair(mark, mark, pair, 1, apart_size()) for name in POINTS})
        self.nobody = nn.ModuleDict({name: nn.Linear(mark, 1) for name in POINTS})

    def numbers(self, given: Sequence[Any]) -> Tensor:
        """Whole numbers as a tensor."""
        return torch.tensor(given)

    def floats(self, given: Tensor) -> Any:
        """A tensor as an array of numpy."""
        return given.detach().numpy()

    def beside(self, *scores: Tensor) -> Tensor:
        """Columns beside each other."""
        return torch.cat(scores, 1)

    def read(self, pieces: Tensor, cases: Tensor, markers: Tensor, owners: Tensor) -> Read:
        """All pieces of an article in windows; `markers` are where sentences begin, `owners` their positions."""
        vectors = self._encoded(pieces, cases, windows(markers.tolist(), len(pieces)))
        views = _views(vectors, markers, owners)
        sentences = nn.functional.gelu(self.sentence(self.drop(views[:, : 2 * vectors.shape[1]])))
        tags = self.tag(self.drop(vectors)).view(len(pieces), len(TAGGED), TAGS)
        stretches = self.stretch(self.drop(vectors), tags)
        judged = self.drop(views)
        return Read(vectors, sentences, views, tags, stretches, self.role(judged), self.context(judged)[:, 0])

    def _encoded(self, pieces: Tensor, cases: Tensor, parts: Sequence[Window]) -> Tensor:
        vectors = []
        for part in parts:
            embedded = self.body.get_input_embeddings()(pieces[part.start : part.end])
            embedded = embedded + self.case(cases[part.start : part.end])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self.body(inputs_embeds=embedded[None]).last_hidden_state[0]
            vectors.append(hidden.float()[part.keep_from - part.start : part.keep_to - part.start])
        return torch.cat(vectors)

    def deeds(self, read: Read, sentences: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of each sentence that opens an incident: a vector, and scores of its type and its stage."""
        judged = self.drop(read.views[sentences])
        return nn.functional.gelu(self.deed(judged)), self.sub_event(judged), self.stage(judged)

    def sayings(self, read: Read) -> Tensor:
        """Scores of what each sentence says of parties: (sentences, `SAYINGS`)."""
        scores: Tensor = self.saying(self.drop(read.views))
        return scores

    def asking(self, read: Read, sentences: Tensor, codes: Tensor) -> Tensor:
        """A vector for each saying of a sentence, which asks of whom it is and who says so."""
        return nn.functional.gelu(self.asked(self.drop(read.views[sentences])) + self.code(codes))

    def marks(self, read: Read, kind: str, spans: Tensor, owners: Tensor) -> Tensor:
        """A vector for each span (first, last) of a kind."""
        first, last = spans[:, 0], spans[:, 1]
        sums = torch.cat([torch.zeros(1, read.pieces.shape[1]), read.pieces.cumsum(0)])
        means = (sums[last + 1] - sums[first]) / (last - first + 1)[:, None]
        sentence = read.sentences[owners[first]]
        given = self.drop(torch.cat([read.pieces[first], read.pieces[last], means, sentence], -1))
        return nn.functional.gelu(self.mark(given) + self.kind.weight[MARKS.index(kind)])

    def said_of(self, kind: str, marks: Tensor) -> Mapping[str, Tensor]:
        """Scores of each attribute."""
        heads: Any = self.said[kind]
        return {name: heads[f"is_{name}"](marks) for name in ATTRIBUTES[kind]}


def _views(vectors: Tensor, markers: Tensor, owners: Tensor) -> Tensor:
    """Sentences as they are judged, (sentences, `VIEWS` times the width)."""
    shape = (len(markers), vectors.shape[1])
    lengths = torch.bincount(owners, minlength=len(markers)).clamp(min=1)[:, None]
    means = torch.zeros(shape).index_add_(0, owners, vectors) / lengths
    index = owners[:, None].expand_as(vectors)
    most = torch.full(shape, float("-inf")).scatter_reduce(0, index, vectors, "amax")
    return torch.cat([vectors[markers], means, most, vectors.mean(0).expand(shape)], -1)


def open_net(folder: Path, sizes: Sizes) -> Net:
    """The net over the pre-trained encoder of a folder (config.json, model.safetensors); the heads are new."""
    config = AutoConfig.from_pretrained(folder)
    body = AutoModel.from_config(config, attn_implementation="sdpa", add_pooling_layer=False)
    known = load_file(folder / "model.safetensors")
    missing, _ = body.load_state_dict(known, strict=False)
    if missing:
        raise ValueError(f"the weights lack {missing[:3]}")
    body.get_input_embeddings().weight.requires_grad_(False)
    return Net(body, config.hidden_size, sizes)
