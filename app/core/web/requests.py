"""Facts about the present request that many views ask for."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from app.core.errors import Invalid
from app.core.i18n import _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def init_app(app: Flask) -> None:
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """No address of ours holds the character NUL, and PostgreSQL fails on texts that do. What
    forms hold is cleaned by core.text."""
    refused = [name for name, value in request.args.items(multi=True) if "\0" in name + value]
    if refused or "\0" in request.path:
        message = _("This address holds a character that no address has.")
        raise Invalid(message, errors=dict.fromkeys(refused, message))


def request_id() -> str:
    """Short enough to read aloud on the phone; the same for the whole request."""
    if "request_id" not in g:
        letters = "".join(secrets.choice(ALPHABET) for _letter in range(8))
        g.request_id = f"{letters[:4]}-{letters[4:]}"
    return str(g.request_id)


def wants_fragment() -> bool:
    """Whether a script asked for the changed part alone."""
    return "Heed-Fragment" in request.headers


def wants_json() -> bool:
    return request.path.startswith("/api/") or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def is_post_from_elsewhere() -> bool:
    """Whether a browser says that this change was asked for by another site's page, or by one that
    it does not name."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _is_ours(origin)


def _is_ours(origin: str) -> bool:
    """The portal's own address, or the host that was asked: a proxy may ask by another name, and a
    portal on trial is asked by several."""
    given = _host_of(origin)
    own = _host_of(str(current_app.config["HEED"].base_url))
    asked = _host_of(f"{origin.partition(':')[0]}://{request.host}")
    return given is not None and given in (own, asked)


def _host_of(url: str) -> tuple[str, int] | None:
    """Host and port; None for what names none, as “null” does."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (KeyError, ValueError):
        return None
    return (parts.hostname, port) if parts.hostname else None


def safe_next(target: str | None, *, otherwise: str = "/") -> str:
    """A path of ours to go on to; anything that could lead elsewhere becomes `otherwise`."""
    if not target or not target.startswith("/") or len(target) > 2000:
        return otherwise
    if target.startswith(("//", "/\\")) or any(ord(c) < 33 or c == "\\" for c in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def absolute(path: str) -> str:
    """A path under the portal's own address, for mail, feeds and canonical links."""
    return str(current_app.config["HEED"].base_url) + path
