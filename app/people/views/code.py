"""The second step of signing in: a code of the authenticator app, or one that stands in for it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.i18n import _, ngettext
from app.core.web.forms import typed
from app.people.forms.second_factor import CodeForm
from app.people.models import User
from app.people.service import second_factor as service
from app.people.session import WAITING, open_session
from app.people.views.arriving import led_onward, waiting_at_the_door
from app.people.views.blueprint import bp

FEW = 3


@bp.route("/sign-in/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    user, onward = waiting_at_the_door(), led_onward()
    if user is None:
        if WAITING in cookie:
            flash(_("That took too long. Sign in again."))
        return redirect(url_for("people.sign_in", next=onward), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    if not _is_let_in(user, typed(form.code)):
        form.refuse_code()
        return _page(form), 422
    _say_how_many_are_left(user)
    return redirect(onward, 303)


def _is_let_in(user: User, given: str) -> bool:
    with writing():
        fits = waiting_at_the_door() is user and service.accept(user, given)
        if fits:
            open_session(user, is_strong=True)
    return fits


def _say_how_many_are_left(user: User) -> None:
    left = service.codes_left(user)
    if left <= FEW:
        message = ngettext(
            "You have %(num)s recovery code left. Make new ones under “Signing in”.",
            "You have %(num)s recovery codes left. Make new ones under “Signing in”.",
            left,
        )
        flash(message)


def _page(form: CodeForm) -> str:
    return render_template("people/code.html", form=form)
