"""How often something noteworthy happened, by name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Degraded = Literal["shared-store"]
"""A part without which a service answers still: what replicas share (docs/replicas.md)."""


class Counts:
    """Numbers that only rise, from one process; the names are constants of the code and hold nothing that was sent.

    After a slash stands what is told apart within a name, a closed list too: `attempts/model_timeout`.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, name: str, number: int = 1) -> None:
        """So many more."""
        self._counts[name] += number

    def read(self) -> Mapping[str, int]:
        """All numbers by name, as they are now."""
        return dict(self._counts)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one service did since it began, for `/metrics`.

    faults      what went wrong behind it
    spent       what its calls to models came to, the tokens, and billionths of a dollar
    records     what became of articles and of the values in their records
    waiting     questions that wait for a model now, those that are being answered too
    state       the engine's, or `ready` for an endpoint
    shared_store   whether what replicas share was there when it was last used; None: nothing is shared
    """

    faults: Mapping[str, int] = field(default_factory=dict)
    spent: Mapping[str, int] = field(default_factory=dict)
    records: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    state: str = "ready"
    shared_store: bool | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a question would be answered now; `reason` is a short sentence for operators.

    `degraded`: what does not work although it is answered.
    """

    state: Literal["ready", "starting", "restarting", "stopped"]
    reason: str
    model: str
    degraded: tuple[Degraded, ...] = ()
