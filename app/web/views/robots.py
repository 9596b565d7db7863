"""What programs that read the whole portal are asked to leave out."""

from __future__ import annotations

from flask import Response

from app.core.settings import portal
from app.web.views.blueprint import bp

ROBOTS = """User-agent: *
Disallow: /manage
Disallow: /api
"""


PRIVATE = """User-agent: *
Disallow: /
"""


@bp.get("/robots.txt")
def robots() -> Response:
    return Response(PRIVATE if portal().is_private else ROBOTS, mimetype="text/plain")
