"""POST /v1/dossiers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from app import keys
from app.article.reference import reference
from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.main import create_app
from app.store.keyring import KeyRing
from schemas import Dossier
from tests.app import older
from tests.app.dossier.gold import folder
from tests.app.drafts import read
from tests.app.http.conftest import MAX_CHARACTERS
from tests.app.http.test_problems import read_problem
from tests.app.http.test_scopes import NAME, ChildService, about_a_child
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import local_client

PATH: Final = "/v1/dossiers"
SEEDS: Final = [each.summary for each in folder("seeds").articles]
SAVED: Final[list[Any]] = [json.loads(each.model_dump_json()) for each in SEEDS]


@pytest.fixture
def roomy(tmp_path: Path) -> Any:
    """A client of a service with the usual bounds."""
    app = create_app(Settings(keys_file=tmp_path / "keys.json"), open_service=FakeService().opener())
    with local_client(app) as client:
        yield client


def dossier(client: TestClient, body: Any, query: str = "") -> Dossier:
    answer = client.post(f"{PATH}{query}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return Dossier.model_validate_json(answer.content)


def test_articles_are_summarised_and_told_as_incidents(client: TestClient, service: FakeService) -> None:
    made = dossier(client, {"articles": [{"text": TEXT, "client_ref": "a"}, {"text": "Nothing."}], "client_ref": "all"})
    assert len(service.asked) == len(made.articles) == 2
    assert len(made.incidents) == 1
    assert (made.client_ref, [each.client_ref for each in made.client_refs]) == ("all", ["a"])


def test_saved_records_are_told_without_a_model(roomy: TestClient) -> None:
    made = dossier(roomy, {"summaries": SAVED})
    [strike] = made.incidents
    assert (strike.fatalities.low, strike.fatalities.best, strike.fatalities.high) == (2, None, 4)
    assert len(made.background) == 3


@pytest.mark.parametrize("policy", ["acled_conservative", "ucdp_best"])
def test_a_policy_is_stamped(roomy: TestClient, policy: str) -> None:
    (strike,) = dossier(roomy, {"summaries": SAVED, "policy": policy}).incidents
    assert (strike.toll_policy, strike.fatalities.best) == (policy, 2)


@pytest.mark.parametrize("name", older.TEXTS)
def test_a_record_of_an_older_schema_is_read(roomy: TestClient, name: str) -> None:
    made = dossier(roomy, {"summaries": [older.saved(name)]})
    assert len(made.articles) == 1


def test_a_record_of_a_later_schema_is_refused_by_name(roomy: TestClient) -> None:
    later = {"summaries": [{**SAVED[0], "schema_version": "7.1"}]}
    found: dict[str, Any] = read_problem(roomy.post(PATH, json=later), 422)
    assert found["errors"][0]["pointer"] == "/summaries/0"
    assert "7.1" in found["errors"][0]["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"articles": [{"text": "One."}], "summaries": SAVED},
        {"articles": []},
        {"summaries": []},
        {"articles": [{"text": "One."}] * 201},
        {"articles": [{"txt": "One."}]},
        {"articles": [{"text": "One."}], "policy": "mine"},
        {"articles": ["One."]},
    ],
)
def test_another_body_is_a_problem_before_a_model_is_asked(roomy: TestClient, body: Any) -> None:
    assert read_problem(roomy.post(PATH, json=body), 422)["type"] == "/problems/body-invalid"


def test_an_article_that_is_none_is_listed(client: TestClient) -> None:
    texts = [TEXT, "x" * (MAX_CHARACTERS + 1), " "]
    made = dossier(client, {"articles": [{"text": text, "client_ref": text[:1] or None} for text in texts]})
    assert [(each.position, each.code) for each in made.failures] == [(1, "article-too-long"), (2, "article-rejected")]
    assert len(made.incidents) == 1


def test_where_all_fail_it_is_a_problem_with_the_callers_reference(client: TestClient, service: FakeService) -> None:
    service.error = ModelUnavailable("away", retry_after_s=7)
    answer = client.post(PATH, json={"articles": [{"text": "One."}, {"text": "Two."}], "client_ref": "mine"})
    assert read_problem(answer, 503)["client_ref"] == "mine"
    assert answer.headers["retry-after"] == "7"


def test_the_same_article_twice_is_one(client: TestClient) -> None:
    twice = dossier(client, {"articles": [{"text": TEXT, "client_ref": ref} for ref in "ba"]})
    assert [len(twice.articles), len(twice.incidents), len(twice.incidents[0].reports)] == [1, 1, 1]
    assert [each.client_ref for each in twice.client_refs] == ["a", "b"]


@pytest.mark.parametrize("query", ["", "?offsets=codepoints", "?offsets=utf16"])
def test_offsets_count_in_the_unit_that_is_asked_for(client: TestClient, query: str) -> None:
    text = "\U0001f6a8\U0001f6a8 " + TEXT
    with local_client(create_app(Settings(), open_service=_Shifted().opener())) as shifted:
        made = dossier(shifted, {"articles": [{"text": text}]}, query)
    encoding, width = ("utf-16-le", 2) if made.offsets == "utf16" else ("utf-32-le", 4)
    assert made.offsets == ("utf16" if "utf16" in query else "codepoints")
    for each in made.incidents[0].casualty_claims[0].evidence:
        assert text.encode(encoding)[each.start * width : each.end * width].decode(encoding) == each.quote


class _Shifted(FakeService):
    async def summarize(self, article: Any) -> Any:
        """TEXT behind three characters, its quotes moved by as many."""
        told = await super().summarize(read(TEXT))
        moved = json.loads(told.model_dump_json(), object_hook=_moved)
        moved["article"]["id"] = article.id
        return type(told).model_validate_json(json.dumps(moved))


def _moved(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"start": value["start"] + 3, "end": value["end"] + 3} if "quote" in value else value


@pytest.mark.parametrize(("query", "units"), [("?offsets=utf16", ("codepoints",)), ("", ("codepoints", "utf16"))])
def test_offsets_of_records_are_as_they_are(roomy: TestClient, query: str, units: tuple[str, ...]) -> None:
    saved = [{**each, "offsets": unit} for each, unit in zip(SAVED, units, strict=False)]
    read_problem(roomy.post(f"{PATH}{query}", json={"summaries": saved}), 422)


@pytest.mark.parametrize("query", ["", "?scope=sensitive"])
def test_names_are_withheld_in_all_articles_unless_they_are_asked_for(query: str) -> None:
    """The second article does not say that she is a child, and names her among the actors."""
    child = about_a_child(read(TEXT))
    told, other = (json.loads(child.model_dump_json()) for _ in range(2))
    other["article"]["id"] = "a" * 64
    for each, text in ((told, TEXT), (other, "Of the depot in Valmora another paper tells in words of its own.")):
        each["article"]["fingerprint"] = reference(read(text)).fingerprint
    other["incidents"][0]["casualty_claims"][0]["victims"][0]["minor"] = False
    with local_client(create_app(Settings(), open_service=ChildService().opener())) as client:
        answer = client.post(f"{PATH}{query}", json={"summaries": [told, other]})
    made = Dossier.model_validate_json(answer.content)
    assert (NAME in answer.text, bool(made.withheld)) == (bool(query), not query)
    if not query:
        assert {path.split("/")[0] for path in made.withheld} == {"incidents"}
        assert [each.fingerprint for each in made.articles] == [None, None]


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_key_has_no_more_articles_at_once_than_it_may(tmp_path: Path, at_once: int) -> None:
    key, text = keys.mint("desk", ("summarize",), 60, None, datetime.now(UTC), articles_at_once=at_once)
    KeyRing(tmp_path / "keys.json").add(key)
    service = _Counting(delay_s=0.01)
    with local_client(create_app(Settings(keys_file=tmp_path / "keys.json"), open_service=service.opener())) as client:
        body = {"articles": [{"text": f"Text {number}."} for number in range(6)]}
        answer = client.post(PATH, json=body, headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200
    assert service.most == at_once


class _Counting(FakeService):
    now = most = 0

    async def summarize(self, article: Any) -> Any:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await super().summarize(article)
        finally:
            self.now -= 1
