"""A request that an endpoint refuses for a reason that no rule knows: what was sent, and what a person can do. Pure.

The endpoint's message is not repeated. Of its error cross over: a code that is a short identifier and not in what was
sent, and the name of a parameter that was sent.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from app.core.errors import RequestRefused
from app.llm.diagnosis import Complaint

_IDENTIFIER: Final = re.compile(r"[a-z]{2,20}(?:_[a-z]{2,20}){1,3}")
"""`unsupported_value`: two words at least, so that no word of an article and no key is one."""
MOST_NAMES: Final = 8
"""Of each origin; a problem over HTTP has 400 characters for all of them."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The names of what a request held: of its body, of the URL's query and headers beyond the usual ones.

    `asked_for` gives the setting for each of them that a person asked for.
    """

    body: tuple[str, ...]
    beside: tuple[str, ...]
    asked_for: Mapping[str, str]

    @property
    def ours(self) -> tuple[str, ...]:
        """What Sitrep says by itself."""
        return tuple(name for name in self.body if name not in self.asked_for)

    @property
    def by_setting(self) -> Mapping[str, tuple[str, ...]]:
        """What each setting adds."""
        names = [name for name in (*self.body, *self.beside) if name in self.asked_for]
        settings = sorted({self.asked_for[name] for name in names})
        return {each: tuple(name for name in names if self.asked_for[name] == each) for each in settings}


def unexplained(complaint: Complaint, sent: Sent, said: Collection[str]) -> RequestRefused:
    """The error for a refusal that teaches nothing. `said` is all that was sent: what stands there is an echo.

    Example: "the endpoint answered 400 (invalid_value, about seed) to a request with max_tokens, response_format, seed,
    temperature; SITREP_LLM_EXTRA_BODY adds top_k".
    """
    about = [*_codes(complaint, said), *_parameter(complaint, sent)]
    why = f" ({', '.join(about)})" if about else ""
    added = "".join(f"; {setting} adds {_listed(names)}" for setting, names in sent.by_setting.items())
    first = f"Look first at what {' and '.join(sent.by_setting)} adds. " if sent.by_setting else ""
    return RequestRefused(
        f"the endpoint answered {complaint.status}{why} to a request with {_listed(sent.ours)}{added}",
        hint=first + RequestRefused.hint,
    )


def asked_for_in_vain(name: str, setting: str) -> RequestRefused:
    """The error for a refusal of something that a person asked for, by the setting that does."""
    return RequestRefused(
        f"the endpoint does not take {name!r}, which {setting} sends",
        hint=f"Change {setting}: leave {name!r} out, or give it a value that this endpoint and model take.",
    )


def _codes(complaint: Complaint, said: Collection[str]) -> list[str]:
    return sorted(
        code
        for code in complaint.codes
        if _IDENTIFIER.fullmatch(code) and not any(code in text.casefold() for text in said)
    )[:2]


def _parameter(complaint: Complaint, sent: Sent) -> list[str]:
    parameter = complaint.value("param")
    name = parameter.partition(".")[0] if isinstance(parameter, str) else ""
    return [f"about {name}"] if name in (*sent.body, *sent.beside) else []


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)[:MOST_NAMES])
