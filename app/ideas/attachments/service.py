"""Uploading images, and putting them beside words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import update

from app.core.db import changed_rows, session
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.attachments import store
from app.ideas.attachments.pictures import Picture
from app.ideas.models import Attachment, Comment, Idea
from app.people.models import User

MOST = 4  # beside one text


def keep_file(picture: Picture) -> str:
    """Keep a picture's files, before the unit of change that writes its row; its digest. Raises
    store.NoRoom."""
    return store.keep(picture.content, picture.small)


def upload(picture: Picture, digest: str, *, uploader: User) -> Attachment:
    """An image that belongs to no words yet: only its uploader sees it, and for a day."""
    uploaded = Attachment(
        uploader_id=uploader.id,
        digest=digest,
        name=picture.name,
        mimetype=picture.mimetype,
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
    )
    session.add(uploaded)
    session.flush()
    return uploaded


def attach(
    uids: Collection[UUID], *, idea: Idea, comment: Comment | None = None, uploader: User
) -> None:
    """Put uploaded images beside an idea, or a comment on it. Raises Invalid for too many, and for
    one that was swept away, is used already or somebody else's."""
    refuse_too_many(uids)
    mine = update(Attachment).where(
        Attachment.uid.in_(uids),
        Attachment.uploader_id == uploader.id,
        Attachment.idea_id.is_(None),
    )
    placed = mine.values(idea_id=idea.id, comment_id=comment.id if comment else None)
    if uids and changed_rows(placed) != len(set(uids)):
        message = _("An image was kept for a day only, and the day is over. Choose it again.")
        raise Invalid(message, errors={"images": message})


def refuse_too_many(images: Collection[object] | Sequence[object]) -> None:
    """Raises Invalid."""
    if len(images) > MOST:
        message = _("Four images at most. Keep those that show it best.")
        raise Invalid(message, errors={"images": message})
