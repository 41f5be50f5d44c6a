"""The way to one endpoint: how many calls may be in flight, and when it is left alone.

Three rules, each with its own state: the limit on calls in flight finds out by itself how much the endpoint bears, an
endpoint that asked for a pause gets it from everybody, and one that keeps failing is asked by a single probe at a time.
All of one event loop; the clock only ever grows.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from app.core.caller import caller
from app.core.errors import ModelError, ModelUnavailable
from app.llm.allowance import Clock
from app.llm.turns import Turns, current

Sleep = Callable[[float], Awaitable[None]]
_log = logging.getLogger(__name__)


class Limit:
    """Calls in flight, at most: grown by one for each round of answers, cut by a third when the endpoint fails.

    Until the first failure each round doubles it (slow start, RFC 5681, 3.1): by one at a time, 200 calls of 2 s would
    be in flight after six minutes.

    Additive increase, multiplicative decrease, as TCP does it (D.-M. Chiu and R. Jain, "Analysis of the increase and
    decrease algorithms for congestion avoidance in computer networks", 1989), with the details of Netflix'
    concurrency-limits (AIMDLimit): nothing is learnt from answers while fewer calls are in flight than half the limit.
    As in RFC 5681, one failure counts for a round: calls that were out before the last cut do not cut again.
    """

    START: Final = 8
    CUT: Final = 2 / 3

    def __init__(self, ceiling: int) -> None:
        self._ceiling = ceiling
        self._value = float(min(self.START, ceiling))
        self.turns = Turns(int(self._value))
        self._last_cut_at = float("-inf")

    def note_answer(self) -> None:
        """A call came back well."""
        if 2 * self.turns.held >= self._value:
            has_failed = self._last_cut_at > float("-inf")
            self._become(min(self._ceiling, self._value + (1 / self._value if has_failed else 1)))

    def note_failure(self, began_at: float, now: float) -> None:
        """A call that began at `began_at` failed because the endpoint is busy or gone."""
        if began_at > self._last_cut_at:
            self._last_cut_at = now
            self._become(max(1.0, self._value * self.CUT))

    def _become(self, value: float) -> None:
        self._value = value
        self.turns.slots = int(value)


class Breaker:
    """Open after so many calls in a row that failed; then one probe at a time, and a failed one doubles the pause.

    `failures` infinite: it never opens.
    """

    FAILURES: Final = 5
    PAUSE_S: Final = 5.0
    LONGEST_PAUSE_S: Final = 60.0
    PROBE_S: Final = 1.0
    """Told to those who come while a probe is out: nobody knows when it comes back."""

    def __init__(self, failures: float = FAILURES) -> None:
        self._bearable = failures
        self._failures = 0
        self._pause_s = self.PAUSE_S
        self._opens_at: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether calls are held back, but for the probe."""
        return self._opens_at is not None

    def closed_for_s(self, now: float) -> float:
        """Seconds until it is worth coming again; 0: a call may go."""
        if self._opens_at is None:
            return 0.0
        return self._opens_at - now if now < self._opens_at else self.PROBE_S * self._probing

    def begin(self) -> bool:
        """A call goes; whether it is the probe."""
        self._probing = self._probing or self.is_open
        return self._probing

    def note_answer(self) -> None:
        """A call came back well: the endpoint works."""
        self._failures, self._pause_s, self._opens_at, self._probing = 0, self.PAUSE_S, None, False

    def note_failure(self, now: float, *, probe: bool) -> None:
        """A call failed because the endpoint is gone."""
        self._failures += 1
        if probe:
            self._probing = False
            self._pause_s = min(self.LONGEST_PAUSE_S, 2 * self._pause_s)
        if probe or (self._failures >= self._bearable and not self.is_open):
            self._opens_at = now + self._pause_s

    def note_nothing(self, *, probe: bool) -> None:
        """A call ended without telling anything of the endpoint: its caller left."""
        self._probing = self._probing and not probe


class Breakers:
    """One for each caller and one for all: what the articles of one caller make fail is kept from no other caller.

    The one for all is told of each caller's first failures in a row only, so that it opens when those of several fail.
    """

    SHARE: Final = 2
    """Failures in a row of one caller that count for all."""

    def __init__(self, failures: float = Breaker.FAILURES) -> None:
        self._bearable = failures
        self._all = Breaker(failures)
        self._own: dict[str, Breaker] = {}
        self._run: Counter[str] = Counter()

    def is_open(self, who: str) -> bool:
        """Whether a caller's calls are held back, but for the probe."""
        return self._all.is_open or self._of(who).is_open

    def closed_for_s(self, who: str, now: float) -> float:
        """Seconds until it is worth this caller's while to come again; 0: a call may go."""
        return max(self._all.closed_for_s(now), self._of(who).closed_for_s(now))

    def begin(self, who: str) -> "Probe":
        """A call goes; what it is the probe of."""
        return Probe(who, self._own.setdefault(who, Breaker(self._bearable)).begin(), self._all.begin())

    def note_answer(self, probe: "Probe") -> None:
        """A call came back well: the endpoint works."""
        self._own.pop(probe.who, None)
        self._all.note_answer()
        self._run.clear()

    def note_failure(self, probe: "Probe", now: float) -> None:
        """A call failed because the endpoint is gone, or because of what it was asked."""
        self._run[probe.who] += 1
        self._own.setdefault(probe.who, Breaker(self._bearable)).note_failure(now, probe=probe.own)
        if self._run[probe.who] <= self.SHARE:
            self._all.note_failure(now, probe=probe.of_all)
        else:
            self._all.note_nothing(probe=probe.of_all)

    def note_nothing(self, probe: "Probe") -> None:
        """A call ended without telling anything of the endpoint: its caller left."""
        self._of(probe.who).note_nothing(probe=probe.own)
        self._all.note_nothing(probe=probe.of_all)

    def _of(self, who: str) -> Breaker:
        return self._own.get(who) or Breaker(self._bearable)


@dataclass(frozen=True, slots=True)
class Probe:
    """A call of somebody: whether it is the probe of its caller's breaker, and of the one of all."""

    who: str
    own: bool
    of_all: bool


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may wait at the gate: until `ends_at`, and not at all for a pause unless `for_pause`."""

    ends_at: float
    for_pause: bool


class Gate:
    """Passed by each call to one endpoint."""

    LONGEST_PAUSE_S: Final = 3600.0
    """An endpoint that asks for more has a clock that is wrong, or a quota that is gone: look again each hour."""
    UNNAMED_PAUSE_S: Final = 1.0
    """For a 429 that names none."""
    TICK_S: Final = 0.001
    """Shortest wait: a timer may fire a moment early, and what is left is nothing to wait for."""
    SLACK_S: Final = 0.1
    """The deadline of an article is a moment before those of its questions."""

    def __init__(self, limit: Limit, breakers: Breakers, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._limit = limit
        self._breakers = breakers
        self._rests_until = float("-inf")
        self._clock = clock
        self._sleep = sleep

    def closed_for_s(self) -> float:
        """Seconds until a call of this caller may go as far as is known; 0: now."""
        now = self._clock()
        return max(self._rests_until - now, self._breakers.closed_for_s(caller().id, now), 0.0)

    @asynccontextmanager
    async def passage(self, patience: Patience) -> AsyncIterator[None]:
        """Let one call go; what it raises tells of the endpoint.

        Raises:
            ModelUnavailable: It may not go, or not in time; `retry_after_s` is how long that will stay so.
        """
        who = caller().id
        await self._enter(who, patience)
        began_at, probe = self._clock(), self._breakers.begin(who)
        try:
            yield
        except ModelUnavailable as error:
            self._note_failure(error, began_at, probe)
            raise
        except ModelError:
            self._breakers.note_answer(probe)  # whatever it said, it is there
            raise
        except BaseException:
            self._note_end(patience, began_at, probe)
            raise
        else:
            self._breakers.note_answer(probe)
            self._limit.note_answer()
        finally:
            self._limit.turns.release(who)

    async def _enter(self, who: str, patience: Patience) -> None:
        while True:
            await self._await_pause(who, patience)
            await self._limit.turns.acquire(who, current())
            if not self.closed_for_s():
                return
            self._limit.turns.release(who)  # it closed while this one waited for a slot

    async def _await_pause(self, who: str, patience: Patience) -> None:
        while wait_s := self.closed_for_s():
            late = self._clock() + wait_s >= patience.ends_at
            failing = self._breakers.is_open(who)
            if late or failing or not patience.for_pause:
                reason = "keeps failing" if failing else "asked for a pause"
                raise ModelUnavailable(f"the endpoint {reason}", retry_after_s=wait_s)
            await self._sleep(max(wait_s, self.TICK_S))

    def _note_end(self, patience: Patience, began_at: float, probe: Probe) -> None:
        """A call was cut off from outside: at its deadline that is the endpoint's fault, else its caller left."""
        if self._clock() >= patience.ends_at - self.SLACK_S:
            self._note_failure(ModelUnavailable("the endpoint did not answer in time"), began_at, probe)
        else:
            self._breakers.note_nothing(probe)

    def _note_failure(self, error: ModelUnavailable, began_at: float, probe: Probe) -> None:
        now = self._clock()
        self._limit.note_failure(began_at, now)
        asked_s = self.UNNAMED_PAUSE_S if error.throttled and error.retry_after_s is None else error.retry_after_s
        if asked_s is not None:
            self._rests_until = max(self._rests_until, now + min(asked_s, self.LONGEST_PAUSE_S))
            _log.warning("the endpoint asked for a pause of %.0f s", asked_s)
        if error.throttled:
            self._breakers.note_nothing(probe)  # it is there, and says so
        else:
            self._breakers.note_failure(probe, now)
