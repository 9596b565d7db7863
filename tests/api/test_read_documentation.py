from __future__ import annotations

import re

from flask import Flask

from tests.browsers import Browser

METHODS = {"get", "post", "put", "patch", "delete"}


def test_the_description_is_open_to_everyone_and_names_every_operation(app: Flask):
    answer = Browser(app).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert "Content-Security-Policy" in answer.headers
    assert answer.json["openapi"] == "3.1.0"
    operations = [
        operation
        for path in answer.json["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]
    assert len(operations) == 27
    for operation in operations:
        assert operation["summary"]
        assert operation["security"] == [{"bearer": []}]
        assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]
        for parameter in operation.get("parameters", []):
            assert parameter["description"]


def test_every_address_of_the_api_is_described(app: Flask):
    described = Browser(app).get("/api/v1/openapi.json").json["paths"]
    served = {
        re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert set(described) == served


def test_it_can_be_read_as_a_page_under_the_strict_policy(app: Flask):
    page = Browser(app).get("/api/docs")
    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "GET /api/v1/ideas/{id}" in page.text
    assert "nice | important | critical" in page.text
    assert "3 to 300 characters" in page.text
    assert "<code>next</code> of the page before." in page.text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)
