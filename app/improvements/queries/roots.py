"""The ideas somebody chose, each as the one its merge family is counted at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_boards, with_faces
from app.people.models import Reader

MOST_AT_ONCE = 100
_REFERENCE = re.compile(r"H-([1-9][0-9]{0,8})(?:-.*)?", re.IGNORECASE)


def ideas_named(references: Sequence[str], *, reader: Reader) -> list[Idea]:
    """The ideas some references name, in their order, those that were merged standing for the
    ones they went into. Raises NotFound where one is not the reader's to see, Invalid for more
    than MOST_AT_ONCE."""
    numbers = [int(named[1]) for each in references if (named := _REFERENCE.fullmatch(each))]
    if len(numbers) > MOST_AT_ONCE:
        raise Invalid(_("Promote at most %(most)s ideas at once.", most=MOST_AT_ONCE))
    found = {}
    if numbers:
        board_ids = [board.id for board in visible_boards(reader)]
        is_there = (Idea.board_id.in_(board_ids), Idea.deleted_at.is_(None))
        wanted = with_faces().where(Idea.number.in_(numbers), *is_there)
        found = {idea.number: idea for idea in session.scalars(wanted)}
    if len(numbers) < len(references) or not set(numbers) <= set(found):
        raise NotFound(_("One of these ideas is not there."))
    return roots_of([found[number] for number in numbers])


def roots_of(ideas: Iterable[Idea]) -> list[Idea]:
    """Each idea or, for one that was merged, where its chain ends; each once, in their order.
    Raises Conflict for one that is gone."""
    wanted = list(dict.fromkeys(idea.merged_into_id or idea.id for idea in ideas))
    if not wanted:
        return []
    found = {idea.id: idea for idea in session.scalars(with_faces().where(Idea.id.in_(wanted)))}
    roots = [found[idea_id] for idea_id in wanted]
    for root in roots:
        if root.deleted_at is not None:
            raise Conflict(_("%(idea)s was taken away.", idea=root.reference))
    return roots
