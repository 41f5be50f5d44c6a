"""Questions that are not put to the endpoint now: counted for an estimate, or written out as a batch and read back.

    export    article -> proposer -> extractor -> the request that lacks an answer, noted in the store
    import    response -> extractor (parsed, validated, asked again as live) -> answer store, or one more request

So an answer that is not the record asked for becomes a further request with the complaint, in the next export.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Final, TypeVar

from pydantic import BaseModel

from app.article import Article
from app.core.errors import ModelError, ModelMisconfigured
from app.desk import WAITING, Desk, Json, NotAsked, Waiting
from app.llm.asking import Answer, Origin, Question, Usage
from app.llm.reports import read_report
from app.proposers import answer_kinds, open_parse, open_propose
from app.store.answers import Age, keep, recall
from app.store.owners import asking_for, claim

T = TypeVar("T", bound=BaseModel)
W = TypeVar("W")
URL: Final = "/v1/chat/completions"
OK: Final = 200
BYTES_PER_TOKEN: Final = 3
"""For an estimate that is rather too high: English and JSON have about four."""


@dataclass(slots=True)
class Collected:
    """An `Ask` that answers what the store can, counted in `stored`, and keeps the requests of all else by key.

    `noted`: what is kept is awaited from now on: `take` knows it.
    """

    desk: Desk
    noted: bool
    requests: dict[str, Json] = field(default_factory=dict)
    stored: int = 0

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """The stored answer. Raises NotAsked for a question that has none."""
        key = self.desk.key(question)
        known = await recall(self.desk.store.shelf, key, question.answer)
        if known and Age(self.desk.settings.cache_max_age_days).suits(known.origin or Origin()):
            self.stored += 1
            await claim(self.desk.store.shelf, key)
            return known
        waiting = self.desk.awaited(key) or Waiting.of(question)
        request = await self.desk.ask(question, waiting.bodies)
        if isinstance(request, Answer):
            return request
        self.requests[key] = request
        if self.noted:
            await self.desk.wait(key, waiting)
        raise NotAsked("the question is for a batch")


async def collect(desk: Desk, articles: Iterable[Article], *, noted: bool) -> Collected:
    """The requests that reading the articles lacks answers to.

    What follows from an answer is there once the answer is: a model that is asked again about refused values is so in
    the next export. Raises as `app.proposers.open_propose`, and ArticleTooLong.
    """
    asked = Collected(desk, noted)
    parse = await open_parse(desk.settings)
    propose, _ = open_propose(desk.settings, asked, _at_once, parse, encoder=desk.backend.encoder)
    for article in articles:
        try:
            with asking_for(article.id):
                await propose(article)
        except NotAsked:
            continue
    return asked


async def _at_once(work: partial[W], /) -> W:
    return work()


def lines(asked: Collected) -> Iterable[str]:
    """The requests as a batch file of OpenAI's format, a line each."""
    for key, body in asked.requests.items():
        yield json.dumps({"custom_id": key, "method": "POST", "url": URL, "body": body}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the questions without an answer would take; `stored` are those with one.

    Each is taken to be asked once and answered with as many tokens as it may have. `cost_usd` None: not known.
    """

    questions: int
    stored: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    price_table: str


def estimate(asked: Collected) -> Estimate:
    """What the requests would take; the tokens in are guessed by their length."""
    requests, price = asked.requests.values(), asked.desk.till.tariff
    sizes = [len(json.dumps(body, ensure_ascii=False).encode(errors="replace")) for body in requests]
    most = [body.get("max_completion_tokens") or body.get("max_tokens") or 0 for body in requests]
    usage = Usage(input_tokens=sum(-(-size // BYTES_PER_TOKEN) for size in sizes), output_tokens=sum(most))
    cost = price.cost_usd(usage) if price else None
    return Estimate(
        len(sizes), asked.stored, usage.input_tokens, usage.output_tokens, cost, price.table if price else ""
    )


@dataclass(slots=True)
class Taken:
    """What came of the lines of a batch's output, in numbers; `usage` is theirs, and `cost_usd` what that cost.

    kept      valid answers, put into the store
    again     answers that are no good: the next export has them with the complaint
    in_vain   refused, doubtful or empty, or no good as often as a question may be asked: the next export begins anew
    failed    lines without an answer: the next export has them again
    unknown   lines that nothing here waits for, such as those that were read before
    """

    kept: int = 0
    again: int = 0
    in_vain: int = 0
    failed: int = 0
    unknown: int = 0
    usage: Usage = field(default_factory=Usage)
    cost_usd: Decimal | None = Decimal(0)


async def take(desk: Desk, output: Iterable[str]) -> Taken:
    """Read a batch's output, each answer as a live one, and write what it cost on the budget of this day.

    The budget refuses nothing here: the money is spent, and the next live call sees it. Raises ValueError for a line
    that is none of a batch's.
    """
    done = Taken()
    for number, line in enumerate(output, start=1):
        if line.strip():
            key, body = _read(line, number)
            waiting = desk.awaited(key)
            if waiting is None or body in waiting.bodies:
                done.unknown += 1
            elif body is None:
                done.failed += 1
            else:
                await _take_answer(desk, key, replace(waiting, bodies=(*waiting.bodies, body)), done)
                _note_cost(desk, waiting, body, done)  # it counts as read from now on, and is paid for once
    return done


def _read(line: str, number: int) -> tuple[str, Json | None]:
    """The key and the body of a line; None: it has no answer."""
    try:
        said = json.loads(line)
    except ValueError:
        raise ValueError(f"line {number} is not JSON") from None
    if not isinstance(said, dict) or not isinstance(said.get("custom_id"), str):
        raise ValueError(f"line {number} is no line of a batch's output: it has no custom_id")  # noqa: TRY004 - of text
    response = said.get("response")
    if not isinstance(response, dict) or response.get("status_code", OK) != OK:
        return said["custom_id"], None
    body = response.get("body")
    return said["custom_id"], body if isinstance(body, dict) else None


def _note_cost(desk: Desk, waiting: Waiting, body: Json, done: Taken) -> None:
    raw = json.dumps(body).encode()
    usage = read_report(raw).usage
    done.usage += usage or Usage(unreported=1)
    cost = desk.till.cost_usd(usage) if usage else None
    done.cost_usd = None if cost is None or done.cost_usd is None else done.cost_usd + cost
    desk.book(waiting, usage, len(raw))


async def _take_answer(desk: Desk, key: str, waiting: Waiting, done: Taken) -> None:
    if waiting.kind not in answer_kinds():
        raise ModelMisconfigured(f"an answer of the kind {waiting.kind} cannot be read here")
    question = waiting.question()
    if desk.key(question) != key:
        raise ModelMisconfigured("these are answers to questions that were asked with other settings")
    try:
        answer = await desk.ask(question, waiting.bodies)
    except ModelError:
        done.in_vain += 1
        await desk.wait(key, None)
        return
    if isinstance(answer, Answer):
        async with desk.store.shelf.turn(key) as turn:
            kept = await keep(desk.store.shelf, key, answer, turn)
        await desk.store.shelf.claim(key, desk.store.answers.owners(WAITING + key))
        await desk.check()
        done.kept += kept
        done.in_vain += not kept
        await desk.wait(key, None)
    else:
        done.again += 1
        await desk.wait(key, waiting)
