"""“This is not what I meant”: what a merge missed, said by whoever asked."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit
from app.core.clock import now
from app.core.db import insert_new, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.duplicates.models import Merge, Objection
from app.ideas.service.drafts import Words
from app.people.models import User


def object_to(merge: Merge, *, words: Words, actor: User) -> Objection:
    """Put an objection before the managers; the same person's later words replace the first.
    Raises Conflict where the merge was undone meanwhile."""
    session.refresh(merge, with_for_update={"of": Merge})
    if merge.undone_at is not None:
        raise Conflict(_("This idea stands by itself again, so nothing is left to undo."))
    given = {"merge_id": merge.id, "user_id": actor.id, "words": words.body}
    session.execute(insert_new(Objection), given)
    mine = (Objection.merge_id == merge.id, Objection.user_id == actor.id)
    objection = session.scalars(
        select(Objection).where(*mine, Objection.settled_at.is_(None))
    ).one()
    objection.words = words.body
    session.flush()
    return objection


def keep_merge(objection: Objection, *, actor: User) -> None:
    """Leave the ideas together. Raises Conflict where somebody settled the objection before."""
    session.refresh(objection, with_for_update={"of": Objection})
    if objection.settled_at is not None:
        raise Conflict(_("Somebody has settled this already. Nothing was changed."))
    objection.settled_at, objection.settled_by_id = now(), actor.id
    session.flush()
    audit.record(
        actor, "idea.keep_merge", objection.merge.source, after={"objection": str(objection.uid)}
    )
