"""Asking people in, and the page where the one asked comes in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _, ngettext
from app.core.web.forms import typed
from app.core.web.requests import absolute
from app.people import directory as lists
from app.people import passwords, queries
from app.people.forms.doors import AcceptForm
from app.people.forms.people import AgainForm, InviteForm
from app.people.models import Purpose, Role, User
from app.people.policy import may_invite
from app.people.roles import role_sentence, role_words
from app.people.service import invitations as service
from app.people.service.invitations import Invited
from app.people.session import signed_in
from app.people.views.arriving import arrive
from app.people.views.blueprint import bp
from app.telling.mail.settings import mail_settings


@bp.get("/manage/people/invite")
def invite() -> ResponseReturnValue:
    form = _form()
    wanted = request.args.get("role", "")
    if wanted in list(Role) and may_invite(signed_in(), Role(wanted)):
        form.role.data = wanted
    return _form_page(form)


@bp.post("/manage/people/invite")
def send_invitations() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return _form_page(form), 422
    try:
        with writing():
            invited = service.invite(form.found, role=Role(form.role.data), actor=signed_in())
            links = _links(invited)
    except HeedError as refusal:
        form.refuse(refusal)
        return _form_page(form), refusal.status
    return _sent(links, wants_links=form.wants_links.data)


@bp.post("/manage/people/<uuid:uid>/invite")
def invite_again(uid: UUID) -> ResponseReturnValue:
    """A new link in place of the old one, in the role that was chosen then."""
    someone, form = lists.one_person(uid), AgainForm()
    invitation = lists.open_invitations([someone]).get(someone.id)
    role = Role(invitation.carries["role"]) if invitation else Role.CUSTOMER
    with writing():
        invited = service.invite([someone.email or ""], role=role, actor=signed_in())
        links = _links(invited)
    return _sent(links, wants_links=form.way.data == "link")


@bp.post("/manage/people/<uuid:uid>/withdraw")
def withdraw_invitation(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        service.withdraw_invitation(someone, actor=signed_in())
    flash(_("The invitation is withdrawn. Its link no longer works."), "ok")
    return redirect(url_for("people.person", uid=uid), 303)


@bp.route("/invite/<secret>", methods=["GET", "POST"])
def accept(secret: str) -> ResponseReturnValue:
    link, person = queries.open_link(secret, Purpose.INVITE)
    form = AcceptForm(name=person.name)
    form.known = (person.email or "",)
    if not form.validate_on_submit():
        role = role_words(Role(link.carries["role"]))
        page = render_template("people/accept.html", form=form, email=person.email, role=role)
        return page, 422 if form.is_submitted() else 200
    password_hash = passwords.hash_password(typed(form.password))
    with writing():
        come = service.accept(
            secret, name=typed(form.name), password_hash=password_hash, agreed=typed(form.agreed)
        )
        way = arrive(come, onward=url_for("web.home"))
    flash(_("Welcome! You are signed in."), "ok")
    return redirect(way, 303)


def _form() -> InviteForm:
    form = InviteForm()
    form.offer({role: role_sentence(role) for role in Role if may_invite(signed_in(), role)})
    return form


def _form_page(form: InviteForm) -> str:
    return render_template("people/invite.html", form=form, is_mail_kept=mail_settings().is_folder)


def _links(invited: Sequence[Invited]) -> list[tuple[str, str]]:
    return [(_address(each.person), absolute(each.path)) for each in invited]


def _address(person: User) -> str:
    return person.email or ""


def _sent(links: list[tuple[str, str]], *, wants_links: bool) -> ResponseReturnValue:
    """Links are shown this once, in the answer itself: only their hashes are kept, and a redirect
    could not carry them. Where mail goes to files they are the only way."""
    if wants_links or mail_settings().is_folder:
        return render_template(
            "people/links.html", links=links, is_mail_kept=mail_settings().is_folder
        )
    flash(ngettext("%(num)s invitation sent.", "%(num)s invitations sent.", len(links)), "ok")
    return redirect(url_for("people.directory", show="invited"), 303)
