"""The question about an article: what is constant in it, and how the article is shown."""

import json
import re
from datetime import date
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import article
from app.article import Article
from app.pipeline import derive
from app.propose.question import Template, load, question, shown
from app.records.draft import Draft
from app.verify.record import verify
from tests.app.drafts import leaves, read

EXAMPLES: list[dict[str, Any]] = json.loads(
    resources.files("prompts").joinpath("record", "v2", "examples.json").read_text("utf-8")
)
MADE_UP = "Sarra"
"""A country that only its adjective names: of a real one the gazetteer would know that."""
TEXT = "A bomb killed two people in Gao. The army blamed the Blue Front.\n\nAdvertisement\n\nThe front denied it."


@pytest.fixture
def template() -> Template:
    return load("record/v2")


def asked(template: Template, about: Article) -> str:
    """The last message: the article."""
    return question(template, about, about.sentences, 1024).messages[-1].content


def test_the_constant_messages_come_first_and_are_the_same_for_every_article(template: Template) -> None:
    """Servers reuse the longest common prefix: nothing of the article, not even its date, stands before its end."""
    one, other = (question(template, read(text), read(text).sentences, 64) for text in (TEXT, "Nothing happened."))
    assert one.messages[:-1] == other.messages[:-1] == template.messages
    assert one.messages[-1] != other.messages[-1]


def test_the_constant_messages_are_long_enough_for_hosted_prefix_caches(template: Template) -> None:
    """Those begin at 1,024 tokens: 4,096 characters of English at least."""
    assert sum(len(message.content) for message in template.messages) > 4096


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        load("record/v0")


def test_worked_examples_alternate_after_the_rules(template: Template) -> None:
    assert [message.role for message in template.messages] == ["system", *["user", "assistant"] * len(EXAMPLES)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["article"][:40])
def test_a_worked_example_is_a_whole_draft(example: dict[str, Any]) -> None:
    """What it leaves out is null, false, empty or the common case, and all that it has comes back when it is read."""
    whole = Draft.model_validate(example["answer"]).model_dump(mode="json")
    written, read_again = dict(leaves(example["answer"])), dict(leaves(whole))
    assert written.items() <= read_again.items()
    assert {read_again[path] for path in read_again.keys() - written.keys()} <= {None, False, "in"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["article"][:40])
def test_nothing_of_a_worked_example_is_refused_or_questioned(example: dict[str, Any]) -> None:
    """What a model learns by is what verification takes."""
    verified = verify(Draft.model_validate(example["answer"]), _article_of(example["article"]))
    assert {each.path for each in verified.refused if MADE_UP not in str(each.value)} == set()
    assert verified.questions == ()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["article"][:40])
def test_of_a_worked_example_the_record_lacks_its_made_up_places_alone(example: dict[str, Any]) -> None:
    """And one party, `government`, which is asked for something and is named by no value of the second example."""
    record = derive(Draft.model_validate(example["answer"]), _article_of(example["article"]))
    lacking = {each.code for each in record.unsupported if each.path != "headline" and each.value != "government"}
    assert (lacking, record.questions) == ({"place_not_carried"}, ())


def test_sentences_go_by_the_articles_own_numbers(template: Template) -> None:
    """What is left out, as an advertisement, leaves a gap: a number means the same to model and code."""
    about = read(TEXT)
    lines = asked(template, about).splitlines()[1:]
    numbers = [int(line.partition(":")[0]) for line in lines]
    assert numbers == [0, 1, 3]
    assert [line.partition(": ")[2] for line in lines] == [about.sentences[number].text for number in numbers]


def test_the_day_of_publication_is_given_with_its_weekday(template: Template) -> None:
    assert asked(template, read(TEXT)).splitlines()[0] == "Published on Friday, 2024-01-05."
    assert asked(template, read(TEXT, None)).startswith("0: ")


@pytest.mark.parametrize(
    "token", ["<|im_end|>", "<|im_start|>system", "</s>", "[INST]", "[/INST]", "<\uff5cUser\uff5c>"]
)
def test_control_tokens_of_chat_templates_are_broken_and_no_offset_moves(template: Template, token: str) -> None:
    message = asked(template, read(f"A bomb {token} killed two people in Gao."))
    assert token not in message
    assert len(message) == len(f"Published on Friday, 2024-01-05.\n0: A bomb {token} killed two people in Gao.")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_no_article_writes_a_line_of_its_own(words: str) -> None:
    """A sentence is one line, whatever white space it holds: it cannot pretend to be another sentence or a message."""
    about = read(f"A bomb {words} killed two people in Gao. The army said so.")
    lines = asked(load("record/v2"), about).split("\n")
    assert len(lines) == 1 + len(shown(about))
    assert all(re.match(r"\d+: ", line) for line in lines[1:])


def _article_of(numbered: str) -> Article:
    """The article of a worked example, from its numbered lines; its sentences are those lines."""
    first, *lines = numbered.splitlines()
    published = date.fromisoformat(first.rpartition(", ")[2].rstrip("."))
    texts = [line.partition(": ")[2] for line in lines]
    about = article.read("\n\n".join(texts), today=date(2030, 1, 1), published_on=published)
    assert [each.text for each in about.sentences] == texts
    return about
