"""Keeping what people say once something shipped."""

from __future__ import annotations

from app.core.db import changed_rows, insert_new, session
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.core.text import block
from app.ideas.models import Idea, Phase
from app.insights.models import FixAnswer, Fixed
from app.insights.queries import answer_of, has_asked
from app.people.models import User

WORDS_LENGTH = 2000


def refuse_answer(idea: Idea, *, actor: User) -> None:
    """Raises Conflict before it shipped, Forbidden for whoever did not ask for it."""
    if idea.status.phase is not Phase.SHIPPED:
        raise Conflict(_("This has not shipped, so nobody can say yet whether it helps."))
    if not has_asked(idea, actor):
        raise Forbidden(_("Only those who asked for this can say whether it fixed it."))


def answer(idea: Idea, said: Fixed, *, words: str = "", actor: User) -> FixAnswer:
    """Keep the actor's answer, in place of the one they gave before. Raises what `refuse_answer`
    does, and Invalid for too many words."""
    refuse_answer(idea, actor=actor)
    words = block(words)
    if len(words) > WORDS_LENGTH:
        message = _("This is too long. Say it in fewer words.")
        raise Invalid(message, errors={"words": message})
    mine = {"idea_id": idea.id, "user_id": actor.id}
    changed_rows(insert_new(FixAnswer), {**mine, "answer": said, "words": words})
    kept = answer_of(idea, actor)
    assert kept is not None, "it was there, or has just been put there"
    kept.answer, kept.words = said, words
    session.flush()
    return kept
