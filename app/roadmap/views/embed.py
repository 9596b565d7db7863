"""The roadmap for other sites' frames: to read, without cookies, as everybody sees it."""

from __future__ import annotations

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.i18n import _
from app.core.web.headers import framed_by
from app.core.web.requests import absolute
from app.people.models import Anonymous
from app.roadmap.embedding import origins
from app.roadmap.queries.lanes import roadmap as roadmap_for
from app.roadmap.views.blueprint import bp
from app.roadmap.views.roadmap import lane_names


@bp.get("/embed/roadmap")
def embed() -> ResponseReturnValue:
    """Raises NotFound until an admin has named the sites that may show it."""
    allowed = origins()
    if not allowed:
        raise NotFound(_("There is nothing at this address."))
    page = render_template(
        "roadmap/embed.html",
        roadmap=roadmap_for(Anonymous()),
        names=lane_names(),
        page_url=absolute(url_for("roadmap.show")),
    )
    return make_response(page, framed_by(allowed))
