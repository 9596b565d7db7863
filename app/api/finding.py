"""What `{id}` in an address names: an idea or improvement by its opaque id or its reference."""

from __future__ import annotations

from uuid import UUID

from flask import request
from sqlalchemy import select
from werkzeug.routing import BaseConverter

from app.api.blueprint import bp
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.looking import note_look_at
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible, one_visible_by_id
from app.improvements.models import Improvement
from app.improvements.queries.find import one_readable, one_readable_by_uid
from app.people.directory import one_organisation
from app.people.gate import find_objects
from app.people.session import signed_in


class NameOfIdea(BaseConverter):
    """Anything but the fixed address beside it, so that a 405 there lists what that one takes."""

    regex = "(?!similar$)[^/]+"
    part_isolating = True


@bp.before_request
def find_what_is_named() -> None:
    """Before the body is read, so that what is hidden is not there whatever was sent to it."""
    values = request.view_args or {}
    if "id" in values:
        values["idea"] = idea_named(values.pop("id"))
        note_look_at(values["idea"].board, signed_in())
    if "organisation_id" in values:
        values["organisation"] = one_organisation(values.pop("organisation_id"))
    if "improvement_id" in values:
        values["improvement"] = improvement_named(values.pop("improvement_id"))


def idea_named(id: str) -> Idea:
    """Raises NotFound, alike for a hidden idea and one that does not exist."""
    try:
        uid = UUID(id)
    except ValueError:
        return one_visible(id, reader=signed_in())
    found = session.scalar(select(Idea.id).where(Idea.uid == uid))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return one_visible_by_id(found, reader=signed_in())


def improvement_named(improvement_id: str) -> Improvement:
    """Raises NotFound, as `idea_named`."""
    try:
        uid = UUID(improvement_id)
    except ValueError:
        return one_readable(improvement_id, reader=signed_in())
    return one_readable_by_uid(uid, reader=signed_in())


find_objects("id", idea_named)
find_objects("improvement_id", improvement_named)
