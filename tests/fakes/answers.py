"""A store of answers in memory."""


class MemoryAnswers:
    """`Answers` for as long as the process lives; without bound."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """The text put under this key, or None."""
        return self._texts.get(key)

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one."""
        self._texts[key] = value
