"""One improvement, by its reference or by an idea behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import joinedload, with_expression

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Idea
from app.improvements.models import Evidence, Improvement
from app.improvements.policy import may_read
from app.journey.models import Touchpoint
from app.people.models import Reader

_REFERENCE = re.compile(r"I-([1-9][0-9]{0,8})(?:-.*)?", re.IGNORECASE)
# To be read along with an idea: whether `improvement_behind` would find anything.
IS_EVIDENCE = with_expression(Idea.is_evidence, exists().where(Evidence.idea_id == Idea.id))
_BEHIND = (
    select(Improvement)
    .join(Evidence, Evidence.improvement_id == Improvement.id)
    .where(Evidence.idea_id == bindparam("idea"))
)


def one_readable(reference: str, *, reader: Reader) -> Improvement:
    """What a reference like `I-7` or `I-7-some-words` names. Raises NotFound, alike for what does
    not exist and what is not this reader's to see."""
    named = _REFERENCE.fullmatch(reference)
    if named is None:
        raise NotFound(_("There is nothing at this address."))
    return _checked(Improvement.number == int(named[1]), reader)


def one_readable_by_uid(uid: UUID, *, reader: Reader) -> Improvement:
    """Raises NotFound."""
    return _checked(Improvement.uid == uid, reader)


def improvement_behind(idea: Idea) -> Improvement | None:
    """The improvement the idea, or the one it was merged into, became part of."""
    if idea.is_evidence is False and idea.merged_into_id is None:
        return None
    return session.scalars(_BEHIND, {"idea": idea.merged_into_id or idea.id}).first()


def improvements_behind(ideas: Iterable[Idea]) -> dict[int, Improvement]:
    """What each idea stands behind, by idea id; those that stand behind none are left out."""
    ids = [idea.id for idea in ideas]
    behind = select(Evidence).options(joinedload(Evidence.improvement, innerjoin=True))
    found = session.scalars(behind.where(Evidence.idea_id.in_(ids))) if ids else ()
    return {evidence.idea_id: evidence.improvement for evidence in found}


def with_faces() -> Select[Improvement]:
    """Improvements with people, step, part and touchpoint in the same statement."""
    return select(Improvement).options(
        joinedload(Improvement.owner),
        joinedload(Improvement.sponsor),
        joinedload(Improvement.stage),
        joinedload(Improvement.element),
        joinedload(Improvement.touchpoint).joinedload(Touchpoint.stage),
    )


def _checked(condition: ColumnElement[bool], reader: Reader) -> Improvement:
    found = session.scalars(with_faces().where(condition)).first()
    if found is None or not may_read(found, reader=reader):
        raise NotFound(_("There is nothing at this address."))
    return found
