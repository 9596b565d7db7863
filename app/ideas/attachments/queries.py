"""Images as their readers see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Attachment, Comment, Idea
from app.ideas.queries.comments import one_comment
from app.ideas.queries.visible import one_visible_by_id
from app.people.models import Reader, User


def images_of(idea: Idea, comments: Iterable[Comment] = ()) -> dict[int | None, list[Attachment]]:
    """The images of an idea under None, and those of the given comments on it under their ids, in
    one statement; in none for an idea that came with the word that it has no images. Whoever reads
    the words sees them."""
    if idea.has_images is False:
        return {}
    asked = {"idea": idea.id, "comments": [comment.id for comment in comments]}
    found: dict[int | None, list[Attachment]] = {}
    for image in session.scalars(_images(), asked):
        found.setdefault(image.comment_id, []).append(image)
    return found


@cache
def _images() -> Select[Attachment]:
    is_shown = or_(
        Attachment.comment_id.is_(None),
        Attachment.comment_id.in_(bindparam("comments", expanding=True)),
    )
    of_idea = Attachment.idea_id == bindparam("idea")
    return select(Attachment).where(of_idea, is_shown).order_by(Attachment.id)


def unused_among(uids: Collection[UUID], *, uploader: User) -> list[Attachment]:
    """Those of `uids` that the person uploaded and did not post yet, the oldest first."""
    if not uids:
        return []
    mine = select(Attachment).where(
        Attachment.uid.in_(uids),
        Attachment.uploader_id == uploader.id,
        Attachment.idea_id.is_(None),
    )
    return list(session.scalars(mine.order_by(Attachment.id)))


def one_readable(uid: UUID, *, reader: Reader) -> Attachment:
    """An image is read by who may read its words now, and before they are posted by its uploader.
    Raises NotFound, alike for what does not exist and what is hidden."""
    image = session.scalar(select(Attachment).where(Attachment.uid == uid))
    if image is None:
        raise NotFound(_("There is nothing at this address."))
    if image.idea_id is None:
        if reader.id is None or image.uploader_id != reader.id:
            raise NotFound(_("There is nothing at this address."))
        return image
    idea = one_visible_by_id(image.idea_id, reader=reader)
    if image.comment_id is not None:
        said = session.scalars(select(Comment.uid).where(Comment.id == image.comment_id)).one()
        one_comment(idea, said, reader=reader)
    return image
