"""The list of ideas as the API filters and orders it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.duplicates.queries import similar_ideas
from app.ideas.looking import note_look_at
from app.ideas.models import Idea, IdeaTag, Phase, Status, Tag
from app.ideas.queries.statuses import status_named
from app.ideas.queries.visible import one_visible_board, visible_ideas, with_faces
from app.people.models import User

ORDERS = {
    "top": Order((Idea.people, Idea.id)),
    "new": Order((Idea.created_at, Idea.id)),
    "oldest": Order((Idea.created_at, Idea.id), is_falling=False),
    "trending": Order((Idea.hot, Idea.id)),
}


def page_of_ideas(asked: dict[str, Any], *, reader: User) -> Page[Idea]:
    """Raises Invalid for an unknown status or cursor, NotFound for a board that is not visible."""
    faces = with_faces().options(
        joinedload(Idea.owner), joinedload(Idea.stage), joinedload(Idea.element)
    )
    wanted = faces.where(*_conditions(asked, reader))
    if "q" in asked:
        return _best_hits(wanted, asked, reader)
    order, size = ORDERS[asked["sort"]], asked["limit"]
    return page(first_page(wanted, order, size=size), order, asked.get("cursor"), size=size)


def _conditions(asked: dict[str, Any], reader: User) -> list[ColumnElement[bool]]:
    conditions = [visible_ideas(reader)]
    if "board" in asked:
        board = one_visible_board(asked["board"], reader=reader)
        note_look_at(board, reader)
        conditions.append(Idea.board_id == board.id)
    if "status" in asked:
        conditions.append(Idea.status_id == status_named(asked["status"]).id)
    if "phase" in asked:
        in_phase = select(Status.id).where(Status.phase == Phase(asked["phase"]))
        conditions.append(Idea.status_id.in_(in_phase))
    if "tag" in asked:
        tagged = select(IdeaTag.idea_id).join(Tag, Tag.id == IdeaTag.tag_id)
        conditions.append(Idea.id.in_(tagged.where(Tag.name == asked["tag"])))
    return conditions


def _best_hits(wanted: Select[Idea], asked: dict[str, Any], reader: User) -> Page[Idea]:
    hits = [hit.idea.id for hit in similar_ideas(asked["q"], "", reader=reader, limit=100)]
    kept = {idea.id: idea for idea in session.scalars(wanted.where(Idea.id.in_(hits)))}
    return Page(items=[kept[hit] for hit in hits if hit in kept][: asked["limit"]])
