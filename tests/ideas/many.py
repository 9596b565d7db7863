"""Many ideas at once, as lists need them."""

from __future__ import annotations

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase, Topic
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User


def make_ideas(
    board: Board, author: User, number: int, *, topic: Topic | None = None
) -> list[Idea]:
    """`number` ideas by one author, the first the oldest: "Idea 1", "Idea 2" ..."""
    written = [
        draft(f"Idea {each}", f"What I mean by number {each}.") for each in range(1, number + 1)
    ]
    with writing():
        return [submit(each, board=board, author=author, topic=topic) for each in written]


def make_topic(slug: str) -> Topic:
    with writing():
        topic = Topic(slug=slug, name=slug.title())
        session.add(topic)
    return topic


def move(idea: Idea, phase: Phase, *, actor: User, note: str = "Because we looked at it.") -> None:
    status = first_status(phase)
    said = note_for(status, note)
    with writing():
        change_status(idea, status, note=said, actor=actor)
