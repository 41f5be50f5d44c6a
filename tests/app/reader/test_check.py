"""A value that its sentence does not carry is set aside, with the reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reader.check import FIELDS, check
from app.reader.readings import ReadClause, Reading
from tests.app.reader.build import checked, read


@pytest.mark.parametrize(
    ("text", "field", "value", "reason"),
    [
        ("A bomb killed two.", "attacker", "the Front", "not in the sentence"),
        ("A bomb went off.", "killed", "A bomb", "no word of killing"),
        ("A bomb killed two.", "wounded", "two", "no word of wounding"),
        ("Medics confirmed the death toll.", "killed", "the death toll", "neither a number nor a person"),
        ("A bomb killed two.", "said_by", "A bomb", "nobody speaks"),
        ("Chiefs spoke and threatened to retaliate.", "said_by", "threatened to retaliate", "not a source"),
        ("They killed two, he said.", "attacker", "They", "a pronoun"),
        ("The strike hit the vehicle.", "weapon", "the vehicle", "names no weapon"),
        ("A raid killed two members.", "target", "killed two members", "more than a name"),
    ],
)
def test_what_the_words_do_not_carry_is_set_aside(text: str, field: str, value: str, reason: str) -> None:
    _, clause, (unsupported,) = checked(text, **{field: value})
    assert getattr(clause, field) is None
    assert unsupported.path == f"sentences/0/{field}"
    assert str(unsupported.value) in value
    assert reason in unsupported.reason


def test_the_source_is_not_the_attacker() -> None:
    _, clause, (unsupported,) = checked(
        "Police sources said a bomb went off.", attacker="Police sources", said_by="Police sources"
    )
    assert clause.attacker is None
    assert unsupported.reason == "the source who speaks"


def test_one_who_claims_a_deed_is_both() -> None:
    _, clause, _ = checked("The Front claimed responsibility for the bomb.", attacker="The Front", said_by="The Front")
    assert clause.attacker is not None
    assert clause.said_by == clause.attacker


def test_an_attacker_that_is_a_weapon_is_the_weapon() -> None:
    _, clause, (unsupported,) = checked("A drone hit the depot, police said.", attacker="A drone")
    assert clause.attacker is None
    assert clause.weapon is not None
    assert clause.weapon.words == "drone"
    assert unsupported.reason == "a weapon, not a party"


def test_where_the_sentence_accuses_in_so_many_words_the_accused_is_the_attacker() -> None:
    _, clause, (unsupported,) = checked(
        '"Our forces hold the coalition responsible for this attack," a spokesman said.',
        attacker="Our forces",
        said_by="a spokesman",
    )
    assert clause.attacker is not None
    assert (clause.attacker.words, clause.said_by.words if clause.said_by else None) == ("coalition", "spokesman")
    assert unsupported.reason == "the sentence accuses 'coalition'"


def test_of_two_who_accuse_each_other_neither_is_the_attacker() -> None:
    text = "The army and the rebels blamed each other for the attack."
    _, clause, (unsupported,) = checked(text, attacker="The army and the rebels")
    assert (clause.attacker, unsupported.reason) == (None, "they accuse each other")


def test_the_subject_of_an_accusation_is_its_source() -> None:
    _, clause, _ = checked("Militia chiefs accused the army of the attack.", said_by="accused the army")
    assert clause.said_by is not None
    assert clause.said_by.words == "Militia chiefs"


@pytest.mark.parametrize("nothing", ["null", "None", "unknown", "", "  ", "N/A"])
def test_what_models_write_for_null_is_null(nothing: str) -> None:
    _, clause, unsupported = checked("A bomb killed two.", attacker=nothing)
    assert (clause.attacker, unsupported) == (None, ())


@settings(deadline=None)
@given(st.text(min_size=1, max_size=120), st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)))
def test_for_any_text_and_any_reading_what_is_kept_stands_in_the_text(text: str, words: dict[str, str]) -> None:
    framed = f"A bomb killed two people in Gao. {''.join(c for c in text if c.isprintable())} police said."
    article = read(framed)
    said = Reading(**{field: words.get(field) for field in FIELDS})
    for sentence in article.sentences:
        clause, _ = check(ReadClause(sentence=0, start=sentence.start, end=sentence.end, reading=said), article)
        for field in FIELDS:
            found = getattr(clause, field)
            assert found is None or article.text[found.start : found.end] == found.words
            assert found is None or sentence.start <= found.start < found.end <= sentence.end


def test_a_target_is_named_without_where_it_is_and_counted_victims_are_none() -> None:
    _, clause, _ = checked("Shells hit a pharmacy in the city of Kherson.", target="a pharmacy in the city of Kherson")
    assert clause.target is not None
    assert clause.target.words == "pharmacy"
    _, clause, (unsupported,) = checked("Shells killed three people.", killed="three people", target="three people")
    assert clause.target is None
    assert unsupported.reason == "the people counted as victims"
