"""Addresses that belong to no step of the work: life signs and the reader's theme."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from app.core.web.requests import safe_next

bp = Blueprint("core", __name__)
THEMES = ("light", "dark")
ONE_YEAR = 31_536_000


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """This process is alive; says nothing of anything else."""
    return {"status": "ok"}


@bp.post("/theme")
def theme() -> ResponseReturnValue:
    """Remember light or dark in a cookie, so that the server draws it and nothing flashes."""
    chosen = request.form.get("theme", "")
    answer = redirect(safe_next(request.form.get("next")), 303)
    if chosen in THEMES:
        answer.set_cookie(
            "theme",
            chosen,
            max_age=ONE_YEAR,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["HEED"].is_https,
        )
    else:
        answer.delete_cookie("theme")
    return answer


def chosen_theme() -> str:
    """`light`, `dark`, or nothing when the reader leaves it to their device."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""
