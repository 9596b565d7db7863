from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from app.people import gate
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.conftest import opened


def called(app: Flask) -> set[str]:
    """Every method and endpoint that an address leads to."""
    return {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_endpoint_stands_in_one_row_and_every_row_has_its_endpoints(app: Flask) -> None:
    listed = Counter(endpoint for row in gate.rows() for endpoint in row.endpoints)
    assert [endpoint for endpoint, times in listed.items() if times > 1] == []
    assert called(app) - set(listed) == set(), "addresses in no row: nobody may call them"
    assert set(listed) - called(app) == set(), "rows for addresses that do not exist"


def test_every_row_says_what_each_role_may() -> None:
    ids = [row.id for row in gate.rows()]
    assert len(ids) == len(set(ids))
    for row in gate.rows():
        assert row.about
        assert set(row.cells) - {gate.EXECUTIVE} == {"An", "Cu", "Em", "VM", "Ad"}
        assert set(row.cells.values()) <= {"Y", "v", "o", "c", "F", "A", "N"}


def test_an_endpoint_in_no_row_is_refused_to_everyone(app: Flask, root: User) -> None:
    app.add_url_rule("/forgotten", endpoint="people.forgotten", view_func=lambda: "open")
    assert Browser(app).get("/forgotten").status_code == 403
    assert Browser(app).sign_in(root).get("/forgotten").status_code == 403


def test_a_change_another_site_asks_for_is_refused(app: Flask, ada: User) -> None:
    form = {"email": "ada@heed.example"}
    for site in ("cross-site", "same-site"):
        refused = Browser(app).post("/forgot", form, headers={"Sec-Fetch-Site": site})
        assert refused.status_code == 400
        assert "Another site asked" in refused.text
        assert "Send it again" not in refused.text
    for site in ("same-origin", "none"):
        taken = Browser(app).post("/forgot", form, headers={"Sec-Fetch-Site": site})
        assert taken.status_code == 303


ELSEWHERE = (
    "https://evil.example",
    "http://localhost.evil.example",
    "http://localhost:8001",
    "ftp://localhost",
    "null",
    "http://[",
    "",
)


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_a_change_a_page_of_another_origin_asks_for_is_refused(app: Flask, origin: str) -> None:
    """Whatever the browser says or leaves out beside it, and with a token that is good."""
    form = {"email": "ada@heed.example"}
    for beside in ({}, {"Sec-Fetch-Site": "same-origin"}):
        refused = Browser(app).post("/forgot", form, headers={"Origin": origin, **beside})
        assert refused.status_code == 400, origin
        assert "Another site asked" in refused.text


def test_a_change_a_page_of_ours_asks_for_is_made(data_dir: Path) -> None:
    """Under the portal's own address, also where a proxy asks by another name, and under the host
    that was asked."""
    origins = {
        "https://ideas.example": "127.0.0.1:8000",
        "https://ideas.example:443": "inside",
        "http://127.0.0.1:8000": "127.0.0.1:8000",
        "http://LOCALHOST": "localhost:80",
    }
    with opened(data_dir, HEED_BASE_URL="https://ideas.example") as app:
        for origin, host in origins.items():
            headers = {"Origin": origin, "Host": host}
            answer = app.test_client().post("/forgot", headers=headers)
            assert "Another site asked" not in answer.text, origin


def test_programs_are_asked_for_a_token_and_not_for_where_they_run(app: Flask, ada: User) -> None:
    program = Program(app, token_of(ada, "write"))
    answer = program.post("/ideas", json={}, headers={"Origin": "https://tool.example"})
    assert answer.status_code == 422


def test_a_form_without_its_token_is_kept_to_be_sent_again(app: Flask) -> None:
    refused = Browser(app).post(
        "/sign-up", {"csrf_token": "", "name": "Grace", "password": "never shown again"}
    )
    assert refused.status_code == 400
    assert 'name="name" value="Grace"' in refused.text
    assert "never shown again" not in refused.text


def test_pages_take_no_json(browser: Browser) -> None:
    headers = {"X-CSRFToken": browser.token()}
    answer = browser.client.post("/sign-in", json={"email": 5, "password": [1]}, headers=headers)
    assert answer.status_code == 415
