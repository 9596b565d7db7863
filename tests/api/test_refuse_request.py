"""Requests that cannot be read are refused clearly, and never with a failure of ours."""

from __future__ import annotations

import pytest

from app.ideas.models import Idea
from tests.api.programs import Program

SURROGATE = '{"board": "product", "title": "half \\ud800 pair", "external_id": "\\udfff"}'


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "",
        "nonsense",
        b"\xff\xfe\x00",
        b'{"title": "\xff"}',
        "[" * 100_000,
        '{"title": NaN}',
        '{"title": -Infinity}',
        '{"title": ' + "9" * 5000 + "}",
        SURROGATE,
    ],
)
def test_a_body_that_is_not_json_is_refused(adas: Program, idea: Idea, sent: str | bytes):
    refused = adas.post("/ideas", data=sent, content_type="application/json")
    assert refused.status_code == (400 if sent else 422)
    assert refused.content_type == "application/problem+json"
    assert refused.json["status"] == refused.status_code


@pytest.mark.parametrize("sent", ["null", "[]", '"text"', "5", "true", "[{}]"])
def test_a_body_that_is_no_object_is_refused(adas: Program, idea: Idea, sent: str):
    refused = adas.post("/ideas", data=sent, content_type="application/json")
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["body"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "text/csv", ""]
)
def test_another_kind_of_content_is_refused(adas: Program, idea: Idea, kind: str):
    refused = adas.post("/ideas", data='{"board": "product", "title": "Dark"}', content_type=kind)
    assert refused.status_code == 415
    assert refused.content_type == "application/problem+json"


def test_a_body_over_a_megabyte_is_refused(adas: Program, idea: Idea):
    large = {"board": "product", "title": "Dark mode", "body": "x" * 1_100_000}
    refused = adas.post("/ideas", json=large)
    assert refused.status_code == 413
    assert refused.content_type == "application/problem+json"


def test_another_method_is_answered_with_those_there_are(adas: Program, idea: Idea):
    for method, at, allowed in (
        ("DELETE", "/ideas/H-1", {"GET", "HEAD", "PATCH"}),
        ("GET", "/ideas/H-1/vote", {"PUT", "DELETE"}),
        ("GET", "/ideas/similar", {"POST"}),
        ("OPTIONS", "/ideas", {"GET", "HEAD", "POST"}),
    ):
        refused = adas.ask(method, at)
        assert refused.status_code == 405
        assert set(refused.allow) == {part.upper() for part in allowed}
        assert refused.content_type == "application/problem+json"


def test_an_address_that_leads_nowhere_is_a_problem_too(adas: Program):
    missing = adas.get("/ideals")
    assert missing.status_code == 404
    assert missing.content_type == "application/problem+json"
    assert set(missing.json) == {"title", "status", "detail"}
    assert "Content-Security-Policy" in missing.headers
