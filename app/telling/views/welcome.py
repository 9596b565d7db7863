"""The one welcome, looked at before it is sent."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.settings import portal
from app.people.session import signed_in
from app.telling.forms import WelcomeForm
from app.telling.views.blueprint import bp
from app.telling.welcoming import begin_welcome, unwelcomed_count, words_of_welcome


@bp.get("/manage/welcome")
def welcome() -> ResponseReturnValue:
    return _page(WelcomeForm(words=portal().welcome_words or _first_words()))


@bp.post("/manage/welcome/look")
def preview_welcome() -> ResponseReturnValue:
    form = WelcomeForm()
    try:
        return _page(form, letter=words_of_welcome(form.words.data or ""))
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status


@bp.post("/manage/welcome")
def send_welcome() -> ResponseReturnValue:
    form, actor = WelcomeForm(), signed_in()
    try:
        words = words_of_welcome(form.words.data or "")
        with writing():
            begin_welcome(words, actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(_("The welcome leaves now, once to each."), "ok")
    return redirect(url_for("telling.welcome"), 303)


def _page(form: WelcomeForm, letter: str = "") -> str:
    return render_template(
        "telling/welcome.html",
        form=form,
        letter=letter,
        waiting=unwelcomed_count(),
        is_under_way=bool(portal().welcome_until),
    )


def _first_words() -> str:
    return _(
        "Before we moved here you asked for something, or voted for it. We kept it under your "
        "name. If you want to hear what becomes of it, join with a password of your own. If you "
        "do nothing, this stays the only mail you get from us."
    )
