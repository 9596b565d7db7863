"""Two people change one idea at the same moment: each decides by what the other left."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app.core.db import session, writing
from app.core.errors import Stale
from app.ideas.models import Idea, Phase, Status, StatusChange, Tag
from app.ideas.queries.statuses import first_status
from app.ideas.queries.tags import tags_of
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.drafts import draft
from app.ideas.service.sort import set_tags
from app.ideas.service.submit import edit
from app.people.models import User
from app.votes import service
from tests.ideas.many import make_ideas
from tests.personas import make_person

PEOPLE = 12


def at_once(app: Flask, change: Callable[[int], None]) -> list[str]:
    """What became of the change of each of them: `kept`, or the kind of refusal."""
    outcomes: list[str] = []
    start = threading.Barrier(PEOPLE)

    def act(number: int) -> None:
        try:
            with app.app_context():
                start.wait()
                change(number)
            outcomes.append("kept")
        except Exception as failure:
            outcomes.append(type(failure).__name__)

    session.rollback()
    threads = [threading.Thread(target=act, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_edit_is_kept_and_the_others_are_told(app: Flask, idea: Idea, ada: User) -> None:
    idea_id, ada_id, version = idea.id, ada.id, idea.version

    def rewrite(number: int) -> None:
        written = draft(f"Title number {number}", "Because.")
        with writing():
            actor = session.get_one(User, ada_id)
            edit(session.get_one(Idea, idea_id), written, version=version, actor=actor)

    assert at_once(app, rewrite) == [Stale.__name__] * (PEOPLE - 1) + ["kept"]
    assert idea.version == version + 1


def test_each_status_follows_the_one_before(app: Flask, idea: Idea, marta: User) -> None:
    idea_id, marta_id = idea.id, marta.id
    phases = (Phase.REVIEWING, Phase.PLANNED)
    ids = [first_status(phase).id for phase in phases]
    first_id = idea.status_id

    def decide(number: int) -> None:
        status = session.get_one(Status, ids[number % 2])
        note = note_for(status, f"Reason {number}")
        with writing():
            actor = session.get_one(User, marta_id)
            change_status(session.get_one(Idea, idea_id), status, note=note, actor=actor)

    assert at_once(app, decide) == ["kept"] * PEOPLE
    steps = select(StatusChange.from_status_id, StatusChange.to_status_id)
    journey = session.execute(steps.order_by(StatusChange.id)).all()
    assert journey[0].from_status_id == first_id
    assert [step.to_status_id for step in journey[:-1]] == [
        step.from_status_id for step in journey[1:]
    ]


def test_votes_and_decisions_do_not_lose_each_other(app: Flask, idea: Idea, marta: User) -> None:
    idea_id, marta_id = idea.id, marta.id
    ids = [first_status(phase).id for phase in (Phase.REVIEWING, Phase.PLANNED)]
    voters = [make_person(f"Voter{number} Vogel").id for number in range(PEOPLE)]

    def act(number: int) -> None:
        status = session.get_one(Status, ids[number // 2 % 2])
        note = note_for(status, f"Reason {number}")
        with writing():
            idea = session.get_one(Idea, idea_id)
            if number % 2:
                service.cast(idea, voter=session.get_one(User, voters[number]))
            else:
                actor = session.get_one(User, marta_id)
                change_status(idea, status, note=note, actor=actor)

    assert at_once(app, act) == ["kept"] * PEOPLE
    assert idea.people == 1 + PEOPLE // 2


def test_a_new_tag_is_made_once(app: Flask, idea: Idea, ada: User, marta: User) -> None:
    ids = [each.id for each in make_ideas(idea.board, ada, PEOPLE)]
    marta_id = marta.id

    def sort(number: int) -> None:
        with writing():
            actor = session.get_one(User, marta_id)
            set_tags(session.get_one(Idea, ids[number]), ["Zürich", "alpine"], actor=actor)

    assert at_once(app, sort) == ["kept"] * PEOPLE
    assert session.scalar(select(func.count(Tag.id))) == 2
    assert tags_of(ids) == {each: ["alpine", "Zürich"] for each in ids}
