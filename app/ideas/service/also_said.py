"""The same wish in other words: kept by who votes for an idea instead of posting a copy of it."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core import audit
from app.core.db import changed_rows, insert_new, key_of, session
from app.core.errors import Forbidden
from app.core.i18n import _
from app.ideas.events import idea_changed
from app.ideas.models import Idea, Wording
from app.ideas.moderation import refuse_blocked, refuse_links, why_held
from app.ideas.service.drafts import Draft
from app.people.models import User


def also_say(idea: Idea, written: Draft, *, actor: User, in_haste: bool = False) -> bool:
    """Let the idea be found by how `actor` put it too; their later words replace the first. False
    where what they write is looked at first: a wording has nowhere to wait, a comment has. Raises
    Forbidden for who is blocked, and Invalid, naming `title`, for words with addresses."""
    refuse_blocked(actor)
    refuse_links(written.title)
    if why_held(written.title, board=idea.board, author=actor, in_haste=in_haste):
        return False
    if written.title.casefold() in _names(idea):
        return True
    theirs = {"idea_id": key_of(idea), "user_id": key_of(actor)}
    if not changed_rows(insert_new(Wording), {**theirs, "words": written.title}):
        session.execute(update(Wording).filter_by(**theirs).values(words=written.title))
    idea_changed.send(idea)
    return True


def forget_wording(wording: Wording, idea: Idea, *, actor: User) -> None:
    """Take a wording off its idea: one's own, or any as a manager. Raises Forbidden for others."""
    is_own = wording.user_id == actor.id
    if not is_own and not actor.is_keeper:
        raise Forbidden(_("Only who said it or a manager may remove a wording."))
    session.delete(wording)
    session.flush()
    if not is_own:
        audit.record(actor, "wording.remove", idea, before={"words": wording.words})
    idea_changed.send(idea)


def _names(idea: Idea) -> set[str]:
    kept = session.scalars(select(Wording.words).where(Wording.idea_id == key_of(idea)))
    return {idea.title.casefold(), *(words.casefold() for words in kept)}
