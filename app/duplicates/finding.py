"""Ideas that somebody looks for in a search box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core.db import session
from app.duplicates.queries import LikeIdea, similar_ideas
from app.ideas.models import Idea
from app.ideas.queries.parts import FIELDS, Narrowing, narrowing
from app.ideas.queries.visible import visible_ideas, with_faces
from app.people.models import Reader
from app.search.analysis import fold
from app.search.asking import Asked, Part, read
from app.search.lexicon import lexicon
from app.search.service import corrections

MOST_NAMED = 200  # of those with a name in the database, whose names are compared as they are shown


class Found(NamedTuple):
    """The ideas, best first, found by `words`. `unknown` are sentences about parts that name
    nothing there is; `meant` is the search as it may have been meant, or empty."""

    words: str
    ideas: list[LikeIdea]
    unknown: list[str]
    meant: str


def find_ideas(typed: str, *, reader: Reader, limit: int, also: Iterable[Part] = ()) -> Found:
    """`also` are parts that were chosen, not typed. Without words, the most wanted come first."""
    asked = read(typed, fields=FIELDS)
    narrow = narrowing([*asked.parts, *also], reader=reader)
    most = MOST_NAMED if narrow.names else limit
    if asked.words:
        found = similar_ideas(asked.words, reader=reader, limit=most, only=narrow.conditions)
    elif narrow.conditions or narrow.names:
        found = _most_wanted(asked, narrow, reader, most)
    else:
        found = []
    kept = [each for each in found if narrow.holds_for(each.idea, reader=reader)][:limit]
    return Found(asked.words, kept, narrow.unknown, _meant(typed, asked.words, kept))


def _most_wanted(asked: Asked, narrow: Narrowing, reader: Reader, most: int) -> list[LikeIdea]:
    wanted = with_faces().where(visible_ideas(reader), *narrow.conditions)
    in_order = wanted.order_by(Idea.people.desc(), Idea.id.desc()).limit(most)
    words = [part.text for part in asked.parts if not part.field and not part.is_left_out]
    return [LikeIdea(idea, 0.0, False, words) for idea in session.scalars(in_order)]


def _meant(typed: str, words: str, found: list[LikeIdea]) -> str:
    """With other spellings that ideas have which this reader sees: the index knows words of all."""
    meant = typed
    seen = {
        word.spelling
        for each in found
        for word in lexicon().words(f"{each.idea.title}\n{each.idea.body}")
    }
    for written, spelling in corrections(words).items():
        if spelling in seen and fold(written) not in seen:
            meant = meant.replace(written, spelling)
    return meant if meant != typed else ""
