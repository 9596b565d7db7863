"""Setting up an authenticator app, and the codes that stand in for it."""

from __future__ import annotations

import pyotp
import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.settings import portal
from app.core.web.forms import typed
from app.people.forms.second_factor import FirstCodeForm
from app.people.models import User
from app.people.passkey_proof import let_ask_passkey
from app.people.service import passkeys
from app.people.service import second_factor as service
from app.people.session import is_strong, renew_session, signed_in
from app.people.views.blueprint import bp


@bp.get("/security/second-factor")
def second_factor() -> ResponseReturnValue:
    return _page(FirstCodeForm(formdata=None))


@bp.post("/security/second-factor/begin")
def begin_second_factor() -> ResponseReturnValue:
    asking = signed_in()
    with writing():
        service.begin(asking)
    return redirect(url_for("people.second_factor"), 303)


@bp.post("/security/second-factor")
def confirm_second_factor() -> ResponseReturnValue:
    asking, form = signed_in(), FirstCodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with writing():
            codes = service.confirm(asking, typed(form.code))
            renew_session(asking, is_strong=True)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    return _codes_page(codes, has_ended_others=True)


@bp.post("/security/second-factor/codes")
def renew_codes() -> ResponseReturnValue:
    asking = signed_in()
    with writing():
        codes = service.renew_codes(asking)
    return _codes_page(codes)


@bp.post("/security/second-factor/remove")
def remove_second_factor() -> ResponseReturnValue:
    asking = signed_in()
    with writing():
        service.remove(asking, actor=asking)
        renew_session(asking, is_strong=False)
    flash(_("The app is removed: your password alone is enough. Other devices were signed out."))
    return redirect(url_for("people.security"), 303)


def _page(form: FirstCodeForm) -> str:
    asking = signed_in()
    app = service.authenticator_of(asking)
    is_set_up = app is not None and app.confirmed_at is not None
    secret = service.secret_of(app) if app is not None and not is_set_up else ""
    return render_template(
        "people/second_factor.html",
        form=form,
        is_set_up=is_set_up,
        codes_left=service.codes_left(asking),
        secret=secret,
        picture=_picture(asking, secret) if secret else "",
        can_use_passkey=not is_strong() and passkeys.has_passkey(asking) and let_ask_passkey(),
        is_asked_of_staff=portal().second_factor_for_staff and asking.is_keeper,
    )


def _codes_page(codes: list[str], *, has_ended_others: bool = False) -> str:
    """Shown once and kept nowhere, so this answer is the page itself and not a way to it."""
    return render_template(
        "people/recovery_codes.html", codes=codes, has_ended_others=has_ended_others
    )


def _picture(user: User, secret: str) -> str:
    """What the app reads with the camera, as the address of an image."""
    named = pyotp.TOTP(secret).provisioning_uri(
        name=user.email or user.name, issuer_name=portal().name
    )
    return segno.make(named, error="m").svg_data_uri(scale=4, border=4, light="white")
