"""The provider people may sign in at: what an administrator says of it, and what it says itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import hold, key_of, session
from app.core.errors import Invalid, Stale
from app.core.i18n import _
from app.core.sealing import seal, unseal
from app.people import openid
from app.people.domains import refuse_free_mail
from app.people.models import Provider, User
from app.people.policy import refuse_unless_admin

FACTS_LAST = timedelta(days=1)
KEYS_LAST = timedelta(minutes=5)


@dataclass(frozen=True)
class Described:
    """What an administrator says of a provider. An empty `secret` leaves the one that is kept."""

    name: str
    issuer: str
    client_id: str
    secret: str = ""
    is_on: bool = False
    domains: Sequence[str] = ()
    group_claim: str = ""
    grants: Mapping[str, str] | None = None
    asks_second_factor: bool = False


def the_provider() -> Provider | None:
    """The one there is, on or off."""
    return session.scalar(select(Provider).order_by(Provider.id).limit(1))


def provider_on() -> Provider | None:
    """The one people may sign in at now."""
    is_on = Provider.is_on.is_(True)
    return session.scalar(select(Provider).where(is_on).order_by(Provider.id).limit(1))


def describe(said: Described, *, version: int, actor: User) -> Provider:
    """Keep what is said of the provider. Raises Forbidden, Stale where somebody else changed it,
    Invalid or Refused for what cannot be."""
    hold("providers")
    refuse_unless_admin(actor)
    openid.refuse_open_issuer(said.issuer)
    refuse_free_mail(said.domains)
    provider = the_provider()
    if (provider.version if provider else 0) != version:
        raise Stale(_("Someone changed this a moment ago. Look again, then decide."))
    before = _shown(provider) if provider else {}
    provider = provider or _new(said)
    _write(provider, said)
    session.flush()
    after = {**_shown(provider), **({"secret": _("a new one")} if said.secret else {})}
    record(actor, "provider.describe", provider, before=before, after=after)
    return provider


def client_of(provider: Provider, redirect_uri: str) -> openid.Client:
    """Raises Conflict where HEED_SECRET_KEY is another than when the secret was kept."""
    secret = unseal(provider.sealed_secret)
    return openid.Client(provider.issuer, provider.client_id, secret, redirect_uri)


def are_facts_known(provider: Provider) -> bool:
    return provider.facts_at is not None and now() - provider.facts_at < FACTS_LAST


def keep_facts(provider: Provider, facts: dict[str, Any]) -> None:
    provider.facts, provider.facts_at = facts, now()
    session.flush()


def may_fetch_keys(provider: Provider) -> bool:
    """Whether this is the one request that asks for newer keys, of all in five minutes."""
    is_due = or_(Provider.keys_at.is_(None), Provider.keys_at <= now() - KEYS_LAST)
    turn = update(Provider).where(Provider.id == key_of(provider), is_due)
    return session.scalar(turn.values(keys_at=now()).returning(Provider.id)) is not None


def keep_keys(provider: Provider, keys: dict[str, Any]) -> None:
    provider.keys = keys
    session.flush()


def _new(said: Described) -> Provider:
    if not said.secret:
        message = _("Write the secret that the provider gave this portal.")
        raise Invalid(message, errors={"secret": message})
    provider = Provider(issuer=said.issuer, sealed_secret="", version=0)
    session.add(provider)
    return provider


def _write(provider: Provider, said: Described) -> None:
    if provider.issuer != said.issuer or said.secret:
        # What another issuer said, or an old secret was refused for, is no longer true.
        provider.facts, provider.facts_at, provider.keys, provider.keys_at = {}, None, {}, None
    provider.name, provider.issuer, provider.client_id = said.name, said.issuer, said.client_id
    provider.sealed_secret = seal(said.secret) if said.secret else provider.sealed_secret
    provider.is_on, provider.asks_second_factor = said.is_on, said.asks_second_factor
    provider.domains, provider.group_claim = list(said.domains), said.group_claim
    provider.grants = dict(said.grants or {})
    provider.version += 1


def _shown(provider: Provider) -> dict[str, Any]:
    return {
        "name": provider.name,
        "issuer": provider.issuer,
        "client": provider.client_id,
        "on": provider.is_on,
        "domains": list(provider.domains),
        "group_claim": provider.group_claim,
        "grants": dict(provider.grants),
        "asks_second_factor": provider.asks_second_factor,
    }
