"""One's own name, language and time zone."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import session, writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.web.forms import typed
from app.people.forms.profile import ProfileForm
from app.people.models import User
from app.people.service import profile as service
from app.people.service.profile import Profile
from app.people.session import signed_in
from app.people.views.blueprint import bp


@bp.get("/me/profile")
def profile() -> ResponseReturnValue:
    asking = signed_in()
    return _page(_form(asking, obj=asking))


@bp.post("/me/profile")
def change_profile() -> ResponseReturnValue:
    asking = signed_in()
    form = _form(asking)
    if not form.validate_on_submit():
        return _page(form), 422
    wanted = Profile(typed(form.name), form.locale.data or "", form.time_zone.data or "")
    try:
        with writing():
            service.change_profile(asking, wanted, version=form.version.data or 0)
    except HeedError as refusal:
        form.refuse(refusal)
        session.refresh(asking)
        form.version.data = asking.version
        return _page(form), refusal.status
    flash(_("Saved. This is how others see you from now on: %(name)s", name=asking.public_name))
    return redirect(url_for("people.profile"), 303)


def _form(person: User, obj: User | None = None) -> ProfileForm:
    form = ProfileForm(obj=obj)
    form.offer(person)
    return form


def _page(form: ProfileForm) -> str:
    return render_template("people/profile.html", form=form)
