"""An article in parts: laws over any sentences and windows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.article import Sentence
from app.propose.parts import BYTES_PER_TOKEN, OVERLAP, PROMPT_TOKENS, Window, parts, size_bytes
from app.propose.question import load


def sentences_of(texts: list[str]) -> tuple[Sentence, ...]:
    made, start = [], 0
    for index, text in enumerate(texts):
        made.append(Sentence(index, start, start + len(text), text, "body", paragraph=0))
        start += len(text) + 1
    return tuple(made)


articles = st.lists(st.text("ab \u8a9e", min_size=1, max_size=300), max_size=60).map(sentences_of)
windows = st.builds(Window, st.integers(6_000, 9_000), st.integers(16, 1_024))


@given(articles, windows)
def test_every_sentence_is_in_a_part_and_none_is_out_of_order(sentences: tuple[Sentence, ...], window: Window) -> None:
    found = list(parts(sentences, window))
    seen = dict.fromkeys(sentence.index for part in found for sentence in part)
    assert list(seen) == [sentence.index for sentence in sentences]
    assert all([s.index for s in part] == list(range(part[0].index, part[-1].index + 1)) for part in found)


@given(articles, windows)
def test_each_part_fits_the_window_but_for_a_sentence_that_does_not_by_itself(
    sentences: tuple[Sentence, ...], window: Window
) -> None:
    for part in parts(sentences, window):
        assert sum(map(size_bytes, part)) <= window.room_bytes or len(part) == 1


@given(articles, windows)
def test_each_part_has_a_sentence_that_none_before_it_had(sentences: tuple[Sentence, ...], window: Window) -> None:
    ends = [part[-1].index for part in parts(sentences, window)]
    assert ends == sorted(set(ends))


@given(articles, windows)
def test_a_part_repeats_the_end_of_the_one_before_where_there_is_room(
    sentences: tuple[Sentence, ...], window: Window
) -> None:
    found = list(parts(sentences, window))
    for one, other in pairwise(found):
        repeated = [sentence for sentence in other if sentence.index <= one[-1].index]
        assert len(repeated) <= OVERLAP
        last, following = size_bytes(one[-1]), size_bytes(sentences[one[-1].index + 1])
        if len(one) > 1 and last <= window.room_bytes // 2 and last + following <= window.room_bytes:
            assert repeated


def test_a_short_article_is_one_part() -> None:
    sentences = sentences_of(["A bomb killed two people in Gao."] * 40)
    assert list(parts(sentences, Window(32_768, 8_192))) == [sentences]


def test_an_article_without_a_sentence_that_is_shown_has_no_part() -> None:
    assert list(parts((), Window(32_768, 8_192))) == []


def test_a_window_without_room_still_takes_a_paragraph() -> None:
    assert Window(PROMPT_TOKENS, 1_024).room_bytes == 600


def test_the_constant_messages_fit_the_room_that_is_kept_for_them() -> None:
    """A longer prompt would push articles out of a model's window: the room grows with it."""
    size = sum(len(message.content.encode()) for message in load("record/v2").messages)
    assert size <= PROMPT_TOKENS * BYTES_PER_TOKEN
