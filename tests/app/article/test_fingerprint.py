"""A fingerprint tells copies of an article from other articles, and is the same for ever."""

from datetime import date
from hashlib import sha256

import pytest

from app.article import read
from app.article.fingerprint import PERMUTATIONS, fingerprint, signature

BODY = "A bomb hidden in a market stall killed four people in Gao on Monday. Police blamed nobody. A fair was on."


def of(text: str) -> str:
    return fingerprint(read(text, today=date(2024, 1, 5)))


def test_it_is_what_it_was_when_records_were_saved() -> None:
    """Records keep their fingerprints: a library that computes others would part each copy from its origin."""
    assert sha256(of(BODY).encode()).hexdigest() == "a74f69b5ac532974eaa1948868c2b6e2971dba9310dad41f8f7104fac36a0fd2"
    assert of(BODY)[:24] == "wH5HCCTZBgYZkIWfAIB0WMHD"


def test_it_is_64_numbers_of_32_bits() -> None:
    numbers = signature(of(BODY))
    assert len(numbers) == PERMUTATIONS
    assert all(0 <= number < 2**32 for number in numbers)


@pytest.mark.parametrize(
    "text",
    [
        f"GAO, Mali, Jan 3 (Sahel Wire) - {BODY}",
        f"Market bomb kills four\n\nGAO, Jan 3 (Other Agency) -- {BODY}",
        f"date 2024-01-03 {BODY}",
        BODY.upper(),
        BODY.replace(". ", "!\n\n").replace(",", ""),
        BODY.replace("Monday", "Mónday"),
    ],
)
def test_agency_line_heading_case_and_punctuation_do_not_matter(text: str) -> None:
    assert of(text) == of(BODY)


def test_another_word_changes_a_few_numbers() -> None:
    changed = [
        one != other for one, other in zip(signature(of(BODY)), signature(of(BODY.replace("four", "six"))), strict=True)
    ]
    assert 0 < sum(changed) < PERMUTATIONS / 2


@pytest.mark.parametrize("text", ["Boom.", "爆炸造成四人死亡。", "(Sahel Wire)", "🕯 🕯"])
def test_any_text_has_one(text: str) -> None:
    """Fewer than three words, no spaces, nothing but a credit, no words at all."""
    assert len(signature(of(text))) == PERMUTATIONS


@pytest.mark.parametrize("written", ["", "AAAA", "not base64!"])
def test_what_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        signature(written)
