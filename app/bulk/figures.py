"""What a run over many articles says of itself: how fast, for how much, how long yet, and what came of it."""

from datetime import timedelta
from pathlib import Path

from app.bulk.run import Tally


def pace(tally: Tally, total: int, lasted_s: float) -> str:
    """Rate of those that were read in this run, what they cost, and the time that the others take at that rate."""
    done = tally.read + tally.failed
    if not done or not lasted_s:
        return ""
    left = timedelta(seconds=round((total - tally.rows) * lasted_s / done))
    return f"{rate(done, lasted_s)}  {cost(tally)}  {left} left"


def rate(done: int, lasted_s: float) -> str:
    """Articles a minute."""
    return f"{60 * done / lasted_s:.1f}/min"


def cost(tally: Tally) -> str:
    """What the articles cost, as far as it is known."""
    return "cost unknown" if tally.cost_usd is None else f"${tally.cost_usd:.4f}"


def said(tally: Tally, failures: Path | str) -> str:
    """What came of a run; `failures` is where those that failed are listed."""
    partial = f", {tally.partial} of them in part" if tally.partial else ""
    told = [f"{tally.read} {'article' if tally.read == 1 else 'articles'} read{partial}"]
    told += [f"{tally.before} there before"] if tally.before else []
    told += [f"{tally.same} the same as others"] if tally.same else []
    told += [f"{tally.failed} failed: {failures}"] if tally.failed else []
    return f"{', '.join(told)}; {cost(tally)}."
