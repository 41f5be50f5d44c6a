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
"""What an article counts as: a short one's values are not as short."""


class Recent(Generic[K, V]):
    """The values last asked for, of articles of at most so many characters together. For one event loop."""

    def __init__(self, characters: int = CHARACTERS) -> None:
        self._values: LRUCache[K, tuple[int, V]] = LRUCache(characters, getsizeof=lambda counted: counted[0])

    async def recall(self, key: K, characters: int, make: Callable[[], Awaitable[V]]) -> V:
        """The value under the key; where there is none, `make` gives it, and what was asked for longest ago goes.

        Two who ask at once may both make it. An error of `make` is raised and not kept; nor is the value of an article
        that alone has more characters than there is room for.
        """
        with suppress(KeyError):
            return self._values[key][1]
        value = await make()
        with suppress(ValueError):  # larger than all the room
            self._values[key] = (max(characters, AT_LEAST), value)
        return value


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
