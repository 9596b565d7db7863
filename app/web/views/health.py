"""Life signs for those who watch over a portal."""

from __future__ import annotations

import hmac

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.web.metrics import CONTENT_TYPE, exposition
from app.web.readiness import checks, state_of
from app.web.views.blueprint import bp


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Whether the portal can do its work, part by part."""
    parts = checks()
    state = state_of(parts)
    return {"status": state, "parts": parts}, 503 if state == "unavailable" else 200


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus. Nothing is here for anyone without the token of the settings."""
    token = current_app.config["HEED"].metrics_token
    expected = f"Bearer {token}"
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), expected.encode()):
        abort(404)
    return Response(exposition(), content_type=CONTENT_TYPE)
