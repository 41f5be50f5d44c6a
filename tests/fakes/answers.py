"""A store of answers in memory."""

from collections.abc import Collection


class MemoryAnswers:
    """`Answers` for as long as the process lives; without bound."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._owners: dict[str, frozenset[str]] = {}

    def get(self, key: str) -> str | None:
        """The text put under this key, or None."""
        return self._texts.get(key)

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one."""
        self._texts[key] = value

    def claim(self, key: str, articles: Collection[str]) -> None:
        """Note that what lies under the key is of these articles, too."""
        if key in self._texts:
            self._owners[key] = self.owners(key) | frozenset(articles)

    def owners(self, key: str) -> frozenset[str]:
        """The articles that what lies under the key is of."""
        return self._owners.get(key, frozenset())
