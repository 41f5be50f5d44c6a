"""Labelled articles as what a model is trained on."""

import json

from app.propose.compact.question import load
from app.propose.compact.wire import Compact, CompactIncident, form_digest
from app.propose.question import shown
from tests.app.drafts import read
from training.turns import half_of, header, renumbered, sources, turns_of

TEXT = "Gunmen killed 12 villagers in Gao.\n\nThe army blamed the Blue Front."


def test_nothing_is_trained_on_that_is_for_scoring() -> None:
    """Even newswire numbers and odd stories score what is trained; seeds and corpora are in no list."""
    named = [each.name.split("/") for each in sources()]
    assert {home for home, *_ in named} <= {"own", "newswire", "stories"}
    assert all(int(number) % 2 for home, *_, number in named if home == "newswire")
    assert not any(int(story[1:]) % 2 for home, story, *_ in named if home == "stories")
    assert {home for home, *_ in named} >= {"newswire", "stories"}


def test_an_example_is_the_prompt_that_is_served_and_the_gold_answer() -> None:
    source = next(each for each in sources() if each.name.startswith("newswire/"))
    clean, *others = turns_of(source)
    assert clean.clutter == ()
    assert "\n0: " in f"\n{clean.prompt}"
    assert Compact.model_validate_json(clean.answer).headline
    assert all(each.clutter and each.half == clean.half for each in others)


def test_clutter_moves_numbers_and_nothing_else() -> None:
    """A line of the page between two sentences gives the second another number, in the answer too."""
    before, after = read(TEXT), read(TEXT.replace("\n\n", "\n\nRead the whole story here today.\n\n"))
    answer = Compact(headline="h", reports="incident", news=(CompactIncident(type="Attack", at=(0, 1)),), context=(1,))
    moved = renumbered(answer, before, after)
    assert moved
    last = shown(after)[-1].index
    assert last > 1
    assert (moved.news[0].at, moved.context) == ((0, last), (last,))
    assert moved.headline == "h"


def test_an_article_whose_sentences_clutter_has_changed_is_left_out() -> None:
    answer = Compact(headline="", reports="none")
    assert renumbered(answer, read(TEXT), read(TEXT.replace("blamed", "praised"))) is None


def test_articles_of_one_story_are_in_one_half() -> None:
    """An update of what was trained on would flatter the loss on what is kept apart."""
    stories = {one.name: one.story for one in sources()}
    assert stories["own/P04/01"] == stories["own/P04/02"] != stories["own/P04/05"]
    assert len({story for name, story in stories.items() if name.startswith("stories/a02/")}) == 1
    assert stories["own/P01/01"] == "own/P01/01"


def test_the_half_follows_from_the_name_and_one_in_ten_is_kept_apart() -> None:
    halves = [half_of(f"Article {number}.") for number in range(500)]
    assert 30 < halves.count("dev") < 70
    assert halves == [half_of(f"Article {number}.") for number in range(500)]


def test_the_header_names_what_the_card_of_an_adapter_must() -> None:
    source = next(each for each in sources() if each.name.startswith("newswire/"))
    turns = list(turns_of(source))
    told = header(turns)
    assert told["answer"] == form_digest()
    assert told["system"] == load("compact/v1").messages[0].content
    assert (told["articles"], told["turns"][turns[0].half]) == (1, len(turns))
    assert header(turns[:1])["data"] != told["data"] or len(turns) == 1
    assert json.dumps(told)
