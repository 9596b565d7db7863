"""Putting ideas behind an improvement, and taking them out again."""

from __future__ import annotations

from sqlalchemy import delete

from app.core.db import changed_rows, insert_new
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.text import one_line
from app.ideas.models import Idea
from app.improvements.models import Evidence, Improvement, Verdict
from app.improvements.policy import refuse_deciding
from app.improvements.queries.find import improvement_behind
from app.improvements.queries.roots import roots_of
from app.improvements.service.log import hold_still, put_on_record
from app.improvements.service.move import NO_WORDS, Moved, bring_along
from app.people.models import User
from app.votes.models import Importance

REASON_LENGTH = 1_000


def link_idea(
    improvement: Improvement, idea: Idea, *, actor: User, importance: Importance | None = None
) -> Moved:
    """Put `idea`, or the one it was merged into, behind the improvement; its status follows the
    horizon from now on. Raises Conflict, naming the improvement it stands behind already."""
    refuse_deciding(actor=actor)
    hold_still(improvement)
    (root,) = roots_of([idea])
    put_behind(improvement, root, importance=importance)
    put_on_record(improvement, Verdict.LINKED, idea=root, actor=actor)
    return bring_along([root], improvement.horizon, note=NO_WORDS, actor=actor)


def unlink_idea(improvement: Improvement, idea: Idea, *, reason: str = "", actor: User) -> None:
    """Take `idea` out; it keeps the status it has. Raises Conflict where it stands behind
    it no longer."""
    refuse_deciding(actor=actor)
    mine = (Evidence.improvement_id == improvement.id, Evidence.idea_id == idea.id)
    if not changed_rows(delete(Evidence).where(*mine)):
        raise Conflict(_("%(idea)s is not behind this improvement any more.", idea=idea.reference))
    why = one_line(reason)[:REASON_LENGTH]
    put_on_record(improvement, Verdict.UNLINKED, idea=idea, reason=why, actor=actor)


def put_behind(
    improvement: Improvement, root: Idea, *, importance: Importance | None = None
) -> None:
    """The unique key decides whose the idea is. Raises Conflict."""
    values = {"improvement_id": improvement.id, "idea_id": root.id, "importance": importance}
    if changed_rows(insert_new(Evidence), values):
        return
    other = improvement_behind(root)
    if other is None or other.id == improvement.id:
        raise Conflict(_("%(idea)s is behind this improvement already.", idea=root.reference))
    raise Conflict(
        _(
            "%(idea)s is behind %(reference)s “%(title)s” already. Take it out there first, or "
            "leave it.",
            idea=root.reference,
            reference=other.reference,
            title=other.title,
        )
    )
