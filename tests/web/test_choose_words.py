"""Statuses, topics, tags, steps, parts, touchpoints: renamed, ordered, added, joined, removed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.ideas.models import Idea, Phase, Status, Tag, Topic
from app.ideas.queries.statuses import first_status
from app.ideas.queries.tags import tags_of
from app.ideas.service.sort import set_tags, set_topic
from app.journey.models import Element, Stage, Touchpoint
from app.journey.queries import all_stages, stage_name
from app.people.models import User
from tests.browsers import Browser

WORDS = "/manage/settings"
TABLES = {
    "statuses": Status,
    "topics": Topic,
    "tags": Tag,
    "steps": Stage,
    "parts": Element,
    "touchpoints": Touchpoint,
}
UNDER = {"statuses": "planned", "touchpoints": "use"}


@pytest.fixture
def desk(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


def add(desk: Browser, kind: str, name: str) -> object:
    answer = desk.post(f"{WORDS}/{kind}", {"name": name, "under": UNDER.get(kind, "")})
    assert answer.status_code == 303
    session.rollback()
    return session.scalars(select(TABLES[kind]).order_by(TABLES[kind].id.desc())).first()


def act(desk: Browser, kind: str, row: object, do: str, **more: str) -> object:
    answer = desk.post(f"{WORDS}/{kind}/{row.uid}", {"do": do, **more})  # type: ignore[attr-defined]
    session.rollback()
    return answer


@pytest.mark.parametrize("kind", list(TABLES))
def test_a_word_is_added_renamed_and_taken_out(desk: Browser, kind: str) -> None:
    row = add(desk, kind, "First <words>")
    page = desk.get(f"{WORDS}/{kind}").text
    assert 'value="First &lt;words&gt;"' in page
    renamed = act(desk, kind, row, "rename", was="First <words>", name="Other words")
    assert renamed.status_code == 303
    assert 'value="Other words"' in desk.get(f"{WORDS}/{kind}").text
    late = act(desk, kind, row, "rename", was="First <words>", name="Late words")
    assert late.status_code == 412
    assert "It is called “Other words” now" in late.text
    assert 'value="Late words"' in late.text, "what was typed stays"
    assert act(desk, kind, row, "remove").status_code == 303
    assert "Other words" not in desk.get(f"{WORDS}/{kind}").text


@pytest.mark.parametrize("kind", list(TABLES))
def test_an_empty_or_endless_name_is_refused(desk: Browser, kind: str) -> None:
    for name in ("  ", "x" * 101):
        answer = desk.post(f"{WORDS}/{kind}", {"name": name, "under": UNDER.get(kind, "")})
        assert answer.status_code == 422
        assert "Write a name of up to 100 letters" in answer.text


def test_empty_words_bring_the_first_ones_back(desk: Browser) -> None:
    planned = first_status(Phase.PLANNED)
    act(desk, "statuses", planned, "rename", was="Planned", name="On our list")
    assert "On our list" in desk.get(f"{WORDS}/statuses").text
    act(desk, "statuses", planned, "rename", was="On our list", name="")
    assert planned.wording == ""
    assert 'value="Planned"' in desk.get(f"{WORDS}/statuses").text


def test_each_phase_keeps_a_status(desk: Browser) -> None:
    planned = first_status(Phase.PLANNED)
    answer = act(desk, "statuses", planned, "remove")
    assert (answer.status_code, "keeps at least one status" in answer.text) == (409, True)
    second = add(desk, "statuses", "Very soon")
    assert second.phase is Phase.PLANNED
    assert act(desk, "statuses", planned, "remove").status_code == 303
    assert first_status(Phase.PLANNED).key == "very-soon"


def test_a_status_in_use_stays(desk: Browser, idea: Idea) -> None:
    add(desk, "statuses", "Very soon")
    with writing():
        idea.status = first_status(Phase.PLANNED)
    answer = act(desk, "statuses", first_status(Phase.PLANNED), "remove")
    assert (answer.status_code, "is in use, so it stays" in answer.text) == (409, True)


def test_statuses_change_places_within_their_phase(desk: Browser) -> None:
    second = add(desk, "statuses", "Very soon")
    act(desk, "statuses", second, "up")
    assert first_status(Phase.PLANNED).id == second.id
    act(desk, "statuses", second, "up")
    assert first_status(Phase.PLANNED).id == second.id, "not beyond its phase"
    positions = session.scalars(select(Status.position)).all()
    assert len(set(positions)) == len(positions)


def test_steps_are_put_in_order(desk: Browser) -> None:
    before = [stage.key for stage in all_stages()]
    act(desk, "steps", all_stages()[0], "down")
    assert [stage.key for stage in all_stages()][:2] == [before[1], before[0]]
    assert stage_name(all_stages()[0])


def test_topics_are_joined(desk: Browser, idea: Idea, marta: User) -> None:
    one, other = add(desk, "topics", "Bank"), add(desk, "topics", "Banking")
    with writing():
        set_topic(idea, "bank", actor=marta)
    refused = act(desk, "topics", one, "remove")
    assert refused.status_code == 409, "in use"
    itself = act(desk, "topics", one, "join", other=str(one.uid))
    assert itself.status_code == 422
    assert act(desk, "topics", one, "join", other=str(other.uid)).status_code == 303
    assert session.get_one(Idea, idea.id).topic_id == other.id
    assert act(desk, "topics", other, "join", other="").status_code == 303
    assert session.get_one(Idea, idea.id).topic_id is None


def test_tags_are_joined_and_no_idea_has_one_twice(desk: Browser, idea: Idea, marta: User) -> None:
    with writing():
        set_tags(idea, ["crash", "crashes"], actor=marta)
    crash, crashes = session.scalars(select(Tag).order_by(Tag.name)).all()
    taken = act(desk, "tags", crash, "rename", was="crash", name="crashes")
    assert (taken.status_code, "Join the two instead" in taken.text) == (409, True)
    assert act(desk, "tags", crash, "join", other=str(crashes.uid)).status_code == 303
    assert tags_of([idea.id]) == {idea.id: ["crashes"]}


def test_statuses_cannot_be_joined_and_nonsense_is_refused(desk: Browser) -> None:
    planned = first_status(Phase.PLANNED)
    assert act(desk, "statuses", planned, "join", other="").status_code == 409
    assert act(desk, "statuses", planned, "explode").status_code == 422
    assert desk.post(f"{WORDS}/statuses", {"name": "New one", "under": "??"}).status_code == 422
    unknown = "00000000-0000-4000-8000-000000000000"
    assert desk.post(f"{WORDS}/topics/{unknown}", {"do": "remove"}).status_code == 404
    assert desk.get(f"{WORDS}/colours").status_code == 404


def test_others_choose_no_words(app: Flask, ada: User, jun: User, root: User) -> None:
    planned = first_status(Phase.PLANNED)
    for person in (ada, jun):
        answer = (
            Browser(app)
            .sign_in(person)
            .post(
                f"{WORDS}/statuses/{planned.uid}",
                {"do": "rename", "was": "Planned", "name": "Mine"},
            )
        )
        assert answer.status_code == 403
    assert planned.wording == ""
