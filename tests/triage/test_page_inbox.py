"""Pages of the inbox, over the seam between what was promised and the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.people.models import User
from app.triage.filters import InboxFilters, Show
from app.triage.queries import inbox
from tests.ideas.many import make_ideas

BEGIN = now() - timedelta(days=30)
IDEAS = 9
hours = st.integers(0, 3)
fates = st.lists(st.tuples(st.booleans(), st.none() | hours, hours), min_size=IDEAS, max_size=IDEAS)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=fates, size=st.integers(1, 4), show=st.sampled_from(Show))
def test_every_idea_is_met_once_there_and_back(
    board: Board,
    ada: User,
    marta: User,
    monkeypatch: pytest.MonkeyPatch,
    fates: list[tuple[bool, int | None, int]],
    size: int,
    show: Show,
) -> None:
    kept = session.scalars(select(Idea).order_by(Idea.id)).all()
    ideas = list(kept) or make_ideas(board, ada, IDEAS)
    with writing():
        for idea, (is_answered, due, asked) in zip(ideas, fates, strict=True):
            idea.created_at = _at(asked)
            idea.answer_due_at = None if due is None else _at(due)
            idea.first_answered_at = _at(0) if is_answered else None
    monkeypatch.setattr(inbox, "PAGE_SIZE", size)
    filters, cursor, pages = InboxFilters(show=show), "", []
    while cursor is not None:
        pages.append(inbox.inbox_page(filters, reader=marta, cursor=cursor))
        cursor = pages[-1].next

    assert [row.id for page in pages for row in page.items] == _in_order(ideas, show)
    there = [page.items for page in pages]
    back = [pages[-1]]
    while back[-1].previous is not None:
        back.append(inbox.inbox_page(filters, reader=marta, cursor=back[-1].previous))
    assert [row.id for page in reversed(back) for row in page.items] == [
        row.id for items in there for row in items
    ]


def _in_order(ideas: list[Idea], show: Show) -> list[int]:
    """As the product has it: promised ones by their date, then the others, the newest first."""
    promised = [idea for idea in ideas if idea.answer_due_at and not idea.first_answered_at]
    rest = [idea for idea in ideas if idea not in promised]
    if show is Show.WAITING:
        rest = [idea for idea in rest if not idea.first_answered_at]
    promised.sort(key=lambda idea: (idea.answer_due_at, idea.created_at, idea.id))
    rest.sort(key=lambda idea: (idea.created_at, idea.id), reverse=True)
    return [idea.id for idea in promised + rest]


def _at(hour: int) -> datetime:
    return BEGIN + timedelta(hours=hour)
