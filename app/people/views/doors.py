"""The ways in: sign in, sign up, confirm an address, set a new password, sign out.

A link sent by mail shows a page; sending its form acts, because mail programs follow links.
Every answer is the same for known and unknown addresses.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.core.db import writing
from app.core.errors import Forbidden, Invalid
from app.core.i18n import _
from app.core.web.forms import typed
from app.core.web.haste import came_in_haste
from app.core.web.requests import safe_next
from app.people import asked_letters, passwords, queries
from app.people.forms.doors import (
    ChosenPasswordForm,
    EmailForm,
    FirstPasswordForm,
    NewPasswordForm,
    SignInForm,
    SignUpForm,
)
from app.people.models import Door, Purpose, User
from app.people.passkey_proof import let_ask_passkey
from app.people.service import accounts, security
from app.people.service import reset as resets
from app.people.service.consent import edition
from app.people.session import close_session, reader
from app.people.views.arriving import arrive
from app.people.views.blueprint import bp
from app.people.views.offering import offered


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next"))
    onward = safe_next(form.next.data)
    if reader().is_authenticated:
        return redirect(onward, 303)
    if not form.validate_on_submit():
        return sign_in_page(form, onward)
    user = _proven(typed(form.email), typed(form.password))
    if user is None:
        with writing():
            security.note_refused_sign_in(typed(form.email))
        form.form_errors.append(_("E-mail and password do not belong together. Check both."))
        return sign_in_page(form, onward)
    if user.confirmed_at is None:
        return _shown(EmailForm(formdata=None, email=user.email), "people/unconfirmed.html")
    return _let_in(user, typed(form.password), onward)


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    form = SignUpForm(next=request.args.get("next"))
    onward = safe_next(form.next.data)
    if reader().is_authenticated:
        return redirect(onward, 303)
    if not form.validate_on_submit():
        return _shown(form, "people/sign_up.html", onward=onward)
    if came_in_haste():
        form.form_errors.append(_("That was quick. Look at it once more, then send it again."))
        return _shown(form, "people/sign_up.html", onward=onward)
    password_hash = passwords.hash_password(typed(form.password))
    try:
        with writing():
            accounts.sign_up(
                typed(form.name),
                typed(form.email),
                password_hash=password_hash,
                agreed=typed(form.agreed),
                onward=onward,
            )
    except (Forbidden, Invalid) as refusal:
        form.refuse(refusal)
        return render_template("people/sign_up.html", form=form, onward=onward), refusal.status
    return redirect(url_for("people.letter_sent"), 303)


@bp.get("/letter-sent")
def letter_sent() -> ResponseReturnValue:
    return render_template("people/letter_sent.html")


@bp.post("/confirm")
def confirm_again() -> ResponseReturnValue:
    form = EmailForm()
    if not form.validate_on_submit():
        return _shown(form, "people/unconfirmed.html")
    with writing():
        asked_letters.ask(Door.CONFIRM, typed(form.email))
    return redirect(url_for("people.letter_sent"), 303)


@bp.route("/confirm/<secret>", methods=["GET", "POST"])
def confirm(secret: str) -> ResponseReturnValue:
    link, user = queries.open_link(secret, Purpose.CONFIRM)
    onward = safe_next(link.carries.get("onward"))
    form = ChosenPasswordForm()
    form.password_hash = link.carries.get("password_hash")
    if not form.validate_on_submit():
        return _shown(form, "people/confirm.html", email=user.email)
    with writing():
        way = arrive(accounts.confirm(secret), onward=onward)
    flash(_("Your address is confirmed. Welcome!"))
    return redirect(way, 303)


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    form = EmailForm()
    if not form.validate_on_submit():
        return _shown(form, "people/forgot.html")
    with writing():
        asked_letters.ask(Door.RESET, typed(form.email))
    return redirect(url_for("people.letter_sent"), 303)


@bp.route("/reset/<secret>", methods=["GET", "POST"])
def reset(secret: str) -> ResponseReturnValue:
    link, user = queries.open_link(secret, Purpose.RESET)
    onward = safe_next(link.carries.get("onward"))
    is_new = user.confirmed_at is None
    form = FirstPasswordForm() if is_new else NewPasswordForm()
    form.known = (user.name, user.email or "")
    if not form.validate_on_submit():
        return _shown(form, "people/reset.html", email=user.email, is_new=is_new)
    agreed = typed(form.agreed) if isinstance(form, FirstPasswordForm) else ""
    password_hash = passwords.hash_password(typed(form.password))
    with writing():
        person = resets.set_password(secret, password_hash=password_hash, agreed=agreed)
        way = arrive(person, onward=onward)
    flash(_("Your new password is set. Other devices were signed out."))
    return redirect(way, 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    with writing():
        close_session()
    return redirect(url_for("web.home"), 303)


def sign_in_page(form: SignInForm, onward: str, status: int | None = None) -> ResponseReturnValue:
    page = render_template(
        "people/sign_in.html",
        form=form,
        onward=onward,
        asks_passkey=let_ask_passkey(),
        provider=offered(),
        edition=edition(),
    )
    return page, status or _status(form)


def _shown(form: FlaskForm, template: str, **facts: object) -> ResponseReturnValue:
    """The page of a form; 422 when it was sent and something in it must be put right."""
    return render_template(template, form=form, **facts), _status(form)


def _status(form: FlaskForm) -> int:
    return 422 if form.is_submitted() else 200


def _proven(email: str, password: str) -> User | None:
    """Whose address and password these are. Takes as long for an unknown address."""
    user = queries.by_email(email)
    is_theirs = passwords.fits(password, user.password_hash if user else None)
    return user if user and is_theirs and user.deactivated_at is None else None


def _let_in(user: User, password: str, onward: str) -> ResponseReturnValue:
    checked = user.password_hash or ""
    renewed = passwords.hash_password(password) if passwords.is_outdated(checked) else checked
    with writing():
        accounts.keep_hash(user, renewed, instead_of=checked)
        way = arrive(user, onward=onward)
    return redirect(way, 303)
