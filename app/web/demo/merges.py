"""The script's merges, as rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from app.core.db import session
from app.duplicates.models import Merge, Objection
from app.ideas.models import Idea
from app.votes.importing import refresh_demands
from app.web.demo.content import records
from app.web.demo.history import Cast


def merge_some(merges: Sequence[records.Merge], cast: Cast) -> None:
    for merge in merges:
        source_id, target_id = cast.ideas[merge.source], cast.ideas[merge.target]
        link = Merge(
            source_id=source_id,
            target_id=target_id,
            actor_id=cast.people[merge.by],
            created_at=merge.at,
            updated_at=merge.at,
        )
        session.add(link)
        session.flush()
        led = {"merged_into_id": target_id, "version": Idea.version + 1, "updated_at": merge.at}
        session.execute(update(Idea).where(Idea.id == source_id).values(led))
        if merge.objection:
            session.add(_objection(link, merge))
    session.flush()
    refresh_demands([cast.ideas[merge.target] for merge in merges])


def _objection(link: Merge, merge: records.Merge) -> Objection:
    """Of whoever asked, read the next morning."""
    asked = select(Idea.on_behalf_of_id, Idea.author_id).where(Idea.id == link.source_id)
    customer_id, author_id = session.execute(asked).one()
    return Objection(
        merge_id=link.id,
        user_id=customer_id or author_id,
        words=merge.objection,
        created_at=merge.objected_at,
        updated_at=merge.objected_at,
    )
