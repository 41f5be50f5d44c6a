"""Names and quotes that are withheld: shown only where the key may and the request asks."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from app import keys
from app.article import Article
from app.core.settings import Settings
from app.http.problems import RequestRejected
from app.http.scopes import in_full
from app.keys import Scope
from app.main import create_app
from app.present.withheld import withheld
from app.recheck import WITHHELD
from app.store.keyring import KeyRing
from schemas import ArticleSummary, Person, Verification
from tests.app.drafts import draft, incident, read, summary_of, toll
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService, quote
from tests.fakes.service import summary_of as fake_summary_of
from tests.fakes.web import local_client

NAME: Final = "Aisha Khan"
CHILD: Final = Person(name=NAME, minor=True, evidence=(quote("a foreman"),))
ASKING: Final = "?scope=sensitive"


def about_a_child(article: Article) -> ArticleSummary:
    """A record that names a child in a headline, among the victims and in a note."""
    full = fake_summary_of(article)
    one = full.incidents[0]
    claim = one.casualty_claims[0].model_copy(update={"victims": (CHILD,)})
    one = one.model_copy(update={"casualty_claims": (claim,), "note": f"{NAME} was killed."})
    return full.model_copy(update={"headline": f"{NAME} killed", "incidents": (one,)})


@dataclass
class ChildService(FakeService):
    async def summarize(self, article: Article) -> ArticleSummary:
        self.asked.append(article)
        return about_a_child(article)


@pytest.fixture
def service() -> ChildService:
    return ChildService()


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


@pytest.fixture
def client(tmp_path: Path, service: ChildService) -> Iterator[TestClient]:
    app = create_app(Settings(keys_file=tmp_path / "keys.json"), open_service=service.opener())
    with local_client(app) as client:
        yield client


def sent_with(ring: KeyRing, *scopes: Scope) -> dict[str, str]:
    key, text = keys.mint("desk", scopes, 60, None, datetime.now(UTC))
    ring.add(key)
    return {"Authorization": f"Bearer {text}"}


def post(client: TestClient, query: str = "", headers: dict[str, str] | None = None) -> httpx2.Response:
    return client.post(f"/v1/summaries{query}", json={"text": TEXT}, headers=headers)


def test_nobody_is_shown_a_name_that_is_withheld_without_asking(client: TestClient, ring: KeyRing) -> None:
    """Without keys, and with a key that may."""
    answers = [post(client), post(client, "", sent_with(ring, "summarize", "sensitive"))]
    for answer in answers:
        assert answer.status_code == 200
        assert "Aisha" not in answer.text
        assert "Khan" not in answer.text
        assert "incidents/0/casualty_claims/0/victims/0/name" in answer.json()["withheld"]


def test_who_may_and_asks_is_answered_in_full(client: TestClient, ring: KeyRing, service: ChildService) -> None:
    answers = [post(client, ASKING), post(client, ASKING, sent_with(ring, "summarize", "sensitive"))]
    for answer, article in zip(answers, service.asked, strict=True):
        assert ArticleSummary.model_validate_json(answer.content) == about_a_child(article)


@pytest.mark.parametrize("path", ["/v1/summaries", "/v1/exports"])
def test_a_key_without_the_scope_that_asks_is_refused_before_a_model_is_asked(
    client: TestClient, ring: KeyRing, service: ChildService, path: str
) -> None:
    body: Any = {"text": TEXT} if path == "/v1/summaries" else []
    headers = sent_with(ring, "summarize", "read")
    answer = client.post(f"{path}{ASKING}&convention=acled", json=body, headers=headers)
    assert read_problem(answer, 403)["type"] == "/problems/key-scope"
    assert 'scope="sensitive"' in answer.headers["www-authenticate"]
    assert not service.asked


@pytest.mark.parametrize("query", ["?scope=all", "?scope=", "?scope=Sensitive"])
def test_another_scope_is_a_wrong_parameter(client: TestClient, query: str) -> None:
    assert "/query/scope" in post(client, query).json()["errors"][0]["pointer"]
    assert post(client, query).status_code == 422


def test_a_request_on_which_nobody_has_written_what_it_may_may_not() -> None:
    """A route that stands before `Access`, by mistake, shows nothing."""
    with pytest.raises(RequestRejected):
        in_full(Request({"type": "http", "state": {}}), "sensitive")


@pytest.mark.parametrize(("query", "is_shown"), [("", False), ("&scope=sensitive", True)])
def test_a_record_in_full_is_exported_as_the_request_may_see_it(client: TestClient, query: str, is_shown: bool) -> None:
    saved = json.loads(about_a_child(read(TEXT)).model_dump_json())
    answer = client.post(f"/v1/exports?convention=acled{query}", json=saved)
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (NAME in row["notes"], "█████ ████" in row["notes"]) == (is_shown, not is_shown)


def test_a_record_with_names_withheld_is_not_verified_and_the_answer_says_why(client: TestClient) -> None:
    text = "A bomb killed Aisha Khan, 9, on Monday."
    child = {"name": NAME, "who": None, "fate": "killed", "age": 9, "child": True, "at": [0]}
    full = summary_of(draft(incident(0, tolls=[toll(0, victims=[child])])), read(text))
    assert full.incidents[0].casualty_claims[0].victims[0].name == NAME
    body = {"summary": withheld(full).model_dump(mode="json"), "text": text}
    found = Verification.model_validate_json(client.post("/v1/verifications", json=body).content)
    assert (found.holds, found.reasons, found.differences, found.misplaced) == (False, (WITHHELD,), (), ())
    assert found.quotes > 0
