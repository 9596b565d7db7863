"""The headers every answer carries, errors included."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, g, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

FORMS_STAY = "form-action 'self'"
NOBODY_FRAMES = "frame-ancestors 'none'"
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        FORMS_STAY,
        "base-uri 'none'",
        "object-src 'none'",
        NOBODY_FRAMES,
    )
)
CLOSED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
NO_PASSKEYS = "publickey-credentials-create=(), publickey-credentials-get=()"
PASSKEYS = "publickey-credentials-create=(self), publickey-credentials-get=(self)"
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": f"{CLOSED}, {NO_PASSKEYS}",
}
ONE_YEAR = "max-age=31536000; includeSubDomains"


def framed_by(origins: Sequence[str]) -> dict[str, str]:
    """Headers of a page that pages of these origins, and no others, may show in a frame."""
    ancestors = " ".join(["frame-ancestors", *origins])
    return {
        "Content-Security-Policy": CSP.replace(NOBODY_FRAMES, ancestors),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def let_use_passkeys() -> None:
    """The page that is being made asks the reader's device for a passkey, or has it make one."""
    g.uses_passkeys = True


def sending_to(origin: str) -> dict[str, str]:
    """Headers of a page with a form whose answer leads to this origin."""
    return {"Content-Security-Policy": CSP.replace(FORMS_STAY, f"{FORMS_STAY} {origin}")}


def init_app(app: Flask, *, is_https: bool) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        if g.get("uses_passkeys"):
            response.headers["Permissions-Policy"] = f"{CLOSED}, {PASSKEYS}"
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers["Strict-Transport-Security"] = ONE_YEAR
        if request.endpoint != "assets.serve" or response.status_code >= 400:
            _say_how_long_it_keeps(response)
        return response


def _say_how_long_it_keeps(response: Response) -> None:
    """An answer that says itself it is private may be kept by its reader's browser, which asks
    again before it shows it: an image that stays the same as long as it may be seen."""
    response.vary.add("Cookie")
    if response.cache_control.private and response.status_code < 400:
        return
    if _is_for_one_reader() or "Set-Cookie" in response.headers:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"


def _is_for_one_reader() -> bool:
    try:
        return bool(current_user.is_authenticated)
    except SQLAlchemyError:
        # Who asks stands in the database, which does not answer: keep it out of every cache.
        return True
