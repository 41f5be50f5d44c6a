"""How often something noteworthy happened, by name."""

from collections import Counter
from collections.abc import Mapping


class Counts:
    """Numbers that only rise, from one process; the names are constants of the code and hold nothing that was sent."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, name: str) -> None:
        """Once more."""
        self._counts[name] += 1

    def read(self) -> Mapping[str, int]:
        """All numbers by name, as they are now."""
        return dict(self._counts)
