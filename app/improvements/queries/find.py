"""One improvement, by its reference or by an idea behind it."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Idea
from app.improvements.models import Evidence, Improvement
from app.improvements.policy import may_read
from app.journey.models import Touchpoint
from app.people.models import Reader

_REFERENCE = re.compile(r"I-([1-9][0-9]{0,8})(?:-.*)?", re.IGNORECASE)


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
    root_id = idea.merged_into_id or idea.id
    behind = select(Improvement).join(Evidence, Evidence.improvement_id == Improvement.id)
    return session.scalars(behind.where(Evidence.idea_id == root_id)).first()


def with_faces() -> Select[Improvement]:
    """Improvements with people, step, part and touchpoint in the same statement."""
    return select(Improvement).options(
        joinedload(Improvement.owner),
        joinedload(Improvement.sponsor),
        joinedload(Improvement.stage),
        joinedload(Improvement.element),
        joinedload(Improvement.touchpoint).joinedload(Touchpoint.stage),
    )


def _checked(condition: object, reader: Reader) -> Improvement:
    found = session.scalars(with_faces().where(condition)).first()  # type: ignore[arg-type]
    if found is None or not may_read(found, reader=reader):
        raise NotFound(_("There is nothing at this address."))
    return found
