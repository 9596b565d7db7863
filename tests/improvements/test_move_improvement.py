"""The table of product.md, row by row: where an improvement goes, its ideas go."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden, Stale
from app.ideas.events import statuses_changed
from app.ideas.models import Idea, Phase, StatusChange
from app.ideas.queries.statuses import first_status
from app.improvements.models import Decision, Evidence, Horizon, Improvement, Verdict
from app.improvements.queries.following import Why
from app.improvements.service.evidence import link_idea, unlink_idea
from app.improvements.service.move import Moved, move, words_for
from app.people.models import User
from app.scoring.formulas import Model
from app.scoring.models import Rank
from app.scoring.service import rank
from app.telling.models import Channel, Delivery
from tests.improvements.conftest import Ask, Make

# considering -> reviewing; later -> reviewing; next -> planned; now -> in progress; shipped ->
# shipped; set aside -> each idea asks for its own decision.
TABLE = [
    (Horizon.CONSIDERING, Phase.REVIEWING),
    (Horizon.LATER, Phase.REVIEWING),
    (Horizon.NEXT, Phase.PLANNED),
    (Horizon.NOW, Phase.IN_PROGRESS),
    (Horizon.SHIPPED, Phase.SHIPPED),
    (Horizon.SET_ASIDE, None),
]


def go(improvement: Improvement, horizon: Horizon, actor: User, note: str = "") -> Moved:
    said = words_for(horizon, note)
    with writing():
        return move(improvement, horizon, note=said, version=improvement.version, actor=actor)


def phase_of(idea: Idea) -> Phase:
    session.rollback()
    return session.get_one(Idea, idea.id).status.phase


def stand_at(idea: Idea, phase: Phase) -> None:
    with writing():
        idea.status = first_status(phase)


@pytest.mark.parametrize(("horizon", "phase"), TABLE)
def test_its_ideas_follow(
    idea: Idea, make: Make, marta: User, horizon: Horizon, phase: Phase | None
) -> None:
    start = Horizon.NEXT if horizon is Horizon.CONSIDERING else Horizon.CONSIDERING
    made = make(idea, horizon=start)
    stand_at(idea, Phase.NEW)

    moved = go(made, horizon, marta)

    assert phase_of(idea) is (phase or Phase.NEW)
    assert (made.horizon, made.shipped_at is not None) == (horizon, horizon is Horizon.SHIPPED)
    if phase is None:
        assert [(each.idea.id, each.why) for each in moved.staying] == [
            (idea.id, Why.ASKS_FOR_DECISION)
        ]


def test_several_ideas_move_by_one_decision_told_once(
    idea: Idea, ask: Ask, make: Make, ada: User, ben: User, marta: User
) -> None:
    others = [ask("Warn by mail too", ada), ask("Warn the accountant", ben)]
    made = make(idea, *others)
    heard: list[int] = []

    def hear(changes: list[StatusChange], *, actor: User) -> None:
        heard.append(len(changes))

    statuses_changed.connect(hear)
    try:
        go(made, Horizon.NEXT, marta, "For *spring*.")
    finally:
        statuses_changed._listeners.remove(hear)

    assert heard == [3]
    assert {phase_of(each) for each in (idea, *others)} == {Phase.PLANNED}
    notes = session.scalars(select(StatusChange.note_html).where(StatusChange.note != ""))
    assert set(notes) == {"<p>For <em>spring</em>.</p>\n"}


def test_those_who_stay_are_named_with_the_reason(
    idea: Idea, ask: Ask, make: Make, ben: User, marta: User
) -> None:
    names = ("there", "shipped", "answered", "declined", "merged")
    ideas = {name: ask(f"An idea that is {name}", ben) for name in names}
    made = make(idea, *ideas.values())
    stand_at(ideas["there"], Phase.PLANNED)
    for name in ("shipped", "answered", "declined"):
        stand_at(ideas[name], Phase(name))
    with writing():
        ideas["merged"].merged_into_id = idea.id

    moved = go(made, Horizon.NEXT, marta)

    assert [change.idea_id for change in moved.changes] == [idea.id]
    assert {each.idea.id: each.why for each in moved.staying} == {
        ideas["there"].id: Why.ALREADY_THERE,
        ideas["shipped"].id: Why.CLOSED,
        ideas["answered"].id: Why.CLOSED,
        ideas["declined"].id: Why.CLOSED,
        ideas["merged"].id: Why.MERGED,
    }


def test_setting_aside_tells_nobody_and_takes_the_rank(idea: Idea, make: Make, marta: User) -> None:
    made = make(idea)
    with writing():
        rank(made, 1, reason="First.", model=Model.RICE, version=made.version, actor=marta)
    told = session.scalars(select(Delivery).where(Delivery.channel == Channel.NOTICE)).all()

    moved = go(made, Horizon.SET_ASIDE, marta, "We go another way.")

    assert moved.changes == []
    assert phase_of(idea) is Phase.REVIEWING
    now_told = session.scalars(select(Delivery).where(Delivery.channel == Channel.NOTICE)).all()
    assert len(now_told) == len(told)
    assert session.scalars(select(Rank)).all() == []


def test_taking_back_what_shipped_leaves_its_ideas_shipped(
    idea: Idea, make: Make, marta: User
) -> None:
    made = make(idea)
    go(made, Horizon.SHIPPED, marta)
    go(made, Horizon.NOW, marta)
    assert phase_of(idea) is Phase.SHIPPED
    assert session.get_one(Improvement, made.id).shipped_at is None


def test_the_move_is_a_decision_on_record(idea: Idea, make: Make, marta: User) -> None:
    made = make(idea)
    go(made, Horizon.LATER, marta, "After the audit.")
    decision = session.scalars(select(Decision).where(Decision.verdict == Verdict.MOVED)).one()
    assert (decision.was, decision.became) == ("considering", "later")
    assert decision.reason == "After the audit."


def test_the_second_of_two_sees_the_first_decision(idea: Idea, make: Make, marta: User) -> None:
    made = make(idea)
    seen = made.version
    go(made, Horizon.NEXT, marta)
    said = words_for(Horizon.NOW, "")
    with pytest.raises(Stale) as refused, writing():
        move(made, Horizon.NOW, note=said, version=seen, actor=marta)
    assert "It now stands at “Next”" in str(refused.value)
    assert phase_of(idea) is Phase.PLANNED


def test_it_does_not_move_to_where_it_is(idea: Idea, make: Make, marta: User) -> None:
    with pytest.raises(Conflict):
        go(make(idea), Horizon.CONSIDERING, marta)


def test_its_owner_does_not_move_it(idea: Idea, make: Make, jun: User) -> None:
    made = make(idea, owner=jun)
    with pytest.raises(Forbidden):
        go(made, Horizon.NEXT, jun)


def test_an_idea_linked_later_catches_up(
    app: Flask, idea: Idea, ask: Ask, make: Make, ben: User, marta: User
) -> None:
    made = make(idea, horizon=Horizon.NOW)
    late = ask("Warn by letter", ben)
    with writing():
        link_idea(made, late, actor=marta)
    assert phase_of(late) is Phase.IN_PROGRESS

    with writing():
        unlink_idea(made, late, reason="Another thing after all.", actor=marta)
    assert phase_of(late) is Phase.IN_PROGRESS
    assert session.scalars(select(Evidence.idea_id)).all() == [idea.id]
    verdicts = session.scalars(select(Decision.verdict).order_by(Decision.id)).all()
    assert verdicts == [Verdict.PROMOTED, Verdict.LINKED, Verdict.UNLINKED]

    with pytest.raises(Conflict), writing():
        unlink_idea(made, late, actor=marta)
    with pytest.raises(Conflict, match="H-1 is behind this improvement already"), writing():
        link_idea(made, idea, actor=marta)
