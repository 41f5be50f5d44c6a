"""One short question an article; the answer becomes a draft as any other."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.article import Article
from app.core.errors import ArticleTooLong, DraftTruncated, SitrepError
from app.llm.asking import Answer, Question, T, Usage
from app.propose import compact
from app.propose.parts import Window
from app.propose.record import Bounds
from app.records.proposal import Proposal
from tests.app.drafts import read, summary_of
from tests.fakes.virtual_time import run

TEXT = "Gunmen killed four villagers in Gao on Monday, police said. The army blamed the Blue Front."
WINDOW = Window(8192, 2048)
SAID: dict[str, Any] = {
    "headline": "Gunmen kill four villagers in Gao",
    "reports": "incident",
    "news": [
        {
            "type": "Attack",
            "at": [0],
            "when": "on Monday",
            "place": {"town": "Gao"},
            "by": [{"actor": "Blue Front", "basis": "accused_by_authorities", "says": "army", "at": [1]}],
            "tolls": [{"killed": "4", "noun": "villagers", "says": "police", "at": [0]}],
        }
    ],
    "parties": [{"name": "police", "type": "State forces", "voice": "police"}, {"name": "Blue Front"}],
}


class Model:
    """An `Ask` that answers by the first sentence that it is shown; None: the answer was cut."""

    def __init__(self, says: Callable[[int], dict[str, Any] | None]) -> None:
        self.says = says
        self.asked: list[Question[Any]] = []

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        self.asked.append(question)
        first = re.search(r"^(\d+): ", question.messages[-1].content, re.MULTILINE)
        assert first
        said = self.says(int(first[1]))
        if said is None:
            raise DraftTruncated("cut")
        return Answer(question.answer.model_validate(said, strict=False), Usage(1, 100, 10), cached=False, model="m")


def propose(model: Model, article: Article, window: Window = WINDOW) -> Proposal:
    proposer = compact.open_compact(model, compact.load("compact/v1"), Bounds(60.0, window, reask=False))

    async def main() -> Proposal:
        return await proposer(article)

    return run(main())


def test_an_article_is_one_question_and_its_answer_is_verified_as_any_draft() -> None:
    article, model = read(TEXT), Model(lambda _: SAID)
    proposal = propose(model, article)
    made = summary_of(proposal.draft, article)
    assert (len(model.asked), proposal.usage, proposal.models) == (1, Usage(1, 100, 10), ("m",))
    assert (made.incidents[0].fatalities.best, made.unsupported) == (4, ())
    assert [each.asserted_by for each in made.incidents[0].attribution] == ["army"]


@pytest.mark.parametrize(("probability", "remarks"), [(None, 0), (0.97, 0), (0.55, 1)])
def test_a_doubt_whether_there_is_an_incident_is_remarked_upon(probability: float | None, remarks: int) -> None:
    proposal = propose(Model(lambda _: SAID | {"probability": probability}), read(TEXT))
    assert len(proposal.remarks) == remarks


def test_a_part_that_is_cut_is_a_note_and_the_other_stands() -> None:
    article = read(f"{TEXT} " + "The market was quiet and the weather was fine that day in the town. " * 120)
    proposal = propose(Model(lambda first: SAID if first == 0 else None), article)
    assert len(proposal.draft.incidents) == 1
    assert all("could not be read" in note for note in proposal.notes)
    assert proposal.notes


def test_where_nothing_is_answered_the_failure_is_raised() -> None:
    with pytest.raises(SitrepError, match="cut"):
        propose(Model(lambda _: None), read(TEXT))


def test_a_sentence_longer_than_a_part_is_not_asked_about() -> None:
    model = Model(lambda _: SAID)
    with pytest.raises(ArticleTooLong):
        propose(model, read(f"The list: {'name, ' * 200}end."), Window(1024, 700))
    assert model.asked == []
