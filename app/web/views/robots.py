"""What programs that read the whole portal are asked to leave out."""

from __future__ import annotations

from flask import Response

from app.web.views.blueprint import bp

ROBOTS = """User-agent: *
Disallow: /manage
Disallow: /api
"""


@bp.get("/robots.txt")
def robots() -> Response:
    return Response(ROBOTS, mimetype="text/plain")
