"""Images, to those who may read the words beside them."""

from __future__ import annotations

from uuid import UUID

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.attachments import store
from app.ideas.attachments.pictures import SMALL_MIMETYPE
from app.ideas.attachments.queries import one_readable
from app.ideas.views.blueprint import bp
from app.people.session import reader

# Were it ever taken for a page, it could do nothing.
POLICY = "sandbox; default-src 'none'"


@bp.get("/attachments/<uuid:uid>")
def image(uid: UUID) -> ResponseReturnValue:
    return _sent(uid, is_small=False)


@bp.get("/attachments/<uuid:uid>/small")
def small_image(uid: UUID) -> ResponseReturnValue:
    return _sent(uid, is_small=True)


def _sent(uid: UUID, *, is_small: bool) -> Response:
    """A browser keeps it, and asks each time whether it may still be shown."""
    shown = one_readable(uid, reader=reader())
    path = store.path_of(shown.digest, is_small=is_small)
    if not path.exists():
        raise NotFound(_("There is nothing at this address."))
    answer = send_file(
        path,
        mimetype=SMALL_MIMETYPE if is_small else shown.mimetype,
        as_attachment=not is_small,
        download_name=shown.name,
        etag=f"{shown.digest}{store.SMALL if is_small else ''}",
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    return answer
