"""Tags, read in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, literal, select

from app.core.db import session
from app.ideas.models import IdeaTag, Tag


def tags_of(idea_ids: Sequence[int]) -> dict[int, list[str]]:
    """Names of the tags of each idea that has any, in their alphabet."""
    found: dict[int, list[str]] = defaultdict(list)
    named = (
        select(IdeaTag.idea_id, Tag.name)
        .join(Tag, Tag.id == IdeaTag.tag_id)
        .where(IdeaTag.idea_id.in_(idea_ids))
    )
    for idea_id, name in session.execute(named):
        found[idea_id].append(name)
    # Not by the database: each has an alphabet of its own.
    return {idea_id: sorted(names, key=str.casefold) for idea_id, names in found.items()}


def tags_named(ids: Sequence[int]) -> Select[Any]:
    """(`tag`, idea id, name, 0) of many ideas, to be asked with other words of theirs."""
    columns: list[Any] = [literal("tag"), IdeaTag.idea_id, Tag.name, literal(0)]
    named = select(*columns)
    return named.join(Tag, Tag.id == IdeaTag.tag_id).where(IdeaTag.idea_id.in_(ids))
