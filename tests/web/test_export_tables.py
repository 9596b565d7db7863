"""No table that leaves the portal holds a cell that a spreadsheet would compute, and what was left
out of a list says the same when it is brought in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import record
from app.core.csv_writing import write_rows
from app.core.db import session, writing
from app.ideas.importing.jobs import bring_in
from app.ideas.models import Board, Idea
from app.people.models import User
from tests.browsers import Browser
from tests.core.test_write_csv import EVIL, FORMULA, PARTED, parted

# A cell of a title is one line.
TITLES = [*EVIL[:4], "＝1+1", "'=1+1", "''@SUM(A1)", "'plain", 'a;"=1', 'say "=1+1"', "a;=1+1"]


def of_the_audit(app: Flask, root: User, idea: Idea) -> bytes:
    with writing():
        for evil in (*EVIL, *PARTED):
            record(root, "idea.edit", idea, before={"title": evil}, after={"title": f"B{evil}"})
        root.name = "=HYPERLINK(1)"
    return Browser(app).sign_in(root).post("/manage/settings/audit.csv").get_data()


def of_what_was_left_out(app: Flask, root: User, idea: Idea) -> bytes:
    browser = Browser(app).sign_in(root)
    rows = ((each, "yesterday") for each in TITLES)
    where = bring(browser, b"".join(write_rows(("title", "created"), rows)))
    return browser.get(f"{where}/rejected.csv").get_data()


EXPORTS: dict[str, Callable[[Flask, User, Idea], bytes]] = {
    "web.export_audit": of_the_audit,
    "ideas.rejected_rows": of_what_was_left_out,
}


def bring(browser: Browser, table: bytes) -> str:
    """The address of what was brought and read."""
    file = (io.BytesIO(table), "ideas.csv")
    kind = "multipart/form-data"
    where = str(browser.post("/manage/import", {"file": file}, content_type=kind).location)
    assert browser.post(f"{where}/begin", {"board": "product"}).status_code == 303
    bring_in()
    session.rollback()
    return where


def test_every_export_is_known(app: Flask) -> None:
    ends = (".csv", ".tsv", ".xlsx")
    found = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith(ends)}
    assert found == set(EXPORTS)


@pytest.mark.parametrize("export", EXPORTS)
def test_no_cell_begins_as_a_formula(app: Flask, root: User, idea: Idea, export: str) -> None:
    written = EXPORTS[export](app, root, idea).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    cells = [cell for row in rows for cell in row]
    assert len(rows) > len(TITLES)
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []
    pieces = [piece for cell in cells for piece in parted(cell)]
    assert [piece for piece in pieces if piece.startswith(FORMULA)] == []
    print(f"{export}: {len(cells)} cells, {len(pieces)} pieces, 0 formulas")


def test_what_was_left_out_comes_back_as_it_was(
    app: Flask, root: User, board: Board, idea: Idea
) -> None:
    bring(Browser(app).sign_in(root), of_what_was_left_out(app, root, idea))
    titles = session.scalars(select(Idea.title).where(Idea.id != idea.id).order_by(Idea.id))
    assert list(titles) == TITLES
