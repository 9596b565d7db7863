"""Notices, news and what a person chose to hear, read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.ideas.models import Idea, State
from app.ideas.queries.visible import stands_where_seen
from app.people.models import Reader, User
from app.telling.audience import audience, writer_of
from app.telling.boardroom import belonging
from app.telling.models import Channel, Delivery, Update, UpdateIdea, UpdateKind
from app.telling.timing import FOR_ASKERS
from app.votes.models import Follow, FollowState

PAGE_SIZE = 20
NOTICES_IN_ORDER = Order((Delivery.created_at, Delivery.id))


def audience_size(
    *ideas: Idea, actor: User | None = None, kind: UpdateKind = UpdateKind.STATUS
) -> int:
    """How many people news of `ideas` by `actor` tells, by the statement that tells them."""
    listening = audience(
        [idea.id for idea in ideas],
        actor_id=actor.id if actor else None,
        askers_only=kind in FOR_ASKERS,
    ).subquery()
    return session.scalar(select(func.count()).select_from(listening)) or 0


class Reach(NamedTuple):
    """Whom an answer would reach: how many, and whether the customer is among them whom somebody on
    staff asked for."""

    people: int
    has_customer: bool


def reach(idea: Idea, *, actor: User) -> Reach:
    """As `audience_size`, for one idea and in the same single statement."""
    listening = audience([idea.id], actor_id=actor.id).subquery()
    is_customer = listening.c.user_id == idea.on_behalf_of_id
    counted = select(func.count(), func.count().filter(is_customer)).select_from(listening)
    people, customers = session.execute(counted).one()
    return Reach(people, customers > 0)


def audience_of(
    news: Update, *, of: Collection[int] | None = None, only: Collection[int] | None = None
) -> Select[Any]:
    """Rows of `audience` for news that is kept; with `of`, for some of its ideas."""
    if news.kind is UpdateKind.COUNCIL:
        return belonging(news, only or ())
    if "comment" in news.facts and news.idea_id is not None:
        return writer_of(UUID(news.facts["comment"]), news.idea_id)
    return audience(
        ideas_told(news) if of is None else of,
        actor_id=news.actor_id,
        only=only,
        askers_only=news.kind in FOR_ASKERS,
    )


def ideas_told(news: Update) -> list[int]:
    """Ids of the ideas `news` speaks of. Raises ValueError for a letter, which has no audience."""
    if news.idea_id is not None:
        return [news.idea_id]
    if news.kind is UpdateKind.ACCOUNT:
        raise ValueError("news without an idea has no audience")
    of_several = select(UpdateIdea.idea_id).where(UpdateIdea.update_id == news.id)
    return list(session.scalars(of_several))


def unread_notices(reader: Reader) -> int:
    """How many notices came since the reader last marked them as read."""
    return 0 if reader.id is None else session.scalar(counting_unread(reader)) or 0


def counting_unread(reader: User) -> Select[int]:
    """The statement of `unread_notices`, for who asks more with it."""
    fresh = _notices_of(reader, select(func.count(Delivery.id)))
    if reader.notices_read_at is not None:
        fresh = fresh.where(Delivery.created_at > reader.notices_read_at)
    return fresh


def notices(reader: User, *, after: str | None) -> Page[Delivery]:
    """The reader's notices, newest first, of ideas they may still read."""
    mine = _notices_of(reader, select(Delivery)).options(
        contains_eager(Delivery.update),
        # News of a board speaks of no idea, which must not leave it out.
        contains_eager(Delivery.idea).joinedload(Idea.status, innerjoin=False),
    )
    return _page(mine, NOTICES_IN_ORDER, after)


class ChosenIdea(NamedTuple):
    """An idea a person follows or muted."""

    idea: Idea
    is_muted: bool


def chosen_ideas(reader: User) -> list[ChosenIdea]:
    """The ideas the reader follows or muted, the newest choice first; at most 200."""
    mine = (
        select(Idea, Follow.state)
        .join(Follow, Follow.idea_id == Idea.id)
        .where(Follow.user_id == reader.id, _may_read(reader))
        .order_by(Follow.created_at.desc(), Follow.id.desc())
        .limit(200)
    )
    return [ChosenIdea(idea, state is FollowState.MUTED) for idea, state in session.execute(mine)]


def _notices_of(reader: Reader, wanted: Select[Any]) -> Select[Any]:
    return (
        wanted.join(Delivery.update)
        .outerjoin(Delivery.idea)
        .where(
            Delivery.user_id == reader.id,
            Delivery.channel == Channel.NOTICE,
            or_(Delivery.idea_id.is_(None), _may_read(reader)),
        )
    )


def _may_read(reader: Reader) -> ColumnElement[bool]:
    """Ideas this reader may open: merged ones too, as their page leads on."""
    return and_(
        Idea.deleted_at.is_(None),
        stands_where_seen(reader),
        or_(Idea.state == State.PUBLISHED, Idea.author_id == reader.id),
    )


def _page(wanted: Select[Any], order: Order, after: str | None) -> Page[Any]:
    return page(first_page(wanted, order, size=PAGE_SIZE), order, after, size=PAGE_SIZE)
