"""Whether the article that is being read is to be asked about anew, whatever is stored of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_anew: ContextVar[bool] = ContextVar("_anew", default=False)


def is_anew() -> bool:
    """Whether no stored answer is wanted by the one for whom this task works. What is answered is stored as ever."""
    return _anew.get()


@contextmanager
def asking_anew(wanted: bool = True) -> Iterator[None]:
    """What is asked within, and in tasks begun within, is not answered from the store."""
    token = _anew.set(wanted)
    try:
        yield
    finally:
        _anew.reset(token)
