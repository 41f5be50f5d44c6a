"""The prompt of a trained model, and how long its answer may be."""

from app.propose.compact.question import MOST_BYTES, answer_tokens, load, narrowed, question
from app.propose.compact.wire import Compact
from app.propose.parts import Window, parts
from app.propose.question import shown
from tests.app.drafts import read

TEXT = "Gunmen killed four villagers in Gao on Monday, police said. The army blamed the Blue Front."


def test_the_prompt_is_a_sentence_and_the_numbered_article() -> None:
    article = read(TEXT)
    asked = question(load("compact/v1"), article, shown(article), 2048)
    system, user = asked.messages
    assert (system.role, user.role, asked.answer) == ("system", "user", Compact)
    assert len(system.content) < 100
    assert user.content.splitlines() == [
        "Published on Friday, 2024-01-05.",
        "0: Gunmen killed four villagers in Gao on Monday, police said.",
        "1: The army blamed the Blue Front.",
    ]


def test_an_answer_may_be_longer_about_a_longer_article() -> None:
    """A list that loops is cut at what the article could need, and not at the model's window."""
    short, long = read(TEXT), read(TEXT * 10)
    assert answer_tokens(shown(short)) < answer_tokens(shown(long)) < 2048
    assert question(load("compact/v1"), long, shown(long), 600).max_output_tokens == 600


def test_no_part_is_longer_than_what_was_trained_on() -> None:
    article = read(" ".join(f"Gunmen killed {n} villagers in Gao on Monday, police said." for n in range(2, 400)))
    pieces = list(parts(shown(article), narrowed(Window(8192, 2048))))
    assert len(pieces) > 2
    assert all(sum(len(each.text.encode()) for each in piece) <= MOST_BYTES for piece in pieces)


def test_a_small_window_stays_small() -> None:
    assert narrowed(Window(3000, 1000)).context_tokens == 3000
