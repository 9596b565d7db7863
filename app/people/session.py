"""Who is asking: a signed-in browser by its cookie, a program by its bearer token."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, Request, Response, g, request
from flask import session as cookie
from flask_login import LoginManager, current_user
from sqlalchemy import Update, bindparam, delete, select, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import contains_eager

from app.core.audit import record
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import SignInNeeded
from app.core.i18n import _
from app.people.models import Anonymous, ApiToken, Reader, User, UserSession
from app.people.secret import hashed, new_secret

IDLE = {False: timedelta(days=14), True: timedelta(hours=8)}
LONGEST = {False: timedelta(days=90), True: timedelta(hours=24)}
SEEN_EVERY = timedelta(minutes=5)
FRESH = timedelta(minutes=10)
KEY = "sid"
WAITING = "waiting"
_BY_SECRET = (
    select(UserSession)
    .join(UserSession.user)
    .options(contains_eager(UserSession.user))
    .where(UserSession.secret_hash == bindparam("hashed"))
)


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.anonymous_user = Anonymous
    manager.session_protection = None
    manager.request_loader(_reader_of)
    app.permanent_session_lifetime = LONGEST[False]
    app.after_request(_note_seen)


def reader() -> Reader:
    """The present reader, signed in or not, as the plain object."""
    return cast(Reader, current_user._get_current_object())


def signed_in() -> User:
    """The present reader. Raises SignInNeeded for an anonymous one."""
    asking = reader()
    if not isinstance(asking, User):
        raise SignInNeeded(_("Please sign in first."))
    return asking


def is_fresh() -> bool:
    """Whether this browser proved a moment ago who it is."""
    proven_at: datetime | None = g.get("session_proven_at") if reader().is_authenticated else None
    return proven_at is not None and now() - proven_at <= FRESH


def is_strong() -> bool:
    """Whether more than one thing proved who asks; a program's token is enough by itself."""
    return presented_token() is not None or bool(g.get("session_is_strong"))


def note_proof() -> None:
    """This browser has just proven again who it is. Call inside writing()."""
    present = update(UserSession).where(UserSession.id == present_session())
    session.execute(present.values(proven_at=now()))
    g.session_proven_at = now()


def present_session() -> int:
    """The id of the session of this browser, which is signed in."""
    return int(g.session_id)


def presented_token() -> ApiToken | None:
    """The valid bearer token of this request, if it came with one."""
    _ = current_user.is_authenticated
    return cast("ApiToken | None", g.get("api_token"))


def open_session(user: User, *, is_strong: bool = False) -> None:
    """Sign this browser in. Call inside writing(), once the proof was checked; `is_strong` where
    that was more than one thing."""
    _open(user, is_strong=is_strong, proven_at=now(), expires_at=now() + LONGEST[user.is_staff])


def renew_session(user: User, *, is_strong: bool) -> None:
    """Keep this browser signed in under another id, for somebody whose sessions have just ended.
    Nothing was proven: it is as fresh as it was, and lasts no longer. Call inside writing()."""
    session.execute(delete(UserSession).where(UserSession.id == present_session()))
    longest = now() + LONGEST[user.is_staff]
    _open(
        user,
        is_strong=is_strong,
        proven_at=g.session_proven_at,
        expires_at=min(g.session_expires_at, longest),
    )


def _open(user: User, *, is_strong: bool, proven_at: datetime, expires_at: datetime) -> None:
    secret = new_secret()
    opened = UserSession(
        user_id=user.id,
        secret_hash=hashed(secret),
        browser=(request.user_agent.string or "")[:200],
        is_strong=is_strong,
        proven_at=proven_at,
        expires_at=expires_at,
    )
    session.add(opened)
    session.flush()
    record(user, "session.open", opened)
    cookie.clear()
    cookie[KEY] = secret
    cookie.permanent = True


def close_session() -> None:
    """Sign this browser out. Call inside writing()."""
    secret = cookie.pop(KEY, "")
    session.execute(delete(UserSession).where(UserSession.secret_hash == hashed(secret)))
    cookie.clear()


def _reader_of(asking: Request) -> User | None:
    try:
        return _by_token(asking) if asking.path.startswith("/api/v1/") else _by_cookie()
    except SQLAlchemyError:
        # The error page asks for the reader too: it finds nobody instead of failing again.
        g._login_user = Anonymous()
        raise


def _by_cookie() -> User | None:
    secret = cookie.get(KEY)
    if not secret:
        return None
    found = session.scalar(_BY_SECRET, {"hashed": hashed(secret)})
    if found is None or not _is_alive(found, now()):
        return None
    user = found.user
    g.session_id, g.session_is_strong = found.id, found.is_strong
    g.session_proven_at, g.session_expires_at = found.proven_at, found.expires_at
    if now() - found.last_seen_at > SEEN_EVERY:
        g.seen = update(UserSession).where(UserSession.id == found.id).values(last_seen_at=now())
    return user


def _is_alive(found: UserSession, moment: datetime) -> bool:
    user = found.user
    is_idle = moment - found.last_seen_at > IDLE[user.is_staff]
    return user.is_active and not is_idle and moment < found.expires_at


def _note_seen(answer: Response) -> Response:
    """Once the answer is made: what it needed was loaded, and need not be loaded again. Left to the
    next request while somebody else is writing: reading must not wait for that."""
    seen: Update | None = g.pop("seen", None)
    if seen is not None:
        with suppress(TimeoutError, OperationalError), writing(waits=False):
            session.execute(seen)
    return answer


def _by_token(asking: Request) -> User | None:
    kind, _space, secret = asking.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        return None
    token = session.scalar(
        select(ApiToken)
        .join(ApiToken.user)
        .options(contains_eager(ApiToken.user))
        .where(
            ApiToken.secret_hash == hashed(secret.strip()),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now(),
        )
    )
    if token is None or not token.user.is_active:
        return None
    g.api_token = token
    if token.last_used_at is None or now() - token.last_used_at > SEEN_EVERY:
        g.seen = update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now())
    return token.user
