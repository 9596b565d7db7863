"""Passkeys of people (WebAuthn): adding one, and knowing somebody by one.

A question is taken away before its answer is looked at, in a unit of change of its own: whatever
the answer was, the question is not put again.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import webauthn
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.core.audit import record
from app.core.clock import now
from app.core.db import changed_rows, insert_new, session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.core.text import one_line
from app.people.events import letter_asked
from app.people.models import Passkey, PasskeyQuestion, User
from app.people.queries import passkeys_of
from app.people.secret import new_secret
from app.people.service.sessions import end_sessions
from app.people.urls import PASSKEYS

PATIENCE = timedelta(minutes=5)
MOST = 20
# What is raised for an answer that was made by no device, too.
NOT_GOOD = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError)
VERIFIED = UserVerificationRequirement.REQUIRED


class Place(NamedTuple):
    """The portal as browsers know it: keys are bound to its host, answers to its origin."""

    host: str
    origin: str
    name: str


class Asked(NamedTuple):
    """A question that was put and is over with its answer."""

    secret: bytes
    adder_id: int | None


class Recognised(NamedTuple):
    """A good answer: of which key of whom, and what it counted before and now. Plain values, as
    they were when the answer was looked at."""

    passkey_id: int
    user_id: int
    counted: int
    counts: int


def has_passkey(user: User) -> bool:
    theirs = select(Passkey.id).where(Passkey.user_id == user.id).limit(1)
    return session.scalar(theirs) is not None


def ask_to_add(user: User, place: Place) -> tuple[PasskeyQuestion, str]:
    """A question to a device that is to make a key, and what its browser wants to know as JSON.
    Raises Conflict for somebody who has very many."""
    kept = passkeys_of(user)
    if len(kept) >= MOST:
        raise Conflict(_("You have %(num)s passkeys. Remove one first.", num=len(kept)))
    question = _new_question(user)
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=user.uid.bytes,
        user_name=user.email or user.name,
        user_display_name=user.name,
        challenge=base64url_to_bytes(question.secret),
        timeout=int(PATIENCE.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
            for each in kept
        ],
    )
    return question, webauthn.options_to_json(options)


def ask_who(place: Place) -> tuple[PasskeyQuestion, str]:
    """A question to whoever has a key of this portal."""
    question = _new_question(None)
    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=base64url_to_bytes(question.secret),
        timeout=int(PATIENCE.total_seconds() * 1000),
        user_verification=VERIFIED,
    )
    return question, webauthn.options_to_json(options)


def take_question(uid: UUID) -> Asked | None:
    """The question, once: of two answers one finds it. None where it is over."""
    is_open = PasskeyQuestion.uid == uid, PasskeyQuestion.expires_at > now()
    taken = delete(PasskeyQuestion).where(*is_open)
    found = session.execute(taken.returning(PasskeyQuestion.secret, PasskeyQuestion.user_id))
    row = found.first()
    return None if row is None else Asked(base64url_to_bytes(row.secret), row.user_id)


def add(user: User, answer: str, asked: Asked | None, *, name: str, place: Place) -> None:
    """Keep the key that a device of theirs made. Raises Invalid for an answer that is none to a
    question they were asked, Conflict for a key that is somebody's already. All sessions end; the
    caller opens a new one."""
    if asked is None or asked.adder_id != user.id:
        raise Invalid(_("That took too long, or was sent twice. Add the passkey again."))
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=asked.secret,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except NOT_GOOD as refusal:
        message = _("Your device's answer was not accepted. Add the passkey again.")
        raise Invalid(message) from refusal
    values = {
        "user_id": user.id,
        "name": one_line(name)[:100],
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "sign_count": made.sign_count,
    }
    # The unique key decides, not a look first.
    if not changed_rows(insert_new(Passkey), values):
        raise Conflict(_("This passkey is here already."))
    end_sessions(user)
    record(user, "user.passkey", user, after={"passkeys": _number_of(user)})
    letter_asked.send(user, purpose="passkey-on", path=PASSKEYS)


def recognise(answer: str, asked: Asked | None, place: Place) -> Recognised | None:
    """Whose key gave this answer to the question, None for any answer that is not good. Changes
    nothing; `accept` does."""
    given = _read(answer)
    if asked is None or asked.adder_id is not None or given is None:
        return None
    passkey = session.scalar(
        select(Passkey)
        .where(Passkey.credential_id == given.credential_id)
        .options(joinedload(Passkey.user))
    )
    if passkey is None or given.handle != passkey.user.uid.bytes:
        return None
    try:
        good = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=asked.secret,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except NOT_GOOD:
        return None
    return Recognised(passkey.id, passkey.user_id, passkey.sign_count, good.new_sign_count)


def accept(found: Recognised) -> User | None:
    """Whom it signs in. None where the key was used or removed meanwhile, or its owner may not
    come in any more."""
    used = update(Passkey).where(
        Passkey.id == found.passkey_id, Passkey.sign_count == found.counted
    )
    if not changed_rows(used.values(sign_count=found.counts, last_used_at=now())):
        return None
    owner = session.scalar(select(User).where(User.id == found.user_id))
    return owner if owner is not None and owner.is_active else None


def remove(user: User, uid: UUID) -> None:
    """All sessions end; the caller opens a new one. Raises NotFound for what is not theirs or was
    removed."""
    theirs = delete(Passkey).where(Passkey.user_id == user.id, Passkey.uid == uid)
    if session.scalar(theirs.returning(Passkey.id)) is None:
        raise NotFound(_("This passkey is removed already."))
    _say_removed(user, actor=user)


def remove_all(user: User, *, actor: User) -> None:
    """For somebody who lost their devices; all sessions end. Raises Conflict where there
    is nothing to remove."""
    if not changed_rows(delete(Passkey).where(Passkey.user_id == user.id)):
        raise Conflict(_("There is no passkey to remove."))
    _say_removed(user, actor=actor)


def note_refused(answer: str) -> None:
    """Keep that somebody's key was not accepted; nothing of a key nobody has."""
    given = _read(answer)
    key = given.credential_id if given else ""
    owner = session.scalar(select(User).join(Passkey).where(Passkey.credential_id == key))
    if owner is not None:
        record(None, "session.refuse_passkey", owner)


class _Given(NamedTuple):
    credential_id: str
    handle: bytes


def _read(answer: str) -> _Given | None:
    """Of which key and whose an answer says it is."""
    try:
        credential = json.loads(answer)
        handle = base64url_to_bytes(credential["response"]["userHandle"])
        return _Given(str(credential["id"]), handle)
    except (*NOT_GOOD, RecursionError):
        return None


def _new_question(user: User | None) -> PasskeyQuestion:
    question = PasskeyQuestion(
        user_id=user.id if user else None, secret=new_secret(), expires_at=now() + PATIENCE
    )
    session.add(question)
    session.flush()
    return question


def _say_removed(user: User, *, actor: User) -> None:
    end_sessions(user)
    record(actor, "user.passkey", user, after={"passkeys": _number_of(user)})
    letter_asked.send(user, purpose="passkey-off", path=PASSKEYS)


def _number_of(user: User) -> int:
    return session.scalar(select(func.count(Passkey.id)).where(Passkey.user_id == user.id)) or 0
