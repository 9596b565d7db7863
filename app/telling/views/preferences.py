"""What we send you: how often, and idea by idea."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.i18n import _
from app.core.web.requests import safe_next
from app.ideas.queries.visible import one_visible
from app.people.models import MailChoice
from app.people.session import reader, signed_in
from app.telling import queries, service
from app.telling.forms import MuteForm, PreferencesForm
from app.telling.views.blueprint import bp
from app.votes.service import follow, unfollow


@bp.get("/preferences")
def preferences() -> ResponseReturnValue:
    return _page(PreferencesForm(mail=signed_in().mail_choice))


@bp.post("/preferences")
def choose_mail() -> ResponseReturnValue:
    asking, form = signed_in(), PreferencesForm()
    if not form.validate_on_submit():
        return _page(form), 422
    with writing():
        service.choose_mail(asking, form.mail.data)
    flash(_("Saved."), "ok")
    return redirect(url_for("telling.preferences"), 303)


@bp.post("/preferences/mute")
def mute() -> ResponseReturnValue:
    """Silence one idea, or hear of it again. The vote stays."""
    asking, form = signed_in(), MuteForm()
    idea = one_visible(form.idea.data or "", reader=reader())
    with writing():
        if form.state.data == "heard":
            follow(idea, follower=asking)
        else:
            unfollow(idea, follower=asking)
    return redirect(safe_next(form.next.data, otherwise=url_for("telling.preferences")), 303)


def _page(form: PreferencesForm) -> str:
    return render_template(
        "telling/preferences.html",
        form=form,
        hints={
            MailChoice.NOW: _("Every move on ideas you asked, voted for or follow, as it happens."),
            MailChoice.DAILY: _(
                "Answers to you and decisions as they happen. What else moved, in one mail in the "
                "morning. No news, no mail."
            ),
            MailChoice.WEEKLY: _("The same, but what else moved comes on Monday morning."),
            MailChoice.NEVER: _("Only these pages tell you."),
        },
        chosen=queries.chosen_ideas(signed_in()),
    )
