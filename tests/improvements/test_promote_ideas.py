"""Making an improvement of ideas: what is kept, frozen, moved and refused."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden, Invalid
from app.ideas.models import Idea, Phase, StatusChange
from app.ideas.queries.statuses import first_status
from app.improvements.events import improvement_moved
from app.improvements.models import Decision, Evidence, Horizon, Improvement, Verdict
from app.improvements.service.drafts import Aims, Charge, TypedFigure, draft
from app.improvements.service.promote import promote
from app.journey.metrics import Metric
from app.people.models import User
from app.votes import service as votes
from tests.improvements.conftest import Ask, Make, written


def test_ideas_become_an_improvement_and_are_under_review(
    idea: Idea, ask: Ask, ben: User, marta: User, jun: User
) -> None:
    other = ask("Tell me when the bank link breaks", ben)
    said = written("Bank links that warn", owner=jun, problem="It breaks.", outcome="A warning.")
    with writing():
        made, moved = promote([idea, other], said, actor=marta)

    assert made.reference == "I-1"
    assert (made.horizon, made.owner, made.version) == (Horizon.CONSIDERING, jun, 1)
    assert [change.to_status.phase for change in moved.changes] == [Phase.REVIEWING] * 2
    assert set(session.scalars(select(Evidence.idea_id))) == {idea.id, other.id}
    decision = session.scalars(select(Decision)).one()
    assert (decision.verdict, decision.became, decision.decider) == (
        Verdict.PROMOTED, "considering", marta,
    )  # fmt: skip
    assert "improvement.promoted" in set(session.scalars(select(AuditEntry.action)))


def test_organisations_asking_are_frozen_as_they_are_now(
    idea: Idea, ask: Ask, make: Make, ben: User, marta: User
) -> None:
    other = ask("Tell me when the bank link breaks", ben)
    with writing():
        votes.cast(other, voter=idea.author)
    made = make(idea, other)
    assert (made.baseline, made.baseline_n) == (2, 2)
    assert made.baseline_on is not None

    with writing():
        votes.withdraw(other, voter=ben)
    assert session.get_one(Improvement, made.id).baseline == 2


def test_whether_it_helped_is_not_measured_before_it_ships(idea: Idea, make: Make) -> None:
    made = make(idea, aims=Aims(metric=Metric.FIXED_IT, target=Decimal(80)))
    assert (made.metric, made.baseline, made.baseline_n) == (Metric.FIXED_IT, None, None)
    assert made.target == 80


def test_a_typed_figure_comes_with_n_day_and_source(idea: Idea, make: Make) -> None:
    figure = TypedFigure("Tickets a week", "", Decimal("41.5"), 340, date(2026, 11, 2), "Helpdesk")
    made = make(idea, aims=Aims(metric=Metric.TYPED, figure=figure))
    assert made.metric_name == "Tickets a week"
    assert (made.baseline, made.baseline_n) == (Decimal("41.5"), 340)
    assert (made.baseline_on, made.baseline_source) == (date(2026, 11, 2), "Helpdesk")


def test_everything_wrong_is_said_at_once(ada: User) -> None:
    with pytest.raises(Invalid) as refused:
        draft("x", aims=Aims(metric=Metric.TYPED), charge=Charge(owner=ada))
    assert set(refused.value.errors) == {
        "title", "metric_name", "baseline", "baseline_on", "baseline_source", "owner",
    }  # fmt: skip


@pytest.mark.parametrize("metric", [None, Metric.ORGANISATIONS])
def test_without_owner_and_metric_it_takes_a_reason(jun: User, metric: Metric | None) -> None:
    charge = Charge(owner=jun if metric is None else None)
    with pytest.raises(Invalid) as refused:
        draft("Bank links that warn", aims=Aims(metric=metric), charge=charge)
    assert list(refused.value.errors) == ["reason_without"]


def test_the_reason_stands_in_the_log_of_decisions(idea: Idea, make: Make) -> None:
    make(idea)
    assert session.scalars(select(Decision.reason)).one() == "The team is new."


def test_the_database_takes_none_without_a_reason(idea: Idea, make: Make) -> None:
    made = make(idea)
    with pytest.raises(IntegrityError), writing():
        made.reason_without = ""


def test_an_idea_is_behind_one_improvement_only(idea: Idea, make: Make) -> None:
    make(idea, title="Bank links that warn")
    with pytest.raises(Conflict) as refused:
        make(idea, title="Another way")
    assert "H-1 is behind I-1 “Bank links that warn” already." in str(refused.value)
    session.rollback()
    assert session.scalar(select(func.count(Improvement.id))) == 1


def test_a_merged_idea_stands_for_the_one_it_went_into(
    idea: Idea, ask: Ask, make: Make, ben: User
) -> None:
    other = ask("Warn before the bank link ends", ben)
    with writing():
        other.merged_into_id = idea.id
    make(idea, other)
    assert session.scalars(select(Evidence.idea_id)).all() == [idea.id]


def test_what_is_closed_stays_closed(idea: Idea, ask: Ask, make: Make, ben: User) -> None:
    shipped = ask("Something that shipped", ben)
    with writing():
        shipped.status = first_status(Phase.SHIPPED)
    make(idea, shipped)
    assert session.get_one(Idea, shipped.id).status.phase is Phase.SHIPPED
    assert session.get_one(Idea, idea.id).status.phase is Phase.REVIEWING


def test_one_that_stands_on_the_roadmap_at_once_is_announced(idea: Idea, make: Make) -> None:
    heard: list[tuple[str, Horizon]] = []

    def hear(improvement: Improvement, *, was: Horizon, actor: User) -> None:
        heard.append((improvement.horizon, was))

    improvement_moved.connect(hear)
    try:
        make(title="Later, perhaps")
        assert heard == []
        make(idea, title="Soon", horizon=Horizon.NEXT)
        assert heard == [(Horizon.NEXT, Horizon.CONSIDERING)]
    finally:
        improvement_moved._listeners.remove(hear)
    assert session.get_one(Idea, idea.id).status.phase is Phase.PLANNED


@pytest.mark.parametrize("horizon", [Horizon.SHIPPED, Horizon.SET_ASIDE])
def test_a_new_one_is_open(make: Make, horizon: Horizon) -> None:
    with pytest.raises(Invalid):
        make(horizon=horizon)


def test_only_managers_promote(idea: Idea, jun: User) -> None:
    said = written()
    with pytest.raises(Forbidden), writing():
        promote([idea], said, actor=jun)


def test_of_two_managers_at_once_one_has_the_idea(app: Flask, idea: Idea, marta: User) -> None:
    idea_id, marta_id, ends = idea.id, marta.id, []
    session.rollback()
    start = threading.Barrier(2)

    def press(title: str) -> None:
        with app.app_context():
            start.wait()
            try:
                mine, said = session.get_one(Idea, idea_id), written(title)
                with writing():
                    promote([mine], said, actor=session.get_one(User, marta_id))
                ends.append("made")
            except Conflict as refusal:
                ends.append(str(refusal))

    threads = [threading.Thread(target=press, args=[title]) for title in ("First", "Second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends)[1] == "made"
    assert "is behind I-1" in sorted(ends)[0]
    assert session.scalar(select(func.count(Improvement.id))) == 1
    assert session.scalar(select(func.count(StatusChange.id))) == 1
