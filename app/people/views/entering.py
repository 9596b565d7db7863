"""Signing in with a link sent by mail."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.web.forms import RefusableForm, typed
from app.core.web.requests import safe_next
from app.people import asked_letters, queries
from app.people.forms.doors import EnterForm, LinkForm
from app.people.models import Door, Purpose
from app.people.service import entering as service
from app.people.views.arriving import arrive
from app.people.views.blueprint import bp


@bp.route("/sign-in/link", methods=["GET", "POST"])
def ask_link() -> ResponseReturnValue:
    form = LinkForm(next=request.args.get("next"))
    onward = safe_next(form.next.data)
    if not form.validate_on_submit():
        page = render_template("people/ask_link.html", form=form, onward=onward)
        return page, 422 if form.is_submitted() else 200
    with writing():
        asked_letters.ask(Door.ENTER, typed(form.email), onward=onward)
    return redirect(url_for("people.letter_sent"), 303)


@bp.route("/enter/<secret>", methods=["GET", "POST"])
def enter(secret: str) -> ResponseReturnValue:
    """The page asks once more, because programs follow links in mails too."""
    link, user = queries.open_link(secret, Purpose.ENTER)
    is_new, onward = user.confirmed_at is None, safe_next(link.carries.get("onward"))
    form = EnterForm() if is_new else RefusableForm()
    if not form.validate_on_submit():
        page = render_template(
            "people/enter.html", form=form, email=user.email, onward=onward, is_new=is_new
        )
        return page, 422 if form.is_submitted() else 200
    agreed = typed(form.agreed) if isinstance(form, EnterForm) else ""
    with writing():
        person, _onward = service.enter(secret, agreed=agreed)
        way = arrive(person, onward=onward)
        if way == onward:
            service.announce(person, onward)
    return redirect(way, 303)
