"""The headline of a record: the model's, else one composed of the main incident's values. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.records.verified import Record
from app.values import counts
from schemas import CasualtyClaim, Estimate, Incident
from schemas.codes import Basis

CHARACTERS: Final = 120
"""Longest headline; `ArticleSummary.headline` takes no more."""
NO_INCIDENT: Final = "No incident reported"
BY_WHOM: Final[Mapping[Basis, str]] = {
    "reported_as_fact": "by {}",
    "claimed": "claimed by {}",
    "accused_by_authorities": "{} accused",
    "accused": "{} accused",
    "possible": "possibly by {}",
    "denied": "{} denies it",
}


def headline(record: Record) -> str:
    """The model's headline, at most 120 characters; where it has none, what the main incident's values say.

    A headline that is too long ends after a whole word, with "…". Without incident: "No incident reported".
    """
    if given := " ".join((record.headline or "").split()):
        return _cut(given)
    return _cut(composed(record.incidents[0])) if record.incidents else NO_INCIDENT


def composed(incident: Incident) -> str:
    """The fullest wording of an incident that fits in a headline: what and where, the tolls, who did it."""
    return next((each for each in _wordings(incident) if len(each) <= CHARACTERS), _what_where(incident))


def _wordings(incident: Incident) -> Iterator[str]:
    """From the fullest to the shortest. Tolls are left out all at once: some of them could hide a disagreement."""
    what, tolls, doer = _what_where(incident), _tolls(incident), _by_whom(incident)
    ends = [end for end in (_ends(incident.fatalities, "killed"), _ends(incident.injured, "injured")) if end]
    for parts in ([what, *tolls, *doer], [what, *tolls], [what, *ends, *doer], [what, *ends]):
        yield "; ".join(parts)


def _what_where(incident: Incident) -> str:
    what = incident.sub_event_type if incident.sub_event_type != "Other" else incident.event_type
    place = incident.location
    names = [name for name in (place.city or place.admin1, place.country) if name] if place else []
    return f"{what} in {', '.join(dict.fromkeys(names))}" if names else what


def _tolls(incident: Incident) -> list[str]:
    """Each source's numbers, so that a disagreement shows."""
    return [
        f"{_numbers(claim)} ({claim.asserted_by})" if claim.asserted_by else _numbers(claim)
        for claim in incident.casualty_claims
        if claim.killed or claim.injured
    ]


def _numbers(claim: CasualtyClaim) -> str:
    whom = " more" if claim.additional else ""
    whom += "" if claim.victim_class == "all" else " " + claim.victim_class.replace("_", " ")
    stated = ((claim.killed, "killed"), (claim.injured, "injured"))
    return ", ".join(f"{counts.words(count)}{whom} {harm}" for count, harm in stated if count)


def _ends(estimate: Estimate, harm: str) -> str | None:
    """What the tolls allow together, where each by itself is too long; None where none is stated."""
    if estimate.low is None and estimate.high is None:
        return None
    if estimate.best is not None:
        return f"{estimate.best:,} {harm}"
    low = estimate.low or 0
    ends = f"{low:,} or more" if estimate.high is None else f"{low:,} to {estimate.high:,}"
    return f"{ends} {harm}, by source"


def _by_whom(incident: Incident) -> list[str]:
    return [BY_WHOM[said.basis].format(said.actor) for said in incident.attribution[:1]]


def _cut(text: str) -> str:
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
