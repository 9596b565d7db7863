"""The question a browser was asked of its passkeys, and whose answer it gave."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask import session as cookie

from app.core.db import writing
from app.core.settings import portal
from app.core.web.headers import let_use_passkeys
from app.people.models import User
from app.people.service import passkeys as service
from app.people.service.passkeys import Asked, Place, Recognised

ASKED = "asked"


def place() -> Place:
    """Where the portal stands, by its settings: what a request says of its host is not asked."""
    address = urlsplit(current_app.config["HEED"].base_url)
    return Place(
        host=address.hostname or "",
        origin=f"{address.scheme}://{address.netloc}",
        name=portal().name,
    )


def let_ask_passkey() -> bool:
    """Let the page that is being made ask the reader's device. False where browsers know no
    passkeys for the portal's address: a bare number."""
    try:
        ip_address(place().host)
    except ValueError:
        let_use_passkeys()
        return True
    return False


def put_away() -> Asked | None:
    """What this browser was asked, whatever becomes of the answer: it is over now."""
    try:
        uid = UUID(cookie.pop(ASKED, ""))
    except ValueError:
        return None
    with writing():
        return service.take_question(uid)


def recognised(answer: str) -> Recognised | None:
    """Whose key gave this answer to the question this browser was asked."""
    return service.recognise(answer, put_away(), place())


def is_proof_of(user: User, answer: str) -> bool:
    """Whether a key of theirs gave this answer. Call outside writing()."""
    found = recognised(answer)
    if found is None or found.user_id != user.id:
        return False
    with writing():
        return service.accept(found) is not None
