"""Build the Dockerfile without a Docker engine or a registry of images, run the container, and summarise an article.

The base image is a stand-in made of Debian's packages, since `python:3.11-slim` cannot be pulled everywhere. The
container runs as tightly as it can: its own user, no capabilities, a read-only root with no room in memory either, a
volume on /var/lib/sitrep. Prints a line for each thing that was looked at; ends with 1 where one is not as promised,
and with 3 where a tool is missing.

Needs root, and Debian's podman, crun and debootstrap. What it makes lies in a temporary folder (3 GB), which goes.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import httpx2

from schemas import ArticleSummary
from scripts.image_build import BASE, CERTIFICATES, CONTAINER, IMAGE, ROOT, TOOLS, Podman, build, make_base, run
from tests.fakes.openai_server import FakeOpenAI, Json
from tests.seeds import FIRST, assert_right, recorded_sentences, recorded_whole

NOT_AS_PROMISED, MISSING = 1, 3
USER: Final = 10001
STATE: Final = "/var/lib/sitrep"
LABELS: Final = {"version": "0.0.0-test", "revision": "0123abc", "title": "Sitrep", "licenses": "Apache-2.0"}
LIMITS: Final = ("--ulimit=nofile=1024", "--ulimit=nproc=4096")
"""What is usual; podman's own are higher than root may set without CAP_SYS_RESOURCE."""
HEALTHY_WITHIN_S, ANSWER_WITHIN_S = 60.0, 60.0
HYBRID_CGROUPS: Final = Path("/sys/fs/cgroup/unified")
PROBE: Final = """
import importlib.util, json, os, pathlib, xllamacpp, spacy
def written(folder):
    try: pathlib.Path(folder, "x").write_text("")
    except OSError: return False
    return True
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({
    "user": os.getuid(), "group": os.getgid(), "capabilities": int(status["CapEff"], 16),
    "writable": [each for each in ("/", "/etc", "/opt/sitrep", "/tmp", "/var/lib/sitrep") if written(each)],
    "importable": [each for each in ("app", "schemas", "eval", "bench", "tests", "scripts", "pytest")
        if importlib.util.find_spec(each)],
}))
"""
"""Run in the container. Importing the engine and spaCy shows that their libraries are there."""

Finding = tuple[str, Any, Any]
"""What was looked at, what is there, and what should be."""


def main() -> int:
    """Test the image in a mount namespace, which ends before its folder goes."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        print(f"error: not found: {', '.join(missing)}; apt-get install {' '.join(TOOLS)}", file=sys.stderr)
        return MISSING
    if os.geteuid() != 0:
        print("error: only root can make a base image and mount what it runs: sudo make image-test", file=sys.stderr)
        return MISSING
    with TemporaryDirectory(prefix="sitrep-image-") as folder:
        inside = ["unshare", "--mount", sys.executable, "-m", "scripts.image_test", folder]
        return subprocess.run(inside, cwd=ROOT, check=False).returncode  # noqa: S603


def examine(podman: Podman) -> int:
    """Make, look, and end what still runs."""
    if HYBRID_CGROUPS.is_mount():  # crun takes one version of cgroups, not both; the container is given none
        run("umount", HYBRID_CGROUPS)
    try:
        return NOT_AS_PROMISED if _broken(_findings(podman)) else 0
    finally:
        podman("rm", "--force", "--all", "--time", "0")


def _broken(findings: Iterator[Finding]) -> int:
    broken = 0
    for what, found, wanted in findings:
        broken += found != wanted
        print(f"ok      {what}: {found}" if found == wanted else f"BROKEN  {what}: {found}, not {wanted}", flush=True)
    return broken


def _findings(podman: Podman) -> Iterator[Finding]:
    with _timed("base image"):
        make_base(podman)
    with _timed("build"):
        build(podman, {name.upper(): LABELS[name] for name in ("version", "revision")})
    yield from _of_image(podman)
    volume = podman.folder / "volume"
    volume.mkdir()
    os.chown(volume, USER, USER)
    key = podman("run", "--rm", "--no-healthcheck", *_tight(volume), IMAGE, "keys", "create", "probe").split()[-1]
    with FakeOpenAI(_answer) as endpoint:
        yield from _of_service(podman, volume, key, endpoint, "model")
        yield from _of_service(podman, volume, key, endpoint, "reader")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"        {what}: {time.monotonic() - began:.1f} s", flush=True)


def _of_image(podman: Podman) -> Iterator[Finding]:
    image, base = (json.loads(podman("image", "inspect", name))[0] for name in (IMAGE, BASE))
    print(f"        size: {image['Size'] / 1e6:.0f} MB, {base['Size'] / 1e6:.0f} of them the base image's", flush=True)
    yield "user", image["Config"]["User"], f"{USER}:{USER}"
    labels = image["Config"]["Labels"]
    yield "labels", {name: labels.get(f"org.opencontainers.image.{name}") for name in LABELS}, LABELS
    root = Path(podman("image", "mount", IMAGE))
    marks = [root / "etc/pip.conf", root / CERTIFICATES[1:]]  # empty files, upon which the builder mounted
    left = [root / "root/.cache", root / STATE[1:] / ".cache", *root.glob("var/lib/apt/lists/*"), *root.glob("src/*")]
    yield "caches and sources left", [str(each.relative_to(root)) for each in left if each.exists()], []
    yield "configuration of pip left", [str(each) for each in marks if each.exists() and each.stat().st_size], []
    yield "commands", sorted(each.name for each in root.glob("opt/sitrep/bin/sitrep*")), ["sitrep"]
    podman("image", "unmount", IMAGE)


def _of_service(
    podman: Podman, volume: Path, key: str, endpoint: FakeOpenAI, proposer: Literal["model", "reader"]
) -> Iterator[Finding]:
    """Run the service, look at it from inside, send it an article, and end it."""
    port = _free_port()
    given = {
        "SITREP_PORT": str(port), "SITREP_LLM_BASE_URL": endpoint.base_url, "SITREP_LLM_MODEL": "fake",
        "SITREP_LLM_API_KEY": "none", "SITREP_LLM_PROPOSER": proposer,
    }  # fmt: skip
    environment = [f"--env={name}={value}" for name, value in given.items()]
    podman(
        "run", "--detach", "--name", CONTAINER, "--health-interval=disable", *_tight(volume), *environment, IMAGE
    )  # fmt: skip
    began = time.monotonic()
    yield f"{proposer}: healthy by its own check", _gets_healthy(podman, began), True
    print(f"        healthy after {time.monotonic() - began:.1f} s", flush=True)
    if proposer == "model":
        yield from _inside(podman)
    yield from _summarised(f"http://127.0.0.1:{port}", key, endpoint, proposer)
    podman("stop", "--time", "20", CONTAINER)
    yield f"{proposer}: exit code after SIGTERM", podman("inspect", "--format", "{{.State.ExitCode}}", CONTAINER), "0"
    podman("rm", CONTAINER)


def _tight(volume: Path) -> list[str]:
    """Options of a container that may do nothing which the service does not need."""
    return [
        "--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges",
        "--cgroups=disabled", "--network=host", f"--volume={volume}:{STATE}", *LIMITS,
    ]  # fmt: skip


def _gets_healthy(podman: Podman, began: float) -> bool:
    while time.monotonic() - began < HEALTHY_WITHIN_S:
        if podman.healthy():
            return True
        time.sleep(0.5)
    podman.shown("logs", CONTAINER)
    return False


def _inside(podman: Podman) -> Iterator[Finding]:
    found = json.loads(podman("exec", CONTAINER, "python", "-c", PROBE))
    wanted = {"user": USER, "group": USER, "capabilities": 0, "writable": [STATE], "importable": ["app", "schemas"]}
    for name, each in wanted.items():
        yield f"inside: {name}", found[name], each


def _summarised(url: str, key: str, endpoint: FakeOpenAI, proposer: str) -> Iterator[Finding]:
    """Another way of reading asks other questions, so that the second service has nothing stored."""
    with httpx2.Client(base_url=url, timeout=ANSWER_WITHIN_S) as client:
        refused = client.post("/v1/summaries", json={"text": FIRST})
        yield f"{proposer}: status without a key", refused.status_code, HTTPStatus.UNAUTHORIZED
        asked, began = len(endpoint.calls), time.monotonic()
        answer = client.post("/v1/summaries", json={"text": FIRST}, headers={"Authorization": f"Bearer {key}"})
    print(f"        summarised in {time.monotonic() - began:.1f} s by {len(endpoint.calls) - asked} calls", flush=True)
    yield f"{proposer}: status with a key", answer.status_code, HTTPStatus.OK
    summary = ArticleSummary.model_validate_json(answer.content)
    assert_right("first", summary)
    yield f"{proposer}: summary", summary.status, "complete"


def _answer(request: Json) -> Any:
    """What a model said of a sentence, or what one would say of the whole article."""
    sentences = recorded_sentences()
    asked = [message["content"] for message in request["messages"]]
    return next((sentences[text] for text in asked if text in sentences), recorded_whole()["first"])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(examine(Podman(Path(sys.argv[1]))) if sys.argv[1:] else main())
