"""The profile by samples names files that there are, and adds up."""

import importlib.util
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import profile, sampled
from bench.processes import cpu_s

ROOT = Path(__file__).parents[2]
BUSY = """
import sys
from pathlib import Path
from bench.sampled import SAMPLERS
SAMPLERS[sys.argv[2]](Path(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
while True:
    pass
"""


def test_each_part_has_files_of_ours_or_a_package() -> None:
    """A file that was renamed would let its time fall to another part without a word."""
    named = [file.strip("/") for parts in sampled.PARTS.values() for files in parts.values() for file in files]
    gone = [
        file
        for file in named
        if not ((ROOT / file).exists() or importlib.util.find_spec(file.removesuffix(".py")) or file == "uvloop")
    ]
    assert not gone


@pytest.mark.parametrize("of", sampled.SAMPLERS)
def test_samples_add_up_to_the_cpu_time_of_the_process(of: str, tmp_path: Path) -> None:
    """What was counted is all that the process took between the two signals."""
    out = tmp_path / "out.json"
    with subprocess.Popen([sys.executable, "-c", BUSY, out, of], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began_s = cpu_s(process.pid)
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.4)
        process.send_signal(signal.SIGUSR2)
        until = time.monotonic() + 10
        while not out.exists() and time.monotonic() < until:
            time.sleep(0.01)
        taken_s = cpu_s(process.pid) - began_s
        process.kill()
    seconds = json.loads(out.read_text())
    assert set(seconds) == {sampled.OTHER}
    assert 0 < seconds[sampled.OTHER] <= taken_s + 0.05


def test_the_part_that_adds_most_comes_first() -> None:
    """And the last line is of all."""
    lines = list(profile.table(("ours", "bare"), {"a": 10.0, "b": 30.0}, {"a": 9.0, "c": 5.0}))
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == ["b", "a", "c", "all"]
    assert lines[-1] == "| all | 40 | 14 | 26 |"
