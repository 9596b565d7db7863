"""One person, and what an administrator decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.audit import entries_about
from app.core.db import session, writing
from app.core.errors import HeedError, Invalid
from app.core.i18n import _
from app.core.web.forms import typed
from app.councils.models import Council
from app.councils.queries.find import hosted_by, hosts_of
from app.ideas.queries.asked import asked_by
from app.people import directory as lists
from app.people.forms.people import AgainForm, BelongsForm, FiguresForm, RoleForm
from app.people.models import Role, User
from app.people.queries import passkeys_of
from app.people.roles import role_sentence, role_words
from app.people.service import passkeys, second_factor, standing
from app.people.service import roles as service
from app.people.session import is_strong, renew_session, signed_in
from app.people.views.arriving import stay
from app.people.views.blueprint import bp
from app.people.wording import SAID, changes_shown
from app.votes.queries import votes_of

ENTRIES = 10


@bp.get("/manage/people/<uuid:uid>")
def person(uid: UUID) -> ResponseReturnValue:
    return _page(lists.one_person(uid))


@bp.post("/manage/people/<uuid:uid>/role")
def change_role(uid: UUID) -> ResponseReturnValue:
    someone, form = lists.one_person(uid), _role_form()
    if not form.validate_on_submit():
        return _page(someone, role_form=form), 422
    hosted = hosted_by(someone)
    try:
        with writing():
            service.change_role(
                someone, Role(form.role.data), version=form.version.data or 0, actor=signed_in()
            )
            if someone.id == signed_in().id:
                renew_session(someone, is_strong=is_strong())
    except HeedError as refusal:
        form.refuse(refusal)
        session.refresh(someone)
        return _page(someone, role_form=form), refusal.status
    flash(_("%(name)s: %(role)s.", name=_called(someone), role=role_words(someone.role)), "ok")
    _name_boards_without_a_host(hosted)
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/figures")
def change_figures(uid: UUID) -> ResponseReturnValue:
    someone, form = lists.one_person(uid), FiguresForm()
    if not form.validate_on_submit():
        return _page(someone, figures_form=form), 422
    try:
        with writing():
            service.grant_figures(
                someone,
                is_executive=bool(form.is_executive.data),
                version=form.version.data or 0,
                actor=signed_in(),
            )
    except HeedError as refusal:
        form.refuse(refusal)
        session.refresh(someone)
        return _page(someone, figures_form=form), refusal.status
    flash(_("Saved."), "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/organisation")
def change_organisation(uid: UUID) -> ResponseReturnValue:
    someone, form = lists.one_person(uid), BelongsForm()
    if not form.validate_on_submit():
        return _page(someone, belongs_form=form), 422
    try:
        name = typed(form.organisation).strip()
        organisation = lists.organisation_called(name) if name else None
        if name and organisation is None:
            message = _("There is no organisation called “%(name)s”. Add it first.", name=name)
            raise Invalid(message, errors={"organisation": message})
        with writing():
            service.set_organisation(
                someone, organisation, version=form.version.data or 0, actor=signed_in()
            )
    except HeedError as refusal:
        form.refuse(refusal)
        session.refresh(someone)
        return _page(someone, belongs_form=form), refusal.status
    flash(_("Saved."), "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/deactivate")
def deactivate(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        service.deactivate(someone, actor=signed_in())
    flash(_("The account is closed. Whoever used it is signed out."), "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/reactivate")
def reactivate(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        service.reactivate(someone, actor=signed_in())
    flash(_("The account is open again."), "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/block")
def block(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        standing.block(someone, actor=signed_in())
    flash(_("They read and vote as before, and post no more."), "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/unblock")
def unblock(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        standing.unblock(someone, actor=signed_in())
    flash(_("They may post again."), "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/second-factor/remove")
def take_second_factor(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        second_factor.remove(someone, actor=signed_in())
        if someone.id == signed_in().id:
            renew_session(someone, is_strong=False)
    message = _("The app is removed: the password alone is enough. All devices were signed out.")
    flash(message, "ok")
    return _back_to(someone)


@bp.post("/manage/people/<uuid:uid>/passkeys/remove")
def take_passkeys(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    with writing():
        passkeys.remove_all(someone, actor=signed_in())
        if someone.id == signed_in().id:
            stay(someone)
    message = _("The passkeys are removed. All devices were signed out and sign in another way.")
    flash(message, "ok")
    return _back_to(someone)


def _name_boards_without_a_host(hosted: Sequence[Council]) -> None:
    """Of those that the person hosted until now."""
    for council in hosted:
        if not hosts_of(council):
            message = _(
                "Nobody hosts the advisory board “%(board)s” now. Name somebody on its page.",
                board=council.name,
            )
            flash(message)


def _page(
    someone: User,
    *,
    role_form: RoleForm | None = None,
    figures_form: FiguresForm | None = None,
    belongs_form: BelongsForm | None = None,
) -> str:
    return render_template(
        "people/person.html",
        person=someone,
        invitation=lists.open_invitations([someone]).get(someone.id),
        seen=lists.last_seen([someone]).get(someone.id),
        asked=asked_by([someone.id], reader=signed_in()).get(someone.id, 0),
        voted=votes_of([someone.id]).get(someone.id, 0),
        role_form=role_form or _role_form(someone),
        figures_form=figures_form or _figures_form(someone),
        belongs_form=belongs_form or _belongs_form(someone),
        has_second_factor=second_factor.has_second_factor(someone),
        passkeys=passkeys_of(someone),
        again_form=AgainForm(formdata=None),
        role_words=role_words,
        changes=changes_shown(entries_about([someone], ENTRIES, actions=SAID)),
    )


def _role_form(someone: User | None = None) -> RoleForm:
    """As sent, or filled from `someone`."""
    form = RoleForm() if someone is None else RoleForm(formdata=None)
    form.offer({role: role_sentence(role) for role in Role})
    if someone is not None:
        form.role.data, form.version.data = someone.role.value, someone.version
    return form


def _figures_form(someone: User) -> FiguresForm:
    form = FiguresForm(formdata=None)
    form.is_executive.data, form.version.data = someone.is_executive, someone.version
    return form


def _belongs_form(someone: User) -> BelongsForm:
    form = BelongsForm(formdata=None)
    form.organisation.data = someone.organisation.name if someone.organisation else ""
    form.version.data = someone.version
    return form


def _called(someone: User) -> str:
    return someone.name or someone.email or ""


def _back_to(someone: User) -> ResponseReturnValue:
    return redirect(url_for("people.person", uid=someone.uid), 303)
