"""What of a record is not for everybody is masked wherever it stands, and everything else is as it was."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.export import conventions
from app.export.files import export
from app.present.masking import MASK, covered
from app.present.offsets import in_units, standing
from app.present.text import WITHHELD, render
from app.present.withheld import UNREADABLE, withheld
from app.records.draft import Draft
from schemas import ArticleSummary, Person
from tests.app.drafts import draft, incident, party, read, target, toll
from tests.app.export.examples import options
from tests.fakes.service import TEXT, quote, summary_of

Json = Any
Path = tuple[str | int, ...]
EVIDENCE: Final = [{"quote": "four people", "start": 104, "end": 115}]
UNNAMED: Final = "a foreman"
EXEMPT: Final = ("id", "path", "language", "schema_version", "client_ref", "provenance", "country", "country_code")
"""What docs/do-no-harm.md says is left as it is: references, codes, how the record was made, the country."""
NAMES: Final = ["José Núñez", "अनीता देवी", "王小明", "O'Brian Zahiri", "Abd al-Rahman Zahiri", "ZAYNAB", "𝐀𝐢𝐬𝐡𝐚 Zahiri"]
ANY_NAME = st.sampled_from(NAMES) | st.from_regex(r"\A[A-Z][a-z]{1,6}zq [A-Z][a-z]{1,6}zq\Z")
TEMPLATES: Final = (
    "{name}",
    "by {name}'s father",
    "“{shout}!”",
    "the {last}, of course",
    "(🚨{first})",
    "“{first}” {last}",
)


def made(**more: Any) -> dict[str, Json]:
    """The record of TEXT as JSON, with every part that the schema has filled once."""
    record: dict[str, Json] = summary_of(read(TEXT)).model_dump(mode="json")
    one = record["incidents"][0]
    one["time"] = {"text": "at noon", "part": "noon", "evidence": EVIDENCE}
    one["location"]["places"] = [{"name": "Valmora", "evidence": EVIDENCE}]
    one["location"] |= {"admin1": "North", "admin2": "Lower Vale", "country": "Georgia", "country_code": "GE"}
    one["weapons"][0]["system"] = "Grad"
    one["actors"][0]["member_of"] = "Red Council"
    one["targets"][0]["of"] = "Red Council"
    one["casualty_claims"][0] |= {"noun": "people", "of": "Red Council", "victims": [person(minor=True)]}
    one["protest"] = {
        "organisers": [{"name": "Union", "evidence": EVIDENCE}],
        "demands": [{"text": "bread", "stance": "for", "evidence": EVIDENCE}],
        "responses": [{"kind": "arrest", "by": "police", "evidence": EVIDENCE}],
    }
    one["other_counts"] = [
        {"what": "missing", "count": {"min": 1, "max": 1}, "noun": "girls", "asserted_by": "police"}
        | {"source_type": "police", "evidence": EVIDENCE}
    ]
    record["background"] = [{**one, "id": "b-1", "protest": None}]
    record["article"] |= {"title": "Four dead", "source": "A paper", "url": "https://news.example/four-dead"}
    record["unsupported"] += [
        {"path": "incidents/0", "value": {"name": "x", "more": ["y"]}, "code": "nobody_named", "reason": "no words"}
    ]
    record["questions"] = [{"path": "x", "code": "no_word_of_denial", "reason": "look", "evidence": EVIDENCE}]
    record["notes"] = ["a step failed"]
    record["draft"] = said().model_dump(mode="json")
    copy: dict[str, Json] = json.loads(json.dumps(record | more))  # each quote is one of its own, to be written over
    return copy


def said() -> Draft:
    """What a model may have said of it."""
    one = incident(0, tolls=[toll(0, killed="4")], targets=[target("depot", 0)], others=["Red Council"])
    return draft(one, headline="Four dead", parties=[party("police", 0, also=["constables"])])


def person(**more: Any) -> dict[str, Json]:
    known = {"name": "Aisha Khan", "description": UNNAMED, "relation": "a daughter", "evidence": EVIDENCE}
    return Person.model_validate(known | more).model_dump(mode="json")


def leaves(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, name))
    else:
        yield path, value


def put(record: Json, path: Path, text: str) -> None:
    """Write a text at a path; the offsets of a quote go along."""
    *above, last = path
    for name in above:
        record = record[name]
    record[last] = text
    if last == "quote":
        record["end"] = record["start"] + len(text)


def takes_any_text(path: Path) -> bool:
    record = made()
    put(record, path, "Zq zq")
    try:
        summary = ArticleSummary.model_validate(record)
        Draft.model_validate(summary.draft, strict=False)
    except ValidationError:
        return False
    return True


FREE: Final = [
    path
    for path, value in leaves(made())
    if isinstance(value, str) and not set(path) & set(EXEMPT) and takes_any_text(path)
]
"""Every place of a record at which the schema allows any text."""


def everywhere(name: str, turn: int) -> ArticleSummary:
    """A record of a child of this name that has the name, or a part of it, at every place."""
    record = made()
    words = name.split()
    for number, path in enumerate(FREE):
        template = TEMPLATES[(number + turn) % len(TEMPLATES)]
        put(record, path, template.format(name=name, shout=name.upper(), first=words[0], last=words[-1]))
    for each in (*record["incidents"], *record["background"]):
        each["casualty_claims"][0]["victims"][0]["name"] = name
    return ArticleSummary.model_validate(record)


def shown(summary: ArticleSummary) -> str:
    """All that anybody sees of a record: JSON, text and tables."""
    tables = (export([summary], options(name, "jsonl", quotes="full")).content.decode() for name in conventions.NAMES)
    return "\n".join((summary.model_dump_json(), render(summary), *tables))


@given(ANY_NAME, st.integers(0, len(TEMPLATES) - 1))
@settings(max_examples=40, deadline=None)
def test_no_name_of_a_child_is_left_anywhere_whatever_field_it_stands_in(name: str, turn: int) -> None:
    under = shown(withheld(everywhere(name, turn)))
    assert not [each for each in (name, name.upper(), *name.split()) if each in under]


@given(ANY_NAME, st.integers(0, len(TEMPLATES) - 1))
@settings(max_examples=40, deadline=None)
def test_everything_else_is_as_it_was_and_offsets_stand(name: str, turn: int) -> None:
    full = everywhere(name, turn)
    under = withheld(full)
    before, after = (dict(leaves(each.model_dump(mode="json", exclude={"withheld"}))) for each in (full, under))
    assert before.keys() == after.keys()
    for path, value in before.items():
        if isinstance(value, str) and after[path] != value:
            assert len(after[path].encode("utf-16-le")) == len(value.encode("utf-16-le"))
            pairs = list(zip(value, after[path], strict=True))
            assert all(new in {old, covered(old)} for old, new in pairs)
            assert "draft" if path[0] == "draft" else "/".join(map(str, path)) in under.withheld
        else:
            assert after[path] == value
    assert withheld(under) == under == ArticleSummary.model_validate_json(under.model_dump_json())


def with_victim(*, about: dict[str, Json] | None = None, **more: Any) -> ArticleSummary:
    """A record whose only victim is made so; `about` changes the claim, or with `sub_event_type` the incident."""
    changed = made(background=[], headline="Aisha Khan")
    one = changed["incidents"][0]
    one["casualty_claims"][0] |= {"victims": [person(**more)]}
    for name, value in (about or {}).items():
        (one if name in one else one["casualty_claims"][0])[name] = value
    return ArticleSummary.model_validate(changed)


@pytest.mark.parametrize(
    ("about", "more"),
    [
        ({}, {"minor": True}),
        ({}, {"age": 17}),
        ({"victim_class": "children"}, {}),
        ({"sub_event_type": "Sexual violence"}, {"age": 40}),
    ],
)
def test_names_of_minors_and_survivors_are_withheld(about: dict[str, Json], more: dict[str, Json]) -> None:
    """By the person's own words, by the age, by whom the claim counts, by what the incident is."""
    under = withheld(with_victim(about=about, **more))
    assert under.headline == "█████ ████"
    assert {"headline", "incidents/0/casualty_claims/0/victims/0/name"} <= set(under.withheld)
    assert WITHHELD[:40] in " ".join(render(under).split())


def test_a_record_with_nothing_to_withhold_is_the_same_object() -> None:
    full = with_victim(age=18)
    assert withheld(full) is full
    assert "Withheld" not in render(full)


def test_the_fingerprint_goes_with_the_names() -> None:
    """Whoever guesses a name could tell by it that the words are in the article; else it stands."""
    sketch = f"{'Ab+/' * 85}AA=="
    full = with_victim(minor=True)
    about = full.article.model_copy(update={"fingerprint": sketch})
    assert withheld(full.model_copy(update={"article": about})).article.fingerprint is None
    assert withheld(with_victim(age=18).model_copy(update={"article": about})).article.fingerprint == sketch


def test_what_is_said_of_a_child_besides_the_name_stands() -> None:
    (claim,) = withheld(with_victim(minor=True, age=9, sex="female")).incidents[0].casualty_claims
    (child,) = claim.victims
    assert (child.age, child.sex, child.description, child.relation) == (9, "female", UNNAMED, "a daughter")


def test_the_surname_goes_with_a_relative_who_shares_it() -> None:
    full = with_victim(minor=True, relation="daughter of Ahmed Khan")
    (claim,) = withheld(full).incidents[0].casualty_claims
    assert claim.victims[0].relation == "daughter of Ahmed ████"


def test_the_other_names_of_a_party_that_is_the_person_go_too() -> None:
    full = with_victim(minor=True)
    one = full.incidents[0]
    actor = one.actors[0].model_copy(update={"name": "Aisha Khan", "aliases": ("Bunny", "Aisha")})
    full = full.model_copy(update={"incidents": (one.model_copy(update={"actors": (actor,), "note": "On Bunny."}),)})
    under = withheld(full).incidents[0]
    assert (under.actors[0].aliases, under.note) == (("█████", "█████"), "On █████.")


@pytest.mark.parametrize("unit", ["codepoints", "utf16"])
def test_words_that_carry_a_survivor_are_masked_wherever_they_are_quoted(unit: Any) -> None:
    """In the evidence of the incident, too, up to their ends; the offsets stand in either unit."""
    text = "🚨🚨 Rebels came. She, 30, was raped, officials said."
    start, end = text.index("She"), text.index(", officials")
    stretch = {"quote": text[start:end], "start": start, "end": end}
    whole = {"quote": text[3:], "start": 3, "end": len(text)}
    changed = made(background=[], context=[], summary=[], questions=[])
    one = {name: part for name, part in changed["incidents"][0].items() if name not in {"actors", "protest"}}
    one |= {"sub_event_type": "Sexual violence", "evidence": [whole], "attribution": [], "targets": [], "weapons": []}
    one |= {"date": None, "time": None, "location": None, "reactions": [], "other_counts": []}
    victims = [person(name=None, age=30, evidence=[stretch])]
    one["casualty_claims"] = [
        {**one["casualty_claims"][0], "victims": victims, "evidence": [whole], "confirmed_by": []}
    ]
    full = in_units(ArticleSummary.model_validate(changed | {"incidents": [one]}), text, unit)
    under = withheld(full)
    (words,) = under.incidents[0].evidence
    assert words.quote == "Rebels came. ████ ███ ███ █████, officials said."
    stands = standing(text, unit, masked=True)
    assert stands(words)
    assert stands(under.incidents[0].casualty_claims[0].victims[0].evidence[0])
    assert not stands(words.model_copy(update={"quote": f"x{words.quote[1:]}"}))


@pytest.mark.parametrize("speaker", ["Aisha Khan", "Aisha", "a foreman"])
def test_what_a_child_is_quoted_with_is_masked_and_what_others_say_is_not(speaker: str) -> None:
    full = with_victim(minor=True)
    one = full.incidents[0]
    said = one.reactions[0].model_copy(update={"speaker": speaker})
    full = full.model_copy(update={"incidents": (one.model_copy(update={"reactions": (said, *one.reactions)}),)})
    own, same = withheld(full).incidents[0].reactions
    assert own.text == covered(said.text)
    assert own.evidence[0].quote == same.evidence[0].quote == covered(said.evidence[0].quote)
    other = with_victim(minor=True)
    assert withheld(other).incidents[0].reactions == other.incidents[0].reactions


def test_a_person_whom_only_the_draft_knows_is_withheld() -> None:
    """The name was refused: it stands in the draft and in the reason."""
    child = {"name": "Aisha Khan", "who": None, "fate": "killed", "child": True, "at": [0]}
    drafted = draft(incident(0, tolls=[toll(0, killed="4", victims=[child])]))
    refused = {"path": "x", "value": "Aisha Khan", "code": "not_in_article", "reason": "no Aisha in it"}
    changed = made(background=[], draft=drafted.model_dump(mode="json"), unsupported=[refused])
    changed["incidents"][0]["casualty_claims"][0]["victims"] = []
    under = withheld(ArticleSummary.model_validate(changed))
    assert under.withheld == ("unsupported/0/value", "unsupported/0/reason", "draft")
    assert "Aisha" not in under.model_dump_json()


def test_a_draft_that_cannot_be_read_is_withheld_whole() -> None:
    full = with_victim(age=40).model_copy(update={"draft": {"who": "Aisha"}})
    assert (withheld(full).draft, withheld(full).withheld) == (UNREADABLE, ("draft",))


@pytest.mark.parametrize(
    ("url", "under"),
    [
        ("https://news.example/aisha-nine", f"https://news.example/{MASK * 10}"),
        ("https://news.example/%41isha", f"https://news.example/{MASK * 7}"),
        ("https://news.example/four-dead", "https://news.example/four-dead"),
        ("aisha.example", MASK * 13),
    ],
)
def test_an_address_that_names_somebody_is_masked_behind_its_host(url: str, under: str) -> None:
    full = with_victim(minor=True)
    full = full.model_copy(update={"article": full.article.model_copy(update={"url": url})})
    assert withheld(full).article.url == under


def test_a_target_of_sexual_violence_is_withheld_and_a_description_is_no_name() -> None:
    changed = made(background=[])
    one = changed["incidents"][0]
    one |= {"sub_event_type": "Sexual violence", "note": "On Aisha Khan and a woman."}
    one["casualty_claims"][0]["victims"] = []
    evidence = [quote("the Redfern depot").model_dump()]
    one["targets"] = [{"name": name, "kind": "person", "evidence": evidence} for name in ("Aisha Khan", "a woman")]
    under = withheld(ArticleSummary.model_validate(changed)).incidents[0]
    assert [each.name for each in under.targets] == ["█████ ████", "a woman"]
    assert under.note == "On █████ ████ and a woman."
    assert under.targets[0].evidence[0].quote == covered("the Redfern depot")


def test_work_stays_linear_in_a_record_of_many_names() -> None:
    """A record of anyone's making cannot hold the service up: thousands of names in thousands of texts."""
    victims = [person(name=f"Aisha {chr(0x4E00 + number)}{'a' * (number % 50)}", minor=True) for number in range(2000)]
    changed = made(background=[], notes=["Aisha Khan went home. " * 20] * 200)
    changed["incidents"][0]["casualty_claims"][0]["victims"] = victims
    assert json.dumps(withheld(ArticleSummary.model_validate(changed)).notes).count("Aisha") == 0
