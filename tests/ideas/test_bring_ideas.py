"""Bringing ideas in the browser: look at a file, say what it means, bring it in, take it back."""

from __future__ import annotations

import csv
import gzip
import io
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.importing import store
from app.ideas.importing.jobs import bring_in
from app.ideas.models import Board, CommentKind, Idea, Import, ImportState
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import User
from app.telling.models import Delivery
from app.votes.service import cast
from tests.browsers import Browser
from tests.statements import statements

SHEET = """Title;Description;Author mail;State;Votes;Created
Undo a bulk import;2,140 bills with a wrong date;ines@moreau.example;Gathering;88;20/11/2025
Send reminders in German;"Two
lines; and a semicolon";aiko@tanaka.example;Accepted;a@a.example b@b.example;03/04/2025
;nothing to call it;;Gathering;1;01/01/2025
=cmd|' /C calc'!A0;A formula;;Won't fix;;02/01/2025
"""


def upload(browser: Browser, content: bytes | str, name: str = "ideas.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return browser.post(
        "/manage/import",
        {"file": (io.BytesIO(raw), name)},
        content_type="multipart/form-data",
    )


def newest() -> Import:
    return session.scalars(
        select(Import).order_by(Import.id.desc()).execution_options(populate_existing=True)
    ).first()


def brought_ideas() -> list[Idea]:
    return list(session.scalars(select(Idea).where(Idea.deleted_at.is_(None)).order_by(Idea.id)))


def text_of(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def as_marta(browser: Browser, board: Board, marta: User) -> Browser:
    return browser.sign_in(marta)


def answers(brought: Import, **more: str) -> dict[str, str]:
    """What a manager chooses for SHEET: its words for status, and how its dates are meant."""
    return {
        "dates": "day_first",
        "board": brought.board.slug,
        "word-0": "Gathering",
        "status-0": "new",
        "word-1": "Accepted",
        "status-1": "planned",
        "word-2": "Won't fix",
        "status-2": "declined",
        **more,
    }


def test_a_sheet_is_understood_shown_and_brought_in(as_marta: Browser) -> None:
    answer = upload(as_marta, SHEET)
    assert answer.status_code == 303
    page = text_of(as_marta.get(answer.location))

    assert "4 rows" in page
    assert "Undo a bulk import" in page
    assert "Their words for status" in page
    assert "Line 5 has no title" in page
    assert newest().reading["words"] == {
        "Gathering": "new",
        "Accepted": "planned",
        "Won't fix": "declined",
    }
    assert newest().reading["dates"] == "day_first"
    assert brought_ideas() == []

    begun = as_marta.post(f"{answer.location}/begin", answers(newest()))
    assert begun.status_code == 303, text_of(begun)
    bring_in()

    report = newest()
    assert (report.state, report.read_rows) == (ImportState.DONE, 4)
    assert (report.new_rows, report.rejected_rows) == (3, 1)
    first, second, formula = brought_ideas()
    assert (first.title, first.external_support) == ("Undo a bulk import", 88)
    assert first.created_at.date().isoformat() == "2025-11-20"
    assert first.author.email == "ines@moreau.example"
    assert (second.status.key, second.people) == ("planned", 3)
    assert second.created_at.date().isoformat() == "2025-04-03"
    assert second.body == "Two\nlines; and a semicolon"
    assert formula.title == "=cmd|' /C calc'!A0"
    assert session.scalar(select(func.count(Delivery.id))) == 0
    assert all(idea.answer_due_at is None for idea in brought_ideas())


def test_left_out_rows_come_as_a_file_without_formulas(as_marta: Browser) -> None:
    where = upload(as_marta, "title,created\n=1+1,yesterday\nFine,2025-01-01\n").location
    as_marta.post(f"{where}/begin", {"board": "product"})
    bring_in()

    answer = as_marta.get(f"{where}/rejected.csv")
    [head, row] = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert head == ["row", "external_id", "title", "reason"]
    assert row[:1] + row[2:] == [
        "2",
        "'=1+1",
        "has a created_at that is no date like 2026-03-09T14:05:00Z",
    ]
    assert answer.headers["Content-Disposition"] == "attachment; filename=rejected.csv"


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"", "a.csv", "is empty"),
        (b"\n\n", "a.csv", "is empty"),
        (b"title\n1", "a.xlsx", "does not end in .csv or .jsonl"),
        (gzip.compress(b"title\nA wish\n")[:-9], "a.csv.gz", "is damaged"),
        (b"[1, 2]", "a.jsonl", "one JSON list"),
        (gzip.compress(b"a" * 5_000_000), "a.csv.gz", "too long"),
    ],
    ids=["empty", "blank", "a workbook", "cut off", "one list", "one endless line"],
)
def test_a_file_that_is_none_is_refused_with_the_reason(
    as_marta: Browser, content: bytes, name: str, complaint: str
) -> None:
    answer = upload(as_marta, content, name)

    assert answer.status_code == 422
    assert complaint in text_of(answer)
    assert newest() is None
    assert list(store.file_of(UUID(int=0)).parent.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("\ufefftitle,body\nÜber alles,ok\n".encode(), "Über alles"),
        ("title;body\nÜber alles;ok\n".encode("utf-16"), "Über alles"),
        ("title\tbody\nÜber alles\tok\n".encode("utf-16-le"), "Über alles"),
        (b'{"title": "\xc3\x9cber alles"}\n', "Über alles"),
        (gzip.compress("title|body\nÜber alles|ok\n".encode()), "Über alles"),
    ],
    ids=["a mark", "UTF-16", "UTF-16 without a mark", "JSON lines", "packed"],
)
def test_encodings_and_separators_are_found(as_marta: Browser, content: bytes, title: str) -> None:
    name = "a.jsonl" if content.startswith(b"{") else "a.csv"
    where = upload(as_marta, content, name).location
    as_marta.post(f"{where}/begin", {"board": "product"})
    bring_in()

    assert [idea.title for idea in brought_ideas()] == [title]


def test_guessed_letters_are_asked_about_before_anything_is_brought_in(
    as_marta: Browser,
) -> None:
    sheet = "Titel;Beschreibung\nÜberfällige Rechnungen zählen;Größe und Maß fehlen für Öl\n"
    where = upload(as_marta, (sheet * 3).encode("cp1252")).location
    page = text_of(as_marta.get(where))
    assert "Do these letters look right?" in page

    refused = as_marta.post(f"{where}/begin", {"board": "product"})
    assert refused.status_code == 422
    assert "Look at the letters first" in text_of(refused)
    assert newest().state is ImportState.MAPPING

    choice = {"board": "product", "encoding": "cp1252", "is_sure": "1"}
    assert as_marta.post(f"{where}/begin", choice).status_code == 303
    bring_in()
    assert "Überfällige Rechnungen zählen" in [idea.title for idea in brought_ideas()]


def test_letters_that_do_not_fit_reject_their_row_and_no_other(as_marta: Browser) -> None:
    where = upload(as_marta, b"title\nFine\n" + b"Br\xfcche\n").location
    as_marta.post(f"{where}/begin", {"board": "product", "encoding": "utf-8", "is_sure": "1"})
    bring_in()

    assert [idea.title for idea in brought_ideas()] == ["Fine"]
    assert newest().rejected_rows == 1


def test_ragged_rows_and_twice_named_columns_are_named(as_marta: Browser) -> None:
    where = upload(as_marta, "title,body\nA,b,c\nFine,ok\n").location
    assert "This row has 3 cells" in text_of(as_marta.get(where))

    twice = upload(as_marta, "title,Title\nA,b\n").location
    assert "is there more than once" in text_of(as_marta.get(twice))
    refused = as_marta.post(f"{twice}/begin", {"board": "product"})
    assert refused.status_code == 422
    assert newest().state is ImportState.MAPPING


def test_without_a_title_column_nothing_begins(as_marta: Browser) -> None:
    where = upload(as_marta, "a,b\n1,2\n").location

    refused = as_marta.post(f"{where}/begin", {"board": "product"})

    assert refused.status_code == 422
    assert "Say which column is the title." in text_of(refused)
    chosen = {"board": "product", "column-0": "title"}
    assert as_marta.post(f"{where}/begin", chosen).status_code == 303


def test_choices_are_kept_and_another_separator_finds_other_columns(as_marta: Browser) -> None:
    where = upload(as_marta, "wish,more\nA;b,c\n").location
    as_marta.post(where, {"column-0": "title", "board": "product"})
    assert newest().reading["fields"]["wish"] == "title"

    as_marta.post(where, {"delimiter": "semicolon", "encoding": "utf-8", "board": "product"})
    assert newest().reading["columns"] == ["wish,more"]


def test_the_same_file_twice_adds_nothing(as_marta: Browser) -> None:
    for _time in range(2):
        where = upload(as_marta, SHEET).location
        as_marta.post(f"{where}/begin", answers(newest()))
        bring_in()

    assert len(brought_ideas()) == 3
    assert (newest().new_rows, newest().unchanged_rows) == (0, 3)


def test_a_worker_that_died_is_followed_by_another_and_nothing_is_doubled(
    as_marta: Browser,
) -> None:
    where = upload(as_marta, SHEET).location
    as_marta.post(f"{where}/begin", answers(newest()))
    bring_in()
    with writing():
        long_ago = now().replace(year=2020)
        died = update(Import).values(state=ImportState.RUNNING, updated_at=long_ago)
        session.execute(died)
    as_marta_file = store.file_of(newest().uid)
    as_marta_file.write_text(SHEET)

    bring_in()

    assert newest().state is ImportState.DONE
    assert newest().new_rows == 3
    assert len(brought_ideas()) == 3


def test_taken_back_it_leaves_what_somebody_acted_on(
    as_marta: Browser, ada: User, marta: User
) -> None:
    where = upload(as_marta, "title\nUntouched\nVoted\nDiscussed\n").location
    as_marta.post(f"{where}/begin", {"board": "product"})
    bring_in()
    _untouched, voted, discussed = brought_ideas()
    said = words("Me too.")
    with writing():
        cast(voted, voter=ada)
        comment(discussed, said, author=ada, kind=CommentKind.PUBLIC)

    page = text_of(as_marta.post(f"{where}/undo", follow_redirects=True))

    assert "1 idea was taken out again." in page
    assert "2 ideas stay" in page
    assert [idea.title for idea in brought_ideas()] == ["Voted", "Discussed"]
    again = upload(as_marta, "title\nUntouched\n").location
    as_marta.post(f"{again}/begin", {"board": "product"})
    bring_in()
    assert newest().new_rows == 1


def test_nothing_is_taken_back_twice_or_after_thirty_days(as_marta: Browser) -> None:
    where = upload(as_marta, "title\nA wish\n").location
    assert as_marta.post(f"{where}/undo").status_code == 409
    as_marta.post(f"{where}/begin", {"board": "product"})
    bring_in()
    with writing():
        newest().ended_at = now().replace(year=2020)
    assert as_marta.post(f"{where}/undo").status_code == 409
    assert as_marta.post(f"{where}/begin", {"board": "product"}).status_code == 409
    assert len(brought_ideas()) == 1


def test_a_file_may_be_forgotten_before_it_is_begun(as_marta: Browser) -> None:
    where = upload(as_marta, "title\nA wish\n").location
    uid = newest().uid

    assert as_marta.post(f"{where}/discard").status_code == 303

    assert newest() is None
    assert not store.file_of(uid).exists()
    assert as_marta.get(where).status_code == 404


def test_pages_cost_the_same_however_many_rows(as_marta: Browser) -> None:
    costs = []
    for rows in (2, 400):
        where = upload(as_marta, "title,status\n" + "A wish,new\n" * rows).location
        as_marta.get(where)
        with statements() as sent:
            as_marta.get(where)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 14


def test_managers_bring_ideas_and_nobody_else(
    app: Flask, board: Board, ada: User, jun: User
) -> None:
    assert Browser(app).get("/manage/import").status_code == 302
    for person in (ada, jun):
        assert Browser(app).sign_in(person).get("/manage/import").status_code == 403
