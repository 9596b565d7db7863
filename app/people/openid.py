"""What is said to a provider of OpenID Connect and what it says back: discovery, the code flow with
PKCE, and who its signed token is about. Nothing here knows our people."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.core import http
from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _

ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds that their clock and ours may be apart
SCOPES = "openid email profile"
PATH = "/.well-known/openid-configuration"
BASIC, POST = "client_secret_basic", "client_secret_post"
MORE_THAN_ONE = {"mfa", "otp", "hwk", "sms", "swk", "fpt", "face", "pop"}


class Unproven(Invalid):
    """What came back proves nothing; `reason` is one word for the log."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Unusable(Unproven):
    """The provider does not say what it has to: its fault or our settings', nobody's who asks."""


class UnknownKey(Exception):
    """The token is signed with a key that was not published when we last asked."""


class Client(NamedTuple):
    """Who this portal is at the provider."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str


class Journey(NamedTuple):
    """What the browser takes along, to be the same when it comes back."""

    state: str
    nonce: str
    verifier: str


class Patience:
    """What is left of the time that several requests have together."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.1, self._ends_at - monotonic())


def discover(issuer: str, patience: Patience) -> dict[str, Any]:
    """What the provider says about itself, checked. Raises Unreachable, Refused or Unusable."""
    facts = _json(http.fetch(issuer.rstrip("/") + PATH, seconds=patience.left))
    if facts.get("issuer") != issuer:
        message = _("It calls itself %(said)s; write the issuer exactly so.", said=_said(facts))
        raise Unusable("issuer", message)
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(facts.get(name), str):
            raise Unusable("flow", _("It does not say what its “%(name)s” is.", name=name))
        _refuse_open(facts[name])
    flows = facts.get("response_types_supported") or ["code"]
    signed = facts.get("id_token_signing_alg_values_supported") or ["RS256"]
    if "code" not in flows or not set(ALGORITHMS) & set(signed):
        raise Unusable("flow", _("It offers no authorization code flow with RS256 or ES256."))
    return facts


def refuse_open_issuer(issuer: str) -> None:
    """Raises Refused where what is said could be read, or changed, on its way."""
    _refuse_open(issuer)


def way_there(facts: Mapping[str, Any], client: Client, journey: Journey) -> str:
    """Where the browser goes to sign in."""
    return str(
        prepare_grant_uri(
            facts["authorization_endpoint"],
            client.client_id,
            "code",
            redirect_uri=client.redirect_uri,
            scope=SCOPES,
            state=journey.state,
            nonce=journey.nonce,
            code_challenge=create_s256_code_challenge(journey.verifier),
            code_challenge_method="S256",
        )
    )


def exchange(
    facts: Mapping[str, Any], client: Client, code: str, verifier: str, patience: Patience
) -> str:
    """The signed token that a code stands for. Raises Unreachable, Unusable or Unproven."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    form["redirect_uri"] = client.redirect_uri
    headers = {}
    methods = facts.get("token_endpoint_auth_methods_supported") or [BASIC]
    if POST in methods and BASIC not in methods:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    else:
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    answer = http.fetch(facts["token_endpoint"], form=form, headers=headers, seconds=patience.left)
    token = _json(answer, reason="code").get("id_token")
    if not isinstance(token, str):
        raise Unproven("code", said_without_proof())
    return token


def keys_of(facts: Mapping[str, Any], patience: Patience) -> dict[str, Any]:
    """The keys it signs with now. Raises Unreachable or Unusable."""
    keys = _json(http.fetch(facts["jwks_uri"], seconds=patience.left))
    if not _usable(keys):
        raise Unusable("keys", _("It publishes no keys that its tokens could be checked with."))
    return keys


def read_token(
    token: str, keys: Mapping[str, Any], client: Client, *, nonce: str
) -> dict[str, Any]:
    """The claims of a token that is genuine, meant for us and for this journey. Raises Unproven,
    and UnknownKey where newer keys may tell."""
    try:
        read = jwt.decode(token, _finder(keys), algorithms=ALGORITHMS, registry=_registry())
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": client.issuer},
                "sub": {"essential": True},
                "aud": {"essential": True, "value": client.client_id},
                "exp": {"essential": True},
                "iat": {"essential": True},
            },
            {"nonce": nonce, "client_id": client.client_id},
        )
        claims.validate(int(now().timestamp()), LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        reason = str(fault)[:100] if isinstance(fault, JoseError) else type(fault).__name__
        raise Unproven(reason, said_without_proof()) from None
    return dict(claims)


def is_strong(claims: Mapping[str, Any]) -> bool:
    """Whether they say that more than one thing proved who it is."""
    methods = claims.get("amr")
    return isinstance(methods, list) and bool(MORE_THAN_ONE & {str(each) for each in methods})


def _finder(keys: Mapping[str, Any]) -> Any:
    usable = _usable(keys)

    def find(signed: Any) -> Any:
        kid = signed.headers().get("kid")
        found = [key for key in usable if key.kid == kid] if kid else list(usable)
        if len(found) != 1:
            raise UnknownKey
        return found[0]

    return find


def _usable(keys: Mapping[str, Any]) -> list[Any]:
    listed = [
        key
        for key in keys.get("keys") or []
        if isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use") != "enc"
    ]
    try:
        return list(KeySet.import_key_set({"keys": listed})) if listed else []
    except (JoseError, ValueError, TypeError, KeyError):
        return []


def _registry() -> JWSRegistry:
    return JWSRegistry(algorithms=list(ALGORITHMS))


def _json(answer: http.Answer, *, reason: str = "answer") -> dict[str, Any]:
    try:
        said = json.loads(answer.body) if answer.status == 200 else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        message = _("It answers %(num)s, which is not what was asked for.", num=answer.status)
        raise Unusable(reason, message)
    return said


def _refuse_open(url: str) -> None:
    if not url.startswith("https://") and not http.is_inside(url):
        raise http.Refused(_("“%(url)s” has to begin with https://.", url=url))
    http.origin_of(url)


def _said(facts: Mapping[str, Any]) -> str:
    return str(facts.get("issuer") or "nothing")[:200]


def said_without_proof() -> str:
    return _("What came back does not prove who you are, so nobody was signed in. Begin again.")
