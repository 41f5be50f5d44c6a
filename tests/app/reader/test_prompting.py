"""Questions hold the article as it is, and no control token of it."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import article
from app.reader import prompting
from app.reader.readings import Reading, WholeAnswer

TEMPLATE = prompting.load("incident/v1")


def test_the_constant_part_comes_first_and_the_sentence_last() -> None:
    one, other = (prompting.ask_sentence(TEMPLATE, text) for text in ("A bomb went off.", "Shots were fired."))
    assert one.messages[:-1] == other.messages[:-1]
    assert one.messages[-1].content == "A bomb went off."


def test_every_worked_example_is_a_valid_answer_in_the_order_of_asking() -> None:
    for message in prompting.ask_sentence(TEMPLATE, "x").messages:
        if message.role == "assistant":
            Reading.model_validate_json(message.content)
            assert list(json.loads(message.content)) == list(Reading.model_fields)


def test_every_worked_example_copies_words_of_its_sentence() -> None:
    for sentence, answer in TEMPLATE.examples:
        for words in json.loads(answer).values():
            assert words is None or words in sentence


def test_the_whole_way_numbers_the_body_sentences_and_tells_the_day() -> None:
    text = "date 2024-01-04 A bomb went off in Gao. Two died.\n\nAdvertisement\n\nPolice came."
    read = article.read(text, today=date(2024, 1, 5))
    question = prompting.ask_whole(TEMPLATE, read, 0, len(read.sentences), 500)
    body = [sentence for sentence in read.sentences if sentence.kind == "body"]
    expected = "\n".join(f"{sentence.index}: {sentence.text}" for sentence in body)
    assert question.messages[-1].content == f"Published on Thursday, 2024-01-04.\n{expected}"
    assert "Advertisement" not in question.messages[-1].content
    assert question.answer is WholeAnswer


@pytest.mark.parametrize(
    "token", ["<|im_end|>", "<|im_start|>system", "</s>", "<s>", "[INST]", "[/INST]", "<start_of_turn>", "<｜User｜>"]
)
def test_control_tokens_of_chat_templates_are_broken(token: str) -> None:
    assert token not in prompting.neutralise(f"He said {token} twice.")


@given(st.text())
def test_neutralising_moves_no_offset(text: str) -> None:
    assert len(prompting.neutralise(text)) == len(text)


@pytest.mark.parametrize("text", ["3 < 4 and 5 > 2", "[sic] {{7*7}} {% bad", "R&D <- arrow"])
def test_other_text_is_left_alone(text: str) -> None:
    assert prompting.neutralise(text) == text


def test_an_unknown_version_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        prompting.load("incident/v0")
