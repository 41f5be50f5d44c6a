"""Who speaks, whom they accuse, and what the words do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.article.ground import Found
from app.reader import speech


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Elders accused the army of shelling the clinic.", "the army"),
        ("Kyiv has accused Russian forces of the strike on Odesa.", "Russian forces"),
        ('"We hold the coalition forces responsible for this attack," he said.', "the coalition forces"),
        ("The minister held the rebels fully responsible.", "the rebels"),
        ("Officials blamed the blast on separatists, who denied it.", "separatists"),
        ("The mayor blamed al-Shabaab for the ambush.", "al-Shabaab"),
        ("A source charged that the United States was behind the attack.", "the United States"),
        ("Elders accused the army of killing two shepherds.", "the army"),
        ("Pakistan accuses India of backing the rebels.", None),
        ("The ministry accused the envoy of openly supporting the rebels.", None),
        ("It struck the camp it blames for recent raids.", None),
        ("Police said gunmen opened fire.", None),
    ],
)
def test_an_explicit_accusation_names_its_party(text: str, party: str | None) -> None:
    found = speech.accused(text, 0, len(text))
    assert (found.words if found else None) == party


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Militia commanders accused the government of the raid.", "Militia commanders"),
        ("Iraq has accused the coalition of a strike.", "Iraq"),
        ('"They lie," he said, and the envoy later accused both sides of it.', None),
        ("Police said gunmen opened fire.", None),
    ],
)
def test_the_accuser_is_the_plain_subject(text: str, subject: str | None) -> None:
    found = speech.accuser(text, 0, len(text))
    assert (found.words if found else None) == subject


@pytest.mark.parametrize(
    ("text", "speaker", "name"),
    [
        ("A city police chief spoke. Two died, said the police chief.", "police chief", "city police chief"),
        ("A city police chief spoke. The police chief left, the chief said.", "chief", "city police chief"),
        ("A Hashed source spoke. The source said so.", "source", "Hashed source"),
        ("Two died, said the official.", "official", "official"),
        ("YANGON, Feb 20 - Myanmar's military spoke. The military left.", "military", "Myanmar's military"),
        ("Two died in May 2024\nKenya's police spoke. The police left.", "police", "Kenya's police"),
        ("A police officer spoke. Later an officer left.", "officer", "officer"),
    ],
)
def test_a_definite_source_is_the_fuller_one_before_it(text: str, speaker: str, name: str) -> None:
    resolved = speech.resolve(Found(speaker, text.rindex(speaker), text.rindex(speaker) + len(speaker)), text)
    assert resolved.name == name
    assert all(text[words.start : words.end] == words.words for words in resolved.named)


@given(st.text())
def test_no_text_breaks_the_patterns(text: str) -> None:
    speech.accuser(text, 0, len(text))
    found = speech.accused(text, 0, len(text))
    assert found is None or text[found.start : found.end] == found.words


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("The army said on Thursday that a bomb went off.", True),
        ("His office said in a statement on Thursday it was sad.", True),
        ("A faction on Thursday denied it.", True),
        ("A bomb went off on Thursday, police said.", False),
        ("Police said a bomb went off on Thursday.", False),
    ],
)
def test_the_day_of_a_statement_is_told_from_the_day_of_a_deed(text: str, dated: bool) -> None:
    start = text.index("on Thursday")
    assert speech.dates_statement(text, start, start + len("on Thursday")) is dated
