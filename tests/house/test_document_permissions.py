"""docs/permissions.md is what the table says."""

from pathlib import Path

from flask import Flask

from app.people.gate import rows
from app.web.permissions import render

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_permissions_is_up_to_date(app: Flask) -> None:
    written = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == render(app), "write it anew: .venv/bin/python -m app.web.permissions"


def test_the_page_names_every_row_and_every_address(app: Flask) -> None:
    page = render(app)
    assert all(f"| {row.id} | {row.about} |" in page for row in rows())
    assert all(f" {rule.rule}`" in page for rule in app.url_map.iter_rules())
