"""What sentences say of parties, by the scores of the net: which party, on whose word, of which incidents.

The parts of an attribution go together: nobody accuses itself, and what is no report of the article's own has somebody
who says it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.encoder.codes import ACTS, BASES, SAYINGS
from app.encoder.distances import apart
from app.encoder.layers import Array, sigmoid, softmax
from app.encoder.marked import Tie
from app.encoder.seeing import Seen

_OF_OTHERS: Final = frozenset({"accused", "accused_by_authorities", "possible"})
"""What nobody says of itself."""
_OWN: Final = frozenset({"reported_as_fact", *ACTS})
"""What has no speaker besides the party."""
_ABOUT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """From which chance a sentence attributes, or speaks; and from which share of it a party is one of those meant."""

    blame: float
    act: float
    who: float


def sayings_in(seen: Seen, deeds: Array, opened: Array, owners: Sequence[int], at: Limits) -> Iterator[tuple[int, Tie]]:
    """What is said of a party with the position of the incident, the surest first.

    Args:
        seen: an article with a party in it.
        deeds: vectors of the incidents.
        opened: positions of the sentences that open them.
        owners: the party of each party mark.
        at: what is sure enough.
    """
    chances = sigmoid(seen.net.sayings(seen.read))
    sentences, codes = (chances > np.asarray([at.blame] * len(BASES) + [at.act] * len(ACTS))).nonzero()
    if not len(sentences):
        return
    questions = seen.net.asking(seen.read, sentences, codes)
    who = by_party(seen.asked("who", questions, sentences), owners)
    says = by_party(seen.asked("says", questions, sentences), owners)
    about = sigmoid(seen.net.about(questions, deeds, apart(sentences, opened)))[:, :, 0]
    for row in (-chances[sentences, codes]).argsort(kind="stable").tolist():
        for party in _above(who[row], at.who):
            tie = _tie(party, SAYINGS[codes[row]], int(sentences[row]), says[row])
            yield from ((deed, tie) for deed in _above(about[row], _ABOUT))


def by_party(scores: Array, owners: Sequence[int]) -> Array:
    """Scores of party marks, and of nobody where there is a last column, as chances of parties, and of nobody."""
    chances = softmax(scores)
    sums = np.zeros((len(scores), max(owners, default=-1) + 1), np.float32)
    np.add.at(sums.T, np.asarray(owners, np.int64), chances[:, : len(owners)].T)
    return np.concatenate([sums, chances[:, len(owners) :]], 1)


def _above(chances: Array, limit: float) -> list[int]:
    """The positions above a limit, or the best alone."""
    return np.flatnonzero(chances > limit).tolist() or [int(chances.argmax())]


def _tie(party: int, code: str, sentence: int, says: Array) -> Tie:
    if code in _OWN:
        return Tie(party, code, sentence)
    chances = says.copy()
    if code in _OF_OTHERS and len(chances) > 2:  # noqa: PLR2004  # another party, and nobody
        chances[party] = 0
    if code != "possible":
        chances[-1] = 0
    best = int(chances.argmax())
    by = best if best < len(chances) - 1 else None
    return Tie(party, code, sentence, by)
