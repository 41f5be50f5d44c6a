"""The profile by samples names files that there are, and adds up."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench import profile, sampled

ROOT = Path(__file__).parents[2]


def test_each_part_has_files_of_ours_or_a_package() -> None:
    """A file that was renamed would let its time fall to another part without a word."""
    named = [file.strip("/") for files in sampled.PARTS.values() for file in files]
    gone = [
        file
        for file in named
        if not ((ROOT / file).is_file() or importlib.util.find_spec(file.removesuffix(".py")) or file == "uvloop")
    ]
    assert not gone


def test_samples_add_up_to_the_cpu_time_of_the_process(tmp_path: Path) -> None:
    """Shares of what was counted, of the time that the process took between the two signals."""
    out, busy = (
        tmp_path / "out.json",
        "import signal, sys\nfrom pathlib import Path\nfrom bench.sampled import Sampler\n",
    )
    busy += "Sampler(Path(sys.argv[1]))\nprint('ready', flush=True)\nwhile True: pass\n"
    with subprocess.Popen([sys.executable, "-c", busy, out], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.3)
        before = time.monotonic()
        process.send_signal(signal.SIGUSR2)
        while not out.exists() and time.monotonic() < before + 10:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    seconds = json.loads(out.read_text())
    assert set(seconds) == {sampled.OTHER}
    assert 0 < seconds[sampled.OTHER] < 10


def test_the_part_that_adds_most_comes_first() -> None:
    """And the last line is of all."""
    lines = list(profile.table({"a": 10.0, "b": 30.0}, {"a": 9.0, "c": 5.0}))
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == ["b", "a", "c", "all"]
    assert lines[-1] == "| all | 40 | 14 | 26 |"
