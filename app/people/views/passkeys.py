"""Passkeys: one's own, and signing in with one.

The cookie names the question a browser was asked, so that an answer somebody else got cannot be
sent from it. The question itself stands in the database and is over with the first answer.
"""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, NotFound
from app.core.i18n import _
from app.core.web.forms import typed
from app.core.web.requests import safe_next
from app.people.forms.doors import SignInForm
from app.people.forms.passkeys import AddPasskeyForm, PasskeyForm
from app.people.models import PasskeyQuestion, User
from app.people.passkey_proof import ASKED, let_ask_passkey, place, put_away, recognised
from app.people.queries import passkeys_of
from app.people.service import passkeys as service
from app.people.session import close_session, open_session, reader, renew_session, signed_in
from app.people.views.arriving import stay
from app.people.views.blueprint import bp
from app.people.views.doors import sign_in_page


@bp.get("/security/passkeys")
def passkeys() -> ResponseReturnValue:
    return _page(AddPasskeyForm(formdata=None))


@bp.post("/security/passkeys/begin")
def begin_passkey() -> ResponseReturnValue:
    asking = signed_in()
    with writing():
        question, options = service.ask_to_add(asking, place())
    return _asked(question, options)


@bp.post("/security/passkeys")
def add_passkey() -> ResponseReturnValue:
    asking, form = signed_in(), AddPasskeyForm()
    if not form.validate_on_submit():
        return _page(form), 422
    asked = put_away()
    try:
        with writing():
            service.add(asking, typed(form.answer), asked, name=typed(form.name), place=place())
            renew_session(asking, is_strong=True)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    message = _("The passkey is added. From now on it signs you in. Other devices were signed out.")
    flash(message, "ok")
    return redirect(url_for("people.passkeys"), 303)


@bp.post("/security/passkeys/remove")
def remove_passkey() -> ResponseReturnValue:
    asking, named = signed_in(), request.form.get("passkey", "")
    with writing():
        service.remove(asking, _uid(named))
        stay(asking)
    flash(_("The passkey is removed, and signs nobody in. Other devices were signed out."))
    return redirect(url_for("people.passkeys"), 303)


@bp.post("/sign-in/passkey/begin")
def ask_passkey() -> ResponseReturnValue:
    with writing():
        question, options = service.ask_who(place())
    return _asked(question, options)


@bp.post("/sign-in/passkey")
def enter_with_passkey() -> ResponseReturnValue:
    form = PasskeyForm()
    onward = safe_next(form.next.data)
    user = _let_in(typed(form.answer)) if form.validate_on_submit() else None
    if user is not None:
        return redirect(onward, 303)
    message = _("This passkey was not accepted. Try again, or sign in another way.")
    if reader().is_authenticated:
        flash(message)
        return redirect(url_for("people.second_factor"), 303)
    again = SignInForm(formdata=None, next=onward)
    again.form_errors.append(message)
    return sign_in_page(again, onward)


def _let_in(answer: str) -> User | None:
    """Whoever the key belongs to; it asked for their finger, face or code, so it is two proofs."""
    found = recognised(answer)
    with writing():
        user = service.accept(found) if found else None
        if user is None:
            service.note_refused(answer)
            return None
        close_session()
        open_session(user, is_strong=True)
    return user


def _asked(question: PasskeyQuestion, options: str) -> Response:
    cookie[ASKED] = str(question.uid)
    return Response(options, mimetype="application/json")


def _uid(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise NotFound(_("This passkey is removed already.")) from None


def _page(form: AddPasskeyForm) -> str:
    return render_template(
        "people/passkeys.html",
        form=form,
        passkeys=passkeys_of(signed_in()),
        is_possible=let_ask_passkey(),
    )
