"""One answer for one Idempotency-Key, kept in the same unit of change as what it did."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select

from app.api.models import IdempotencyKey
from app.core.db import insert_new, session, writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.people.models import User
from app.people.session import presented_token, signed_in

Answer = tuple[Any, int, dict[str, str]]


def once(key: str, change: Callable[[User], Answer]) -> Response:
    """Do `change(actor)` -> (body, status, headers) in one unit of change. Under a key that was
    used before nothing is done and the first answer is given again; an empty key is none. Raises
    Invalid for a key that came with another request, and whatever `change` raises: a refusal is
    not kept."""
    with writing():
        actor = signed_in()
        kept = _claim(key, actor) if key else None
        if kept is not None and kept.status:
            return _answer(kept.body, kept.status, {**kept.headers, "Idempotent-Replay": "true"})
        body, status, headers = change(actor)
        if kept is not None:
            kept.body, kept.status, kept.headers = body, status, headers
    return _answer(body, status, headers)


def _claim(key: str, actor: User) -> IdempotencyKey:
    digest = _digest()
    values = {"user_id": actor.id, "key": key, "request_digest": digest, "body": {}}
    # PostgreSQL waits here while another request under the same key is at work.
    session.execute(insert_new(IdempotencyKey), values)
    mine = (IdempotencyKey.user_id == actor.id, IdempotencyKey.key == key)
    claimed = session.scalars(select(IdempotencyKey).where(*mine)).one()
    if claimed.request_digest != digest:
        message = _("This Idempotency-Key was used for another request.")
        raise Invalid(message, errors={"Idempotency-Key": message})
    return claimed


def _digest() -> str:
    # With the token's scopes: an answer kept for one that may read more is not given to another.
    token = presented_token()
    scopes = " ".join(sorted(token.scopes)) if token else ""
    asked = f"{request.method} {request.path} {scopes}\n".encode() + request.get_data(cache=True)
    return hashlib.sha256(asked).hexdigest()


def _answer(body: Any, status: int, headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.update(headers)
    return response
