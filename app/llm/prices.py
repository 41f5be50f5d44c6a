"""What tokens cost at an endpoint, by a table that comes with the program. The only importer of genai_prices.

The table is of list prices, and as old as the installed version of the package: nothing is fetched.
"""

import importlib.metadata
import logging
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from app.llm.asking import Usage

PACKAGE: Final = "genai-prices"
_log = logging.getLogger(__name__)


class Tariff(Protocol):
    """What one model costs at one endpoint."""

    @property
    def table(self) -> str:
        """The table of prices and its version; empty where nothing is charged."""
        ...

    def cost_usd(self, usage: Usage) -> Decimal:
        """US dollars for these tokens, on this day."""
        ...


@dataclass(frozen=True, slots=True)
class Free:
    """A model of one's own."""

    table: str = ""

    def cost_usd(self, usage: Usage) -> Decimal:  # noqa: ARG002 - as of every tariff
        """Nothing."""
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class Listed:
    """A model that the table has; `batch`: in a batch, which costs less where its vendor offers that."""

    table: str
    prices: Any
    model: str
    base_url: str
    batch: bool = False

    def cost_usd(self, usage: Usage) -> Decimal:
        """US dollars for these tokens, by the table's price of today."""
        tokens = self.prices.Usage(
            input_tokens=usage.input_tokens,
            cache_read_tokens=usage.cached_tokens,
            output_tokens=usage.output_tokens,
        )
        context = {"processing": "batch"} if self.batch else None
        priced = self.prices.calc_price(tokens, self.model, provider_api_url=self.base_url, price_context=context)
        return Decimal(priced.total_price)


def tariff_of(base_url: str, model: str, *, batch: bool = False) -> Tariff | None:
    """The tariff of a model at an endpoint; None: the table lacks host or model, or is not installed.

    The first call loads the table: a second, and 80 MB.
    """
    try:
        import genai_prices  # noqa: PLC0415 - who asks a model of their own needs no prices
    except ImportError:
        _log.warning("no price is known: %s is not installed", PACKAGE)
        return None
    listed = Listed(f"{PACKAGE} {importlib.metadata.version(PACKAGE)}", genai_prices, model, base_url, batch)
    try:
        listed.cost_usd(Usage(input_tokens=1, output_tokens=1))
    except (LookupError, ValueError):
        return None
    return listed
