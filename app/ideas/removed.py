"""What became of comments that were taken out of the conversation: after a while they say nothing
any more, to whoever looks into the database either."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import hourly
from app.core.settings import read_again
from app.ideas.models import Attachment, Comment

CHUNK = 500
NOTHING = "…"  # a comment has a body


@hourly
def empty_removed_comments() -> None:
    """Take words and images away from comments removed longer ago than this portal keeps them."""
    moment = now()
    session.rollback()
    before = moment - timedelta(days=read_again().keep_removed_days)
    while ids := _some_removed(before):
        with writing():
            gone = update(Comment).where(Comment.id.in_(ids))
            session.execute(gone.values(body=NOTHING, body_html=""))
            session.execute(delete(Attachment).where(Attachment.comment_id.in_(ids)))


def _some_removed(before: datetime) -> list[int]:
    session.rollback()
    removed = select(Comment.id).where(Comment.deleted_at <= before, Comment.body != NOTHING)
    return list(session.scalars(removed.limit(CHUNK)))
