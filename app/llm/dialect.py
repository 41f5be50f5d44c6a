"""What an endpoint takes of what is asked of it: learnt from its own refusals, kept, and part of the key of answers."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any, Final, Protocol, TypeVar

from pydantic import BaseModel

from app.core.errors import RequestRefused
from app.core.settings import StructuredOutput
from app.llm.asking import ExtractionSpec, enforced
from app.llm.budget import now_utc
from app.llm.complaints import SCHEMA_BOUNDS, UNNAMED, Minded
from app.llm.refusals import asked_for_in_vain
from app.llm.wire import output_format

R = TypeVar("R")
Json = dict[str, Any]

PARTS: Final = frozenset([
    "max_tokens", "temperature", "seed", "random_seed", SCHEMA_BOUNDS, "llguidance", "json_schema", "json_object",
])  # fmt: skip
"""All that can be learnt of an endpoint."""
_SUSPECTS: Final = (frozenset(["seed", "random_seed"]), frozenset(["temperature"]), frozenset(["json_schema"]))
"""What is left out where an endpoint minds something and does not say what; the least loss first."""
GUESSES: Final = (
    *(frozenset().union(*some) for many in (1, 2, 3) for some in combinations(_SUSPECTS, many)),
    frozenset().union(*_SUSPECTS, ["json_object"]),
)
"""These are tried in turn, each in place of the one before: few parts before many."""
MOST_AGE: Final = timedelta(days=30)
"""For which a dialect is believed: endpoints are updated. A month costs one refused call for each part at most."""
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint minds, of PARTS; nothing for one that takes all, which is the default.

    `max_tokens` is then said as `max_completion_tokens` (OpenAI's gpt-5 and o models; never by default, since Ollama
    ignores it and runs on), `seed` as `random_seed` (Mistral) unless that is minded, too.
    """

    minded: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """What it minds, in order of the alphabet: as it is stamped on records."""
        return tuple(sorted(self.minded))

    def output(self, wanted: StructuredOutput) -> StructuredOutput:
        """How the schema is enforced: as wanted, or the next lesser way that is not minded."""
        return enforced(wanted, self.minded)

    def body(self, spec: ExtractionSpec, answer: type[BaseModel], max_output_tokens: int) -> Json:
        """What of a request's body is ours to say, besides model and messages; a new dictionary."""
        bound = "max_completion_tokens" if "max_tokens" in self.minded else "max_tokens"
        body: Json = {bound: max_output_tokens}
        if "temperature" not in self.minded:
            body["temperature"] = spec.temperature
        if seed := next((name for name in ("seed", "random_seed") if name not in self.minded), None):
            body[seed] = spec.seed
        form = output_format(self.output(spec.structured_output), answer, bounded=SCHEMA_BOUNDS not in self.minded)
        return {**body, **form}

    def learn(self, names: frozenset[str], wanted: StructuredOutput) -> "Dialect | None":
        """The dialect after a refusal that minds `names`; None: nothing new, so that asking again is of no use."""
        if UNNAMED in names:
            return self._guess()
        output = self.output(wanted)
        new = set(names & PARTS)
        if names & {"response_format", "grammar"} or (SCHEMA_BOUNDS in names and SCHEMA_BOUNDS in self.minded):
            new.add(output)
        if SCHEMA_BOUNDS in new and output not in ("json_schema", "llguidance"):
            new.discard(SCHEMA_BOUNDS)
        new -= self.minded | {"none"}
        return Dialect(self.minded | new) if new else None

    def _guess(self) -> "Dialect | None":
        """The next of GUESSES in place of the one that is tried now; None: all were tried."""
        tried = max((at for at, guess in enumerate(GUESSES) if guess <= self.minded), default=-1)
        return next(
            (Dialect(self.minded - GUESSES[-1] | guess) for guess in GUESSES[tried + 1 :] if guess - self.minded), None
        )


class Memory(Protocol):
    """Texts by key, as those of the store of answers; neither call raises."""

    def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one."""
        ...


class Speaker:
    """Knows the dialect of one endpoint, and learns it: one refused call for each thing that the endpoint minds.

    What a refusal teaches is tried at once, and believed when the endpoint then answers. Calls that were in flight
    before that are refused on their own account. What was learnt longer ago than `most_age` is what answers are looked
    up under, and no call is made in it: the next one says all again, and what is learnt then takes its place.
    """

    def __init__(
        self,
        spec: ExtractionSpec,
        memory: Memory | None = None,
        *,
        most_age: timedelta = MOST_AGE,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        """Take the spec before anything was learnt, and where dialects are kept; None: for this process alone."""
        self._spec = spec
        self._memory = memory
        self._key = f"dialect {spec.backend} {spec.model} {spec.structured_output} {spec.said}"
        self._most_age = most_age
        self._now = now
        self.dialect, self._learnt_at = _read(memory.get(self._key) if memory else None)

    def stamped(self, spec: ExtractionSpec) -> ExtractionSpec:
        """The spec with what is known of the endpoint by now: the one in the key of its answers."""
        return replace(spec, dialect=self.dialect.names)

    async def say(
        self, send: Callable[[Dialect], Awaitable[R]], own: Mapping[str, str], refused: Callable[[], None]
    ) -> R:
        """What `send` gives, called with the dialect; again at once for as long as a refusal teaches something.

        Args:
            send: one call in a dialect. Raises Minded where the endpoint refuses and says why.
            own: the setting that asks for each part that a person asked for, by its name: these are never left out.
            refused: called before each further call.

        Raises RequestRefused where something is minded that cannot be left out, or that was already.
        """
        tried = self._believed
        while True:
            try:
                answer = await send(tried)
            except Minded as error:
                for name in sorted(error.names & own.keys()):
                    raise asked_for_in_vain(name, own[name]) from None
                learnt = tried.learn(error.names, self._spec.structured_output)
                if learnt is None:
                    names = ", ".join(sorted(error.names))
                    raise RequestRefused(f"{error}: it does not take {names}", hint=error.hint) from None
                tried = Dialect(learnt.minded | self._believed.minded)
                refused()
            else:
                self._believe(tried)
                return answer

    @property
    def _believed(self) -> Dialect:
        """What calls are made in: the dialect, or the default one where that is too old."""
        return self.dialect if self._now() - self._learnt_at < self._most_age else Dialect()

    def _believe(self, dialect: Dialect) -> None:
        believed = self._believed
        if dialect.minded <= believed.minded and believed == self.dialect:
            return
        self.dialect, self._learnt_at = Dialect(dialect.minded | believed.minded), self._now()
        names = self.dialect.names
        _log.info("%s takes all of %s but: %s", self._spec.backend, self._spec.model, ", ".join(names) or "nothing")
        if self._memory:
            self._memory.put(self._key, json.dumps({"minds": names, "at": self._learnt_at.isoformat()}))


def _read(text: str | None) -> tuple[Dialect, datetime]:
    """A dialect as it was kept, and when; the default one where there is none, or none of this version.

    One without a time is of before they were kept, and as old as can be.
    """
    try:
        kept = json.loads(text or "[]")
        names, at = (kept["minds"], kept["at"]) if isinstance(kept, dict) else (kept, LONG_AGO.isoformat())
        if PARTS.issuperset(names):
            return Dialect(frozenset(names)), max(LONG_AGO, datetime.fromisoformat(at))
    except (ValueError, TypeError, KeyError):
        pass
    return Dialect(), LONG_AGO
