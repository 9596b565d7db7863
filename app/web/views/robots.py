"""What programs that read the whole portal are asked to leave out."""

from __future__ import annotations

from flask import Response, url_for

from app.core.settings import portal
from app.core.web.requests import absolute
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
    if portal().is_private:
        return Response(PRIVATE, mimetype="text/plain")
    sitemap = absolute(url_for("web.sitemap"))
    return Response(f"{ROBOTS}\nSitemap: {sitemap}\n", mimetype="text/plain")
