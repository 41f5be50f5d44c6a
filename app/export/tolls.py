"""What claims come to by a convention. Pure: the record is read and never changed.

What rival sources say is never summed. What one source says of several groups, and what it counts on top of an earlier
number, is added as `app.assemble.estimates` adds it: a convention only decides what each count is worth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.assemble.estimates import Harm, agree, tolls
from app.export.conventions import Convention, word_of
from app.values import counts
from schemas import CasualtyClaim, Count, Estimate, Incident

Claims = Sequence[CasualtyClaim]
OWN_VOICE: Final = "the article"


@dataclass(frozen=True, slots=True)
class Toll:
    """The dead or the injured: low <= best <= high, each None where the convention or the claims give none.

    `notes` are sentences for a coder: which word was read as which number, and who says what where sources differ.
    """

    low: int | None
    best: int | None
    high: int | None
    convention: Convention
    notes: tuple[str, ...] = ()


def toll(incident: Incident, convention: Convention, harm: Harm = "killed") -> Toll:
    """The dead (`killed`) or the injured of an incident, of all victims together.

    Where nobody gives a number, people singled out as dead count if the convention counts them, and else its
    `no_number` stands; the injured are then None.

    Example:
        >>> toll(incident, load("acled")).best  # sources say 4, and 2
        2
    """
    found = toll_of(incident.casualty_claims, convention, harm)
    if found.low is not None or harm != "killed":
        return found
    return _singled_out(incident.fatalities, convention) or _no_number(convention)


def toll_of(claims: Claims, convention: Convention, harm: Harm) -> Toll:
    """What numbers the claims give by the convention; all None where they give none."""
    counted = _with_count(claims, harm)
    kept = _without_idle_words(counted, convention, harm)
    rivals = [_summed(of_one, convention, harm) for of_one in _rivals(kept)]
    if not rivals:
        return Toll(None, None, None, convention)
    highs = [high for _, _, high in rivals]
    low, best = min(low for low, _, _ in rivals), min(best for _, best, _ in rivals)
    high = None if None in highs or _only_adding(kept, convention) else max(high for high in highs if high is not None)
    return _as_given(low, best, high, convention, tuple(_notes(counted, kept, convention, harm)))


def words_read(claims: Claims, convention: Convention, harm: Harm) -> Iterator[str]:
    """A sentence on each word that the convention reads as a number."""
    for claim in _without_idle_words(_with_count(claims, harm), convention, harm):
        count: Count = getattr(claim, harm)
        if word := word_of(count):
            yield f'"{word}" is no number; {convention.name} reads {convention.figures(count).best:,}.'


def _as_given(low: int, best: int, high: int | None, convention: Convention, notes: tuple[str, ...]) -> Toll:
    """The numbers that a data set of this kind has."""
    match convention.when_reports_differ.value:
        case "lowest":
            return Toll(best, best, best, convention, notes)
        case "range":
            return Toll(low, None, high, convention, notes)
        case "low_best_high":
            return Toll(low, best, high, convention, notes)


def _with_count(claims: Claims, harm: Harm) -> list[CasualtyClaim]:
    return [claim for claim in claims if getattr(claim, harm) is not None]


def _without_idle_words(claims: Claims, convention: Convention, harm: Harm) -> list[CasualtyClaim]:
    """The claims without those whose word, such as "dozens", counts for nothing beside a number that a source gives."""
    return [claim for claim in claims if not _is_idle(claim, claims, convention, harm)]


def _is_idle(claim: CasualtyClaim, claims: Claims, convention: Convention, harm: Harm) -> bool:
    count: Count = getattr(claim, harm)
    if word_of(count) is None or claim.additional:
        return False
    numbers = [
        stated
        for other in claims
        if other.victim_class == claim.victim_class and not other.additional
        if word_of(stated := getattr(other, harm)) is None
    ]
    if convention.words_beside_numbers.value == "never":
        return bool(numbers)
    return any(agree((count, number)) for number in numbers)


def _rivals(claims: Claims) -> list[list[CasualtyClaim]]:
    """The claims of each source that counts all victims; where none does, all claims together, as none is a rival."""
    by_source: dict[str | None, list[CasualtyClaim]] = {}
    for claim in claims:
        by_source.setdefault(claim.asserted_by, []).append(claim)
    whole = [of_one for of_one in by_source.values() if any(map(_counts_all, of_one))]
    return whole or ([list(claims)] if claims else [])


def _counts_all(claim: CasualtyClaim) -> bool:
    return claim.victim_class == "all" and not claim.additional


def _only_adding(claims: Claims, convention: Convention) -> bool:
    """Whether a source only counts on top of what another counted, and the convention leaves such a toll open."""
    return convention.at_least.value == "open" and any(
        all(claim.additional for claim in claims if claim.asserted_by == source)
        for source in {claim.asserted_by for claim in claims}
    )


def _summed(claims: Claims, convention: Convention, harm: Harm) -> tuple[int, int, int | None]:
    """Low, best and high of claims that belong together."""
    figures = [convention.figures(getattr(claim, harm)) for claim in claims]
    ends = _estimate(claims, [Count(min=each.low, max=each.high, qualifier="about") for each in figures], harm)
    points = _estimate(claims, [Count(min=each.best, max=each.best) for each in figures], harm)
    low, high = ends.low or 0, ends.high
    if high is None and convention.at_least.value == "lower_end":  # a group that a source does not count
        high = max(low, points.high or 0)
    best = max(low, points.low or 0)
    return low, best if high is None else min(best, high), high


def _estimate(claims: Claims, worth: Sequence[Count], harm: Harm) -> Estimate:
    """The arithmetic of the record, on counts that stand for what the convention makes of them."""
    other: Harm = "injured" if harm == "killed" else "killed"
    read = [
        claim.model_copy(update={harm: count, other: None, "victims": ()})
        for claim, count in zip(claims, worth, strict=True)
    ]
    dead, injured = tolls(read)
    return dead if harm == "killed" else injured


def _singled_out(estimate: Estimate, convention: Convention) -> Toll | None:
    """People singled out as dead, where the record bounds its toll by them; None where it does not."""
    if estimate.basis != "singled_out" or convention.singled_out_people.value == "not_counted":
        return None
    figures = convention.figures(Count(min=estimate.low or 0, max=estimate.high, qualifier="at_least"))
    note = "No source gives a number: people singled out as killed are counted."
    return _as_given(figures.low, figures.best, figures.high, convention, (note,))


def _no_number(convention: Convention) -> Toll:
    value = convention.no_number.value
    given = "blank" if value is None else str(value)
    return Toll(value, value, value, convention, (f"No source gives a number of the dead: {given} by convention.",))


def _notes(claims: Claims, kept: Claims, convention: Convention, harm: Harm) -> Iterator[str]:
    """What a coder should know of how the numbers came about."""
    for claim in claims:
        count: Count = getattr(claim, harm)
        if word := word_of(count):
            read = f"read as {convention.figures(count).best:,}" if claim in kept else "not used beside a number"
            yield f'"{word}" ({claim.asserted_by or OWN_VOICE}) {read}.'
    totals = [claim for claim in kept if _counts_all(claim)]
    if not agree(getattr(claim, harm) for claim in totals):
        said = ", ".join(f"{as_said(getattr(each, harm))} ({each.asserted_by or OWN_VOICE})" for each in totals)
        yield f"{'Dead' if harm == 'killed' else 'Injured'}: sources differ: {said}."


def as_said(count: Count) -> str:
    """A count as a source gives it: its number, or its word in quotation marks."""
    word = word_of(count)
    return f'"{word}"' if word else counts.words(count)
