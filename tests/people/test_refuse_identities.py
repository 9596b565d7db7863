"""What comes back from a provider and proves nothing signs nobody in, whatever it looks like."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from app.core.clock import now
from app.people.models import User
from tests.browsers import Browser
from tests.people.fake_provider import CLIENT, Provider
from tests.people.signing_in_elsewhere import (
    come_in,
    connect_portal,
    how_many_identities,
    how_many_sessions,
    reasons,
    sent_back,
    sent_there,
)


@pytest.fixture
def portal(app: Flask, ada: User, root: User, provider: Provider) -> Flask:
    """Whose provider may sign Ada in, and does where it does not lie."""
    connect_portal(provider, root)
    return app


def refused(portal: Flask, reason: str, *, status: int = 422) -> None:
    answer = come_in(Browser(portal))
    assert answer.status_code == status, answer.text
    assert "We could not sign you in" in answer.text
    assert (how_many_sessions(), how_many_identities()) == (0, 0)
    assert len(reasons()) == 1
    assert reason in reasons()[0]


def seconds(number: int) -> int:
    return int(now().timestamp()) + number


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "'iss'"),
        ({"iss": None}, "iss"),
        ({"aud": "somebody else"}, "'aud'"),
        ({"aud": []}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [CLIENT, "other"]}, "azp"),
        ({"aud": [CLIENT, "other"], "azp": "other"}, "azp"),
        ({"azp": "other"}, "azp"),
        ({"nonce": "of another journey"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"email_verified": False}, "email"),
        ({"email_verified": None}, "email"),
        ({"email_verified": "true"}, "email"),
        ({"email_verified": 1}, "email"),
        ({"email": None}, "email"),
        ({"email": "ada@heed.example,eva@heed.example"}, "email"),
        ({"email": ["ada@heed.example"]}, "email"),
    ],
)
def test_claims_that_are_not_for_us(
    portal: Flask, provider: Provider, claims: dict[str, Any], reason: str
) -> None:
    provider.claims = claims
    refused(portal, reason)


@pytest.mark.parametrize(
    ("name", "off", "reason"),
    [("exp", -61, "expired"), ("iat", 90, ""), ("nbf", 90, "not yet")],
)
def test_a_token_of_another_time(
    portal: Flask, provider: Provider, name: str, off: int, reason: str
) -> None:
    provider.claims = {name: seconds(off)}
    refused(portal, reason)


def test_clocks_may_be_a_little_apart(portal: Flask, provider: Provider) -> None:
    provider.claims = {"exp": seconds(-30), "iat": seconds(30)}
    assert come_in(Browser(portal)).location == "/me"


def written(part: dict[str, Any] | bytes) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(provider: Provider) -> Callable[[dict[str, Any]], str]:
    return lambda claims: f"{written({'alg': 'none', 'kid': 'first'})}.{written(claims)}."


def with_public_key_as_secret(provider: Provider) -> Callable[[dict[str, Any]], str]:
    key = provider.keys[0].as_pem(private=False)

    def sign(claims: dict[str, Any]) -> str:
        signed = f"{written({'alg': 'HS256', 'kid': 'first'})}.{written(claims)}"
        return f"{signed}.{written(hmac.digest(key, signed.encode(), 'sha256'))}"

    return sign


def with_strangers_key(provider: Provider) -> Callable[[dict[str, Any]], str]:
    key = RSAKey.generate_key(2048, {"kid": "first"})
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "first"}, claims, key)


def with_key_brought_along(provider: Provider) -> Callable[[dict[str, Any]], str]:
    key = RSAKey.generate_key(2048, {"kid": "first"})
    header = {"alg": "RS256", "kid": "first", "jwk": key.as_dict(private=False)}
    return lambda claims: jwt.encode(header, claims, key)


def as_ps256(provider: Provider) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(
        {"alg": "PS256", "kid": "first"}, claims, provider.keys[0], algorithms=["PS256"]
    )


def altered(provider: Provider) -> Callable[[dict[str, Any]], str]:
    def sign(claims: dict[str, Any]) -> str:
        honest = jwt.encode({"alg": "RS256", "kid": "first"}, claims, provider.keys[0])
        head, _body, signature = honest.split(".")
        return f"{head}.{written({**claims, 'sub': 'root'})}.{signature}"

    return sign


@pytest.mark.parametrize(
    "lie",
    [
        unsigned,
        with_public_key_as_secret,
        with_strangers_key,
        with_key_brought_along,
        as_ps256,
        altered,
        lambda provider: lambda claims: "no.token.at all",
        lambda provider: lambda claims: "",
    ],
)
def test_a_token_nobody_of_theirs_signed(portal: Flask, provider: Provider, lie: Any) -> None:
    provider.sign = lie(provider)
    refused(portal, "")


def test_a_state_is_good_once(portal: Flask) -> None:
    browser = Browser(portal)
    way = sent_back(sent_there(browser))
    with browser.client.session_transaction() as cookie:
        taken = dict(cookie)
    assert browser.get(way).location == "/me"
    again = Browser(portal)
    with again.client.session_transaction() as cookie:
        cookie.update(taken)
    assert again.get(way).status_code == 422
    assert (how_many_sessions(), reasons()) == (1, ["replay"])


def test_a_state_is_of_one_browser_and_for_ten_minutes(portal: Flask) -> None:
    way = sent_back(sent_there(Browser(portal)))
    assert Browser(portal).get(way).status_code == 422
    other = Browser(portal)
    sent_there(other)
    assert other.get(way).status_code == 422
    late = Browser(portal)
    way = sent_back(sent_there(late))
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1)):
        assert late.get(way).status_code == 422
    assert (how_many_sessions(), reasons()) == (0, ["state", "state", "replay"])


@pytest.mark.parametrize(
    "query",
    ["", "?code=x", "?state=", "?code=x&state=%00", "?error=access_denied", "?state=x&state=y"],
)
def test_coming_back_without_having_gone(portal: Flask, query: str) -> None:
    answer = Browser(portal).get(f"/sign-in/elsewhere/back{query}")
    assert answer.status_code == 422
    assert how_many_sessions() == 0


def test_a_provider_that_says_no_or_is_another_one(portal: Flask, provider: Provider) -> None:
    browser = Browser(portal)
    way = sent_back(sent_there(browser))
    state = way.partition("state=")[2]
    no = browser.get(f"/sign-in/elsewhere/back?error=access_denied&state={state}")
    assert no.status_code == 422
    assert "Example login did not sign you in" in no.text
    way = sent_back(sent_there(browser))
    assert browser.get(f"{way}&iss=https://evil.example").status_code == 422
    assert (how_many_sessions(), reasons()) == (0, ["denied", "issuer"])
    assert provider.asked["/token"] == 0


def test_newer_keys_are_asked_for_once_in_five_minutes(portal: Flask, provider: Provider) -> None:
    begun = now()
    assert come_in(Browser(portal)).location == "/me"
    assert provider.asked["/jwks"] == 1
    provider.rotate()
    assert come_in(Browser(portal)).status_code == 422, "asked for a moment ago"
    with time_machine.travel(begun + timedelta(minutes=6)):
        assert come_in(Browser(portal)).location == "/me"
        assert provider.asked["/jwks"] == 2
        provider.header = {"kid": "nobody's"}
        for _time in range(5):
            assert come_in(Browser(portal)).status_code == 422
        assert provider.asked["/jwks"] == 2
    with time_machine.travel(begun + timedelta(minutes=12)):
        for _time in range(5):
            assert come_in(Browser(portal)).status_code == 422
        assert provider.asked["/jwks"] == 3
    assert provider.asked["/.well-known/openid-configuration"] == 1
    assert how_many_sessions() == 2


def test_keys_that_were_never_had_are_asked_for_once_in_five_minutes_too(
    portal: Flask, provider: Provider
) -> None:
    begun = now()
    provider.answers["/jwks"] = lambda handler: handler.send_error(500)
    for _time in range(4):
        answer = come_in(Browser(portal))
        assert answer.status_code == 503
        assert "try again in a few minutes" in answer.text
    assert provider.asked["/jwks"] == 1
    del provider.answers["/jwks"]
    with time_machine.travel(begun + timedelta(minutes=6)):
        assert come_in(Browser(portal)).location == "/me"
    assert provider.asked["/jwks"] == 2


def test_of_fifty_who_come_back_with_one_state_one_gets_in(portal: Flask) -> None:
    browser = Browser(portal)
    way = sent_back(sent_there(browser))
    with browser.client.session_transaction() as cookie:
        taken = dict(cookie)
    together, statuses = threading.Barrier(50), []

    def come_back(number: int) -> None:
        mine = portal.test_client()
        with mine.session_transaction() as cookie:
            cookie.update(taken)
        together.wait()
        place = {"REMOTE_ADDR": f"198.51.100.{number}"}
        statuses.append(mine.get(way, environ_overrides=place, buffered=True).status_code)

    threads = [threading.Thread(target=come_back, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [303] + [422] * 49
    assert how_many_sessions() == 1
