"""Where people may sign in elsewhere, for the pages that offer it."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import g, request
from werkzeug.wrappers import Response

from app.core import http
from app.core.web.headers import sending_to
from app.people.models import Provider
from app.people.service.providers import provider_on
from app.people.views.blueprint import bp

LEADING_AWAY = {
    f"people.{verb}"
    for verb in ("sign_in", "security", "depart", "connect", "come_back", "change_password")
}


def offered() -> Provider | None:
    """The provider that is on, asked for once a request."""
    if "provider" not in g:
        g.provider = provider_on()
    return cast("Provider | None", g.provider)


@bp.after_request
def let_forms_lead_there(response: Response) -> Response:
    """Pages with a form that leads to the provider say so in their policy, and no others."""
    if request.endpoint not in LEADING_AWAY or response.status_code >= 500:
        return response
    provider = offered()
    if provider is not None:
        there = provider.facts.get("authorization_endpoint") or provider.issuer
        # One that may not be asked any more leads nowhere, and breaks no other way in.
        with suppress(http.Refused):
            response.headers.update(sending_to(http.origin_of(there)))
    return response
