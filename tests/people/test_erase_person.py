"""After a person was erased nothing names them any more, and every count is as it was."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Column as Col
from sqlalchemy import ForeignKey, MetaData, String, Table, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.core import audit
from app.core.db import Base, database, session, writing
from app.core.errors import Conflict, Forbidden
from app.duplicates.models import Encounter, Outcome
from app.duplicates.service.merge import merge
from app.ideas.importing import store as brought_files
from app.ideas.models import Board, Comment, CommentKind, Idea, Wording
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.insights.models import FixAnswer, Fixed
from app.people.directory import people_in
from app.people.models import Erasure, Organisation, Role, User, UserSession
from app.people.privacy import columns
from app.people.privacy.erase import erase
from app.people.privacy.jobs import take_out_names
from app.people.privacy.names import GONE, Names
from app.people.service import reset
from app.people.service.accounts import sign_up
from app.people.service.roles import change_role, reactivate, set_organisation
from app.people.service.tokens import issue_token
from app.search.jobs import feed_index
from app.telling.jobs import send_outbox
from app.telling.mail.folder import forget_naming, newest_mails
from app.telling.mail.settings import install, mail_settings
from app.votes.models import Follow, Proxy, Vote
from app.votes.service.casting import cast
from app.votes.service.represent import cast_for, wish
from tests.browsers import Browser
from tests.personas import make_person, password_hash

NAME, ADDRESS = "Zoë Quillfeather", "Zoe.Q@heed.example"
TRACES = ("quillfeather", "zoe.q@", "zoe.q%40")


@pytest.fixture
def zoe(app: Flask, northwind: Organisation) -> User:
    """A customer who did everything one can do."""
    return make_person(NAME, organisation=northwind, email=ADDRESS)


@pytest.fixture
def traces(zoe: User, ben: User, jun: User, marta: User, root: User, board: Board) -> Idea:
    """What zoe left, and what others wrote about her; the idea that all of it is about."""
    written = draft(f"Exports for {NAME}", f"Write to {ADDRESS.lower()} — *{NAME.upper()}*")
    with writing():
        idea = submit(written, board=board, author=zoe)
        other = submit(draft("Exports as a file", "Soon."), board=board, author=ben)
        third = submit(draft("Mail me exports", "Each day."), board=board, author=ben)
    with writing():
        cast(idea, voter=ben)
        cast_for(
            other, customer=zoe, employee=jun, wish=wish("https://x.example/zoe.q%40heed.example")
        )
        comment(idea, words("Me, too."), author=zoe)
        comment(idea, words(f"Rang {NAME} <{ADDRESS}>."), author=jun, kind=CommentKind.INTERNAL)
        merge(third, idea, note=words(f"As {NAME} said."), actor=marta)
        issue_token(zoe, scopes=["read"], name=f"{NAME}'s script")
        reset.reset_path(zoe)
        session.add_all(
            [
                Wording(idea_id=other.id, user_id=zoe.id, words="Quillfeather exports"),
                FixAnswer(idea_id=idea.id, user_id=zoe.id, answer=Fixed.YES, words=f"— {NAME}"),
                Encounter(user_id=zoe.id, idea_id=idea.id, outcome=Outcome.POSTED),
            ]
        )
        audit.record(root, "idea.note", idea, before={"said": ["by", {"who": NAME}]})
        audit.record(root, "idea.pin", idea, after={"pinned": True})
    return idea


@pytest.fixture
def mail_folder(app: Flask) -> Path:
    install(replace(mail_settings(), url="file:"))
    return mail_settings().folder


def dump() -> str:
    """Every value of every table, readable, as a dump of the database would have it."""
    session.rollback()
    shown = []
    with database.engine.connect() as connection:
        names = sorted(set(Base.metadata.tables))
        for name in names:
            for row in connection.execute(text(f"SELECT * FROM {name}")):
                shown += [f"{name}: {_readable(value)}" for value in row]
    return "\n".join(shown).lower()


def _readable(value: object) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, default=str)
    try:
        return f"{shown} {json.loads(shown)}"
    except ValueError:
        return shown


def traces_in(shown: str) -> list[str]:
    return [line for line in shown.lower().splitlines() if any(each in line for each in TRACES)]


def counts() -> list[tuple[int, ...]]:
    session.rollback()
    kept = select(Idea.id, Idea.people, Idea.organisations, Idea.comments).order_by(Idea.id)
    rows = [tuple(row) for row in session.execute(kept)]
    for table in (Vote, Comment, Proxy, FixAnswer, Encounter, audit.AuditEntry):
        rows.append((session.scalar(select(func.count(table.id))) or 0,))
    return rows


def gone(person: User, actor: User) -> None:
    with writing():
        erase(person, actor=actor)
    take_out_names()


def test_nothing_names_them_and_every_count_is_as_it_was(
    app: Flask, zoe: User, traces: Idea, root: User, mail_folder: Path, data_dir: Path
) -> None:
    here = Browser(app).sign_in(zoe)
    here.get("/", headers={"User-Agent": NAME})
    send_outbox()
    report = brought_files.rejected_file_of(traces.uid)
    report.write_text(f'row,title\n2,"{NAME} ({ADDRESS})"\n', "utf-8")
    feed_index()
    before = counts()
    assert len(traces_in(dump())) > 15
    assert any(ADDRESS in str(each.message["To"]) for each in newest_mails())

    gone(zoe, root)
    feed_index()

    assert traces_in(dump()) == []
    assert traces_in("\n".join(each.text for each in newest_mails())) == []
    assert not any(ADDRESS in str(each.message) for each in newest_mails())
    assert GONE in report.read_text("utf-8")
    assert files_naming(data_dir) == []
    now_counted = counts()
    assert now_counted[:-1] == before[:-1]
    assert now_counted[-1][0] == before[-1][0] + 1  # the erasure itself
    assert audit.broken_link() is None


def test_two_workers_take_the_same_mails_away(app: Flask, zoe: User, mail_folder: Path) -> None:
    """What one of them listed, the other one has taken away before it reads it."""
    for _ in range(3):
        with writing():
            reset.ask_for_reset(ADDRESS)
        send_outbox()
    assert len(newest_mails()) == 3

    class Meanwhile(Names):
        def is_named_in(self, value: object) -> bool:
            for path in mail_folder.glob("*.eml"):
                path.unlink()
            return super().is_named_in(value)

    forget_naming(Meanwhile([NAME, ADDRESS]))
    assert newest_mails() == []


def files_naming(folder: Path) -> list[str]:
    """Files whose bytes hold their name or address; the database's own among them."""
    ways = [each.encode() for each in (*TRACES, "Quillfeather", "Zoe.Q@")]
    ways += [base64.b64encode(b"Quillfeather")[:12]]
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and any(way in path.read_bytes() for way in ways):
            found.append(str(path.relative_to(folder)))
    return found


def test_what_they_voted_for_goes_on_counting_when_others_come(
    zoe: User, traces: Idea, root: User, ben: User
) -> None:
    gone(zoe, root)
    newcomer = make_person("Cleo Marsh")
    before = session.get_one(Idea, traces.id).people
    with writing():
        cast(session.get_one(Idea, traces.id), voter=newcomer)
    assert session.get_one(Idea, traces.id).people == before + 1


def test_their_ways_in_are_gone_and_their_row_tells_nothing(
    app: Flask, zoe: User, traces: Idea
) -> None:
    here, old = Browser(app).sign_in(zoe), zoe.uid
    gone(zoe, zoe)
    assert here.get("/security").status_code == 302
    row = session.get_one(User, zoe.id)
    assert (row.email, row.email_key, row.name, row.password_hash) == (None, None, "", None)
    assert row.uid != old
    assert not row.is_active
    for table in (UserSession, Follow, Wording):
        assert session.scalar(select(func.count()).where(table.user_id == row.id)) == 0
    sealed, ended_at = session.execute(select(Erasure.sealed_names, Erasure.ended_at)).one()
    assert sealed == ""
    assert ended_at is not None


def test_until_the_worker_ran_the_names_it_looks_for_are_sealed(zoe: User, root: User) -> None:
    with writing():
        erase(zoe, actor=root)
    assert traces_in(dump()) == []
    assert session.scalars(select(Erasure.sealed_names)).one()


def test_their_address_may_sign_up_again_as_somebody_new(zoe: User, root: User) -> None:
    gone(zoe, root)
    with writing():
        sign_up(NAME, ADDRESS, password_hash=password_hash())
    again = session.scalars(select(User).where(User.email == ADDRESS)).one()
    assert again.id != zoe.id


def test_a_namesake_keeps_their_name(zoe: User, root: User) -> None:
    twin = make_person(NAME, email="other@heed.example")
    gone(zoe, root)
    session.refresh(twin)
    assert twin.name == NAME


def test_others_may_not_erase_and_the_last_administrator_stays(
    zoe: User, ben: User, marta: User, root: User
) -> None:
    for actor in (ben, marta):
        with pytest.raises(Forbidden), writing():
            erase(zoe, actor=actor)
    with pytest.raises(Conflict, match="last administrator"), writing():
        erase(root, actor=root)
    with writing():
        change_role(marta, Role.ADMIN, version=marta.version, actor=root)
    gone(root, marta)
    with pytest.raises(Conflict, match="already"), writing():
        erase(root, actor=marta)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ask Zoë Quillfeather.", "Ask […]."),
        ("ZOË QUILLFEATHER", "[…]"),
        ("<zoe.q@heed.example>", "<[…]>"),
        ("mailto:zoe.q%40heed.example", "mailto:[…]"),
        ("banzoe.q@heed.example", "banzoe.q@heed.example"),
        ("Zoë alone", "Zoë alone"),
        ({"a": [{"by": NAME}, 3, None]}, {"a": [{"by": GONE}, 3, None]}),
    ],
)
def test_whole_names_are_taken_out_and_nothing_else(before: object, after: object) -> None:
    assert Names([NAME, ADDRESS]).taken_out(before) == after


def test_a_name_of_one_word_is_taken_out_only_where_it_stands_alone() -> None:
    names = Names(["Grace"])
    assert names.taken_out({"by": "Grace", "said": "A grace period"}) == {
        "by": GONE,
        "said": "A grace period",
    }


def test_the_audit_log_lets_payloads_go_and_nothing_else(zoe: User, root: User) -> None:
    with writing():
        entry = audit.record(root, "user.role", zoe, before={"role": "customer"})
    table = audit.AuditEntry
    blanked = {"before": {}, "after": {}, "blanked_at": entry.created_at}
    blanked["updated_at"] = table.updated_at
    for change in (
        {"before": {"role": "admin"}},
        {"before": {}, "after": {}},
        {**blanked, "after": {"role": "admin"}},
        {**blanked, "action": "user.seen"},
        {**blanked, "actor_id": zoe.id},
        {**blanked, "digest": "0" * 64},
    ):
        with pytest.raises(DBAPIError, match="append-only"), writing():
            session.execute(update(table).where(table.id == entry.id).values(change))
    with writing():
        audit.blank([entry.id])
    assert audit.broken_link() is None
    with pytest.raises(DBAPIError, match="append-only"), writing():
        session.execute(update(table).where(table.id == entry.id).values(blanked))


def test_a_page_says_that_an_entry_was_blanked(
    app: Flask, zoe: User, ben: User, root: User
) -> None:
    with writing():
        firm = Organisation(name=f"{NAME} and Sons")
        session.add(firm)
        session.flush()
        set_organisation(ben, firm, version=ben.version, actor=root)
    gone(zoe, root)
    page = Browser(app).sign_in(root).get(f"/manage/people/{ben.uid}")
    assert page.status_code == 200
    assert "somebody who was erased since" in page.text
    assert traces_in(page.text) == []


def test_nobody_opens_the_account_again_or_finds_it(
    app: Flask, zoe: User, northwind: Organisation, root: User
) -> None:
    assert people_in([northwind]) == {northwind.id: 1}
    gone(zoe, root)
    assert people_in([northwind]) == {}
    with pytest.raises(Conflict, match="nothing left"), writing():
        reactivate(zoe, actor=root)


def test_every_column_that_is_about_people_says_what_becomes_of_it(app: Flask) -> None:
    assert list(columns.unmarked(Base.metadata)) == []


def test_rows_that_go_with_a_person_are_needed_by_no_others(app: Flask) -> None:
    tables = Base.metadata.sorted_tables
    needed = {key.column.table.name for table in tables for key in table.foreign_keys}
    going = {
        table.name
        for table in tables
        if any(columns.mark_of(who) == "erase" for who in columns.references(table))
    }
    assert going & needed == set()


def test_a_new_table_that_forgets_its_marks_is_named() -> None:
    metadata = MetaData()
    Table("users", metadata, Col("id", primary_key=True))
    Table(
        "calls",
        metadata,
        Col("user_id", ForeignKey("users.id")),
        Col("note", String),
        Col("body", String, info={"personal": "keep"}),
        Col("slug", String),
    )
    assert list(columns.unmarked(metadata)) == ["calls.user_id", "calls.note"]
