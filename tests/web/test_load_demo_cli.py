"""The demonstration: put in whole, out again whole, and never on top of real people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, or_, select, text

from app.core.audit import AuditEntry
from app.core.db import Base, UtcDateTime, is_sqlite, session, writing
from app.core.settings import Portal, change, portal
from app.councils.models import Round, Seat
from app.councils.queries.ballots import own_ballots
from app.councils.queries.meeting import actions_of, are_minutes_out, decisions_of
from app.councils.queries.results import results_of
from app.councils.queries.turnout import turnout_of
from app.duplicates.models import Merge, Objection
from app.ideas.models import Board, Comment, Idea, Phase, Status, StatusChange
from app.ideas.queries.journey import journey_of
from app.improvements.models import Decision, Evidence, Horizon, Improvement
from app.insights.models import FixAnswer
from app.journey.models import Element, Stage
from app.people.models import Role, User
from app.people.passwords import fits
from app.people.queries import by_email
from app.roadmap.models import Outcome, Promise
from app.search import jobs
from app.telling.models import Channel, Delivery
from app.telling.queries import unread_notices
from app.votes.models import Follow, Proxy, Vote
from app.votes.service import heat
from app.web.demo.clearing import NOT_OURS
from app.web.welcome import SIGN_INS, demonstration_password
from tests.conftest import opened
from tests.databases import database_of
from tests.personas import make_person

SMALL = ("--ideas", "60", "--people", "40", "--until", "2026-11-20")


def demo(app: Flask, *more: str) -> Result:
    result = app.test_cli_runner().invoke(args=["demo", *more])
    session.rollback()
    session().info.clear()
    return result


@pytest.fixture(scope="module")
def loaded_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the demonstration, made once and copied for each test."""
    with database_of(tmp_path_factory.mktemp("demonstration")) as folder:
        with opened(folder) as app:
            result = demo(app, *SMALL)
            assert result.exit_code == 0, result.output
        yield folder


@pytest.fixture
def loaded(tmp_path: Path, loaded_folder: Path) -> Iterator[Flask]:
    folder = shutil.copytree(loaded_folder, tmp_path / "data")
    with database_of(folder, like=loaded_folder), opened(folder) as app:
        yield app


def count(table: type[Any]) -> int:
    return session.scalar(select(func.count(table.id))) or 0


def test_the_portal_is_full(loaded: Flask) -> None:
    assert count(Idea) == 60
    assert count(User) == 40
    assert min(count(Vote), count(Comment), count(StatusChange), count(Board)) > 0
    assert portal().name == "Larch"
    assert portal().is_demonstration
    if is_sqlite():
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_the_sign_ins_are_there(loaded: Flask) -> None:
    for name in SIGN_INS:
        user = by_email(f"{name}@heed.example")
        assert user is not None
        assert user.role == ("customer" if name == "member" else name)
        assert user.is_active
        assert fits(demonstration_password(), user.password_hash)


def test_counts_are_what_they_count(loaded: Flask) -> None:
    for idea in session.scalars(select(Idea)).all():
        family = select(Idea.id).where(or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
        first = select(func.min(Vote.created_at, type_=UtcDateTime)).group_by(Vote.user_id)
        times = session.scalars(first.where(Vote.idea_id.in_(family))).all()
        assert idea.people == len(times)
        assert idea.hot == pytest.approx(heat(list(times)))
    assert count(Follow) == count(Vote)


def test_no_mail_is_owed_and_the_customer_has_notices(loaded: Flask) -> None:
    assert set(session.scalars(select(Delivery.channel))) <= {Channel.NOTICE}
    customer = by_email("customer@heed.example")
    assert customer is not None
    assert unread_notices(customer) == count(Delivery)


def test_the_index_knows_it_all(loaded: Flask) -> None:
    assert jobs.check().is_clean


def contents() -> dict[str, list[dict[str, Any]]]:
    """All that a demonstration is, but for what is drawn at random on purpose."""
    random = {"uid", "password_hash"}
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in random}
            for row in session.execute(table.select().order_by(table.c.id)).mappings()
        ]
        for table in Base.metadata.sorted_tables
        if table.name not in NOT_OURS
    }


def test_the_same_words_make_the_same_demonstration(
    loaded: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = contents()

    with database_of(tmp_path_factory.mktemp("again")) as folder, opened(folder) as again:
        assert demo(again, *SMALL).exit_code == 0
        after = contents()

    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []
    assert len([rows for rows in before.values() if rows]) > 20


def test_nothing_happened_after_the_last_day(loaded: Flask) -> None:
    ahead = {"answer_due_at", "due_on", "closes_at", "meets_at", "ends_at"}
    end = datetime(2026, 11, 20, tzinfo=UTC)
    for name, rows in contents().items():
        for row in rows:
            moments = [
                at for key, at in row.items() if isinstance(at, datetime) and key not in ahead
            ]
            assert max(moments) < end, (name, row)
            assert row["created_at"] <= row["updated_at"], (name, row)


def test_improvements_moved_when_their_ideas_did(loaded: Flask) -> None:
    behind = select(Improvement, Idea).join(Evidence, Evidence.improvement_id == Improvement.id)
    found = session.execute(behind.join(Idea, Idea.id == Evidence.idea_id)).all()
    assert {improvement.horizon for improvement, _ in found} == set(Horizon)
    for improvement, idea in found:
        moves = session.scalars(
            select(Decision)
            .where(Decision.improvement_id == improvement.id)
            .order_by(Decision.created_at)
        ).all()
        assert moves[0].became == Horizon.CONSIDERING
        assert moves[-1].became == improvement.horizon
        changes = {change.to_status.phase: change.created_at for change in journey_of(idea)}
        assert changes[Phase.REVIEWING] < improvement.created_at
        for move in moves:
            phase = Horizon(move.became).phase_of_ideas
            if phase not in (None, Phase.REVIEWING):
                assert changes[phase] == move.created_at
        if improvement.horizon.phase_of_ideas:
            assert idea.status.phase is improvement.horizon.phase_of_ideas
        if improvement.shipped_at:
            last = session.scalar(select(func.max(Vote.created_at)).where(Vote.idea_id == idea.id))
            assert last is not None
            assert last < improvement.shipped_at


def test_dates_were_given_when_it_was_decided_and_ended_when_it_shipped(loaded: Flask) -> None:
    given = session.execute(
        select(Promise, Improvement).join(Improvement, Improvement.id == Promise.improvement_id)
    ).all()
    assert {promise.outcome for promise, _ in given} > {None, Outcome.KEPT}
    for promise, improvement in given:
        assert improvement.created_at < promise.created_at
        assert promise.created_at.date() < promise.due_on
        if promise.outcome in (Outcome.KEPT, Outcome.BROKEN):
            is_kept = improvement.shipped_at.date() <= promise.due_on
            assert promise.outcome is (Outcome.KEPT if is_kept else Outcome.BROKEN)


def test_whoever_answered_was_asked_two_weeks_after_shipping(loaded: Flask) -> None:
    answers = session.execute(
        select(FixAnswer.created_at, Improvement.shipped_at)
        .join(Evidence, Evidence.idea_id == FixAnswer.idea_id)
        .join(Improvement, Improvement.id == Evidence.improvement_id)
    ).all()
    assert answers
    assert all(shipped + timedelta(days=14) <= at for at, shipped in answers)


def test_the_employee_has_customers_and_a_merge_is_objected_to(loaded: Flask) -> None:
    employee = by_email("employee@heed.example")
    assert employee is not None
    mine = select(func.count(Proxy.id)).where(Proxy.employee_id == employee.id)
    assert session.scalar(mine)
    assert count(Objection) == 1
    merged = session.scalars(select(Idea).where(Idea.merged_into_id.is_not(None))).all()
    assert [idea.id for idea in merged] == list(session.scalars(select(Merge.source_id)))


def test_its_advisory_board_has_advised_and_waits_for_its_member(loaded: Flask) -> None:
    member = by_email("member@heed.example")
    assert member is not None
    seat = session.scalars(select(Seat).where(Seat.user_id == member.id)).one()
    first, second = session.scalars(select(Round).order_by(Round.number)).all()
    assert first.reported_at is not None
    assert are_minutes_out(first)
    assert decisions_of(first)[0].candidate.improvement.title == decisions_of(first)[0].title
    assert all(decision.answered_at for decision in decisions_of(first)), "reported, so answered"
    sits = set(session.scalars(select(Seat.user_id).where(Seat.council_id == first.council_id)))
    assert {action.owner_id for action in actions_of(first)} <= sits
    assert second.opened_at is not None
    assert (len(own_ballots(first, seat)), len(own_ballots(second, seat))) == (3, 0)
    assert turnout_of(second).answered == 5
    assert any(judged.outcome.is_wide for judged in results_of(first).judged)


def test_clearing_leaves_an_empty_portal(loaded: Flask) -> None:
    assert demo(loaded, "--clear").exit_code == 0

    assert count(Idea) == count(User) == count(Board) == count(Delivery) == count(AuditEntry) == 0
    assert count(Status) == 8
    assert portal() == Portal()
    assert jobs.check().is_clean


def test_clearing_leaves_a_real_administrator_and_what_migrations_made(loaded: Flask) -> None:
    """Whoever tried it out goes on with the portal: their account stays, the story goes."""
    ideas = session.scalars(select(Idea).order_by(Idea.id).limit(3)).all()
    real = make_person("Ruth Real", role=Role.ADMIN, email="ruth@larch-accounting.com")
    with writing():
        ideas[0].merged_into_id = ideas[1].id
        ideas[1].owner_id = real.id
        change(real, sign_up="invited")
    real_id = real.id

    assert demo(loaded, "--clear").exit_code == 0

    assert list(session.scalars(select(User.id))) == [real_id]
    assert count(Idea) == count(Board) == 0
    assert (count(Status), count(Stage), count(Element)) == (8, 8, 7)
    assert portal() == Portal()


def test_ideas_of_the_demonstration_stand_on_the_journey(loaded: Flask) -> None:
    placed = select(func.count(Idea.id)).where(Idea.stage_id.is_not(None))
    assert 0 < (session.scalar(placed) or 0) < count(Idea)


def test_real_people_are_never_overwritten(app: Flask, ada: User) -> None:
    for more in ((), ("--clear",)):
        result = demo(app, *more)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
    assert count(User) == 1


def test_if_empty_leaves_a_portal_with_people_as_it_is(app: Flask, ada: User) -> None:
    result = demo(app, "--if-empty")
    assert (result.exit_code, result.output) == (0, "")
    assert count(User) == 1


def test_more_than_there_are_words_for_is_bad_use(app: Flask) -> None:
    assert demo(app, "--ideas", "12000").exit_code == 2
