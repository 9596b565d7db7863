"""Organisations: the list, one of them, and a list brought from elsewhere."""

from __future__ import annotations

import io
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.audit import entries_about
from app.core.csv_reading import read_table
from app.core.db import writing
from app.core.errors import HeedError, Invalid
from app.core.i18n import _
from app.ideas.urls import query
from app.people import directory as lists
from app.people.forms.organisations import ListForm, OrganisationForm
from app.people.models import Organisation
from app.people.particulars import Listed, lifecycle_words, read_list
from app.people.service import organisations as service
from app.people.session import signed_in
from app.people.views.blueprint import bp
from app.people.wording import names_of

SHOWN_ROWS = 20
ENTRIES = 10


@bp.get("/manage/organisations")
def organisations() -> ResponseReturnValue:
    words = request.args.get("q", "")[:200]
    page = lists.organisations_page(words, cursor=request.args.get("cursor"))
    return render_template(
        "people/organisations.html",
        page=page,
        words=words,
        total=lists.organisation_count(),
        people=lists.people_in(page.items),
        lifecycle_words=lifecycle_words,
        previous_url=page.previous and _url(q=words, cursor=page.previous),
        next_url=page.next and _url(q=words, cursor=page.next),
    )


@bp.route("/manage/organisations/new", methods=["GET", "POST"])
def add_organisation() -> ResponseReturnValue:
    form = _form()
    if not form.is_submitted():
        return render_template("people/add_organisation.html", form=form)
    try:
        wanted = form.wanted()
        with writing():
            added = service.add(wanted, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return render_template("people/add_organisation.html", form=form), refusal.status
    flash(_("%(name)s is on the list.", name=added.name), "ok")
    return redirect(url_for("people.organisations"), 303)


@bp.get("/manage/organisations/<uuid:uid>")
def organisation(uid: UUID) -> ResponseReturnValue:
    shown = lists.one_organisation(uid)
    form = _form()
    form.fill_from(shown)
    return _page(shown, form)


@bp.post("/manage/organisations/<uuid:uid>")
def edit_organisation(uid: UUID) -> ResponseReturnValue:
    shown, form = lists.one_organisation(uid), _form()
    try:
        wanted = form.wanted()
        with writing():
            service.edit(shown, wanted, version=form.version.data or 0, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(shown, form), refusal.status
    flash(_("Saved."), "ok")
    return redirect(url_for("people.organisation", uid=uid), 303)


@bp.get("/manage/organisations/bring")
def bring_organisations() -> ResponseReturnValue:
    return render_template("people/bring_organisations.html", form=ListForm())


@bp.post("/manage/organisations/bring")
def preview_organisations() -> ResponseReturnValue:
    """What is in the file, before anything is kept. Its text stays on the page until then."""
    form = ListForm()
    try:
        listed, text = _read(form)
    except Invalid as refusal:
        form.refuse(refusal)
        return render_template("people/bring_organisations.html", form=form), refusal.status
    return _preview(form, listed, text)


@bp.post("/manage/organisations/keep")
def keep_organisations() -> ResponseReturnValue:
    form = ListForm()
    listed, text = _read(form)
    if listed.faults:
        return _preview(form, listed, text), 422
    try:
        with writing():
            new, changed = service.bring(listed, actor=signed_in())
    except HeedError as refusal:
        form.form_errors.append(refusal.message)
        return _preview(form, listed, text), refusal.status
    flash(_("%(new)s new, %(changed)s changed.", new=new, changed=changed), "ok")
    return redirect(url_for("people.organisations"), 303)


def _form() -> OrganisationForm:
    form = OrganisationForm()
    form.offer()
    return form


def _page(shown: Organisation, form: OrganisationForm) -> str:
    entries = entries_about([shown], ENTRIES)
    return render_template(
        "people/organisation.html",
        organisation=shown,
        form=form,
        people=lists.people_in([shown]).get(shown.id, 0),
        entries=entries,
        who=names_of(entries),
    )


def _read(form: ListForm) -> tuple[Listed, str]:
    """What the file says, and its text in the encoding that pages have. Raises Invalid."""
    content = form.content()
    table = read_table(io.BytesIO(content))
    listed = read_list(table)
    text = content.decode(table.shape.encoding, errors="replace").lstrip("\ufeff")
    return listed, text


def _preview(form: ListForm, listed: Listed, text: str) -> str:
    return render_template(
        "people/bring_organisations.html",
        form=form,
        listed=listed,
        rows=listed.found[:SHOWN_ROWS],
        text=text,
        lifecycle_words=lifecycle_words,
    )


def _url(**asked: str) -> str:
    return "/manage/organisations" + query(**asked)
