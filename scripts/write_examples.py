"""Make the examples of /openapi.json: calls that are really made, and what was answered.

A service answers the two seed articles from kept answers of a frontier-class model; none is asked. `--check` says
whether those in the file are what is answered today, but for what differs with each run and each change of code (exit
code 1: no).
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx2
from pydantic import SecretStr

from app.core.settings import Settings
from app.http.openapi import EXAMPLES
from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.web import served

VARYING: Final = frozenset({"created_at", "updated_at", "at", "duration_s", "pipeline", "request_id", "next"})
MADE_UP: Final = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9]{10}\b|\brecord [0-9a-f]{12}\b")
"""The id of an incident of the index; ACLED's `timestamp`; the digest of a record, which has the time in it."""


def main() -> int:
    """Write, or check."""
    made = examples()
    if "--check" not in sys.argv[1:]:
        EXAMPLES.write_text(written(made), "utf-8")
    elif steady(made) != steady(json.loads(EXAMPLES.read_text("utf-8"))):
        print(f"{EXAMPLES.name} is not what is answered: run scripts/write_examples.py")
        return 1
    return 0


def examples() -> list[dict[str, Any]]:
    """Each call with what was sent and what was answered, in the order in which they were made."""
    with TemporaryDirectory() as folder:
        settings = Settings(index_url=SecretStr(f"sqlite:///{folder}/index.db"), keys_file=Path(folder) / "keys.json")
        with served(RecordedService(known=seed_summaries()), settings) as url, httpx2.Client(base_url=url) as client:
            return list(_made(client, *sorted(seed_summaries())))


def _made(client: httpx2.Client, first: str, second: str) -> Iterator[dict[str, Any]]:
    articles = [{"text": first, "client_ref": "desk-7/1"}, {"text": second, "client_ref": "desk-7/2"}]
    summarized = _call(client, "POST", "/v1/summaries", articles[0])
    yield summarized
    record = summarized["answer"]
    yield _call(client, "POST", "/v1/summaries", {"text": " "})
    yield _call(client, "POST", "/v1/dossiers", {"articles": articles, "policy": "ucdp_best"})
    yield _call(client, "POST", "/v1/verifications", {"summary": record, "text": first})
    yield _call(client, "POST", "/v1/exports", record, {"convention": "acled"})
    yield _call(client, "GET", "/v1/reliability")
    yield _call(client, "GET", "/v1/incidents", params={"country": "IQ", "from": "2024-01-04", "limit": "1"})
    yield _call(client, "GET", "/v1/changes", params={"since": "0", "limit": "3"})


def _call(
    client: httpx2.Client, method: str, path: str, body: Any = None, params: dict[str, str] | None = None
) -> dict[str, Any]:
    response = client.request(method, path, json=body, params=params)
    kind = response.headers["content-type"].partition(";")[0]
    answer = response.json() if kind.endswith("json") else response.text
    sent = {} if body is None else {"body": body}
    named = {} if params is None else {"params": params}
    name = "seeds" if response.status_code == httpx2.codes.OK else "refused"
    call = {"call": f"{method} {path}", "name": name, **named, **sent}
    return {**call, "status": response.status_code, "type": kind, "answer": answer}


def written(made: list[dict[str, Any]]) -> str:
    """A call on each line."""
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in made) + "\n]\n"


def steady(value: Any) -> Any:
    """What does not differ between two runs, or after a change of code that changes no answer."""
    if isinstance(value, dict):
        return {name: None if name in VARYING else steady(each) for name, each in value.items()}
    if isinstance(value, list):
        return [steady(each) for each in value]
    return MADE_UP.sub("", value) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main())
