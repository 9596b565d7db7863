"""The authenticator app of a person and the codes that stand in for it (RFC 6238, 4226)."""

from __future__ import annotations

import secrets

import pyotp
import structlog
from pyotp.utils import strings_equal
from sqlalchemy import delete, select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.sealing import seal, unseal
from app.people.events import letter_asked
from app.people.models import Authenticator, RecoveryCode, User
from app.people.secret import hashed
from app.people.service.sessions import end_sessions
from app.people.urls import SECURITY

STEP = 30  # seconds
TOLERATED = (0, -1, 1)  # steps that a clock may be off
CODES = 10
GROUPS, LETTERS = 4, "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
log = structlog.get_logger()


def authenticator_of(user: User) -> Authenticator | None:
    return session.scalar(select(Authenticator).where(Authenticator.user_id == user.id))


def has_second_factor(user: User) -> bool:
    app = authenticator_of(user)
    return app is not None and app.confirmed_at is not None


def codes_left(user: User) -> int:
    unused = RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    return len(session.scalars(select(RecoveryCode.id).where(*unused)).all())


def begin(user: User) -> None:
    """Make a new secret for an app that is not confirmed yet. Raises Conflict where one is."""
    app = authenticator_of(user)
    if app is not None and app.confirmed_at is not None:
        raise Conflict(_("An app is set up already. Remove it first to use another."))
    if app is None:
        app = Authenticator(user_id=user.id)
        session.add(app)
    app.sealed_secret = seal(pyotp.random_base32())
    session.flush()


def secret_of(app: Authenticator) -> str:
    """Empty where HEED_SECRET_KEY is another one than when it was kept."""
    try:
        return unseal(app.sealed_secret)
    except Conflict:
        log.error("an app's secret cannot be read: HEED_SECRET_KEY has changed", app=app.id)
        return ""


def confirm(user: User, code: str) -> list[str]:
    """The app is set up once it gave a code that fits. All sessions end; the caller opens a new
    one. Returns the codes that stand in for it, to be shown once. Raises Invalid for another code,
    Conflict where nothing was begun."""
    app = authenticator_of(user)
    if app is None or app.confirmed_at is not None:
        raise Conflict(_("Begin again: this app is set up already, or its secret is gone."))
    if not _take(app, code):
        message = _("This code does not fit. Check the clock of your phone and use the newest.")
        raise Invalid(message, errors={"code": message})
    app.confirmed_at = now()
    end_sessions(user)
    record(user, "user.second-factor", user, after={"second_factor": True})
    letter_asked.send(user, purpose="second-factor-on", path=SECURITY)
    return _new_codes(user)


def remove(user: User, *, actor: User) -> None:
    """From now on the password alone is enough. All sessions end; the caller opens a new one for
    whoever removed their own. Raises Conflict where there is nothing to remove."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    gone = delete(Authenticator).where(Authenticator.user_id == user.id)
    if session.scalar(gone.returning(Authenticator.id)) is None:
        raise Conflict(_("There is no app to remove."))
    end_sessions(user)
    record(actor, "user.second-factor", user, after={"second_factor": False})
    letter_asked.send(user, purpose="second-factor-off", path=SECURITY)


def renew_codes(user: User) -> list[str]:
    """New codes to be shown once; the old ones are over. Raises Conflict without an app."""
    if not has_second_factor(user):
        raise Conflict(_("Set up an app first; then there are codes that stand in for it."))
    record(user, "user.recovery-codes", user)
    return _new_codes(user)


def accept(user: User, code: str) -> bool:
    """Whether this is a code of their app, or one that stands in for it. Each is taken once."""
    app = authenticator_of(user)
    if app is None or app.confirmed_at is None:
        return False
    return _take(app, code) or _take_recovery(user, code)


def _take(app: Authenticator, code: str) -> bool:
    digits = "".join(code.split())
    secret, present = secret_of(app), int(now().timestamp()) // STEP
    if not secret:
        return False
    totp = pyotp.TOTP(secret)
    fitting = [
        present + off
        for off in TOLERATED
        if strings_equal(totp.generate_otp(present + off), digits)
    ]
    # The update decides, not a look first: of two that give the same code one gets in.
    return any(_use_step(app, step) for step in fitting)


def _use_step(app: Authenticator, step: int) -> bool:
    taken = update(Authenticator).where(Authenticator.id == app.id, Authenticator.last_step < step)
    found = session.scalar(taken.values(last_step=step).returning(Authenticator.id))
    return found is not None


def _take_recovery(user: User, code: str) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == user.id,
        RecoveryCode.code_hash == hashed(_plain(code)),
        RecoveryCode.used_at.is_(None),
    )
    taken = session.scalar(unused.values(used_at=now()).returning(RecoveryCode.id))
    if taken is None:
        return False
    record(user, "user.recovery-code", user, after={"left": codes_left(user)})
    return True


def _new_codes(user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join(_random_letters() for _group in range(GROUPS)) for _code in range(CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=hashed(_plain(code))) for code in codes)
    session.flush()
    return codes


def _random_letters() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(4))


def _plain(code: str) -> str:
    """However it was written down: 16 letters, 79 bits, too many to try."""
    return "".join(code.casefold().replace("-", "").split())
