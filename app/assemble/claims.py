"""Claims about the dead and the injured, merged per source: never summed, never averaged, never dropped. Pure.

Two claims of one source about one class of victims become one where they do not contradict each other:
    repeated     all numbers of the one are numbers of the other: "four" and, further down, "four ... and seven injured"
    completed    the one counts only the dead and the other only the injured, and no other claim of the source would do
A claim that counts nobody and only singles out victims stays by itself: who among a toll's dead they are, or whether
they are on top of it, is a reading of the words. So does a number on top of an earlier one that is given again in other
words: it may be a second one. Nor is anybody made to confirm a number that was confirmed by nobody.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.assemble.actors import Parties, naming, source_type
from app.assemble.paths import Placed, joined, listed, quotes_of
from app.records import verified
from app.records.verified import Named, Quotes
from schemas import CasualtyClaim, Count, Person, Source
from schemas.codes import VictimClass


def merged(claims: Iterable[verified.Claim], parties: Parties) -> Iterator[Placed[CasualtyClaim]]:
    """The claims of one incident, in the order in which each is first made."""
    made = [_made(claim, parties) for claim in claims]
    return (_claim(each, parties) for each in _completed(_repeated(made)))


@dataclass(frozen=True, slots=True)
class _Made:
    """A claim while it is merged; `origins` are the paths in the draft of all that it was made from."""

    origins: tuple[str, ...]
    killed: Count | None
    injured: Count | None
    victim_class: VictimClass
    additional: bool
    by: Named | None
    confirmed_by: tuple[Placed[Source], ...]
    victims: tuple[Placed[Person], ...]
    evidence: Quotes
    noun: str | None = None
    of: str | None = None

    @property
    def whose(self) -> tuple[str | None, VictimClass, bool]:
        """Only claims that are equal in this are about the same."""
        return self.by.name if self.by else None, self.victim_class, self.additional

    @property
    def numbers(self) -> dict[str, Count]:
        """The numbers that are stated."""
        return {harm: count for harm, count in (("killed", self.killed), ("injured", self.injured)) if count}

    @property
    def confirmers(self) -> set[str]:
        return {source.value.name for source in self.confirmed_by}


def _made(claim: verified.Claim, parties: Parties) -> _Made:
    return _Made(
        origins=(claim.origin,),
        killed=claim.killed,
        injured=claim.injured,
        victim_class=claim.victim_class,
        additional=claim.additional,
        by=claim.asserted_by,
        confirmed_by=_confirmations(_source(each, parties) for each in claim.confirmed_by),
        victims=tuple(_person(each) for each in claim.victims),
        evidence=naming(claim.evidence, [claim.asserted_by, claim.of], parties),
        noun=claim.noun,
        of=claim.of.name if claim.of else None,
    )


def _source(confirmation: verified.Confirmation, parties: Parties) -> Placed[Source]:
    source = Source(
        name=confirmation.party.name,
        source_type=source_type(confirmation.party, parties),
        evidence=naming(confirmation.evidence, [confirmation.party], parties),
    )
    return Placed(source, {confirmation.origin: ""})


def _person(person: verified.Person) -> Placed[Person]:
    value = Person(
        name=person.name,
        description=person.description,
        outcome=person.outcome,
        age=person.age,
        sex=person.sex,
        relation=person.relation,
        minor=person.minor,
        evidence=person.evidence,
    )
    return Placed(value, {person.origin: ""})


def _claim(made: _Made, parties: Parties) -> Placed[CasualtyClaim]:
    victims, confirmed_by = listed("victims", made.victims), listed("confirmed_by", made.confirmed_by)
    claim = CasualtyClaim(
        killed=made.killed,
        injured=made.injured,
        victim_class=made.victim_class,
        noun=made.noun,
        of=made.of,
        additional=made.additional,
        victims=victims.value,
        asserted_by=made.by.name if made.by else None,
        source_type=source_type(made.by, parties),
        confirmed_by=confirmed_by.value,
        evidence=made.evidence,
    )
    return Placed(claim, {**dict.fromkeys(made.origins, ""), **victims.moves, **confirmed_by.moves})


def _repeated(claims: Sequence[_Made]) -> list[_Made]:
    """Each claim whose numbers another states, too, joined to that one; those that state most are there first."""
    apart: dict[int, _Made] = {}
    for position, claim in sorted(enumerate(claims), key=lambda each: -len(each[1].numbers)):
        again = next((at for at, other in apart.items() if _repeats(claim, other)), None)
        if again is None:
            apart[position] = claim
        else:
            apart[min(again, position)] = _both(apart.pop(again), claim)
    return [apart[position] for position in sorted(apart)]


def _repeats(claim: _Made, other: _Made) -> bool:
    """Whether all numbers of the claim are numbers of the other, of the same source and class."""
    again = bool(claim.numbers) and claim.numbers.items() <= other.numbers.items()
    return again and claim.whose == other.whose and _may_join(claim, other)


def _may_join(one: _Made, other: _Made) -> bool:
    if one.of and other.of and one.of != other.of:
        return False
    if one.additional and not _stretches(one) & _stretches(other):
        return False
    return one.numbers == other.numbers or one.confirmers == other.confirmers


def _stretches(claim: _Made) -> set[tuple[int, int]]:
    return {(quote.start, quote.end) for quote in claim.evidence}


def _completed(claims: Sequence[_Made]) -> Iterator[_Made]:
    """Dead and injured of one source and class as one claim, where each has the other as its only counterpart."""
    pairs = {index: mate for index in range(len(claims)) if (mate := _mate(index, claims)) is not None}
    for index, claim in enumerate(claims):
        mate = pairs.get(index)
        if mate is None:
            yield claim
        elif index < mate:
            yield _both(claim, claims[mate])


def _mate(index: int, claims: Sequence[_Made]) -> int | None:
    match _counterparts(claims[index], claims):
        case [mate] if _counterparts(claims[mate], claims) == [index]:
            return mate
        case _:
            return None


def _counterparts(claim: _Made, claims: Sequence[_Made]) -> list[int]:
    """Where the claims are that count what this one leaves out, and nothing else."""
    harms = claim.numbers.keys()
    if len(harms) != 1:
        return []
    return [
        index
        for index, other in enumerate(claims)
        if len(other.numbers) == 1 and other.numbers.keys() != harms and _same_source(claim, other)
    ]


def _same_source(one: _Made, other: _Made) -> bool:
    alike = all(left is None or right is None or left == right for left, right in _counted(one, other))
    return one.whose == other.whose and one.confirmers == other.confirmers and alike


def _counted(one: _Made, other: _Made) -> tuple[tuple[str | None, str | None], ...]:
    """What two claims count, and whose: "four farmers killed, seven soldiers hurt" are two claims."""
    return (one.noun, other.noun), (one.of, other.of)


def _both(one: _Made, other: _Made) -> _Made:
    """One claim with the numbers, words, victims and confirmations of both."""
    return replace(
        one,
        origins=(*one.origins, *other.origins),
        killed=one.killed or other.killed,
        injured=one.injured or other.injured,
        confirmed_by=_confirmations((*one.confirmed_by, *other.confirmed_by)),
        victims=_people(one.victims, other.victims),
        evidence=quotes_of(one.evidence, other.evidence),
        noun=one.noun or other.noun,
        of=one.of or other.of,
    )


def _confirmations(sources: Iterable[Placed[Source]]) -> tuple[Placed[Source], ...]:
    return joined((source.value.name, source) for source in sources)


def _people(one: Iterable[Placed[Person]], other: Iterable[Placed[Person]]) -> tuple[Placed[Person], ...]:
    """The victims of both claims; whom both single out stands once."""
    return joined((*_by_name(one), *_by_name(other)))


def _by_name(victims: Iterable[Placed[Person]]) -> Iterator[tuple[Hashable, Placed[Person]]]:
    """The victims of one claim, each by what it is called and how many before it are called so: two boys are two."""
    before: Counter[tuple[str | None, str | None]] = Counter()
    for victim in victims:
        called = (victim.value.name, victim.value.description)
        yield (*called, before[called]), victim
        before[called] += 1
