"""POST the seed articles to a service on a free port of this machine, print each summary, and their dossier."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final
from urllib.parse import urlsplit

from rich.console import Console

from app.present import dossier_text
from app.present.text import provenance_line, render
from schemas import ArticleSummary, Dossier

ARTICLES: Final = sorted((Path(__file__).parents[1] / "eval" / "articles").glob("*.txt"))
SERVE: Final = (str(Path(sys.executable).with_name("sitrep")), "serve", "--host", "127.0.0.1", "--port", "0")
UNSEEN: Final = os.environ | {"SITREP_INDEX_URL": "none"}
"""The examples are not put among what a service on this machine has seen."""
ANSWER_WITHIN_S: Final = 900.0
END_WITHIN_S: Final = 30.0


def main() -> int:
    """Show the articles, then the cache."""
    with serving() as address:
        for path in ARTICLES:
            print(f"\n##### {path.name}: the summary\n")
            print(render(post(address, path)))
        print("\n##### The same articles once more\n")
        for path in ARTICLES:
            print(f"{path.name}: {provenance_line(post(address, path).provenance)}")
        print("\n##### Both together: one incident, and where they differ\n")
        print(dossier_text.render(post_together(address, ARTICLES)))
    print("\nThe service and its engine have ended. `make serve` leaves them running.")
    return 0


@contextmanager
def serving() -> Iterator[str]:
    """Run `sitrep serve` for as long as the block lasts; gives its host and port. Its log is shown when it fails."""
    with (
        TemporaryFile("w+") as log,
        subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=log, text=True, env=UNSEEN) as service,  # noqa: S603  # ours
    ):
        try:
            yield urlsplit(_address(service, log)).netloc
        finally:
            code = _end(service)
        if code:
            sys.exit(f"{_text(log)}error: the service ended with exit code {code}")


def post(address: str, path: Path) -> ArticleSummary:
    """POST one article; ends the demo with the problem when there is no summary."""
    return ArticleSummary.model_validate_json(_answer(address, "/v1/summaries", _request(path), path.name))


def post_together(address: str, paths: Iterable[Path]) -> Dossier:
    """POST several articles; ends the demo with the problem when there is no dossier."""
    body = {"articles": [_request(path) for path in paths]}
    return Dossier.model_validate_json(_answer(address, "/v1/dossiers", body, "both"))


def _request(path: Path) -> dict[str, str]:
    return {"text": path.read_bytes().decode()}


def _answer(address: str, call: str, body: object, what: str) -> bytes:
    connection = HTTPConnection(address, timeout=ANSWER_WITHIN_S)
    with Console(stderr=True).status(f"POST http://{address}{call} {what}"):
        connection.request("POST", call, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    connection.close()
    if response.status != HTTPStatus.OK:
        problem = json.loads(answer)
        sys.exit(f"error: {problem['detail']}\nhint: {problem.get('hint', 'none')}")
    return answer


def _end(service: subprocess.Popen[str]) -> int:
    service.terminate()
    try:
        return service.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        service.kill()
        return service.wait()


def _address(service: subprocess.Popen[str], log: IO[str]) -> str:
    """Read the address from the first line of the service; it is said once the service can be reached."""
    assert service.stdout is not None
    line = service.stdout.readline()
    if not line:
        service.wait()
        sys.exit(f"{_text(log)}error: the service did not start")
    print(line.strip())
    return next(word for word in line.split() if "://" in word)


def _text(log: IO[str]) -> str:
    log.seek(0)
    return log.read()


if __name__ == "__main__":
    sys.exit(main())
