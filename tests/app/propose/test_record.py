"""One question about a short article, one for each part of a long one, and a second for what was refused."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from app.article import Article
from app.core.errors import ArticleTooLong, DraftTruncated, ModelRefused, ModelUnavailable, Overloaded, SitrepError
from app.llm.asking import Answer, Question, T, Usage
from app.pipeline import refusals
from app.propose.parts import Window
from app.propose.question import load
from app.propose.record import Bounds, open_proposer
from app.records.draft import Draft
from app.records.proposal import Proposal
from schemas import UnsupportedValue
from tests.app.drafts import blame, draft, incident, party, place, read, toll
from tests.fakes.virtual_time import run

LARGE, SMALL, TINY = Window(1_000_000, 8_192), Window(12_288, 2_048), Window(1_024, 64)
TOWNS = ("Gao", "Kidal", "Menaka", "Mopti", "Segou")
TEXT = "Gunmen killed four villagers in Gao on Monday, police said. The army blamed the Blue Front."
DRAFT = draft(
    incident(0, 1, place=place(0, town="Gao"), tolls=[toll(0, killed="4", by="police")]),
    parties=[party("police", 0, voice="police")],
)
Says = Callable[[frozenset[int]], Draft]
Done = TypeVar("Done")


@dataclass
class Model:
    """An `Ask` that answers by the sentences it is shown; `slow_s` for each further question of a conversation."""

    says: Says
    errors: dict[int, SitrepError] = field(default_factory=dict)
    slow_s: float = 0.0
    asked: list[Question[Any]] = field(default_factory=list)

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        turn = len(self.asked)
        self.asked.append(question)
        if turn:
            await asyncio.sleep(self.slow_s)
        if turn in self.errors:
            raise self.errors[turn]
        about = next(message for message in question.messages[len(RULES.messages) :])
        numbers = frozenset(int(number) for number in re.findall(r"^(\d+): ", about.content, re.MULTILINE))
        said = self.says(numbers).model_dump()
        return Answer(question.answer.model_validate(said), Usage(1, 100, 10), cached=False, model="m")


RULES = load("record/v2")


def propose(model: Model, article: Article, window: Window = LARGE, *, reask: bool = False) -> Proposal:
    bounds = Bounds(60.0, window, reask)
    proposer = open_proposer(model, RULES, bounds, refusals, at_once)

    async def main() -> Proposal:
        return await proposer(article)

    return run(main())


async def at_once(work: Callable[[], Done], /) -> Done:
    """Runs the work where it is."""
    return work()


def in_turn(*drafts: Draft) -> Says:
    """These drafts, one after the other."""
    left = iter(drafts)
    return lambda _: next(left)


def test_a_short_article_is_one_question() -> None:
    model = Model(lambda _: DRAFT)
    proposal = propose(model, read(TEXT))
    assert (proposal.draft, proposal.notes, proposal.models, proposal.cached) == (DRAFT, (), ("m",), False)
    assert (len(model.asked), proposal.usage) == (1, Usage(1, 100, 10))


def test_an_article_without_a_sentence_to_show_is_no_question() -> None:
    model = Model(lambda _: DRAFT)
    article = read(TEXT)
    hidden = Article(**{name: getattr(article, name) for name in article.__slots__} | {"sentences": ()})
    assert propose(model, hidden).draft == Draft(headline="")
    assert model.asked == []


@pytest.mark.parametrize("size", [60_000, 200_000])
def test_a_long_article_in_parts_has_the_incidents_of_one_question(size: int) -> None:
    """A model that reads alike whatever window it has gives the same record, but for the order of the headline."""
    article, whole = long_article(size)
    model = Model(lambda numbers: shown_part(whole, numbers))
    at_once = propose(Model(lambda numbers: shown_part(whole, numbers)), article, LARGE).draft
    in_parts = propose(model, article, SMALL).draft
    assert len(model.asked) > size // 20_000
    assert at_once == whole
    assert in_parts.incidents == whole.incidents
    assert {party.name for party in in_parts.parties} == {party.name for party in whole.parties}
    assert in_parts.context == whole.context


def test_a_part_that_fails_is_a_note_and_the_others_stand() -> None:
    article, whole = long_article(60_000)
    model = Model(lambda numbers: shown_part(whole, numbers), errors={1: DraftTruncated("cut")})
    proposal = propose(model, article, SMALL)
    (note,) = proposal.notes
    assert re.fullmatch(r"sentences \d+ to \d+ could not be read: cut", note)
    assert 0 < len(proposal.draft.incidents) < len(whole.incidents)


def test_where_all_parts_fail_the_first_failure_is_raised() -> None:
    article, whole = long_article(60_000)
    errors: dict[int, SitrepError] = {turn: ModelRefused(f"no {turn}") for turn in range(100)}
    with pytest.raises(ModelRefused, match="no 0"):
        propose(Model(lambda _: whole, errors=errors), article, SMALL)


def test_a_sentence_beyond_the_window_is_a_note_and_is_not_asked() -> None:
    article = read(f"{TEXT}\n\nThe list: {'name, ' * 200}end.")
    model = Model(lambda _: DRAFT)
    proposal = propose(model, article, TINY)
    assert proposal.notes == (
        "sentences 2 to 2 could not be read: sentence 2 is longer than the model's context window",
    )
    assert proposal.draft == DRAFT


def test_an_article_of_such_a_sentence_alone_is_too_long() -> None:
    with pytest.raises(ArticleTooLong):
        propose(Model(lambda _: DRAFT), read(f"The list: {'name, ' * 200}end."), TINY)


WRONG = draft(
    incident(0, 1, place=place(0, town="Gao"), tolls=[toll(0, killed="9", by="police")]),
    parties=[party("police", 0, voice="police")],
)


def test_what_was_refused_is_asked_again_once_where_the_settings_allow() -> None:
    model = Model(in_turn(WRONG, DRAFT))
    proposal = propose(model, read(TEXT), reask=True)
    assert (proposal.draft, proposal.usage) == (DRAFT, Usage(2, 200, 20))
    assert "tolls[0].killed" in model.asked[1].messages[-1].content


def test_it_is_not_asked_again_where_they_do_not() -> None:
    model = Model(in_turn(WRONG, DRAFT))
    assert propose(model, read(TEXT)).draft == WRONG
    assert len(model.asked) == 1


def test_a_draft_of_which_nothing_is_refused_is_not_asked_again() -> None:
    model = Model(in_turn(DRAFT))
    assert propose(model, read(TEXT), reask=True).draft == DRAFT


@pytest.mark.parametrize("error", [DraftTruncated("cut"), ModelUnavailable("gone"), Overloaded("full")])
def test_the_first_answer_stands_where_the_second_fails(error: SitrepError) -> None:
    proposal = propose(Model(in_turn(WRONG), errors={1: error}), read(TEXT), reask=True)
    assert (proposal.draft, proposal.notes) == (WRONG, ())


def test_the_first_answer_stands_where_the_second_is_not_there_by_the_deadline() -> None:
    proposal = propose(Model(in_turn(WRONG, DRAFT), slow_s=3600.0), read(TEXT), reask=True)
    assert (proposal.draft, proposal.notes) == (WRONG, ())


def test_the_first_answer_stands_where_what_is_refused_of_it_is_not_found_in_time() -> None:
    """A check that does not end costs the second answer, and not the first."""
    bounds = Bounds(60.0, LARGE, reask=True)

    async def main() -> Proposal:
        return await open_proposer(Model(in_turn(WRONG, DRAFT)), RULES, bounds, refusals, hang)(read(TEXT))

    proposal = run(main())
    assert (proposal.draft, proposal.notes) == (WRONG, ())


async def hang(_: Callable[[], Done], /) -> Done:
    """Runs nothing, for ever."""
    await asyncio.sleep(1e6)
    raise AssertionError("nobody waits so long")


def long_article(size: int) -> tuple[Article, Draft]:
    """Attacks told in three sentences each, every one of its own type, town or day; and their whole draft."""
    stories: list[str] = []
    incidents: list[dict[str, Any]] = []
    parties: list[dict[str, Any]] = []
    while sum(len(story) + 2 for story in stories) < size - 400:  # the longest article has 200,000 characters
        number, first = len(stories), 4 * len(stories)
        town, front = TOWNS[number % len(TOWNS)], f"Front {number}"
        stories.append(
            f"Gunmen killed {number + 2} villagers in {town} in the week numbered {number}, police said. "
            f"The army blamed {front} for what it called the attack on the market of {town}. "
            f"A doctor spoke of {number + 3} dead at the hospital that was built there. "
            "The town lies on the river and lives on the trade in fish, salt and cloth."
        )
        incidents.append(
            incident(
                first,
                first + 1,
                first + 2,
                place=place(first, town=town),
                blame=[blame(front, "accused_by_authorities", first + 1, by="army")],
                tolls=[
                    toll(first, killed=str(number + 2), by="police"),
                    toll(first + 2, killed=str(number + 3), by="doctor"),
                ],
            )
        )
        parties.append(party(front, first + 1))
    article = read("\n\n".join(stories))
    assert len(article.sentences) == 4 * len(stories)
    shared = [party("police", 0), party("army", 1), party("doctor", 2)]
    return article, draft(*incidents, parties=[*shared, *parties], context=range(3, 4 * len(stories), 4))


def shown_part(whole: Draft, numbers: frozenset[int]) -> Draft:
    """What of a draft a reader of these sentences alone would have written."""
    seen: dict[str, Any] = _shown(whole.model_dump(), numbers)
    return Draft.model_validate(seen)


def _shown(value: Any, numbers: frozenset[int]) -> Any:
    """Parts that name a sentence which is shown, with those numbers; what names none stays."""
    if isinstance(value, dict):
        kept = {name: _shown(part, numbers) for name, part in value.items() if name not in ("at", "context")}
        kept |= {name: tuple(_seen(value[name], numbers)) for name in ("at", "context") if name in value}
        return {name: None if _is_hidden(part, numbers) else part for name, part in kept.items()}
    if isinstance(value, tuple | list):
        return [_shown(part, numbers) for part in value if not _is_hidden(part, numbers)]
    return value


def _is_hidden(value: Any, numbers: frozenset[int]) -> bool:
    return isinstance(value, dict) and "at" in value and not _seen(value["at"], numbers)


def _seen(at: Iterable[int], numbers: frozenset[int]) -> list[int]:
    return [number for number in at if number in numbers]


async def test_what_is_refused_is_found_off_the_event_loop() -> None:
    """Case 34: whoever reads a draft of somebody else's making does so in a thread, in its turn."""
    here, where = threading.get_ident(), set[int]()

    def noticed(_: Draft, __: Article) -> tuple[UnsupportedValue, ...]:
        where.add(threading.get_ident())
        return (UnsupportedValue(path="incidents/0/place", value="x", code="nothing_left", reason="is not there"),)

    bounds = Bounds(60.0, LARGE, reask=True)
    await open_proposer(Model(lambda _: DRAFT), RULES, bounds, noticed, asyncio.to_thread)(read(TEXT))
    assert where
    assert here not in where
