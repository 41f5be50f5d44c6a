from functools import partial
from pathlib import Path

import httpx2
import pytest

from app.core.errors import ModelFileError, ModelMisconfigured
from app.core.settings import Settings
from app.engine.engine import Engine
from bench.peers import engine
from bench.peers.engine import open_endpoint
from tests.app.engine.test_engine import FAKE, FAST


async def test_the_embedded_engine_is_started_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF of mine")
    monkeypatch.setattr(engine, "Engine", partial(Engine, command=FAKE, pace=FAST))
    settings = Settings(model_path=tmp_path / "own.gguf", model_dir=tmp_path, engine_threads=1)
    async with httpx2.AsyncClient(trust_env=False) as http:
        async with open_endpoint(settings) as asked:
            serving = await asked.source()
            assert (asked.model, serving.model) == ("own", "own")
            assert serving.api_key is not None
            key = {"Authorization": f"Bearer {serving.api_key.get_secret_value()}"}
            assert (await http.get(f"{serving.base_url}/whoami", headers=key)).status_code == 200
        with pytest.raises(httpx2.TransportError):
            await http.get(f"{serving.base_url}/whoami")


async def test_without_weights_or_with_half_an_endpoint_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError):
        async with open_endpoint(Settings(model_dir=tmp_path)):
            pass
    with pytest.raises(ModelMisconfigured):
        async with open_endpoint(Settings(llm_base_url="http://127.0.0.1:9/v1")):
            pass
