"""Where questions go, and under which key their answers are kept."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.backends import address_of, backend_of, budget_of, endpoint_backend, stamp_of, tariff
from app.core.errors import ModelMisconfigured
from app.core.settings import Settings
from app.store.ledger import DiskLedger
from tests.app.encoder.fakes import FOLDER


def settings(**more: Any) -> Settings:
    return Settings(**{"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": "some"} | more)


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.example.org/v1",
        "https://API.Example.org/v1/",
        "https://user:pass@api.example.org:443/v1",
        "http://api.example.org:80/v1",
    ],
)
def test_one_endpoint_has_one_address_however_it_is_written(base_url: str) -> None:
    assert address_of(base_url) == "api.example.org/v1"


@pytest.mark.parametrize(
    "base_url", ["https://api.example.org/v2", "https://api.example.org:8443/v1", "https://example.org/v1"]
)
def test_another_path_port_or_host_is_another_address(base_url: str) -> None:
    assert address_of(base_url) != "api.example.org/v1"


def test_the_address_is_in_the_key_and_the_password_is_not() -> None:
    spec = endpoint_backend(settings(llm_base_url="https://u:secret@host.example.org/a/v1")).spec
    assert spec.backend == "host.example.org/a/v1"


def test_an_encoder_is_known_by_its_digest_and_asks_no_endpoint() -> None:
    """Two files of one name are two models, and an endpoint beside it is a mistake that is said."""
    given = settings(llm_base_url=None, llm_model=None, llm_proposer="encoder", encoder_file=FOLDER / "tiny.npz")
    backend = backend_of(given)
    assert backend.encoder
    assert (backend.model, backend.spec.model, backend.spec.backend) == ("tiny", backend.encoder.sha256, "embedded")
    assert stamp_of(given, backend, "d").backend == "embedded"
    with pytest.raises(ModelMisconfigured, match="SITREP_LLM_BASE_URL"):
        backend_of(given.model_copy(update={"llm_base_url": "http://127.0.0.1:1/v1"}))


async def test_the_embedded_model_is_free_and_a_server_of_this_machine_has_no_list_price() -> None:
    free = await tariff(settings(llm_base_url=None))
    assert free is not None
    assert free.table == ""
    assert await tariff(settings()) is None


def test_without_the_setting_there_is_no_budget(tmp_path: Path) -> None:
    assert budget_of(settings(), DiskLedger(tmp_path)) is None
    budget = budget_of(settings(llm_budget_per_day="5 USD"), DiskLedger(tmp_path))
    assert budget is not None
    assert (budget.bound, budget.unit) == (5_000_000_000, "USD")


@pytest.mark.parametrize("granted", ["5", "5 EUR", "five USD"])
def test_a_budget_in_another_form_is_refused_at_the_start(granted: str) -> None:
    with pytest.raises(ValueError, match="llm_budget_per_day"):
        settings(llm_budget_per_day=granted)


def test_what_is_loaded_beforehand_is_all_that_an_article_needs() -> None:
    """In a new process: the vendors' lazy parts are there, and checking an article imports nothing more."""
    program = """
import sys
from app import backends, warming
backends.load()
before = set(sys.modules)
assert {"openai.resources", "instructor.v2.providers.openai.handlers"} <= before
warming.derive(warming.Draft.model_validate(warming.DRAFT, strict=False), warming.sample())
assert set(sys.modules) == before, set(sys.modules) - before
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
