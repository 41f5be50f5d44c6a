"""docs/codes.md explains each code, and no other."""

import re
from pathlib import Path
from typing import get_args

import pytest

from schemas.codes import QuestionCode, RefusalCode

PAGE = (Path(__file__).parents[3] / "docs" / "codes.md").read_text("utf-8")
_, REFUSALS, QUESTIONS = re.split(r"^## .*$", PAGE, flags=re.MULTILINE)


def explained(section: str) -> dict[str, str]:
    """What the page says of each code of a section."""
    parts = re.split(r"^### (.*)$", section, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_each_code_of_a_refusal_has_its_heading_in_the_order_of_the_list() -> None:
    assert tuple(explained(REFUSALS)) == get_args(RefusalCode)


def test_each_code_of_a_question_has_its_heading_in_the_order_of_the_list() -> None:
    assert tuple(explained(QUESTIONS)) == get_args(QuestionCode)


@pytest.mark.parametrize("code", [*get_args(RefusalCode), *get_args(QuestionCode)])
def test_each_code_has_a_meaning_an_example_and_what_to_do(code: str) -> None:
    text = (explained(REFUSALS) | explained(QUESTIONS))[code]
    meaning, example, advice = text.strip().split("\n\n")
    assert meaning[0].isupper()
    assert example.startswith("> ")
    assert advice.startswith("*What to do:* ")


def test_a_code_means_one_thing() -> None:
    """No code is both a refusal and a question."""
    assert not set(get_args(RefusalCode)) & set(get_args(QuestionCode))
