"""The net and its losses, over a small encoder with made-up weights; nothing is tested where torch is not installed."""

from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is for training alone (requirements/training.in)")
transformers = pytest.importorskip("transformers", reason="as torch")

from app.encoder import reading  # noqa: E402
from app.encoder.codes import TAGGED  # noqa: E402
from app.encoder.drafting import drafted  # noqa: E402
from app.encoder.net import TAGS  # noqa: E402
from app.encoder.shown import show  # noqa: E402
from app.encoder.tags import LONGEST  # noqa: E402
from app.encoder.weights import read_arrays  # noqa: E402
from tests.app.encoder.fakes import FOLDER, Words  # noqa: E402
from tests.training.encoder import tiny  # noqa: E402
from training.encoder import export, losses, net, train, tune  # noqa: E402
from training.encoder.folders import opened  # noqa: E402
from training.encoder.labels import label  # noqa: E402
from training.labelled import written  # noqa: E402


@pytest.fixture(scope="module")
def pairs() -> list[Any]:
    """Two labelled articles."""
    examples = [opened(source) for source in islice(written(), 2)]
    shown = [(show(one.article, Words()), one) for one in examples]
    return [(each, label(each, one.gold)) for each, one in shown]


def small() -> Any:
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=1200, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    body = transformers.BertModel(config, add_pooling_layer=False)
    return net.Net(body, 32, net.Sizes(mark=16, pair=8))


def run(out: Path, pairs: list[Any], passes: int = 2) -> Any:
    return train._Run(small(), pairs, train.Recipe(passes=passes, batch=1), out)


def test_learning_brings_the_loss_down(pairs: list[Any], tmp_path: Path) -> None:
    """Over one article, time and again."""
    given = run(tmp_path, pairs[:1], 12)
    before = float(losses.pooled(losses.losses(given.net.eval(), *pairs[0])).detach())
    assert given.go_on(600) == 0
    after = float(losses.pooled(losses.losses(given.net.eval(), *pairs[0])).detach())
    assert after < before


def test_a_run_that_was_cut_off_ends_as_one_that_was_not(pairs: list[Any], tmp_path: Path) -> None:
    """The same weights to the last digit."""
    whole = run(tmp_path / "whole", pairs)
    assert whole.go_on(600) == 0
    assert run(tmp_path / "parts", pairs).go_on(0) == 3
    later = run(tmp_path / "parts", pairs)
    assert later.go_on(600) == 0
    ours, others = whole.net.state_dict(), later.net.state_dict()
    assert all(torch.equal(ours[name], others[name]) for name in ours)


def test_a_checkpoint_of_other_articles_is_refused(pairs: list[Any], tmp_path: Path) -> None:
    """It would go on with another order."""
    run(tmp_path, pairs).go_on(0)
    with pytest.raises(ValueError, match="2 articles"):
        run(tmp_path, pairs[:1]).go_on(600)


def test_whatever_a_net_says_is_a_draft_of_the_articles_own_words(pairs: list[Any]) -> None:
    """Also one that has learnt nothing, at thresholds that let everything through."""
    everything = reading.Thresholds(**{**dict.fromkeys(asdict(reading.Thresholds()), 0.0), "act": 0.5, "other": 0.5})
    for shown, _ in pairs:
        draft = drafted(shown, reading.marked(export.for_reading(small()), shown, everything))
        assert draft.incidents
        assert all(party.name in shown.article.text for party in draft.parties)


def test_the_numbers_that_numpy_is_held_to_are_those_of_torch() -> None:
    """`tests/data/encoder/expected.npz` is what the small net says here."""
    expected = read_arrays(FOLDER / "expected.npz")
    for name, each in tiny.exact_outputs().items():
        assert np.allclose(each, expected[name], atol=1e-4), name


def test_thresholds_are_chosen_one_after_the_other() -> None:
    """Each is the best of those tried, with the others as they are."""
    wanted = reading.Thresholds(opens=0.65, blame=0.7)
    found, reached = tune.chosen(lambda at: -abs(at.opens - 0.65) - abs(at.blame - 0.7), reading.Thresholds())
    assert (found.opens, found.blame) == (wanted.opens, wanted.blame)
    assert reached == 0


def test_without_corrections_a_stretch_is_as_likely_as_its_tags() -> None:
    """The tagged pieces 1 and 2 are the likeliest stretch of all; what ends behind the article is none."""
    tags = torch.full((4, len(TAGGED), TAGS), -4.0)
    tags[:, :, 0] = 0.0
    tags[1, :, 1] = tags[2, :, 2] = 8.0
    scores = net.Stretches(8, 4)(torch.randn(4, 8), tags)
    assert scores.shape == (4, len(TAGGED), LONGEST)
    assert [int(scores[:, kind].argmax()) for kind in range(len(TAGGED))] == [LONGEST + 1] * len(TAGGED)
    assert float(scores.detach()[3, 0, 1]) < -1000


def test_other_names_stand_where_names_stood_and_nowhere_else(pairs: list[Any]) -> None:
    """So that what stands around them has to be read."""
    shown, labels = pairs[0]
    varied = train.renamed(shown, labels, 1.0, {"party": [7]})
    named = {at for span in labels.spans["party"] for at in range(span.first, span.last + 1)}
    assert named
    assert [piece for at, piece in enumerate(varied.pieces) if at in named] == [7] * len(named)
    assert all(varied.pieces[at] == piece for at, piece in enumerate(shown.pieces) if at not in named)
