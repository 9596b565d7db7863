"""The bell: what happened to the ideas one asked, voted for or follows."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.people.session import signed_in
from app.telling import queries, service
from app.telling.views.blueprint import bp


@bp.get("/notices")
def notices() -> ResponseReturnValue:
    asking = signed_in()
    read_at = asking.notices_read_at
    page = queries.notices(asking, after=request.args.get("cursor"))
    fresh = [each for each in page.items if read_at is None or each.created_at > read_at]
    return render_template(
        "telling/notices.html",
        page=page,
        fresh=fresh,
        earlier=[each for each in page.items if each not in fresh],
        unread=queries.unread_notices(asking),
    )


@bp.post("/notices")
def mark_notices_read() -> ResponseReturnValue:
    asking = signed_in()
    with writing():
        service.mark_notices_read(asking)
    return redirect(url_for("telling.notices"), 303)
