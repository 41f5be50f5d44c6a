"""Build the Dockerfile without a Docker engine and without a registry of images: `scripts.image_test` says what for.

Everything lies in one folder. Wants root, and a mount namespace of its own.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TOOLS: Final = ("podman", "crun", "debootstrap")
BASE, IMAGE, CONTAINER = "docker.io/library/python:3.11-slim", "localhost/sitrep:test", "sitrep"
DEBIAN: Final = "bookworm"
"""The release whose Python is 3.11."""
PACKAGES: Final = ("python3.11-venv", "python3-distutils", "ca-certificates")
"""The second is what the first needs by another name, which debootstrap does not know."""
CARRIED: Final = ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "default-timeout")
"""Options of pip by which it reaches an index; folders of this machine are no part of it."""
CERTIFICATES: Final = "/etc/pip-certificates.pem"


@dataclass(frozen=True, slots=True)
class Podman:
    """Podman with images, containers and all else that it keeps in one folder."""

    folder: Path

    def __call__(self, *arguments: str) -> str:
        """Run a command of it, and give what it prints."""
        return said(*self._command(), *arguments)

    def shown(self, *arguments: str) -> None:
        """Run a command of it whose output is for people."""
        run(*self._command(), *arguments)

    def healthy(self) -> bool:
        """Run the image's own health check once."""
        command = [*self._command(), "healthcheck", "run", CONTAINER]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603

    def _command(self) -> list[str]:
        """Its log would say that there is no systemd; why a command of it fails it says all the same."""
        kept = {"--root": "images", "--runroot": "run", "--tmpdir": "tmp"}
        folders = [word for option, name in kept.items() for word in (option, str(self.folder / name))]
        return [
            "podman",
            *folders,
            "--runtime=crun",
            "--cgroup-manager=cgroupfs",
            "--events-backend=none",
            "--log-level=fatal",
        ]


def make_base(podman: Podman) -> None:
    """Debian's smallest system with its Python, under the name that the Dockerfile begins from."""
    system, packed = podman.folder / "base", podman.folder / "base.tar"
    run("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", DEBIAN, system, _mirror())
    (system / "usr" / "local" / "bin" / "python").symlink_to("/usr/bin/python3.11")
    shutil.rmtree(system / "var" / "cache" / "apt" / "archives")
    run("tar", "--create", "--file", packed, "--directory", system, ".")
    shutil.rmtree(system)
    podman("import", str(packed), BASE)
    packed.unlink()


def _mirror() -> str:
    """Where this machine has Debian's packages from; debootstrap's own choice where apt names none."""
    sources = ("Created-By: Packages", f"Codename: {DEBIAN}")
    return next(iter(said("apt-get", "indextargets", "--format", "$(SITE)", *sources).split()), "")


def build(podman: Podman, arguments: Mapping[str, str]) -> None:
    """Build with pip configured as on this machine, by files that are there for as long as a step runs."""
    given = [f"--build-arg={name}={value}" for name, value in arguments.items()]
    mounts = [f"--volume={source}:{target}:ro" for source, target in _of_pip(podman.folder).items()]
    podman.shown(
        "build", "--format=docker", "--isolation=chroot", "--pull=never", f"--tag={IMAGE}", *given, *mounts, str(ROOT)
    )


def _of_pip(folder: Path) -> dict[str, str]:
    """What is to be mounted, and where, so that a step of the build finds the package index that this machine uses.

    The certificates get a name of their own: a step of the build writes those of the system.
    """
    options: dict[str, str] = {}
    listed = said(sys.executable, "-m", "pip", "config", "list")
    for name, value in (line.split("=", 1) for line in listed.splitlines()):  # the environment's are first, and stand
        options.setdefault(name.rpartition(".")[2], ast.literal_eval(value))
    written = folder / "pip.conf"
    mounts = {str(written): "/etc/pip.conf"}
    if certificates := options.get("cert"):
        mounts[certificates] = options["cert"] = CERTIFICATES
    lines = [f"{name} = {_elsewhere(options[name])}\n" for name in CARRIED if name in options]
    written.write_text("[global]\n" + "".join(lines), "utf-8")
    return mounts


def _elsewhere(value: str) -> str:
    """Without folders of this machine, which a step of the build does not see."""
    return " ".join(word for word in value.split() if not word.startswith("file:"))


def run(*command: str | Path) -> None:
    """Run a command whose output is for people."""
    subprocess.run(command, stdout=sys.stderr, check=True)  # noqa: S603  # ours


def said(*command: str | Path) -> str:
    """Run a command, and give what it prints."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()  # noqa: S603  # ours
