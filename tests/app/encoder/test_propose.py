"""What the proposer gives, with a small net that has learnt nothing."""

from dataclasses import asdict, replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.workers import in_thread
from app.encoder import propose
from app.encoder.card import EncoderFile
from app.encoder.reading import Thresholds
from app.encoder.weights import Encoder, net_of, read_arrays
from app.pipeline import derive, summary
from app.receipt import Stamp, provenance
from app.records.draft import Draft
from tests.app.drafts import read
from tests.app.encoder.fakes import FOLDER, Letters

FILE = EncoderFile(FOLDER / "tiny.npz", "tiny", "0" * 64)
WORDS = (
    "bomb",
    "killed",
    "two",
    "guards",
    "in",
    "Gao",
    "on Thursday",
    "police",
    "said",
    "Rebels",
    "a",
    "rocket",
    ".\n",
)


@cache
def encoder() -> Encoder:
    net, thresholds = net_of(read_arrays(FILE.path))
    return Encoder(net, Letters(), thresholds)


def named(draft: Draft) -> set[str | None]:
    """Every party that something in the draft names, and None."""
    found: set[str | None] = {None}
    for one in draft.incidents:
        found |= {name for each in one.attribution for name in (each.actor, each.asserted_by)}
        found |= {each.asserted_by for each in one.claims} | {each.asserted_by for each in one.counts}
        found |= {each.of for each in one.targets} | {each.speaker for each in one.reactions}
    return found


@settings(max_examples=25, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=3, max_size=40),
    limits=st.lists(st.floats(0, 1), min_size=len(asdict(Thresholds())), max_size=len(asdict(Thresholds()))),
)
def test_whatever_the_scores_and_thresholds_a_draft_says_what_the_article_says(
    words: list[str], limits: list[float]
) -> None:
    """Names are the article's own words, parties that are named are there, sentences are some of the article's."""
    article = read("A bomb killed two. " + " ".join(words))
    at = Thresholds(**dict(zip(asdict(Thresholds()), limits, strict=True)))
    draft = propose.draft_of(replace(encoder(), thresholds=at), article)
    parties = {party.name for party in draft.parties}
    assert all(name in article.text for name in parties)
    assert named(draft) <= parties | {None}
    numbers = {number for one in draft.incidents for number in one.sentences}
    assert numbers <= {sentence.index for sentence in article.sentences}
    derive(draft, article)


def test_an_article_of_furniture_alone_has_an_empty_draft() -> None:
    """There is nothing to show to the net."""
    draft = propose.draft_of(encoder(), read("Advertisement"))
    assert draft.incidents == ()


async def test_its_records_say_that_nobody_wrote_a_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary stays empty, and the headline is composed of what was found."""
    monkeypatch.setattr(propose, "opened", lambda _: encoder())
    article = read("A bomb killed two guards in Gao on Thursday, police said.")
    proposal = await propose.open_encoder(FILE, in_thread)(article)
    stamp = Stamp("tiny", "embedded", "encoder", "none", FILE.sha256)
    made = summary(derive(proposal.draft, article), proposal, article, provenance(proposal, article, stamp, 0.1))
    assert (made.summary, made.status, made.notes) == ((), "complete", (propose.UNWRITTEN,))
    assert made.headline
    assert (made.provenance.proposer, made.provenance.attempts, made.provenance.cached) == ("encoder", 0, False)
    assert made.provenance.receipt
    assert made.provenance.receipt.prompt == FILE.sha256
