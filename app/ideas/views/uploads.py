"""Images that come with a form: kept as they arrive, so that a form refused for another reason
comes back with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from flask import request
from werkzeug.datastructures import FileStorage

from app.core.db import writing
from app.core.errors import Invalid
from app.ideas.attachments.pictures import LARGEST, picture_of
from app.ideas.attachments.queries import unused_among
from app.ideas.attachments.service import MOST, keep_file, refuse_too_many, upload
from app.ideas.forms import IllustratedForm
from app.people.models import User


class Offered(NamedTuple):
    """An image that was uploaded and is not posted yet."""

    uid: UUID
    name: str


def receive_images(form: IllustratedForm, *, uploader: User) -> list[UUID]:
    """What to put beside the words: images of this form and those it brought before, unless they
    were unticked. The form offers them again. Raises Invalid for those that are none, once the
    others are kept, and store.NoRoom."""
    form.offered = [
        Offered(image.uid, image.name) for image in unused_among(_ticked(), uploader=uploader)
    ]
    sent = [file for file in request.files.getlist(form.images.name) if file.filename]
    room = MOST - len(form.offered)
    reasons = []
    for file in sent[:room]:
        try:
            form.offered.append(_received(file, uploader))
        except Invalid as refusal:
            reasons.append(refusal.message)
    if reasons:
        raise Invalid(reasons[0], errors={"images": " ".join(reasons)})
    refuse_too_many([*form.offered, *sent[room:]])
    return [image.uid for image in form.offered]


def _received(file: FileStorage, uploader: User) -> Offered:
    picture = picture_of(file.stream.read(LARGEST + 1), name=file.filename or "")
    digest = keep_file(picture)
    with writing():
        kept = upload(picture, digest, uploader=uploader)
        return Offered(kept.uid, kept.name)


def _ticked() -> list[UUID]:
    return list(_uids(request.form.getlist("kept")[: 2 * MOST]))


def _uids(texts: list[str]) -> Iterator[UUID]:
    for text in texts:
        try:
            yield UUID(text)
        except ValueError:
            continue
