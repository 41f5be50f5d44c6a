"""On the way to a dossier: which of its articles is read, and the dossier of those that are done."""

import asyncio
from collections.abc import Callable
from typing import Final

from app.core.progress import Step
from app.dossiers import Finished, Gathered, OnTheWay
from app.http.body import aside
from app.http.events import Course, Steps

EVERY_S: Final = 1.0
"""Between two partial dossiers."""


class OfDossier(Course):
    """Hears of several articles; `write` writes the dossier of those that are done, aside."""

    def __init__(self, write: Callable[[Gathered], str]) -> None:
        super().__init__()
        self._write = write
        self._steps: dict[int, Steps] = {}
        self._so_far: Gathered | None = None
        self._next_s = 0.0

    def hear(self, step: Step) -> None:
        """Take note of a step of an article, or of its end. That one has failed is no news before another is let in."""
        match step:
            case OnTheWay(position, articles, finished, inner):
                status = self._steps.setdefault(position, Steps()).status(inner)
                count = {"position": position, "articles": articles, "finished": finished}
            case Finished(position, articles, finished, so_far):
                last = finished == articles
                self._so_far = None if last else so_far or self._so_far
                state = "comparing" if last else "finished" if so_far else "failed"
                status = {"state": state} if self.told or so_far else None
                count = {"position": position, "articles": articles, "finished": finished}
            case _:
                return
        if status:
            self.note({**status, **count}, position)

    async def partial(self) -> str | None:
        """The dossier of the articles that are done by now, but for the whole one, and not too often."""
        now_s = asyncio.get_running_loop().time()
        if self._so_far is None or now_s < self._next_s:
            return None
        so_far, self._so_far = self._so_far, None
        self._next_s = now_s + EVERY_S
        return await aside(lambda: self._write(so_far))
