"""The project's own checks: size budgets, locks in step with what they are made from, no registry host, no local path.

Works offline. Prints what it measured, and each finding on a line; exit code 1 when there is any.
"""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT: Final = Path(__file__).parents[1]

MEASURED: Final = ("app", "schemas", "sitrep_client", "eval", "bench", "training", "scripts")
MODULE_LINES: Final = 300
MEDIAN_LINES, P90_LINES, LONGEST_LINES = 5, 22, 50

# Each pattern is written so that it does not find itself.
REGISTRY: Final = re.compile(
    r"p[y]pi\.org|python[h]osted\.org|hugging[f]ace\.co\b|[h]f\.co\b|[c]rates\.io|registry\.[n]pmjs|proxy\.[g]olang"
    r"|[a]naconda\.(?:org|com)|(?:[i]ndex[-_]url|[f]ind[-_]links)[\"']?[\s=:,]+[\"']?[\w.+-]*:?/",
    re.IGNORECASE,
)
LOCAL_PATH: Final = re.compile(r"(?<![\w.:/~}-])/(?:h[o]me|U[s]ers|w[o]rk|r[o]ot)/\w")

PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(.*)$")


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a lock; `hashes` is how many digests follow it."""

    name: str
    version: Version
    hashes: int


def main() -> int:
    """Run all checks."""
    findings = [*check_sizes(ROOT), *check_locks(ROOT / "requirements"), *check_texts(ROOT, tracked(ROOT))]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def check_sizes(root: Path) -> Iterator[str]:
    """Hold modules and functions to their budgets, and print the measures."""
    sources = [path for folder in MEASURED for path in sorted((root / folder).rglob("*.py"))]
    lengths = {path: path.read_text("utf-8").count("\n") for path in sources}
    functions = [function for path in sources for function in function_lines(path)]
    print(summary_of(lengths.values(), [lines for _, lines in functions]))
    yield from (
        f"{path.relative_to(root)}: {n} lines, over {MODULE_LINES}" for path, n in lengths.items() if n > MODULE_LINES
    )
    yield from (f"{name}: {lines} lines, over {LONGEST_LINES}" for name, lines in functions if lines > LONGEST_LINES)
    sizes = [lines for _, lines in functions]
    if statistics.median(sizes) > MEDIAN_LINES:
        yield f"functions: median over {MEDIAN_LINES} lines"
    if p90(sizes) > P90_LINES:
        yield f"functions: 90th percentile over {P90_LINES} lines"


def function_lines(path: Path) -> Iterator[tuple[str, int]]:
    """Measure each function: lines from its first statement after the docstring to its end, both included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
            yield f"{path.name}::{node.name}", (node.end_lineno or 0) - body[0].lineno + 1


def summary_of(modules: Iterable[int], functions: list[int]) -> str:
    """Say the measures in a line."""
    median = statistics.median(functions)
    return (
        f"sizes: {len(functions)} functions, median {median:g}, 90th percentile {p90(functions):g}, "
        f"longest {max(functions)}; longest module {max(modules)} lines"
    )


def p90(sizes: list[int]) -> float:
    """Return the 90th percentile."""
    return statistics.quantiles(sizes, n=10, method="inclusive")[-1]


def check_locks(folder: Path) -> Iterator[str]:
    """Hold each lock against what it was made from; what the service runs with is what the tests run with."""
    locks = {path.stem: dict(read_lock(path)) for path in sorted(folder.glob("*.txt"))}
    for name, pins in locks.items():
        yield from (f"{name}.txt: {pin.name} has no hash" for pin in pins.values() if not pin.hashes)
        yield from (f"{name}.txt: {problem}" for problem in _unmet(requirements(folder / f"{name}.in"), pins))
    for pin in locks["service"].values():
        other = locks["dev"].get(pin.name)
        if other is None or other.version != pin.version:
            yield f"dev.txt: {pin.name} is not at {pin.version} as in service.txt"


def read_lock(path: Path) -> Iterator[tuple[str, Pin]]:
    """Read the pins of a lock, by canonical name. Raises ValueError for a line that is no pin."""
    joined = re.sub(r"\\\n", " ", path.read_text("utf-8"))
    for line in joined.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = PIN.match(line)
        if not found:
            raise ValueError(f"{path.name}: not a pin: {line[:60]}")
        name = canonicalize_name(found[1])
        yield name, Pin(name, Version(found[2]), found[3].count("--hash=sha256:"))


def requirements(path: Path) -> Iterator[Requirement]:
    """Read what a lock is made from, with the files that it includes by -r."""
    for raw in path.read_text("utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("-r"):
            yield from requirements(path.parent / line[2:].strip())
        elif line:
            yield Requirement(line)


def _unmet(wanted: Iterable[Requirement], pins: dict[str, Pin]) -> Iterator[str]:
    for requirement in wanted:
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(pin.version, prereleases=True):
            yield f"{requirement} is not met; run `make lock`"


def tracked(root: Path) -> list[Path]:
    """List the files that are, or would be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603  # fixed
    return [path for name in listed.split("\0") if name and (path := root / name).is_file()]


def check_texts(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Look for registry hosts and for paths of one machine."""
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if found := REGISTRY.search(line) or LOCAL_PATH.search(line):
                yield f"{path.relative_to(root)}:{number}: {found[0]!r} does not belong into the repository"


if __name__ == "__main__":
    sys.exit(main())
