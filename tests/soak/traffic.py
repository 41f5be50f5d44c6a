"""What is sent in a soak, what the endpoints do meanwhile, and whether an answer is the right one."""

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from tests.fakes.openai_server import Json, Misbehaviour, Reply, Said, completion, json_reply
from tests.faults.endpoint import bomb
from tests.soak.hostile import TOKENS

Kind = Literal["known", "new", "burst", "leaver", "bad", "health"]
WEIGHTS: Final[dict[Kind, float]] = {"known": 55, "new": 9, "burst": 1, "leaver": 1, "bad": 12, "health": 22}
BURST: Final = 5
KNOWN: Final = 200
"""Articles that come again and again."""
WORDS: Final = ("people in Kano", "killed four people")
"""Of all articles that are sent; no log may have them."""
HEALTH: Final = ("/livez", "/readyz", "/v1/schemas/article-summary")
BAD: Final = (
    b"",
    b"null",
    b"[]",
    b'{"text": ',
    b'{"text": ""}',
    b'{"text": "a\\ud800b"}',
    b'{"text": 1}',
    b"\xff\xfe{",
)
FAULTS: Final = (
    Misbehaviour.ERROR_500,
    Misbehaviour.HTML_502,
    Misbehaviour.RESET,
    Misbehaviour.HANG,
    Misbehaviour.DRIP,
    Misbehaviour.INVALID_JSON,
    Misbehaviour.TRUNCATE,
    Misbehaviour.REFUSE,
    json_reply({"error": {"message": "slow down"}}, 429, Retry_After="1"),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request. `number` is that of its article; None: it has none."""

    kind: Kind
    path: str
    body: bytes | None
    number: int | None = None


def requests(chance: random.Random) -> Iterator[tuple[Sent, ...]]:
    """What comes next, without end; more than one: at the same moment."""
    newest = KNOWN
    kinds, weights = list(WEIGHTS), list(WEIGHTS.values())
    while True:
        (kind,) = chance.choices(kinds, weights)
        match kind:
            case "bad":
                yield (Sent(kind, "/v1/summaries", chance.choice(BAD)),)
            case "health":
                yield (Sent(kind, chance.choice(HEALTH), None),)
            case "known":
                yield (_post(kind, chance.randrange(KNOWN)),)
            case _:
                newest += 1
                yield (_post(kind, newest),) * (BURST if kind == "burst" else 1)


def _post(kind: Kind, number: int) -> Sent:
    return Sent(kind, "/v1/summaries", json.dumps({"text": text_of(number)}).encode(), number)


def text_of(number: int) -> str:
    """An article unlike all others: its number of dead is its own."""
    return f"A bomb killed {number + 2} people in Kano on Thursday, police said. Roads were closed."


def endpoint(
    chance: random.Random, share: float, is_down: Callable[[], bool], faults: Counter[str]
) -> Callable[[Json], Said]:
    """An endpoint that does so large a share of its calls wrong, and all of them while it is down.

    A control token of a chat template that came through to it is counted among the faults.
    """

    def answer(request: Json) -> Said:
        if any(token in str(message["content"]) for message in request["messages"] for token in TOKENS):
            faults["a control token came through to the endpoint"] += 1
        if is_down():
            return Misbehaviour.ERROR_500
        if chance.random() < share:
            return chance.choice(FAULTS)
        return replace(_good(request["messages"]), delay_s=chance.uniform(0.02, 0.2))

    return answer


def _good(messages: list[Json]) -> Reply:
    """A right answer; before the article stand the prompt's examples, behind it complaints about an answer."""
    found = (re.search(r"A bomb killed (\d+) people in Kano", str(message["content"])) for message in messages)
    killed = next((number[1] for number in found if number), "")
    return completion(json.dumps(bomb(0, killed)))


def wrong(sent: Sent, status: int, content_type: str, body: bytes) -> str | None:
    """What is wrong with an answer; None: it is what it should be."""
    match sent.kind:
        case "health":
            return None if status == 200 else f"{sent.path} answered {status}"
        case "bad":
            problem = 400 <= status < 500 and content_type == "application/problem+json" and len(body) < 2048
            return None if problem else f"a bad body was answered with {status}"
    if status != 200:
        typed = status in (429, 502, 503) and content_type == "application/problem+json"
        return None if typed else f"an article was answered with {status}"
    assert sent.number is not None
    return _wrong_summary(json.loads(body), sent.number)


def _wrong_summary(summary: Any, number: int) -> str | None:
    text = text_of(number)
    if summary["article"]["id"] != hashlib.sha256(text.encode()).hexdigest():
        return "an answer to another article"
    tolls = [claim["killed"]["min"] for one in summary["incidents"] for claim in one["casualty_claims"]]
    if summary["status"] == "complete" and tolls != [number + 2]:
        return f"the toll of another article: {tolls}, not {number + 2}"
    quotes = [quote for one in summary["incidents"] for claim in one["casualty_claims"] for quote in claim["evidence"]]
    if any(text[quote["start"] : quote["end"]] != quote["quote"] for quote in quotes):
        return "a quote that does not stand in its article"
    return None
