"""Where mail goes, and one letter to see whether it arrives."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.i18n import _
from app.core.settings import change, portal
from app.core.web.forms import typed
from app.core.web.requests import safe_next
from app.people.session import signed_in
from app.telling.mail import testing
from app.telling.mail.settings import mail_settings
from app.web.forms import TestMailForm
from app.web.views.blueprint import bp
from app.web.views.settings.frame import settings_page


@bp.get("/manage/settings/mail")
def mail() -> ResponseReturnValue:
    return _page()


@bp.post("/manage/settings/mail/test")
def send_test_mail() -> ResponseReturnValue:
    form, reader = TestMailForm(), signed_in()
    outcome = testing.send_test(reader)
    proven = testing.fingerprint() if outcome.was_taken else ""
    with writing():
        change(signed_in(), mail_proven_for=proven, mail_last_words=outcome.words)
    if not outcome.was_taken:
        return _page(), 422
    flash(_("The server took it. Look whether it is in your inbox."), "ok")
    return redirect(safe_next(typed(form.next), otherwise=url_for("web.mail")), 303)


def _page() -> str:
    words = portal().mail_last_words
    return settings_page(
        "web/settings/mail.html",
        goes=testing.mail_goes(),
        sender=mail_settings().sender,
        is_proven=portal().mail_proven_for == testing.fingerprint(),
        words=words,
        checks=testing.what_to_check(words) if words else (),
    )
