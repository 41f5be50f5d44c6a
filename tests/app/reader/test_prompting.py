"""Questions hold the article as it is, and no control token of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm import chat_tokens
from app.reader import prompting
from app.reader.readings import Reading

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


@pytest.mark.parametrize(
    "token", ["<|im_end|>", "<|im_start|>system", "</s>", "<s>", "[INST]", "[/INST]", "<start_of_turn>", "<｜User｜>"]
)
def test_control_tokens_of_chat_templates_are_broken(token: str) -> None:
    assert token not in chat_tokens.neutralise(f"He said {token} twice.")


@given(st.text())
def test_neutralising_moves_no_offset(text: str) -> None:
    assert len(chat_tokens.neutralise(text)) == len(text)


@pytest.mark.parametrize("text", ["3 < 4 and 5 > 2", "[sic] {{7*7}} {% bad", "R&D <- arrow"])
def test_other_text_is_left_alone(text: str) -> None:
    assert chat_tokens.neutralise(text) == text


def test_an_unknown_version_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        prompting.load("incident/v0")
