"""Background leakage: old numbers told as news.

A number of an incident that gold holds for background (dead or injured of a claim, how many of a weapon) leaks when
the output has the same number, of the same thing, in an incident that it holds for news. A number that gold has among
the news, too, cannot be told apart there and is not counted.
"""

from collections.abc import Iterable

from eval.items import ends
from eval.results import Share
from schemas import ArticleSummary, Incident

Figure = tuple[str, tuple[int | None, int | None] | None]


def leaked(gold: ArticleSummary, output: ArticleSummary | None) -> Share:
    """How many of gold's background numbers stand among the output's news: the fewer, the better."""
    telling = figures(gold.background) - figures(gold.incidents)
    told = figures(output.incidents) if output else frozenset()
    return Share(hits=len(telling & told), of=len(telling))


def figures(incidents: Iterable[Incident]) -> frozenset[Figure]:
    """The numbers of incidents with what they count, each once."""
    return frozenset(figure for incident in incidents for figure in _figures(incident) if figure[1])


def _figures(incident: Incident) -> Iterable[Figure]:
    for claim in incident.casualty_claims:
        yield "killed", ends(claim.killed)
        yield "injured", ends(claim.injured)
    for weapon in incident.weapons:
        yield weapon.category, ends(weapon.count)
