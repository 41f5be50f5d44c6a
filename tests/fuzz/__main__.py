"""Fuzz one target: `python -m tests.fuzz numbers -max_total_time=200`; what follows the target is libFuzzer's.

Runs where atheris is (`make fuzz`). Inputs that reach new code are put into the corpus; one that breaks a promise, or
takes more than 5 s, is written to the working directory, and the program ends.
"""

import sys
from pathlib import Path

import atheris

CORPUS = Path(__file__).with_name("corpus")


def main() -> None:
    """Fuzz."""
    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["app", "text_to_num"]):
        from tests.fuzz.targets import LONGEST, TARGETS  # noqa: PLC0415  imported within, to be instrumented
    corpus = CORPUS / name
    corpus.mkdir(exist_ok=True)
    atheris.Setup([sys.argv[0], str(corpus), f"-max_len={LONGEST}", "-timeout=5", *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
