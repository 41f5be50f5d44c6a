"""What a draft cannot hold is refused, and the draft can be written."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app import article
from app.reader.bounds import within_bounds
from app.records.draft import MOST_INCIDENTS, MOST_ITEMS, MOST_PARTIES
from app.records.restate import draft_of
from app.records.verified import Record
from schemas import Actor, CasualtyClaim, Count, Estimate, Evidence, Incident, Statement, Target

TEXT = "A bomb killed two in Gao."
ARTICLE = article.read(TEXT, today=date(2024, 1, 5))
QUOTE = Evidence(quote=TEXT, start=0, end=len(TEXT))


def incident(**more: object) -> Incident:
    blank = Incident(
        id="",
        event_type="Explosions/Remote violence",
        sub_event_type="Remote explosive/landmine/IED",
        plover=None,
        stage="accomplished",
        date=None,
        location=None,
        fatalities=Estimate(),
        injured=Estimate(),
        attribution_status=(),
        toll_status="none",
        origins=(),
        civilian_targeting=None,
        note="",
        evidence=(QUOTE,),
    )
    return blank.model_copy(update=more)


def record(*incidents: Incident, background: tuple[Incident, ...] = ()) -> Record:
    return Record(None, (), incidents, background, (), (), ())


def target(name: str) -> Target:
    return Target(name=name, kind="building", evidence=(QUOTE,))


def claim(killed: Count) -> CasualtyClaim:
    return CasualtyClaim(killed=killed, injured=None, asserted_by=None, source_type="unspecified", evidence=(QUOTE,))


def test_what_fits_is_left_as_it_is() -> None:
    """A record within the bounds is the same afterwards, and nothing is refused."""
    whole = record(incident(targets=(target("market"),), casualty_claims=(claim(Count(min=2, max=2)),)))
    assert within_bounds(whole) == whole


def test_a_name_longer_than_any_is_refused_with_its_place() -> None:
    """The other names of the list stand."""
    bounded = within_bounds(record(incident(targets=(target("x" * 201), target("market")))))
    assert [one.name for one in bounded.incidents[0].targets] == ["market"]
    assert [(one.path, one.code) for one in bounded.unsupported] == [("incidents/0/targets/0", "reader_rule")]


def test_a_count_that_has_no_writing_is_refused() -> None:
    """Of plurals only those are written that a word stands for: no word means seven or more."""
    bounded = within_bounds(record(incident(casualty_claims=(claim(Count(min=7, max=None, qualifier="plural")),))))
    assert bounded.incidents[0].casualty_claims == ()
    assert bounded.unsupported[0].path == "incidents/0/casualty_claims/0"


def test_a_speaker_s_long_sentence_is_no_name() -> None:
    """A draft names the sentence of a statement and does not hold it."""
    said = Statement(speaker="army", act="THREATEN", text="We will return. " * 20, evidence=(QUOTE,))
    assert within_bounds(record(incident(reactions=(said,)))).incidents[0].reactions == (said,)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 90), max_size=70), max_size=70),
    st.lists(st.integers(1, 250), max_size=70),
)
def test_whatever_was_derived_can_be_written_as_a_draft(actors: list[list[int]], lengths: list[int]) -> None:
    """For any number of incidents, parties and targets, with names of any length, each is held or refused."""
    incidents = tuple(
        incident(
            actors=tuple(Actor(name=f"party {number}", type=None, evidence=(QUOTE,) * 50) for number in set(each)),
            targets=tuple(target("x" * length) for length in lengths),
        )
        for each in actors
    )
    bounded = within_bounds(record(*incidents[1:], background=incidents[:1]))
    draft = draft_of(bounded, ARTICLE)
    assert len(draft.incidents) == min(len(incidents), MOST_INCIDENTS)
    assert len(draft.parties) <= MOST_PARTIES
    assert all(len(one.targets) <= MOST_ITEMS for one in draft.incidents)
    assert bool(bounded.unsupported) or draft == draft_of(record(*incidents[1:], background=incidents[:1]), ARTICLE)
