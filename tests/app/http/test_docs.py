"""GET /docs."""

import re

from fastapi.testclient import TestClient

from app.http.docs import PAGE, START


def test_the_page_names_no_other_host() -> None:
    assert "//" not in PAGE.replace("<!DOCTYPE", "") + START


def test_all_that_the_page_loads_is_served_from_here(client: TestClient) -> None:
    page = client.get("/docs")
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(linked) == 4
    for path in linked:
        assert client.get(f"/{path}").status_code == 200


def test_a_browser_is_told_to_load_nothing_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").headers["content-security-policy"].startswith("default-src 'self'")


def test_the_script_points_at_the_description_and_asks_no_validator(client: TestClient) -> None:
    script = client.get("/docs/start.js").text
    assert '"openapi.json"' in script
    assert "validatorUrl: null" in script
