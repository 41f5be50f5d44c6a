"""What was computed lately and would come out the same again, in memory."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

CHARACTERS: Final = 300_000
"""Of articles whose values are kept: some 20 MB of parsed words."""
AT_LEAST: Final = 1000
"""What an article counts as: a short one's values are not as short."""


class Recent(Generic[K, V]):
    """The values last asked for, of articles of at most so many characters together. For one event loop."""

    def __init__(self, characters: int = CHARACTERS) -> None:
        self._characters = characters
        self._kept = 0
        self._values: OrderedDict[K, tuple[int, V]] = OrderedDict()

    async def recall(self, key: K, characters: int, make: Callable[[], Awaitable[V]]) -> V:
        """The value under the key; where there is none, `make` gives it, and what was asked for longest ago goes.

        Two who ask at once may both make it. An error of `make` is raised and not kept; nor is the value of an article
        that alone has more characters than there is room for.
        """
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key][1]
        value = await make()
        self._keep(key, characters, value)
        return value

    def _keep(self, key: K, characters: int, value: V) -> None:
        counted = max(characters, AT_LEAST)
        if counted > self._characters:
            return
        self._kept += counted - self._values.pop(key, (0, value))[0]
        self._values[key] = (counted, value)
        while self._kept > self._characters:
            _, (freed, _) = self._values.popitem(last=False)
            self._kept -= freed
