"""What is in deploy/ is read by those that would run it, as far as they are here, and fits the program."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.settings import Settings, unknown_names
from app.http.local import FORWARDING
from app.serving import IDLE_S
from tests.fakes.postgres import free_port

DEPLOY = Path(__file__).parents[1] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
REPLICAS = ("sitrep-1", "sitrep-2")
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
UNIT = (DEPLOY / "sitrep.service").read_text("utf-8")
MOST_EXPOSED = 25
"""In tenths, by `systemd-analyze security`: a unit without any of it has 96."""


def test_both_replicas_have_the_same_store_keys_and_settings_that_are_there() -> None:
    """Else a key would be good at one of them, and an article read twice."""
    one, other = (COMPOSE["services"][name] for name in REPLICAS)
    assert one == other
    assert one["environment"]["SITREP_STORE_URL"].endswith("@redis:6379/0")
    assert "state:/var/lib/sitrep" in one["volumes"]
    assert not unknown_names(one["environment"])


def test_the_proxy_alone_is_reached_from_outside() -> None:
    """Redis has no TLS and one password; a replica's port would go around the proxy."""
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["nginx"]
    assert COMPOSE["services"]["redis"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_each_variable_of_the_composition_is_in_the_example() -> None:
    """With those that it wants."""
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (DEPLOY / "compose.yaml").read_text("utf-8")))
    given = set(re.findall(r"^(\w+)=", (DEPLOY / "env.example").read_text("utf-8"), re.MULTILINE))
    assert used - {"SITREP_INDEX_URL"} == given


def test_the_proxy_knows_the_replicas_and_their_times() -> None:
    """An idle connection is given up by the proxy first; an answer may take the whole deadline."""
    assert set(re.findall(r"server (\S+):8000", NGINX)) == set(REPLICAS)
    assert seconds("keepalive_timeout") < IDLE_S
    assert seconds("proxy_read_timeout") > Settings().deadline_s


def seconds(name: str) -> int:
    found = re.search(rf"^\s*{name} (\d+)s;", NGINX, re.MULTILINE)
    assert found
    return int(found[1])


def test_the_proxy_says_that_it_is_one() -> None:
    """By a header that a service without keys refuses: else it would answer everybody as its own machine."""
    headers = re.findall(r'proxy_set_header (\S+) (?!"")', NGINX)
    assert [name for name in headers if name.lower().startswith(FORWARDING)]


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    """`nginx -t`, with names, ports and certificates of this machine."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx.conf is not tried: there is no nginx")
    certificate(tmp_path)
    text = re.sub(r"sitrep-\d:", "127.0.0.1:", NGINX).replace("/etc/nginx/tls", str(tmp_path))
    text = re.sub(r"listen \d+", lambda _: f"listen 127.0.0.1:{free_port()}", text)
    text = text.replace("/run/nginx.pid", str(tmp_path / "pid")).replace("http2 on;", "")  # of 1.25 on
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # folders that it makes, used or not
    folders = "".join(f"{kind}_temp_path {tmp_path / kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(text.replace("http {", f"http {{ {folders}"))
    done = subprocess.run([nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def certificate(folder: Path) -> None:
    """One that it signs itself."""
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost", *files]
    subprocess.run(command, capture_output=True, check=True)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("sitrep.service is not tried: there is no systemd-analyze")
    path = tmp_path / "sitrep.service"
    path.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/usr/bin/env", UNIT))
    return path


def test_systemd_takes_the_unit(unit: Path) -> None:
    """`systemd-analyze verify` has nothing to say of it."""
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.name in line]) == (0, [])


def test_the_unit_is_closed(unit: Path) -> None:
    """`systemd-analyze security` calls it well protected."""
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


def test_the_unit_s_settings_are_there() -> None:
    """A misspelt one would change nothing."""
    assert not unknown_names(re.findall(r"^Environment=(\w+)=", UNIT, re.MULTILINE))
