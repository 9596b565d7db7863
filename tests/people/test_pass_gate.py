from __future__ import annotations

from collections import Counter

from flask import Flask

from app.people import gate
from app.people.models import User
from tests.browsers import Browser


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
