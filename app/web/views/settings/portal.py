"""Settings of the whole portal: name and look, who may come in, the promise, empty boards."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.core.accent import accent
from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import HeedError, NotFound
from app.core.i18n import _
from app.core.settings import as_read, change_as_read, portal
from app.core.web.forms import typed
from app.core.web.requests import absolute
from app.ideas.queries.boards import all_boards
from app.people.directory import how_many, organisation_count
from app.people.domains import domains_in
from app.people.gate import may
from app.people.models import Role
from app.people.session import signed_in
from app.roadmap.embedding import named_in, origins
from app.search.service import read_words_anew
from app.web.forms import (
    KEEPING,
    ComingInForm,
    EmbeddingForm,
    LookForm,
    PrivacyForm,
    PromiseForm,
    StartersForm,
    days_promised,
)
from app.web.setting_words import rule_words
from app.web.views.blueprint import bp
from app.web.views.settings.frame import changes_of_settings, settings_page
from app.web.views.settings.saving import save, saved
from app.web.views.settings.searching import SEARCHING

LOOK = ("name", "company", "accent_hue", "locale", "time_zone")
COMING_IN = ("is_private", "sign_up", "sign_up_domains", "second_factor_for_staff")
PROMISE = ("answer_within_days",)
PRIVACY = ("privacy_notes",)
STARTERS = ("starters",)
EMBEDDING = ("embed_origins",)
PAGES = {**dict.fromkeys(LOOK, "look"), **dict.fromkeys(COMING_IN, "coming_in")}
PAGES |= {**dict.fromkeys(PROMISE, "promise"), **dict.fromkeys(STARTERS, "starters")}
PAGES |= {**dict.fromkeys(PRIVACY, "privacy_notes"), **dict.fromkeys(KEEPING, "keeping")}
PAGES |= {**dict.fromkeys(EMBEDDING, "embedding"), **dict.fromkeys(SEARCHING, "searching")}


@bp.get("/manage/settings")
def settings() -> ResponseReturnValue:
    is_admin = signed_in().role is Role.ADMIN
    return redirect(url_for("web.look" if is_admin else "web.boards"), 303)


@bp.get("/manage/settings/look")
def look() -> ResponseReturnValue:
    form = LookForm(formdata=None, data={name: getattr(portal(), name) for name in LOOK})
    return _look_page(form)


@bp.post("/manage/settings/look")
def change_look() -> ResponseReturnValue:
    form = LookForm()
    form.offer()
    if not form.validate_on_submit():
        return _look_page(form), 422
    refusal = save(form, {name: form[name].data for name in LOOK})
    return (_look_page(form), refusal.status) if refusal else saved("look")


@bp.get("/manage/settings/coming-in")
def coming_in() -> ResponseReturnValue:
    now = portal()
    chosen = {"is_private": "yes" if now.is_private else "no", "sign_up": now.sign_up}
    chosen["sign_up_domains"] = "\n".join(now.sign_up_domains)
    chosen["second_factor"] = "yes" if now.second_factor_for_staff else "no"
    return _coming_in_page(ComingInForm(formdata=None, data=chosen))


@bp.post("/manage/settings/coming-in")
def change_coming_in() -> ResponseReturnValue:
    form = ComingInForm()
    form.offer()
    if not form.validate_on_submit():
        return _coming_in_page(form), 422
    try:
        domains = domains_in(typed(form.sign_up_domains))
    except HeedError as refusal:
        form.sign_up_domains.errors = [refusal.message]
        return _coming_in_page(form), refusal.status
    is_private, rule = form.is_private.data == "yes", form.sign_up.data
    wanted = {"is_private": is_private, "sign_up": rule, "sign_up_domains": domains}
    wanted["second_factor_for_staff"] = form.second_factor.data == "yes"
    refused = save(form, wanted)
    return (_coming_in_page(form), refused.status) if refused else saved("coming_in")


@bp.get("/manage/settings/privacy")
def privacy_notes() -> ResponseReturnValue:
    return _privacy_page(PrivacyForm(formdata=None, data={PRIVACY[0]: portal().privacy_notes}))


@bp.post("/manage/settings/privacy")
def change_privacy_notes() -> ResponseReturnValue:
    form = PrivacyForm()
    if not form.validate_on_submit():
        return _privacy_page(form), 422
    refusal = save(form, {"privacy_notes": typed(form.privacy_notes)})
    return (_privacy_page(form), refusal.status) if refusal else saved("privacy_notes")


@bp.get("/manage/settings/promise")
def promise() -> ResponseReturnValue:
    form = PromiseForm(formdata=None, data={"answer_within_days": portal().answer_within_days})
    return _promise_page(form)


@bp.post("/manage/settings/promise")
def change_promise() -> ResponseReturnValue:
    form = PromiseForm()
    if not form.validate_on_submit():
        return _promise_page(form), 422
    refusal = save(form, {"answer_within_days": form.answer_within_days.data})
    return (_promise_page(form), refusal.status) if refusal else saved("promise")


@bp.get("/manage/settings/starters")
def starters() -> ResponseReturnValue:
    form = StartersForm(formdata=None, data={"starters": "\n".join(portal().starters)})
    return _starters_page(form)


@bp.post("/manage/settings/starters")
def change_starters() -> ResponseReturnValue:
    form = StartersForm()
    if not form.validate_on_submit():
        return _starters_page(form), 422
    refusal = save(form, {"starters": form.lines()})
    return (_starters_page(form), refusal.status) if refusal else saved("starters")


@bp.get("/manage/settings/embedding")
def embedding() -> ResponseReturnValue:
    form = EmbeddingForm(formdata=None, data={"embed_origins": portal().embed_origins})
    return _embedding_page(form)


@bp.post("/manage/settings/embedding")
def change_embedding() -> ResponseReturnValue:
    form = EmbeddingForm()
    if not form.validate_on_submit():
        return _embedding_page(form), 422
    sites = "\n".join(named_in(typed(form.embed_origins)))
    refusal = save(form, {"embed_origins": sites})
    return (_embedding_page(form), refusal.status) if refusal else saved("embedding")


@bp.post("/manage/settings/put-back/<uuid:uid>")
def put_back(uid: UUID) -> ResponseReturnValue:
    """Undo one change, while nobody changed the same since."""
    entry = session.scalar(
        select(AuditEntry).where(AuditEntry.uid == uid, AuditEntry.action == "settings.change")
    )
    name = next(iter(entry.after), "") if entry else ""
    if entry is None or name not in PAGES:
        raise NotFound(_("There is nothing at this address."))
    is_as_left = getattr(portal(), name) == entry.after[name]
    read = as_read(name) if is_as_left else ""
    with writing():
        change_as_read(signed_in(), read, **{name: entry.before[name]})
        if name in SEARCHING:
            read_words_anew()
    return saved(PAGES[name])


def _look_page(form: LookForm) -> str:
    form.offer()
    form.read.data = as_read(*LOOK)
    return settings_page(
        "web/settings/look.html",
        form=form,
        swatches=[accent(portal().accent_hue, theme) for theme in ("light", "dark")],
        changes=changes_of_settings(*LOOK),
    )


def _coming_in_page(form: ComingInForm) -> str:
    form.offer()
    form.read.data = as_read(*COMING_IN)
    return settings_page(
        "web/settings/coming_in.html",
        form=form,
        boards=[board for board in all_boards() if board.audience == "public"],
        people=how_many(),
        organisations=organisation_count(),
        rule=rule_words(portal().sign_up),
        may_invite=may("GET", "people.invite"),
        changes=changes_of_settings(*COMING_IN),
    )


def _privacy_page(form: PrivacyForm) -> str:
    form.read.data = as_read(*PRIVACY)
    return settings_page(
        "web/settings/privacy_notes.html", form=form, changes=changes_of_settings(*PRIVACY)
    )


def _promise_page(form: PromiseForm) -> str:
    form.read.data = as_read(*PROMISE)
    return settings_page(
        "web/settings/promise.html",
        form=form,
        sentence=days_promised(portal().answer_within_days),
        changes=changes_of_settings(*PROMISE),
    )


def _starters_page(form: StartersForm) -> str:
    form.read.data = as_read(*STARTERS)
    return settings_page(
        "web/settings/starters.html", form=form, changes=changes_of_settings(*STARTERS)
    )


def _embedding_page(form: EmbeddingForm) -> str:
    form.read.data = as_read(*EMBEDDING)
    return settings_page(
        "web/settings/embedding.html",
        form=form,
        sites=origins(),
        address=absolute(url_for("roadmap.embed")),
        changes=changes_of_settings(*EMBEDDING),
    )
