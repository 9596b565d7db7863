"""Signing in at a provider: on the way there, and back.

The browser takes along what must be the same when it comes back; that it comes back once is kept
here. Nothing is asked of the provider inside writing(), and all it is asked takes five seconds at
most: whoever waits longer is shown the other ways in.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.core import http
from app.core.db import session, writing
from app.core.errors import HeedError, NotFound, Unavailable
from app.core.i18n import _
from app.core.web.requests import absolute, safe_next
from app.people import openid
from app.people.forms.doors import SignInForm
from app.people.models import Provider, User
from app.people.openid import Journey, Patience, Unproven
from app.people.service import elsewhere as service
from app.people.service import providers
from app.people.session import present_session, reader, signed_in
from app.people.urls import BACK_FROM_ELSEWHERE
from app.people.views.arriving import arrive
from app.people.views.blueprint import bp
from app.people.views.doors import sign_in_page
from app.people.views.offering import offered
from app.people.views.security import uid_in

AWAY = "elsewhere"
SECONDS = 4.5


@bp.post("/sign-in/elsewhere")
def depart() -> ResponseReturnValue:
    onward = safe_next(request.form.get("next"))
    if reader().is_authenticated:
        return redirect(onward, 303)
    return _sent_there(onward=onward, agreed=request.form.get("agreed", ""))


@bp.post("/security/elsewhere/connect")
def connect() -> ResponseReturnValue:
    return _sent_there(onward=url_for("people.security"), session=present_session())


@bp.post("/security/elsewhere/disconnect")
def disconnect() -> ResponseReturnValue:
    asking, named = signed_in(), request.form.get("identity", "")
    with writing():
        service.disconnect(asking, uid_in(named))
    flash(_("It is not connected any more."))
    return redirect(url_for("people.security"), 303)


@bp.get("/sign-in/elsewhere/back")
def come_back() -> ResponseReturnValue:
    provider, away = _provider(), cookie.pop(AWAY, None) or {}
    onward = safe_next(away.get("onward"))
    try:
        claims = _proven(provider, away)
        return redirect(_let_in(provider, claims, away, onward), 303)
    except HeedError as refusal:
        session.rollback()
        with writing():
            service.note_refused(provider, getattr(refusal, "reason", type(refusal).__name__))
        return _refused(provider, refusal, onward)


def _provider() -> Provider:
    provider = offered()
    if provider is None:
        raise NotFound(_("People do not sign in elsewhere here."))
    return provider


def _sent_there(*, onward: str, **more: Any) -> ResponseReturnValue:
    provider = _provider()
    try:
        facts = _facts(provider, Patience(SECONDS))
        client = providers.client_of(provider, absolute(BACK_FROM_ELSEWHERE))
    except HeedError as refusal:
        return _refused(provider, refusal, onward)
    journey = Journey(*(secrets.token_urlsafe(32) for _each in Journey._fields))
    with writing():
        service.depart(journey.state)
    cookie[AWAY] = {**journey._asdict(), "onward": onward, "issuer": provider.issuer, **more}
    return redirect(openid.way_there(facts, client, journey), 303)


def _proven(provider: Provider, away: dict[str, Any]) -> dict[str, Any]:
    """The claims about whoever came back. Raises HeedError."""
    state, patience = request.args.get("state", ""), Patience(SECONDS)
    is_same = secrets.compare_digest(state.encode(), str(away.get("state", "")).encode())
    if not state or not is_same or away.get("issuer") != provider.issuer:
        raise Unproven("state", _said_over())
    with writing():
        is_first = service.is_back(state)
    if not is_first:
        raise Unproven("replay", _said_over())
    if request.args.get("iss", provider.issuer) != provider.issuer:
        raise Unproven("issuer", _said_over())
    if not request.args.get("code"):
        raise Unproven("denied", _("%(name)s did not sign you in.", name=provider.name))
    facts = _facts(provider, patience)
    client = providers.client_of(provider, absolute(BACK_FROM_ELSEWHERE))
    session.rollback()
    token = openid.exchange(facts, client, request.args["code"], away["verifier"], patience)
    return _read(provider, token, client, away["nonce"], patience)


def _facts(provider: Provider, patience: Patience) -> dict[str, Any]:
    """What the provider says of itself, asked again once a day; yesterday's while it is silent."""
    if providers.are_facts_known(provider):
        return provider.facts
    known, issuer = provider.facts, provider.issuer
    session.rollback()
    try:
        facts = openid.discover(issuer, patience)
    except HeedError:
        if known:
            return known
        raise
    with writing():
        providers.keep_facts(provider, facts)
    return facts


def _read(
    provider: Provider, token: str, client: openid.Client, nonce: str, patience: Patience
) -> dict[str, Any]:
    """With keys asked for anew where the token names one that is not known, every five minutes,
    whether or not there were any then."""
    try:
        return openid.read_token(token, provider.keys, client, nonce=nonce)
    except openid.UnknownKey:
        with writing():
            is_turn = providers.may_fetch_keys(provider)
    if not is_turn:
        refused = Unproven if provider.keys else openid.Unusable
        raise refused("key", openid.said_without_proof())
    facts = provider.facts
    session.rollback()
    keys = openid.keys_of(facts, patience)
    with writing():
        providers.keep_keys(provider, keys)
    try:
        return openid.read_token(token, keys, client, nonce=nonce)
    except openid.UnknownKey:
        raise Unproven("key", openid.said_without_proof()) from None


def _let_in(provider: Provider, claims: dict[str, Any], away: dict[str, Any], onward: str) -> str:
    if "session" in away:
        return _connected(provider, claims, away["session"], onward)
    is_strong = provider.asks_second_factor and openid.is_strong(claims)
    with writing():
        person = service.person_of(provider, claims, agreed=str(away.get("agreed", "")))
        return arrive(person, onward=onward, is_strong=is_strong)


def _connected(provider: Provider, claims: dict[str, Any], begun_in: int, onward: str) -> str:
    """Only in the session that asked for it: what was begun by one is not finished by another."""
    asking = reader()
    if not isinstance(asking, User) or present_session() != begun_in:
        raise Unproven("session", _said_over())
    with writing():
        service.connect(asking, provider, claims)
    flash(_("From now on you may sign in with %(name)s.", name=provider.name))
    return onward


def _refused(provider: Provider, refusal: HeedError, onward: str) -> ResponseReturnValue:
    """The other ways in, under what happened."""
    if isinstance(refusal, http.Unreachable | http.Refused | openid.Unusable):
        refusal = Unavailable(
            _(
                "%(name)s does not answer just now. Sign in another way, or try again in a few "
                "minutes.",
                name=provider.name,
            )
        )
    form = SignInForm(formdata=None, next=onward)
    form.refuse(refusal)
    if reader().is_authenticated:
        flash(refusal.message)
        return redirect(url_for("people.security"), 303)
    return sign_in_page(form, onward, refusal.status)


def _said_over() -> str:
    return _("This way in was begun too long ago, in another browser, or was used. Begin again.")
