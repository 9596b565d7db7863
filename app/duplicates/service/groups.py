"""What managers decide about a group: keep apart, split, add, later. To count ideas together is
`service.merge`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations, product

from sqlalchemy import select

from app.core import audit
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.duplicates.models import DuplicateGroup, DuplicateMember, Pair
from app.duplicates.service.grouping import MOST, regroup
from app.duplicates.service.pairs import part, put_together
from app.ideas.models import Idea
from app.people.models import User

REST = timedelta(days=7)


def keep_apart(ideas: Sequence[Idea], *, actor: User) -> None:
    """Remember that none of them asks for the same as another. Raises Invalid for fewer than
    two."""
    if len(ideas) < 2:
        message = _("Tick at least two of them.")
        raise Invalid(message, errors={"ideas": message})
    part(combinations(ideas, 2), actor=actor)
    first, *others = ideas
    references = [idea.reference for idea in others]
    audit.record(actor, "idea.tell_apart", first, after={"from": references})
    regroup([idea.id for idea in ideas])


def ask_again(pair: Pair, *, actor: User) -> None:
    """Take back that two are not the same. Raises Conflict where somebody did so before."""
    session.refresh(pair, with_for_update={"of": Pair})
    if pair.apart_at is None:
        raise Conflict(_("These two wait to be looked at already."))
    pair.apart_at = pair.apart_by_id = None
    session.flush()
    audit.record(actor, "idea.ask_again", pair.first, after={"with": pair.second.reference})
    regroup([pair.first_id, pair.second_id])


def let_rest(group: DuplicateGroup) -> None:
    """Out of sight for REST, unless something joins or leaves it."""
    group.rests_until = now() + REST
    session.flush()


def wake(group: DuplicateGroup) -> None:
    group.rests_until = None
    session.flush()


def split(together: Sequence[Idea], others: Sequence[Idea], *, actor: User) -> None:
    """Remember that no idea of one part asks for the same as one of the other; each part goes on
    waiting. Raises Invalid where one of them is empty."""
    if not together or not others:
        message = _("Tick those that belong together, and leave the others without a tick.")
        raise Invalid(message, errors={"ideas": message})
    part(product(together, others), actor=actor)
    references = [idea.reference for idea in others]
    audit.record(actor, "idea.tell_apart", together[0], after={"from": references})
    regroup([idea.id for idea in (*together, *others)])


def add(idea: Idea, group: Sequence[Idea], *, actor: User) -> None:
    """Let an idea wait with a group that the search did not see it in. Raises Invalid, naming
    `add`, where it cannot."""
    if idea in group:
        raise _cannot_be_added(_("%(idea)s is in this group already.", idea=idea.reference))
    if not idea.is_listed:
        raise _cannot_be_added(
            _("%(idea)s was merged or taken away, so it waits no more.", idea=idea.reference)
        )
    put_together([(idea, each) for each in group], actor=actor)
    regroup([idea.id, *(each.id for each in group)])
    if len({_group_id_of(each) for each in (idea, *group)}) > 1:
        raise _cannot_be_added(
            _(
                "%(idea)s cannot wait with them: together with its own group they would be more"
                " than %(most)s, or two of them were told apart.",
                idea=idea.reference,
                most=MOST,
            )
        )
    audit.record(actor, "idea.put_together", idea, after={"with": group[0].reference})


def _group_id_of(idea: Idea) -> int | None:
    return session.scalar(
        select(DuplicateMember.group_id).where(DuplicateMember.idea_id == idea.id)
    )


def _cannot_be_added(message: str) -> Invalid:
    return Invalid(message, errors={"add": message})
