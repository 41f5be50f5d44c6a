"""How often something noteworthy happened, by name."""

from collections import Counter
from collections.abc import Mapping


class Counts:
    """Numbers that only rise, from one process; the names are constants of the code and hold nothing that was sent."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, name: str, number: int = 1) -> None:
        """So many more."""
        self._counts[name] += number

    def read(self) -> Mapping[str, int]:
        """All numbers by name, as they are now."""
        return dict(self._counts)
