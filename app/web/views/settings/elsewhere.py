"""Where people may sign in elsewhere, and asking the provider whether it is what it should be."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.audit import entries_about
from app.core.db import session, writing
from app.core.errors import HeedError, NotFound
from app.core.i18n import _
from app.core.web.requests import absolute
from app.people import openid
from app.people.forms.elsewhere import ProviderForm
from app.people.service import providers as service
from app.people.session import signed_in
from app.people.urls import BACK_FROM_ELSEWHERE
from app.web.views.blueprint import bp
from app.web.views.settings.frame import changes_said, settings_page

SECONDS = 8.0
ENTRIES = 5


@bp.get("/manage/settings/elsewhere")
def elsewhere() -> ResponseReturnValue:
    form = ProviderForm(formdata=None)
    form.fill_from(service.the_provider())
    return _page(form)


@bp.post("/manage/settings/elsewhere")
def change_elsewhere() -> ResponseReturnValue:
    form = ProviderForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with writing():
            service.describe(form.described(), version=form.version.data or 0, actor=signed_in())
    except HeedError as refusal:
        session.rollback()
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(_("Saved. Test it before people do."), "ok")
    return redirect(url_for("web.elsewhere"), 303)


@bp.post("/manage/settings/elsewhere/test")
def test_elsewhere() -> ResponseReturnValue:
    provider = service.the_provider()
    if provider is None:
        raise NotFound(_("There is no provider to test yet."))
    issuer, patience = provider.issuer, openid.Patience(SECONDS)
    form = ProviderForm(formdata=None)
    form.fill_from(provider)
    session.rollback()
    try:
        facts = openid.discover(issuer, patience)
        keys = openid.keys_of(facts, patience)
    except HeedError as refusal:
        return _page(form, words=refusal.message), 422
    with writing():
        service.keep_facts(provider, facts)
        service.keep_keys(provider, keys)
    flash(_("It answers, and is what it says it is. Now sign in once yourself."), "ok")
    return redirect(url_for("web.elsewhere"), 303)


def _page(form: ProviderForm, words: str = "") -> str:
    provider = service.the_provider()
    entries = entries_about([provider], ENTRIES) if provider else []
    return settings_page(
        "web/settings/elsewhere.html",
        form=form,
        provider=provider,
        way_back=absolute(BACK_FROM_ELSEWHERE),
        words=words,
        changes=changes_said(entries, {"provider.describe": _("changed this.")}),
    )
