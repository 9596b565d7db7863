"""Signing in, as one's own page: the password, and the devices that are signed in."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.web.forms import typed
from app.people import passwords
from app.people.devices import device
from app.people.forms.security import ChangePasswordForm
from app.people.queries import passkeys_of, sessions_of
from app.people.service import security as service
from app.people.service.elsewhere import identities_of
from app.people.service.second_factor import has_second_factor
from app.people.session import is_strong, open_session, present_session, signed_in
from app.people.views.blueprint import bp
from app.people.views.offering import offered


@bp.get("/security")
def security() -> ResponseReturnValue:
    return _page(ChangePasswordForm(formdata=None))


@bp.post("/security/password")
def change_password() -> ResponseReturnValue:
    asking, form, was_strong = signed_in(), ChangePasswordForm(), is_strong()
    form.password_hash, form.known = asking.password_hash, (asking.name, asking.email or "")
    if not form.validate_on_submit():
        return _page(form), 422
    password_hash = passwords.hash_password(typed(form.password))
    with writing():
        service.change_password(asking, password_hash)
        open_session(asking, is_strong=was_strong)
    flash(_("Your new password is set. Other devices were signed out."))
    return _back()


@bp.post("/security/sessions/end")
def end_session() -> ResponseReturnValue:
    asking, named = signed_in(), request.form.get("session", "")
    with writing():
        service.end_session(asking, uid_in(named))
    flash(_("That device is signed out."))
    return _back()


@bp.post("/security/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    asking, present = signed_in(), present_session()
    with writing():
        service.end_other_sessions(asking, present=present)
    flash(_("All other devices are signed out."))
    return _back()


def uid_in(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise NotFound(_("This device is signed out already.")) from None


def _page(form: ChangePasswordForm) -> str:
    return render_template(
        "people/security.html",
        form=form,
        sessions=sessions_of(signed_in()),
        present=present_session(),
        device=device,
        passkeys=passkeys_of(signed_in()),
        has_second_factor=has_second_factor(signed_in()),
        provider=offered(),
        identities=identities_of(signed_in()),
    )


def _back() -> ResponseReturnValue:
    return redirect(url_for("people.security"), 303)
