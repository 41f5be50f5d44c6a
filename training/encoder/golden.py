"""What a gold record says, as the labels ask for it. Pure."""

from collections.abc import Iterable, Iterator

from app.encoder.shown import Shown
from app.values.counts import Hit, may_mean
from schemas import Actor, ArticleSummary, Count, Incident


def ends(count: Count) -> tuple[int | None, int | None]:
    """What two writings of a count have in common."""
    return count.min, count.max


def states(written: Count, count: Count) -> bool:
    """Whether a number as written may be a count of the labels."""
    return ends(written) == ends(count) or may_mean(Hit(0, 0, "", written), count)


def opened(shown: Shown, gold: ArticleSummary) -> tuple[list[Incident], frozenset[str]]:
    """The incidents whose evidence stands in sentences that are shown, and the ids of the new ones."""
    both = (*gold.incidents, *gold.background)
    inside = [
        one
        for one in both
        if any(quote.start < each.end and each.start < quote.end for quote in one.evidence for each in shown.sentences)
    ]
    return inside, frozenset(one.id for one in gold.incidents)


def names_of(actors: Iterable[Actor]) -> Iterator[str]:
    """The name and the aliases, once each."""
    yield from dict.fromkeys(name for actor in actors for name in (actor.name, *actor.aliases))
