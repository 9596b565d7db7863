"""What people pass without noticing and machines do not: a field that nobody sees, and how long ago
the form was drawn. Nobody is called a machine: what came so is looked at, or sent again."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.core.clock import now

TRAP, DRAWN_AT = "extra", "drawn_at"
SHORTEST = timedelta(seconds=2)  # between drawing a form and sending it


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(drawn_at=drawn_at)


def drawn_at() -> str:
    """When the form was first drawn, signed; one that comes back with an error keeps its moment."""
    return request.form.get(DRAWN_AT) or _serializer().dumps(now().timestamp())


def came_in_haste() -> bool:
    """Whether the form was filled as no person fills it, or was never drawn: whoever leaves these
    fields out has not seen it. Not where limits are switched off."""
    if current_app.config["HEED"].limits != "on":
        return False
    if request.form.get(TRAP, "left out"):
        return True
    try:
        moment = float(_serializer().loads(request.form.get(DRAWN_AT, "")))
    except (BadSignature, TypeError, ValueError):
        return True
    return now().timestamp() - moment < SHORTEST.total_seconds()


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["HEED"].secret_keys, salt="form drawn")
