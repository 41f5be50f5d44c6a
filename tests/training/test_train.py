"""Training on a made-up model of two layers; skipped where torch is not there (requirements/training.in)."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.engine.weights.adapter import AdapterCard
from training.examples import Data, Example
from training.recipe import Recipe

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
gguf = pytest.importorskip("gguf")

from training import lora, train  # noqa: E402  they need torch

HEADER = {name: name[0] * 64 for name in ("base", "data")} | {"prompt": "c" * 64, "answer": "a" * 64}
EXAMPLES = tuple(Example(tuple(range(5, 9 + n)), tuple(range(20 + n, 26 + 2 * n))) for n in range(6))
RECIPE = Recipe(rank=2, alpha=4.0, passes=2, rate=0.01, examples_per_step=2, tokens_at_once=64, last=0.5)


def model() -> Any:
    torch.manual_seed(1)
    config = transformers.Qwen2Config(
        vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=128,
    )  # fmt: skip
    return transformers.Qwen2ForCausalLM(config)


def begun(folder: Path, recipe: Recipe = RECIPE, lines: list[str] | None = None) -> train.Run:
    data = Data(EXAMPLES, EXAMPLES[:1], HEADER, 0)
    return train.Run(lora.Tuned(model(), recipe), data, recipe, folder, (lines if lines is not None else []).append)


def values(run: train.Run) -> list[Any]:
    return [each.detach().clone() for each in run.tuned.parameters()]


def same(ours: list[Any], theirs: list[Any]) -> bool:
    return all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))


def test_training_lowers_the_loss_and_says_how_far_it_is(tmp_path: Path) -> None:
    lines: list[str] = []
    run = begun(tmp_path, lines=lines)
    run.go_on()
    assert run.is_done
    assert run.state.losses[-1] < run.state.losses[0]
    assert lines[-1].startswith("step 6 of 6, loss ")
    assert run.scores().keys() == {"steps", "train_loss", "dev_loss"}


def test_a_run_that_was_broken_off_ends_as_one_that_was_not(tmp_path: Path) -> None:
    """Exactly: values, and what the optimiser remembers."""
    for name in ("whole", "broken"):
        tmp_path.joinpath(name).mkdir()
    whole, broken = begun(tmp_path / "whole"), begun(tmp_path / "broken")
    whole.go_on()
    for _ in range(3):
        broken.state.losses.append(broken._learn(broken._steps[broken.state.step]))
        broken.state.step += 1
    broken.save()
    again = begun(tmp_path / "broken")
    assert again.state.step == 3
    again.go_on()
    assert same(values(again), values(whole))


def test_a_checkpoint_of_another_recipe_is_refused(tmp_path: Path) -> None:
    begun(tmp_path).save()
    with pytest.raises(ValueError, match="another recipe"):
        begun(tmp_path, Recipe(rank=2, alpha=4.0, passes=3))


def test_upper_layers_alone_learn_the_same_with_kept_activations(tmp_path: Path) -> None:
    """What comes out of the frozen layers is kept with 16 bits: the loss is that of the model but for rounding."""
    recipe = Recipe(rank=2, layers=1)
    tuned, plain = lora.Tuned(model(), recipe), lora.Tuned(model(), Recipe(rank=2))
    assert tuned.pairs.keys() == {name for name in plain.pairs if name.startswith("blk.1.")}
    for _ in range(2):
        assert tuned.loss(EXAMPLES[:1]).item() == pytest.approx(plain.loss(EXAMPLES[:1]).item(), rel=0.01)


def test_a_batch_with_padding_has_the_loss_of_its_examples() -> None:
    tuned = lora.Tuned(model(), RECIPE)
    alone = sum(tuned.loss([one]).item() for one in EXAMPLES)
    assert tuned.loss(EXAMPLES).item() == pytest.approx(alone, rel=1e-4)


def test_the_loss_is_that_of_the_answer_under_the_whole_model() -> None:
    """As transformers itself computes it, with the prompt masked."""
    whole = model()
    tokens = torch.tensor([[*EXAMPLES[2].prompt, *EXAMPLES[2].answer]])
    labels = tokens.clone()
    labels[:, : len(EXAMPLES[2].prompt)] = -100
    expected = whole(input_ids=tokens, labels=labels).loss.item() * len(EXAMPLES[2].answer)
    assert lora.Tuned(whole, RECIPE).loss([EXAMPLES[2]]).item() == pytest.approx(expected, rel=1e-4)


def test_computing_activations_again_changes_no_gradient() -> None:
    gradients = []
    for recompute in (False, True):
        tuned = lora.Tuned(model(), Recipe(rank=2, recompute=recompute))
        tuned.loss(EXAMPLES[:2]).backward()
        gradients.append([each.grad.clone() for each in tuned.parameters()])
    assert all(torch.allclose(one, other) for one, other in zip(*gradients, strict=True))


def test_the_adapter_is_a_gguf_with_a_card_that_the_engine_takes(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.go_on()
    file = tmp_path / "adapter.gguf"
    lora.write_adapter(run.tuned, RECIPE, "trial", file)
    train.write_card(file, "trial", HEADER, RECIPE, run.scores())
    card = AdapterCard.model_validate(json.loads(file.with_suffix(".json").read_text()), strict=False)
    assert card.adapter == hashlib.sha256(file.read_bytes()).hexdigest()
    tensors = {each.name: each for each in gguf.GGUFReader(file).tensors}
    assert len(tensors) == 2 * len(run.tuned.pairs)
    assert tuple(tensors["blk.0.ffn_down.weight.lora_a"].shape) == (32, 2)
