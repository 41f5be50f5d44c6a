"""Cut a large file into pieces and put them together elsewhere, in any order and over any number of calls.

    python -m training.pieces cut MODEL.gguf FOLDER --mib 50
    python -m training.pieces put FOLDER MODEL.gguf

`put` writes the pieces that lie in FOLDER at their places and says what is still missing (exit code 3); once all are
there, the whole is held against its SHA-256. For machines that take a few files a call. Standard library alone.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

MANIFEST = "pieces.json"
INCOMPLETE = 3
"""Exit code of `put` while pieces are missing."""


def cut(file: Path, folder: Path, piece_bytes: int) -> int:
    """Write `folder/NNN` and the manifest; the number of pieces. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, digests = hashlib.sha256(), list[str]()
    with file.open("rb") as source:
        while piece := source.read(piece_bytes):
            folder.joinpath(f"{len(digests):03}").write_bytes(piece)
            digests.append(hashlib.sha256(piece).hexdigest())
            whole.update(piece)
    manifest = {"piece": piece_bytes, "sha256": whole.hexdigest(), "pieces": digests}
    folder.joinpath(MANIFEST).write_text(json.dumps(manifest))
    return len(digests)


def put(folder: Path, file: Path) -> list[int]:
    """Write the pieces that are there into their places; the numbers of those that are still missing.

    What is in place is written down beside the file (`FILE.pieces`), so that a call can come after any other.

    Raises:
        ValueError: A piece or the whole is not what the manifest says.
        OSError: The manifest is not there, or something cannot be written.
    """
    manifest = json.loads(folder.joinpath(MANIFEST).read_text())
    beside = file.with_name(f"{file.name}.pieces")
    placed = set(json.loads(beside.read_text())) if beside.exists() and file.exists() else set()
    with file.open("r+b" if file.exists() else "w+b") as target:
        for number, piece in _here(folder, manifest["pieces"]):
            target.seek(number * manifest["piece"])
            target.write(piece)
            placed.add(number)
    beside.write_text(json.dumps(sorted(placed)))
    missing = [number for number in range(len(manifest["pieces"])) if number not in placed]
    if not missing:
        with file.open("rb") as whole:
            if hashlib.file_digest(whole, "sha256").hexdigest() != manifest["sha256"]:
                raise ValueError(f"{file} is not the file that was cut")
    return missing


def _here(folder: Path, digests: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """The pieces that lie in the folder. Raises ValueError for one that is damaged."""
    for number, digest in enumerate(digests):
        path = folder / f"{number:03}"
        if path.is_file():
            piece = path.read_bytes()
            if hashlib.sha256(piece).hexdigest() != digest:
                raise ValueError(f"{path} is damaged")
            yield number, piece


def main(arguments: Sequence[str]) -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(prog="python -m training.pieces")
    commands = parser.add_subparsers(dest="command", required=True)
    cutting, putting = commands.add_parser("cut"), commands.add_parser("put")
    cutting.add_argument("file", type=Path)
    cutting.add_argument("folder", type=Path)
    cutting.add_argument("--mib", type=int, default=50)
    putting.add_argument("folder", type=Path)
    putting.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    if given.command == "cut":
        print(cut(given.file, given.folder, given.mib << 20), "pieces")
        return 0
    missing = put(given.folder, given.file)
    print(f"missing: {', '.join(map(str, missing))}" if missing else f"{given.file} is whole")
    return INCOMPLETE if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
