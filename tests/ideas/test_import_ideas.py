"""Bringing ideas in from a file, through the command as people use it."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea, IdeaTag, StatusChange, Tag
from app.ideas.queries.statuses import status_named
from app.ideas.service.decide import change_status, note_for
from app.people.models import User
from app.search.models import IndexQueue
from app.telling.models import Delivery
from app.votes.models import Follow, Vote

WISHES = [
    {"id": "jq-4", "title": "Warn me earlier", "body": "A *week* ahead."},
    {
        "external_id": "x-2",
        "title": "Export everything",
        "author_email": "zoe@zed.example",
        "author_name": "Zoë Zed",
        "created_at": "2026-01-31T10:00:00+01:00",
        "status": "planned",
        "topic": "Reporting",
        "tags": ["csv", "export"],
        "votes": ["Kim@kilo.example", "zoe@zed.example", "ada@heed.example"],
    },
    {"id": "x-3", "title": "Ok", "votes": 41},
]


@pytest.fixture
def bring_in(app: Flask, board: Board) -> Any:
    slug = board.slug

    def run(file: Path, *more: str) -> Result:
        arguments = ["ideas", "import", str(file), "--board", slug, *more]
        result = app.test_cli_runner().invoke(args=arguments)
        session.rollback()
        return result

    return run


def write_lines(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return file


def last_line(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()[-1]


def imported(external_id: str) -> Idea:
    return session.scalars(select(Idea).where(Idea.external_id == external_id)).one()


def count(table: type[Any]) -> int:
    return session.scalar(select(func.count(table.id))) or 0


def test_rows_become_ideas_that_say_they_were_imported(bring_in: Any, tmp_path: Path) -> None:
    result = bring_in(write_lines(tmp_path / "wishes.jsonl", WISHES))

    assert last_line(result) == "read 3 new 3 changed 0 unchanged 0 rejected 0"
    plain, full, short = imported("jq-4"), imported("x-2"), imported("x-3")
    assert plain.body_html == "<p>A <em>week</em> ahead.</p>\n"
    assert plain.author is None
    assert full.status.phase == "planned"
    assert full.created_at.isoformat() == "2026-01-31T09:00:00+00:00"
    assert full.topic is not None
    assert full.topic.name == "Reporting"
    assert full.author is not None
    assert full.author.name == "Zoë Zed"
    assert short.external_support == 41
    assert [plain.number, full.number, short.number] == [1, 2, 3]
    assert all(idea.is_imported and idea.answer_due_at is None for idea in (plain, full, short))


def test_an_import_counts_its_people_at_once(bring_in: Any, ada: User, tmp_path: Path) -> None:
    bring_in(write_lines(tmp_path / "wishes.jsonl", WISHES))

    wish = imported("x-2")
    assert (wish.people, wish.organisations) == (3, 1)
    assert wish.hot > 0
    assert count(Vote) == count(Follow) == 3
    assert session.scalars(select(User.name).where(User.email_key == "ada@heed.example")).one()


def test_an_import_tells_nobody_but_the_index(bring_in: Any, tmp_path: Path) -> None:
    bring_in(write_lines(tmp_path / "wishes.jsonl", WISHES))

    assert count(Delivery) == 0
    assert count(IndexQueue) == 3


@pytest.mark.parametrize(("flags", "is_welcomed"), [((), False), (("--welcomed",), True)])
def test_imported_people_are_customers_who_have_yet_to_confirm(
    bring_in: Any, tmp_path: Path, flags: tuple[str, ...], is_welcomed: bool
) -> None:
    bring_in(write_lines(tmp_path / "wishes.jsonl", WISHES), *flags)

    kim = session.scalars(select(User).where(User.email_key == "kim@kilo.example")).one()
    assert kim.role == "customer"
    assert kim.confirmed_at is None
    assert (kim.welcomed_at is not None) is is_welcomed


def test_saying_later_that_people_agreed_welcomes_them(bring_in: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "wishes.jsonl", WISHES)
    bring_in(file)

    assert "unchanged 3" in last_line(bring_in(file, "--welcomed"))
    assert all(session.scalars(select(User.welcomed_at)))


def test_running_again_changes_nothing(bring_in: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "wishes.jsonl", WISHES)
    bring_in(file)
    queued = count(IndexQueue)

    assert last_line(bring_in(file)) == "read 3 new 0 changed 0 unchanged 3 rejected 0"
    assert count(IndexQueue) == queued


def test_running_again_changes_only_what_the_file_changed(
    bring_in: Any, marta: User, tmp_path: Path
) -> None:
    bring_in(write_lines(tmp_path / "wishes.jsonl", WISHES))
    status = status_named("in_progress")
    note = note_for(status, "We are at it.")
    with writing():
        change_status(imported("x-2"), status, note=note, actor=marta)
    other_title = [WISHES[0], {**WISHES[1], "title": "Export all of it"}, WISHES[2]]

    result = bring_in(write_lines(tmp_path / "wishes.jsonl", other_title))

    assert last_line(result) == "read 3 new 0 changed 1 unchanged 2 rejected 0"
    wish = imported("x-2")
    assert wish.title == "Export all of it"
    assert wish.status.key == "in_progress", "what was decided in the portal meanwhile stays"
    assert wish.people == 3
    assert tags_of(wish) == ["csv", "export"]


def test_another_status_in_the_file_is_a_step_of_the_journey(bring_in: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "wishes.jsonl", WISHES)
    bring_in(file)
    bring_in(write_lines(file, [WISHES[0], {**WISHES[1], "status": "shipped", "tags": "pdf"}]))

    wish = imported("x-2")
    assert wish.status.key == "shipped"
    assert tags_of(wish) == ["pdf"]
    step = session.scalars(select(StatusChange)).one()
    assert (step.idea_id, step.to_status_id) == (wish.id, wish.status_id)


def tags_of(idea: Idea) -> list[str]:
    named = select(Tag.name).join(IdeaTag).where(IdeaTag.idea_id == idea.id).order_by(Tag.name)
    return list(session.scalars(named))


BAD = [
    ('{"id": "b1", "title": "  "}', "has no title"),
    (json.dumps({"id": "b2", "title": "t" * 301}), "has a title longer than 300 characters"),
    (json.dumps({"id": "b3", "title": "t", "body": "b" * 20_001}), "has a body longer than 20000"),
    ('{"id": "b4", "title": ["t"]}', "has a title that is no text"),
    ('{"id": "b5", "title": "t", "created_at": "yesterday"}', "has a created_at that is no date"),
    ('{"id": "b6", "title": "t", "created_at": "9999-12-31"}', "lies in the future"),
    ('{"id": "b7", "title": "t", "status": "maybe"}', "unknown status “maybe”"),
    ('{"id": "b8", "title": "t", "votes": "no one"}', "“no” is no e-mail address"),
    ('{"id": "b9", "title": "t", "votes": -1}', "has votes that are neither"),
    ('{"id": "ok", "title": "again"}', "has the same external_id as a row before it"),
    ('{"id": "b10", "title": ', "is not JSON"),
    ("[1, 2]", "is not a JSON object"),
    ("[" * 100_000, "is not JSON"),
]


@pytest.mark.parametrize(("row", "reason"), BAD)
def test_a_bad_row_is_named_and_stops_no_other(
    bring_in: Any, tmp_path: Path, row: str, reason: str
) -> None:
    file = tmp_path / "wishes.jsonl"
    file.write_text(f'{{"id": "ok", "title": "Fine"}}\n{row}\n{{"id": "ok2", "title": "Too"}}\n')

    assert last_line(bring_in(file)) == "read 3 new 2 changed 0 unchanged 0 rejected 1"
    number, _id, _title, why = rejected_rows(tmp_path / "wishes.jsonl.rejected.csv")[0]
    assert number == "2"
    assert reason in why


def rejected_rows(file: Path) -> list[list[str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.reader(opened))[1:]


def test_a_row_that_is_not_utf8_is_rejected_alone(bring_in: Any, tmp_path: Path) -> None:
    file = tmp_path / "wishes.csv"
    file.write_bytes(b"id,title\n1,Caf\xe9\n2,Caf\xc3\xa9\n")

    assert last_line(bring_in(file)) == "read 2 new 1 changed 0 unchanged 0 rejected 1"
    assert rejected_rows(tmp_path / "wishes.csv.rejected.csv") == [["2", "", "", "is not UTF-8"]]
    assert imported("2").title == "Café"


def test_a_title_that_is_a_formula_is_harmless_in_the_report(bring_in: Any, tmp_path: Path) -> None:
    wish = {"id": "1", "title": "=1+1", "status": "maybe"}
    bring_in(write_lines(tmp_path / "wishes.jsonl", [wish]))

    assert rejected_rows(tmp_path / "wishes.jsonl.rejected.csv")[0][2] == "'=1+1"


def test_control_characters_are_removed_and_counted(bring_in: Any, tmp_path: Path) -> None:
    wish = {"id": "1", "title": "Be\x07ep", "body": "a\x00b\x1b"}
    result = bring_in(write_lines(tmp_path / "wishes.jsonl", [wish]))

    assert "3 control characters removed" in result.stdout
    assert imported("1").body == "ab"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_spreadsheets_write_it(
    bring_in: Any, tmp_path: Path, delimiter: str
) -> None:
    file = tmp_path / "wishes.csv"
    with file.open("w", newline="", encoding="utf-8-sig") as opened:
        rows = csv.writer(opened, delimiter=delimiter)
        rows.writerow(["External_ID", "Title", "Body", "Votes", "Tags"])
        rows.writerow(
            ["7", "Say “hi”, twice", "one\r\ntwo; three", "a@a.example b@b.example", "x|y"]
        )

    assert last_line(bring_in(file)) == "read 1 new 1 changed 0 unchanged 0 rejected 0"
    wish = imported("7")
    assert wish.body == "one\ntwo; three"
    assert wish.people == 2
    assert tags_of(wish) == ["x", "y"]


def test_a_rehearsal_keeps_nothing(bring_in: Any, tmp_path: Path) -> None:
    result = bring_in(write_lines(tmp_path / "wishes.jsonl", WISHES), "--dry-run")

    assert last_line(result) == "read 3 new 3 changed 0 unchanged 0 rejected 0"
    assert count(Idea) == count(User) == 0


BROKEN = {
    "empty.jsonl": (b"", "has no rows"),
    "list.jsonl": (b'[{"title": "a"},\n{"title": "b"}]', "Write one object a line"),
    "utf16.csv": ("id,title\n1,a\n".encode("utf-16"), "not UTF-8 text"),
    "headless.csv": (b"1,Warn me\n2,Export\n", "must be “title”"),
    "twice.csv": (b"title,title\na,b\n", "Two columns are called “title”"),
    "cut.jsonl.gz": (
        gzip.compress(b"".join(b'{"id": "%d", "title": "t"}\n' % n for n in range(2000)))[:-300],
        "is damaged",
    ),
    "huge.jsonl": (b'{"id": "1", "title": "' + b"t" * 4_000_001 + b'"}', "longer than any idea"),
    "wishes.txt": (b"title\na\n", "--format"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(
    bring_in: Any, tmp_path: Path, name: str
) -> None:
    content, reason = BROKEN[name]
    (tmp_path / name).write_bytes(content)

    result = bring_in(tmp_path / name)

    assert result.exit_code == 1
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert count(Idea) == 0


def test_an_open_quote_swallows_no_rows_silently(bring_in: Any, tmp_path: Path) -> None:
    file = tmp_path / "wishes.csv"
    file.write_text('id,title\n1,Fine\n2,"open\n3,Gone\n')

    assert last_line(bring_in(file)) == "read 2 new 1 changed 0 unchanged 0 rejected 1"


def test_an_unknown_board_is_refused_with_the_boards_there_are(
    app: Flask, board: Board, tmp_path: Path
) -> None:
    file = write_lines(tmp_path / "wishes.jsonl", WISHES)
    result = app.test_cli_runner().invoke(args=["ideas", "import", str(file), "--board", "nope"])

    assert result.exit_code == 1
    assert result.stderr == "Error: There is no board “nope”. Boards: product\n"


def test_rows_without_an_id_are_known_again(bring_in: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "wishes.jsonl", [{"title": "Same"}, {"title": "Other"}])
    bring_in(file)

    assert last_line(bring_in(file)) == "read 2 new 0 changed 0 unchanged 2 rejected 0"


def test_many_rows_go_in_chunks_with_numbers_in_their_order(
    bring_in: Any, idea: Idea, tmp_path: Path
) -> None:
    first = idea.number + 1
    rows = [{"id": str(n), "title": f"Wish {n}", "created_at": "2026-02-03"} for n in range(1201)]

    assert "new 1201 " in last_line(bring_in(write_lines(tmp_path / "wishes.jsonl", rows)))
    assert (imported("0").number, imported("1200").number) == (first, first + 1200)
    assert imported("0").created_at < now()


def test_a_clean_run_takes_away_what_an_earlier_one_rejected(bring_in: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "wishes.jsonl", [{**WISHES[0], "title": ""}])
    beside = tmp_path / "other.jsonl.rejected.csv"
    beside.write_text("another file's")
    bring_in(file)
    rejected = tmp_path / "wishes.jsonl.rejected.csv"
    assert rejected.exists()

    bring_in(write_lines(file, WISHES))

    assert not rejected.exists()
    assert beside.exists()
