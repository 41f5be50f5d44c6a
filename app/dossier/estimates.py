"""What the claims of a cluster allow together, and what a named policy makes of them. Pure.

A speaker of one article is another one than a speaker of the same name in the next ("police", "a spokesman"): what one
counts is never added to what the other does, and where their numbers differ, they do.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from app.assemble.estimates import HARMS, Harm, by_source, source_total, tolls, totals
from app.assemble.status import toll_status
from app.dossier.accounts import Account
from app.export.conventions import Name, load
from app.export.tolls import toll
from schemas import CasualtyClaim, Estimate, FusedIncident, TollPolicy

_CONVENTIONS: Final[dict[TollPolicy, Name]] = {"acled_conservative": "acled", "ucdp_best": "ucdp"}


def estimated(incident: FusedIncident, cluster: Iterable[Account], policy: TollPolicy | None) -> FusedIncident:
    """The incident with the estimates and the status of its tolls, as the accounts that it is made of have them.

    low and high are the ends over all claims. best is what the claims agree on; None where they do not, or what
    `policy` reads from them, which is then stamped on the incident. A policy changes no best that the claims agree on,
    makes none where nobody is counted or singled out, and may read a word lower than low: "dozens" is 12 to ACLED.
    """
    apart = tuple(_apart(cluster))
    dead, hurt = tolls(apart)
    if len({report.article_id for report in incident.reports}) > 1:  # the estimates of one article are its record's
        dead, hurt = _opened(dead, apart, "killed"), _opened(hurt, apart, "injured")
    known = incident.model_copy(update={"fatalities": dead, "injured": hurt, "toll_policy": policy})
    if toll_status(apart, {}) == "differ":
        known = known.model_copy(update={"toll_status": "differ"})
    return _by_policy(known, apart, policy) if policy else known


def _apart(cluster: Iterable[Account]) -> Iterable[CasualtyClaim]:
    """The claims of all accounts, each speaker with its article; what two accounts of one article have stands once."""
    for article_id, claim in dict.fromkeys(
        (account.article.id, claim) for account in cluster for claim in account.incident.casualty_claims
    ):
        yield claim.model_copy(update={"asserted_by": f"{article_id} {claim.asserted_by or ''}"})


def _opened(known: Estimate, apart: Sequence[CasualtyClaim], harm: Harm) -> Estimate:
    """The same, open above and without a best where a source counts more of some groups than others do of everybody."""
    parts = [source_total(of_one).min or 0 for of_one in by_source(apart, harm) if not totals(of_one)]
    if known.high is None or max(parts, default=0) <= known.high:
        return known
    return Estimate(low=known.low, basis=known.basis)


def _by_policy(incident: FusedIncident, apart: Sequence[CasualtyClaim], policy: TollPolicy) -> FusedIncident:
    convention = load(_CONVENTIONS[policy])
    told = incident.model_copy(update={"casualty_claims": apart})

    def best(known: Estimate, harm: Harm) -> Estimate:
        if known.best is not None or known.basis is None:
            return known
        return known.model_copy(update={"best": toll(told, convention, harm).best})

    dead, hurt = HARMS
    return incident.model_copy(
        update={"fatalities": best(incident.fatalities, dead), "injured": best(incident.injured, hurt)}
    )
