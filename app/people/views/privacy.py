"""What is known of a person: the copy they may fetch, and being erased."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.people import directory as lists
from app.people.forms.privacy import EraseForm
from app.people.models import User
from app.people.privacy import copies
from app.people.privacy.erase import erase
from app.people.service import consent
from app.people.session import close_session, signed_in
from app.people.views.blueprint import bp


@bp.get("/me/data")
def my_data() -> ResponseReturnValue:
    asking = signed_in()
    return render_template(
        "people/my_data.html",
        copy=copies.copy_of(asking),
        consent=consent.agreed_by(asking),
        edition=consent.edition(),
    )


@bp.post("/me/data")
def ask_for_copy() -> ResponseReturnValue:
    with writing():
        copies.ask(signed_in())
    return redirect(url_for("people.my_data"), 303)


@bp.get("/me/data/copy")
def fetch_copy() -> ResponseReturnValue:
    path = copies.file_for(signed_in())
    name = f"heed-{now().date().isoformat()}.zip"
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)


@bp.get("/me/erase")
def ask_to_erase_me() -> ResponseReturnValue:
    return _page(signed_in(), _form(signed_in(), formdata=None))


@bp.post("/me/erase")
def erase_me() -> ResponseReturnValue:
    person = signed_in()
    form = _form(person)
    if not form.validate_on_submit():
        return _page(person, form), 422
    try:
        with writing():
            erase(person, actor=person)
            close_session()
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(person, form), refusal.status
    flash(_("You were erased here. Thank you for all you asked for."), "ok")
    return redirect("/", 303)


@bp.get("/manage/people/<uuid:uid>/erase")
def ask_to_erase(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    return _page(someone, _form(someone, formdata=None))


@bp.post("/manage/people/<uuid:uid>/erase")
def erase_person(uid: UUID) -> ResponseReturnValue:
    someone = lists.one_person(uid)
    form = _form(someone)
    if not form.validate_on_submit():
        return _page(someone, form), 422
    try:
        with writing():
            erase(someone, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(someone, form), refusal.status
    flash(_("This person was erased. What they are called leaves all texts within minutes."), "ok")
    return redirect(url_for("people.directory"), 303)


def _form(someone: User, **more: None) -> EraseForm:
    form = EraseForm(**more)
    form.asked = someone.email or someone.name or str(someone.uid)
    return form


def _page(someone: User, form: EraseForm) -> str:
    return render_template(
        "people/erase.html", person=someone, form=form, is_me=someone.id == signed_in().id
    )
