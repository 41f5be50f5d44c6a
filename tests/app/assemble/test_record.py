"""Every verified value has its place in the record: no silence."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.assemble import assemble
from app.assemble.paths import value_at
from app.records.resolved import Resolved
from app.records.verified import Claim, Incident, Named, Record
from eval.evidence import validity
from schemas import Fact, SummarySentence
from tests.app.assemble.build import (
    FOUR,
    NINE,
    SEVEN,
    TEXT,
    attribution,
    claim,
    confirmation,
    incident,
    named,
    party,
    person,
    question,
    quote,
    read,
    refusal,
    resolved,
    statement,
    summary,
)

NAMES = ("Rebels", "police", "Medics", "Valmora army", "Greyline Front", "residents", "Oro Lund")
STATED = {
    (4, None): "killing four people",
    (None, None): "among them a foreman and his son",
    (4, 7): "four people were killed and seven were injured",
    (None, 7): "seven were injured",
    (9, None): "At least nine people died",
}
COUNTS = {4: FOUR, 7: SEVEN, 9: NINE, None: None}


def test_new_incidents_stand_before_the_background_and_ids_count_over_both() -> None:
    """The order within each is the draft's."""
    kinds = (False, True, False, True)
    drafted = [incident(n, newly_reported=new, evidence=(quote(NAMES[n]),)) for n, new in enumerate(kinds)]
    record = assemble(resolved(*drafted), read())
    start = read().id[:16]
    assert [(each.id, each.evidence[0].quote) for each in record.incidents] == [
        (f"{start}-1", NAMES[1]),
        (f"{start}-2", NAMES[3]),
    ]
    assert [(each.id, each.evidence[0].quote) for each in record.background] == [
        (f"{start}-3", NAMES[0]),
        (f"{start}-4", NAMES[2]),
    ]


def test_headline_summary_context_and_refusals_pass_as_they_are() -> None:
    """Nothing is done to them here."""
    line, fact = SummarySentence(text="a", evidence=(quote("police"),)), Fact(text="b", evidence=(quote("Medics"),))
    given = resolved(refused=(refusal("incidents/0"),))
    verified = replace(given.verified, headline="Four killed", summary=(line,), context=(fact,))
    record = assemble(replace(given, verified=verified), read())
    assert (record.headline, record.summary, record.context) == ("Four killed", (line,), (fact,))
    assert record.unsupported == (refusal("incidents/0"),)


def test_an_article_without_incident_is_a_record() -> None:
    record = assemble(resolved(), read())
    assert (record.incidents, record.background, record.unsupported, record.questions) == ((), (), (), ())


def test_a_party_that_nothing_names_is_unsupported() -> None:
    """It has no place in an incident, most often since the value that named it was refused; it is not dropped."""
    record = assemble(resolved(incident(), parties=(party("Medics", "parties/5"),)), read())
    (idle,) = record.unsupported
    assert (idle.path, idle.value, idle.code) == ("parties/5", "Medics", "nothing_left")


def test_a_party_that_was_refused_is_not_refused_twice() -> None:
    given = resolved(incident(), parties=(party("Medics", "parties/5"),), refused=(refusal("parties/5"),))
    assert assemble(given, read()).unsupported == (refusal("parties/5"),)


# Whatever was verified.

names = st.sampled_from(NAMES)
somebody = st.none() | names


@st.composite
def claims(draw: st.DrawFn, origin: str) -> Claim:
    killed, injured = draw(st.sampled_from(list(STATED)))
    victims = draw(st.lists(st.sampled_from(["foreman", "his son"]), max_size=2))
    confirming = draw(st.lists(names, max_size=2))
    by = draw(somebody)
    words = {"foreman": "a foreman", "his son": "his son"}
    return claim(
        COUNTS[killed],
        COUNTS[injured],
        origin=origin,
        asserted_by=named(by) if by else None,
        victim_class=draw(st.sampled_from(["all", "all", "children"])),
        additional=draw(st.booleans()),
        victims=tuple(person(None, who, f"{origin}/victims/{n}", words[who]) for n, who in enumerate(victims)),
        confirmed_by=tuple(confirmation(who, f"{origin}/confirmed_by/{n}") for n, who in enumerate(confirming)),
        evidence=(quote(STATED[killed, injured]),),
    )


@st.composite
def incidents(draw: st.DrawFn, number: int) -> Incident:
    path = f"incidents/{number}"
    said = draw(st.lists(st.tuples(names, somebody, st.sampled_from(["accused", "denied"])), max_size=4))
    return incident(
        number,
        newly_reported=draw(st.booleans()),
        attribution=tuple(
            attribution(actor, by, origin=f"{path}/attribution/{n}", basis=basis)
            for n, (actor, by, basis) in enumerate(said)
        ),
        claims=tuple(draw(claims(f"{path}/casualty_claims/{n}")) for n in range(draw(st.integers(0, 5)))),
        reactions=tuple(
            replace(statement(speaker, "We will answer,"), origin=f"{path}/reactions/{n}")
            for n, speaker in enumerate(draw(st.lists(names, max_size=2)))
        ),
        parties=tuple(named(name) for name in draw(st.lists(names, max_size=3))),
    )


@st.composite
def everything(draw: st.DrawFn) -> Resolved:
    """Verified values of all kinds, with a question about each of them."""
    listed = draw(st.lists(names, unique=True))
    parties = tuple(party(name, f"parties/{n}") for n, name in enumerate(listed))
    drafted = [draw(incidents(number)) for number in range(draw(st.integers(0, 3)))]
    asked = tuple(question(path) for each in drafted for path in origins(each))
    return resolved(*drafted, parties=parties, questions=asked)


def items(each: Incident) -> Iterable[Any]:
    """All values of an incident that have an origin."""
    yield each
    for part in (each.attribution, each.claims, each.reactions):
        yield from part
    for one in each.claims:
        yield from (*one.victims, *one.confirmed_by)


def origins(each: Incident) -> list[str]:
    return [item.origin for item in items(each)]


@given(everything())
def test_every_verified_value_stands_with_its_words(given: Resolved) -> None:
    """No silence: at the place that its question names stands the value, or what it was joined to, with its quotes."""
    record = assemble(given, read())
    drafted = [item for each in given.verified.incidents for item in items(each)]
    assert len(record.questions) == len(drafted)
    for item, asked in zip(drafted, record.questions, strict=True):
        value = value_at(record, asked.path)
        assert set(item.evidence) <= set(value.evidence)
        for part in SAME & set(type(item).__dataclass_fields__):
            was, now = getattr(item, part), getattr(value, part)
            assert was is None or now == (was.name if isinstance(was, Named) else was)
        if hasattr(item, "party"):
            assert value.name == item.party.name


SAME = {
    *("sub_event_type", "stage", "actor", "basis", "asserted_by", "killed", "injured"),
    *("victim_class", "additional", "speaker", "act", "name", "description"),
}
"""What a value is called alike before and after."""


@given(everything())
def test_every_party_is_an_actor_or_unsupported(given: Resolved) -> None:
    record = assemble(given, read())
    unsupported = {each.path for each in record.unsupported}
    for each in given.verified.parties:
        assert (each.name in actors_of(record)) != (each.origin in unsupported)


@given(everything())
def test_every_name_in_a_value_is_an_actor_of_its_incident_once(given: Resolved) -> None:
    record = assemble(given, read())
    for each in (*record.incidents, *record.background):
        listed = [actor.name for actor in each.actors]
        assert len(listed) == len(set(listed))
        said = {name for one in each.attribution for name in (one.actor, one.asserted_by)}
        counted = {
            name for one in each.casualty_claims for name in (one.asserted_by, *(by.name for by in one.confirmed_by))
        }
        assert (said | counted | {one.speaker for one in each.reactions}) - {None} <= set(listed)


@given(everything())
def test_every_value_has_a_quote_that_carries_it(given: Resolved) -> None:
    """The rule that the evaluation counts by (`eval.evidence`), held by whatever was verified with its words."""
    share, faults = validity(summary(assemble(given, read())), TEXT)
    assert faults == ()
    assert share.hits == share.of


@given(everything())
def test_questions_name_places_in_the_record(given: Resolved) -> None:
    record = assemble(given, read())
    assert all(value_at(record, each.path) is not None for each in record.questions)


@given(everything())
def test_the_same_gives_the_same(given: Resolved) -> None:
    """Assembling is pure."""
    assert assemble(given, read()) == assemble(given, read())


def actors_of(record: Record) -> set[str]:
    return {actor.name for each in (*record.incidents, *record.background) for actor in each.actors}
