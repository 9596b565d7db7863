"""docs/addresses.md is what the routes say."""

from pathlib import Path

from flask import Flask

from app.web.addresses import render

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_addresses_is_up_to_date(app: Flask) -> None:
    written = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
    assert written == render(app), "write it anew: .venv/bin/python -m app.web.addresses"
