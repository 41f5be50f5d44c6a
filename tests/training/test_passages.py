"""The passages to learn planted text from."""

from collections import Counter
from pathlib import Path

from eval.attacks import load_attacks
from training.passages import passages

ROOT = Path(__file__).parents[2]
RUN = 8


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words, in lower case without signs."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def test_every_passage_can_be_read_stands_once_and_half_of_each_file_is_planted() -> None:
    """What is learnt from is as balanced as its page says."""
    known = list(passages())
    assert len({one.text for _, one in known}) == len(known)
    by_file = Counter((fold.split("/")[0], one.planted) for fold, one in known)
    files = {name for name, _ in by_file}
    assert files
    assert all(by_file[name, True] == by_file[name, False] for name in files)


def test_no_scored_attack_is_among_them() -> None:
    """A number of `attacks` would be worth nothing: no eight words in a row are shared with any of them."""
    scored = {run for _, attack in load_attacks(ROOT / "eval" / "attacks") for run in runs(attack.text)}
    assert scored
    shared = [one.text for _, one in passages() if runs(one.text) & scored]
    assert shared == []
