"""Which mentions of parties are of one party, by their words. Pure."""

from collections.abc import Sequence

from app.encoder.shown import Shown, Span
from app.values.names import party_key


def clusters(shown: Shown, spans: Sequence[Span]) -> list[int]:
    """The party of each mention, numbered in the order of their first mentions.

    Mentions of one key are one party; a mention whose words end exactly one longer name is that one's, as "Ruiz" is
    "Col. Ana Ruiz".
    """
    keys = [party_key(shown.words(span)) for span in spans]
    known = dict.fromkeys(keys)
    whole = {key: _whole(key, list(known)) for key in known}
    numbers: dict[str, int] = {}
    return [numbers.setdefault(whole[key], len(numbers)) for key in keys]


def _whole(key: str, keys: Sequence[str]) -> str:
    longer = [other for other in keys if other.endswith(f" {key}")]
    return longer[0] if len(longer) == 1 else key
