"""A query of the index as an Atom feed, over HTTP."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from app.core.settings import Settings
from app.main import create_app
from app.present.atom import NAMESPACE
from tests.app.http.test_incidents import ELSEWHERE, FIRST, NAME, SECOND, Reporting, key, listed, post
from tests.app.http.test_problems import read_problem
from tests.fakes.web import local_client

PATH, ATOM = "/v1/incidents.atom", f"{{{NAMESPACE}}}"


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with local_client(create_app(settings, open_service=Reporting().opener())) as client:
        yield client


def titles(client: TestClient, query: str = "") -> list[str | None]:
    answer = client.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return [each.findtext(f"{ATOM}title") for each in ET.fromstring(answer.content).iter(f"{ATOM}entry")]  # noqa: S314


def test_what_changed_last_is_first(client: TestClient) -> None:
    """Whenever it happened: a reader of feeds looks at the top."""
    post(client, ELSEWHERE, FIRST)
    first, second = titles(client)
    assert ("Kutum" in (first or ""), "Suva" in (second or "")) == (True, True)
    assert titles(client, "?limit=1") == [first]


@pytest.mark.parametrize(("query", "found"), [("?country=fj", 1), ("?near=14.2,24.67,5", 1), ("?type=Riots", 0)])
def test_it_takes_the_conditions_of_the_list(client: TestClient, query: str, found: int) -> None:
    """The same function reads them."""
    post(client, ELSEWHERE, FIRST)
    assert len(titles(client, query)) == found == len(listed(client, query))


def test_it_changes_when_an_incident_does(client: TestClient) -> None:
    """Until then the reader is told that nothing did; the entry's id stays."""
    post(client, FIRST)
    before = client.get(PATH)
    assert client.get(PATH, headers={"If-None-Match": before.headers["etag"]}).status_code == 304
    post(client, SECOND)
    after = client.get(PATH, headers={"If-None-Match": before.headers["etag"]})
    ids = [ET.fromstring(each.content).findtext(f"{ATOM}entry/{ATOM}id") for each in (before, after)]  # noqa: S314
    assert ids[0] == ids[1]
    assert after.headers["vary"] == "Authorization"


def test_names_that_are_withheld_are_not_in_it(client: TestClient) -> None:
    """Also where the key could see them: a feed is kept by programs that nobody looks at."""
    post(client, ELSEWHERE)
    text = client.get(f"{PATH}?scope=sensitive").text
    assert "Suva" in text
    assert not any(part in text for part in NAME.split())


def test_a_key_is_taken_from_the_header_alone(client: TestClient, settings: Settings) -> None:
    """A key in a URL would stand in logs and histories."""
    desk = key(settings, "summarize", "read")
    text = desk["Authorization"].removeprefix("Bearer ")
    for query in (f"?key={text}", f"?access_token={text}"):
        assert read_problem(client.get(f"{PATH}{query}"), 401)["type"] == "/problems/key-missing"
    assert client.get(PATH, headers=desk).status_code == 200


def test_a_key_sees_its_own(client: TestClient, settings: Settings) -> None:
    """As in the list."""
    one, other = key(settings, "summarize", "read"), key(settings, "read")
    post(client, FIRST, headers=one)
    assert "Kutum" in client.get(PATH, headers=one).text
    assert "Kutum" not in client.get(PATH, headers=other).text
