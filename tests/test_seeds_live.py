"""The whole of it, for real: HTTP server, engine, embedded model, both seed articles."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas import ArticleSummary
from tests.seeds import SEEDS, assert_right

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]
SITREP = Path(sys.executable).with_name("sitrep")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`sitrep serve` as a user starts it, with an answer store of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_LLM")}
    kept["SITREP_CACHE_DIR"] = str(tmp_path_factory.mktemp("answers"))
    with subprocess.Popen([SITREP, "serve", "--port", "0"], env=kept, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        yield next(word for word in service.stdout.readline().split() if word.startswith("http://"))
        service.terminate()
        assert service.wait(60) == 0


def post(address: str, text: str) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310  the service of the fixture
        f"{address}/v1/summaries", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310  as above
        return dict(json.load(response))


@pytest.mark.parametrize("name", SEEDS)
def test_the_embedded_model_reads_a_seed_and_the_second_post_is_the_same_from_the_cache(
    address: str, name: str
) -> None:
    first = post(address, SEEDS[name])
    again = post(address, SEEDS[name])
    assert_right(name, ArticleSummary.model_validate(first))
    assert (first["provenance"]["cached"], again["provenance"]["cached"]) == (False, True)
    assert again["provenance"]["attempts"] == 0
    del first["provenance"], again["provenance"]
    assert first == again
