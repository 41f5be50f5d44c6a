"""What tokens cost."""

import sys
from decimal import Decimal

import pytest

from app.llm.asking import Usage
from app.llm.prices import Free, Tariff, tariff_of

OPENAI = "https://api.openai.com/v1"
MILLION = Usage(input_tokens=1_000_000, output_tokens=1_000_000)


def known(base_url: str, model: str, *, batch: bool = False) -> Tariff:
    pytest.importorskip("genai_prices")
    tariff = tariff_of(base_url, model, batch=batch)
    assert tariff is not None
    return tariff


def test_a_price_names_its_table_and_version() -> None:
    assert known(OPENAI, "gpt-4.1").table.startswith("genai-prices ")


def test_each_token_has_its_price() -> None:
    tariff = known(OPENAI, "gpt-4.1")
    assert tariff.cost_usd(Usage()) == 0
    assert tariff.cost_usd(MILLION) == tariff.cost_usd(Usage(input_tokens=1_000_000)) + tariff.cost_usd(
        Usage(output_tokens=1_000_000)
    )


def test_cached_tokens_cost_less() -> None:
    tariff = known(OPENAI, "gpt-4.1")
    cached = Usage(input_tokens=1_000_000, cached_tokens=1_000_000)
    assert 0 < tariff.cost_usd(cached) < tariff.cost_usd(Usage(input_tokens=1_000_000))


def test_a_batch_costs_half() -> None:
    assert 2 * known(OPENAI, "gpt-4.1", batch=True).cost_usd(MILLION) == known(OPENAI, "gpt-4.1").cost_usd(MILLION)


@pytest.mark.parametrize(
    ("base_url", "model"), [("https://llm.example.org/v1", "gpt-4.1"), (OPENAI, "no-such-model-at-all")]
)
def test_an_unknown_host_or_model_has_no_price(base_url: str, model: str) -> None:
    """A name alone is no price: somebody else's gpt-4.1 costs what they ask."""
    assert tariff_of(base_url, model) is None


def test_without_the_table_no_price_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    assert tariff_of(OPENAI, "gpt-4.1") is None


def test_a_model_of_one_s_own_costs_nothing() -> None:
    assert (Free().cost_usd(MILLION), Free().table) == (Decimal(0), "")
