"""What was computed lately and would come out the same again, in memory. The only importer of cachetools."""

from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from typing import Final, Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

CHARACTERS: Final = 300_000
"""Of articles whose values are kept: some 20 MB of parsed words."""
TEXT_CHARACTERS: Final = 16_000_000
"""Of answers that are kept: some 10,000 whole records."""
AT_LEAST: Final = 1000
"""What a value counts as at least: those of a short article are not as short."""


class Recent(Generic[K, V]):
    """The values last asked for, of so much size together: characters of articles, or bytes. For one event loop."""

    def __init__(self, room: int = CHARACTERS) -> None:
        self._values: LRUCache[K, tuple[int, V]] = LRUCache(room, getsizeof=lambda counted: counted[0])

    async def recall(self, key: K, size: int, make: Callable[[], Awaitable[V]]) -> V:
        """The value under the key; where there is none, `make` gives it, and what was asked for longest ago goes.

        Two who ask at once may both make it. An error of `make` is raised and not kept; nor is a value that alone is
        larger than all the room.
        """
        with suppress(KeyError):
            return self._values[key][1]
        value = await make()
        self.put(key, size, value)
        return value

    def get(self, key: K) -> V | None:
        """The value under the key; None: there is none."""
        counted = self._values.get(key)
        return counted[1] if counted else None

    def put(self, key: K, size: int, value: V) -> None:
        """Keep a value in the place of an earlier one, if there is room for it at all."""
        with suppress(ValueError):  # larger than all the room
            self._values[key] = (max(size, AT_LEAST), value)

    def clear(self) -> None:
        """Forget all."""
        self._values.clear()


class Texts:
    """The texts last put, of at most so many characters together."""

    def __init__(self, characters: int = TEXT_CHARACTERS) -> None:
        self._texts: LRUCache[str, str] = LRUCache(characters, getsizeof=len)

    def get(self, key: str) -> str | None:
        """The text under the key; None: there is none."""
        return self._texts.get(key)

    def put(self, key: str, text: str | None) -> None:
        """Keep a text, unless it is longer than all the room; None: forget what lies there."""
        self._texts.pop(key, None)
        if text is not None:
            with suppress(ValueError):  # larger than all the room
                self._texts[key] = text
