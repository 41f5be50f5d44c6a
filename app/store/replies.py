"""Answers that may be sent again as they are, in memory: the bytes of what was answered lately.

They are forgotten when something is erased on this machine, by whichever process, and soon in any case: what another
machine changes in a store or an index that both use is seen within LIFE_S.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.store.recent import Recent

LIFE_S: Final = 60.0
"""An answer is made again so often: that costs some 10 ms a minute for each article that is asked for all the time."""
MARK: Final = "erased"
"""A file beside the store of answers, touched by each erasure."""
RawHeaders = tuple[tuple[bytes, bytes], ...]
State = tuple[int, int]
"""How often this process forgot, and when something was erased last, in ns; 0: never."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: headers and body as they are sent. `until` is on the clock of its `Replies`."""

    headers: RawHeaders
    body: bytes
    state: State
    until: float


class Replies:
    """The answers last given, by what they depend on. For one event loop.

    Args:
        room_bytes: Of all bodies together; 0: nothing is kept.
        mark: The file that erasures touch (`touch_mark`).
        clock: Seconds that only rise.
    """

    def __init__(self, room_bytes: int, mark: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_on = room_bytes > 0
        self._recent = Recent[bytes, Reply](room_bytes)
        self._mark = str(mark)
        self._clock = clock
        self._forgotten = 0

    def state(self) -> State:
        """What must be the same from the moment an answer is begun to the moment it is sent again."""
        try:
            return self._forgotten, os.stat(self._mark).st_mtime_ns  # noqa: PTH116 - twice as fast, for each request
        except OSError:
            return self._forgotten, 0

    def find(self, key: bytes, state: State) -> Reply | None:
        """The answer to the same request; None: there is none that still holds. `state` is that of now."""
        reply = self._recent.get(key)
        if reply is None:
            return None
        if reply.state != state:
            self._recent.clear()
            return None
        return reply if self._clock() < reply.until else None

    def keep(self, key: bytes, state: State, headers: RawHeaders, body: bytes) -> None:
        """Keep an answer that was begun in this state."""
        if state == self.state():
            self._recent.put(key, len(body), Reply(headers, body, state, self._clock() + LIFE_S))

    def forget(self) -> None:
        """Forget all, and what is being answered now, too."""
        self._forgotten += 1
        self._recent.clear()


def touch_mark(folder: Path) -> None:
    """Say to all processes that something was erased from the store in this folder. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / MARK).touch(mode=0o600)
