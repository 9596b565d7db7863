"""Ideas that ask for the same: which may, and why; which were merged, and who disagrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.duplicates.models import Merge, Objection
from app.duplicates.waiting import stands_between_seen
from app.ideas.models import Board, Idea, State, Wording
from app.ideas.queries.also_said import MOST as MOST_WORDINGS
from app.ideas.queries.also_said import also_said
from app.ideas.queries.visible import first_visible, is_where_seen, with_faces
from app.ideas.searchable import KIND, other_titles
from app.people.models import Reader, User
from app.search.documents import Hit
from app.search.lexicon import lexicon
from app.search.reasons import shared_words
from app.search.service import similar

Likeness = Literal["same", "close", "related"]
CANDIDATES = 50
MOST_CANDIDATES = 400
DEEP = 5_000  # where most of what is like it may be left out
CLOSE_SCORE = 0.1
A_MOMENT = timedelta(minutes=1)
MOST_OBJECTIONS = 100
MOST_READ = 50  # wordings of a family, of which not every reader sees each


class LikeIdea(NamedTuple):
    """An idea with how sure the search is (0 to 1), and the words it shares with what was asked,
    as its own author wrote them, strongest first."""

    idea: Idea
    score: float
    is_likely: bool
    words: list[str]

    @property
    def likeness(self) -> Likeness:
        if self.is_likely:
            return "same"
        return "close" if self.score >= CLOSE_SCORE else "related"


def similar_ideas(
    title: str,
    body: str = "",
    *,
    reader: Reader,
    limit: int,
    board: Board | None = None,
    only: Sequence[ColumnElement[bool]] = (),
) -> list[LikeIdea]:
    """At most `limit` ideas, best first, `only` those for which these conditions hold. What this
    reader may not see is left out before the list is cut, and more is looked for where too little
    was left."""
    asked = DEEP if only else max(CANDIDATES, limit)
    while True:
        hits = similar(title, body, kind=KIND, limit=asked)
        by_id = {hit.id: hit for hit in hits}
        ideas = first_visible(list(by_id), limit, reader=reader, board=board, only=only)
        if len(ideas) >= limit or len(hits) < asked or asked >= MOST_CANDIDATES:
            return _explained(ideas, by_id)
        asked *= 4


class Family(NamedTuple):
    """What is counted together with an idea; `is_whole` where the reader sees all of it. The
    wordings, the newest first, are of the idea and of what is shown."""

    shown: list[Idea]
    is_whole: bool
    wordings: Sequence[Wording]


def family_of(idea: Idea, *, reader: Reader) -> Family:
    """Those merged into the idea that the reader may see, most people first, with the wordings;
    no statement for an idea that is known to have neither."""
    if idea.has_family is False:
        wordings = [] if idea.has_wordings is False else also_said(idea)
        return Family([], True, wordings)
    rows = session.execute(_members_with_wordings(idea.id)).all()
    merged = list(dict.fromkeys(member for member, _wording in rows if member.id != idea.id))
    shown = [each for each in merged if is_where_seen(each, reader) and _is_public(each)]
    told = {idea, *shown}
    wordings = [wording for member, wording in rows if wording and member in told]
    newest = sorted(wordings, key=lambda wording: wording.id, reverse=True)[:MOST_WORDINGS]
    return Family(shown, len(shown) == len(merged), newest)


def present_merge(source: Idea) -> Merge | None:
    """The link that leads away from an idea now, with where it leads and who made it."""
    return session.scalars(_present().where(Merge.source_id == source.id)).first()


def merged_just_now(source: Idea, target: Idea, *, actor: User) -> Merge | None:
    """The same merge made by the same person a moment ago: a form that was sent twice."""
    same = _present().where(
        Merge.source_id == source.id,
        Merge.target_id == target.id,
        Merge.actor_id == actor.id,
        Merge.created_at > now() - A_MOMENT,
    )
    return session.scalars(same).first()


def open_objections(reader: Reader) -> Sequence[Objection]:
    """What waits for a manager, the oldest first, at most MOST_OBJECTIONS: each with who says so,
    and its merge with both ideas, where they see both."""
    waiting = _objections().where(Objection.settled_at.is_(None), _are_seen(reader))
    in_order = waiting.order_by(Objection.created_at, Objection.id).limit(MOST_OBJECTIONS)
    return session.scalars(in_order).all()


def one_objection(uid: UUID, *, reader: Reader) -> Objection:
    """Raises NotFound, alike where they do not see both ideas."""
    found = session.scalars(_objections().where(Objection.uid == uid, _are_seen(reader))).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def words_of_objection(merge: Merge, *, actor: User) -> str:
    """What a person said against a merge and nobody settled yet; empty for nothing."""
    mine = (Objection.merge_id == merge.id, Objection.user_id == actor.id)
    words = select(Objection.words).where(*mine, Objection.settled_at.is_(None))
    return session.scalar(words) or ""


def _explained(ideas: Sequence[Idea], hits: dict[int, Hit]) -> list[LikeIdea]:
    """Where an idea's own words share nothing, it was found by the title of one merged into it."""
    words = partial(shared_words, lexicon=lexicon())
    why = {idea.id: words(hits[idea.id].terms, idea.title, idea.body) for idea in ideas}
    unexplained = [idea_id for idea_id, shared in why.items() if not shared]
    titles = other_titles(unexplained) if unexplained else {}
    for idea_id, given in titles.items():
        why[idea_id] = words(hits[idea_id].terms, "\n".join(given))
    return [
        LikeIdea(idea, hits[idea.id].score, hits[idea.id].is_likely, why[idea.id]) for idea in ideas
    ]


def _members_with_wordings(root_id: int) -> Select[Idea, Wording | None]:
    """In one statement: the page of an idea asks enough already."""
    family = or_(Idea.id == root_id, Idea.merged_into_id == root_id)
    newest = select(Wording.id).join(Idea).where(family).order_by(Wording.id.desc())
    is_new = Wording.id.in_(newest.limit(MOST_READ))
    return (
        with_faces()
        .add_columns(Wording)
        .outerjoin(Wording, and_(Wording.idea_id == Idea.id, is_new))
        .where(family)
        .order_by(Idea.people.desc(), Idea.id)
    )


def _is_public(idea: Idea) -> bool:
    return idea.deleted_at is None and idea.state is State.PUBLISHED


def _present() -> Select[Merge]:
    return (
        select(Merge)
        .options(joinedload(Merge.target), joinedload(Merge.actor))
        .where(Merge.undone_at.is_(None))
    )


def _are_seen(reader: Reader) -> ColumnElement[bool]:
    """A condition on objections: both ideas stand on boards the reader sees."""
    merges = select(Merge.id).where(stands_between_seen(Merge.source_id, Merge.target_id, reader))
    return Objection.merge_id.in_(merges)


def _objections() -> Select[Objection]:
    both = joinedload(Objection.merge)
    return select(Objection).options(
        joinedload(Objection.user), both.joinedload(Merge.source), both.joinedload(Merge.target)
    )
