"""Another e-mail address of one's own."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.forms import RefusableForm, typed
from app.people.forms.address import AddressForm
from app.people.service import address as service
from app.people.session import is_strong, renew_session, signed_in
from app.people.views.blueprint import bp


@bp.get("/security/address")
def address() -> ResponseReturnValue:
    return _page(AddressForm(formdata=None))


@bp.post("/security/address")
def ask_address() -> ResponseReturnValue:
    asking, form = signed_in(), AddressForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with writing():
            service.ask(asking, typed(form.email))
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    message = _(
        "We wrote to %(email)s. Open the link in that letter within a day, in this browser; until "
        "then everything stays as it is.",
        email=form.email.data,
    )
    flash(message)
    return redirect(url_for("people.address"), 303)


@bp.route("/address/<secret>", methods=["GET", "POST"])
def confirm_address(secret: str) -> ResponseReturnValue:
    """The page asks once more, because programs follow links in mails too."""
    asking, form = signed_in(), RefusableForm()
    email = service.asked_of(asking, secret)
    if not form.validate_on_submit():
        page = render_template("people/confirm_address.html", email=email)
        return page, 422 if form.is_submitted() else 200
    with writing():
        service.change(asking, secret)
        renew_session(asking, is_strong=is_strong())
    flash(_("Your address is %(email)s now. Other devices were signed out.", email=email), "ok")
    return redirect(url_for("people.security"), 303)


def _page(form: AddressForm) -> str:
    return render_template("people/address.html", form=form)
