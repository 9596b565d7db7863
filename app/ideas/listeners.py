"""Hears that somebody wants a copy of what is theirs, or to be erased."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from app.core.db import session
from app.ideas.attachments import store as images
from app.ideas.importing.forgetting import forget_naming
from app.ideas.models import Attachment, Wording
from app.people.events import being_erased, copy_asked, names_sought, texts_changed
from app.people.models import User
from app.people.privacy.names import Names
from app.search.documents import IDEA
from app.search.service import enqueue


class Put(Protocol):
    def __call__(self, name: str, path: Path) -> None: ...


@being_erased.connect
def let_the_index_forget(person: User) -> None:
    """Ideas are found by wordings, and these go with their person."""
    enqueue(IDEA, *session.scalars(select(Wording.idea_id).where(Wording.user_id == person.id)))


@texts_changed.connect
def let_the_index_learn(table: str, ids: Collection[int]) -> None:
    if table == Wording.__tablename__:
        enqueue(IDEA, *session.scalars(select(Wording.idea_id).where(Wording.id.in_(ids))))


@names_sought.connect
def take_out_of_brought_files(names: Names) -> None:
    forget_naming(names)


@copy_asked.connect
def add_their_images(person: User, put: Put) -> None:
    theirs = select(Attachment).where(Attachment.uploader_id == person.id)
    for image in session.scalars(theirs.order_by(Attachment.id)):
        path = images.path_of(image.digest)
        if path.is_file():
            put(f"{image.uid}.{image.mimetype.partition('/')[2]}", path)
