"""Where the one welcome leads: join, or no thanks."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.i18n import _
from app.core.web.forms import RefusableForm, typed
from app.people import passwords, queries
from app.people.forms.doors import AcceptForm
from app.people.models import Purpose
from app.people.service import welcome as service
from app.people.views.arriving import arrive
from app.people.views.blueprint import bp


@bp.route("/welcome/<secret>", methods=["GET", "POST"])
def join(secret: str) -> ResponseReturnValue:
    _link, person = queries.open_link(secret, Purpose.WELCOME)
    form = AcceptForm(name=person.name)
    form.known = (person.email or "",)
    if not form.validate_on_submit():
        page = render_template("people/join.html", form=form, email=person.email, secret=secret)
        return page, 422 if form.is_submitted() else 200
    password_hash = passwords.hash_password(typed(form.password))
    with writing():
        come = service.join(
            secret, name=typed(form.name), password_hash=password_hash, agreed=typed(form.agreed)
        )
        way = arrive(come, onward="/me")
    flash(_("Welcome! Here is what became of what you asked."), "ok")
    return redirect(way, 303)


@bp.route("/welcome/<secret>/no", methods=["GET", "POST"])
def decline(secret: str) -> ResponseReturnValue:
    """The page asks once more, because programs follow links in mails too."""
    form, is_done = RefusableForm(), False
    if form.validate_on_submit():
        with writing():
            service.decline(secret)
        is_done = True
    else:
        queries.open_link(secret, Purpose.WELCOME)
    return render_template("people/decline.html", form=form, is_done=is_done, secret=secret)
