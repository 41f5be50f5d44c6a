"""What is measured: the service in this process (live, recorded or replayed), or one that runs elsewhere."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from app.core.settings import Settings
from app.llm.extractor import is_loopback
from app.service import Service, open_service
from eval.out_of_band import by_case, open_answered
from eval.recordings import open_recorded, open_replayed
from eval.results import Stamp
from eval.run import TIMEOUT_S, Summarize, in_process, over_http
from eval.stamp import spec_of, stamp_of


@dataclass(frozen=True, slots=True)
class Choice:
    """Which subject; at most one of `url`, `record`, `replay` and `answers` is set, none for the live service here.

    `answers`: the folder of a hosted model's kept answers (`eval.out_of_band`), asked for by `settings`.
    `key` goes to the service at `url`; None: it wants none.
    """

    settings: Settings
    url: str | None = None
    record: Path | None = None
    replay: Path | None = None
    key: str | None = field(default=None, repr=False)
    answers: Path | None = None

    @property
    def kept(self) -> bool:
        """Whether nobody is asked: what was once answered is read from files."""
        return self.replay is not None or self.answers is not None

    @property
    def concurrency(self) -> int:
        """Articles at once where none is asked for: the embedded engine has one slot."""
        return 1 if self.url is None and not self.kept and self.settings.embedded else 4


@dataclass(frozen=True, slots=True)
class Subject:
    """What summarises the cases, and the stamp of its results."""

    summarize: Summarize
    stamp: Stamp


@asynccontextmanager
async def open_subject(choice: Choice) -> AsyncIterator[Subject]:
    """Open what was chosen. Raises as `app.service.open_service` does, and RecordingMissing for a replay of nothing."""
    if choice.url:
        # A proxy from the environment cannot reach this machine's loopback.
        by_proxy = not is_loopback(choice.url)
        headers = {"Authorization": f"Bearer {choice.key}"} if choice.key else {}
        async with httpx2.AsyncClient(
            base_url=choice.url, headers=headers, timeout=TIMEOUT_S, trust_env=by_proxy
        ) as client:
            yield Subject(over_http(client), stamp_of(model="as served", spec=None, url=choice.url))
        return
    async with _open(choice) as service:
        model = (await service.readiness()).model
        stamp = stamp_of(model=model, spec=spec_of(service), replayed=choice.kept)
        yield Subject(by_case(in_process(service)), stamp)


def chosen_model(settings: Settings, model: str | None) -> Settings:
    """The settings with another model: its name at an endpoint; embedded a GGUF file, or its `model_hub_id`."""
    if model is None:
        return settings
    if not settings.embedded:
        return settings.model_copy(update={"llm_model": model})
    given = {"model_path": Path(model)} if Path(model).is_file() else {"model_hub_id": model}
    return settings.model_copy(update=given)


def _open(choice: Choice) -> AbstractAsyncContextManager[Service]:
    if choice.answers:
        return open_answered(choice.settings, choice.answers)
    if choice.record:
        return open_recorded(choice.settings, choice.record)
    return open_replayed(choice.settings, choice.replay) if choice.replay else open_service(choice.settings)
