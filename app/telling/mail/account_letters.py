"""Letters about an account: signing in, invitations, the one welcome. They always come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from app.core.i18n import _
from app.core.settings import portal
from app.telling.mail.letter import Letter, Link, absolute, hello, locale_of
from app.telling.models import Delivery

Facts = Mapping[str, Any]


class Words(NamedTuple):
    subject: str
    words: str
    action: str
    reason: str
    links: Sequence[Link] = ()


def account_letter(delivery: Delivery) -> Letter:
    """The letter for a delivery of kind ACCOUNT; its facts name the purpose and the path."""
    reader, facts = delivery.user, delivery.update.facts
    written = _WORDS_OF[facts["purpose"]](facts)
    return Letter(
        to=reader,
        locale=locale_of(reader),
        subject=written.subject,
        greeting=hello(reader),
        headline=written.subject,
        words=written.words,
        action=written.action,
        url=absolute(facts["path"]),
        links=written.links,
        reason=written.reason,
        sent_to=facts.get("to", ""),
    )


def _confirm(_facts: Facts) -> Words:
    return Words(
        _("Confirm your e-mail address"),
        _(
            "Someone signed up here with this address. If it was you, confirm it. The link is "
            "good for a day. If it was not you, do nothing."
        ),
        _("Confirm this address"),
        _typed(),
    )


def _reset(_facts: Facts) -> Words:
    return Words(
        _("Choose a new password"),
        _(
            "Someone asked to set a new password for your account. If it was you, go on. The "
            "link is good for 30 minutes. If it was not you, do nothing: your password stays."
        ),
        _("Choose a password"),
        _typed(),
    )


def _enter(_facts: Facts) -> Words:
    return Words(
        _("Your link to sign in"),
        _(
            "Someone asked to sign in with this address. If it was you, go on. The link works "
            "once, for 10 minutes. If it was not you, do nothing."
        ),
        _("Sign in"),
        _typed(),
    )


def _known(_facts: Facts) -> Words:
    return Words(
        _("You already have an account"),
        _(
            "Someone signed up here with this address, and it has an account already. Sign in "
            "with it, or ask there for a new password."
        ),
        _("Sign in"),
        _typed(),
    )


def _changed(_facts: Facts) -> Words:
    return Words(
        _("Your password was changed"),
        _(
            "Other devices were signed out. If it was not you who changed it, choose a new "
            "password now."
        ),
        _("It was not me"),
        _about_account(),
    )


def _address(_facts: Facts) -> Words:
    return Words(
        _("Confirm your new e-mail address"),
        _(
            "Someone wants to use this address for their account. If it was you, confirm it in the "
            "browser you are signed in with. The link is good for a day. If it was not you, do "
            "nothing."
        ),
        _("Confirm this address"),
        _typed(),
    )


def _address_taken(_facts: Facts) -> Words:
    return Words(
        _("This address has an account already"),
        _(
            "Someone wanted to use this address for another account. It has one here, so nothing "
            "was changed. If it was you, sign in with this address instead."
        ),
        _("Sign in"),
        _typed(),
    )


def _address_asked(_facts: Facts) -> Words:
    return Words(
        _("Your account is to have another e-mail address"),
        _(
            "We wrote to the new address to have it confirmed; until then everything stays as it "
            "is. If it was not you who asked, choose a new password now: that stops it."
        ),
        _("It was not me"),
        _about_account(),
    )


def _address_changed(_facts: Facts) -> Words:
    return Words(
        _("Your account has another e-mail address now"),
        _(
            "This was the address before; mail goes to the new one from now on. Other devices were "
            "signed out. If it was not you, write to us."
        ),
        _("Look at the portal"),
        _about_account(),
    )


def _second_factor_on(_facts: Facts) -> Words:
    return Words(
        _("An authenticator app was set up for your account"),
        _(
            "From now on your password and a code of the app sign you in. If it was not you who "
            "set it up, choose a new password and write to us."
        ),
        _("Look at how I sign in"),
        _about_account(),
    )


def _second_factor_off(_facts: Facts) -> Words:
    return Words(
        _("The authenticator app of your account was removed"),
        _(
            "From now on your password alone signs you in. If it was not you who asked for that, "
            "choose a new password and set the app up again."
        ),
        _("Look at how I sign in"),
        _about_account(),
    )


def _passkey_on(_facts: Facts) -> Words:
    return Words(
        _("A passkey was added to your account"),
        _(
            "From now on it signs you in without a password. If it was not you who added it, "
            "remove it, choose a new password and write to us."
        ),
        _("Look at my passkeys"),
        _about_account(),
    )


def _passkey_off(_facts: Facts) -> Words:
    return Words(
        _("A passkey of your account was removed"),
        _(
            "It signs nobody in any more. If it was not you who asked for that, choose a new "
            "password and write to us."
        ),
        _("Look at my passkeys"),
        _about_account(),
    )


def _elsewhere_on(_facts: Facts) -> Words:
    return Words(
        _("You may sign in with another account now"),
        _(
            "Your account was connected with one you have elsewhere, and that opens it from now "
            "on. If that was not you, disconnect it and choose another password."
        ),
        _("Look at how I sign in"),
        _about_account(),
    )


def _elsewhere_off(_facts: Facts) -> Words:
    return Words(
        _("An account elsewhere no longer signs you in"),
        _("It was disconnected. If that was not you, choose another password."),
        _("Look at how I sign in"),
        _about_account(),
    )


def _copy(_facts: Facts) -> Words:
    return Words(
        _("The copy of your data is ready"),
        _(
            "You asked for a copy of everything that is yours here. Sign in and fetch it within a "
            "day; after that it is deleted."
        ),
        _("Fetch it"),
        _("You get this because it is about your account. Such mail always comes."),
    )


def _invite(facts: Facts) -> Words:
    return Words(
        _("%(name)s invites you to %(portal)s", name=facts["by"], portal=portal().name),
        _(
            "This is where ideas are collected, voted for and answered. Choose a password and you "
            "are in. The link is good for seven days and for you alone."
        ),
        _("Accept the invitation"),
        _("You get this because %(name)s typed this address.", name=facts["by"]),
    )


def _welcome(facts: Facts) -> Words:
    """`words` is what the administrator saw in the preview."""
    return Words(
        _("What you asked for is on %(portal)s now", portal=portal().name),
        facts["words"],
        _("Join and hear what becomes of it"),
        _("You get this once, because your ideas or votes were brought here from elsewhere."),
        [Link(_("No thanks, do not write to me"), absolute(facts["no_path"]))],
    )


def _submit(facts: Facts) -> Words:
    return Words(
        _("Confirm that you submitted “%(title)s”", title=facts["title"]),
        _(
            "Someone posted this idea with your address, without signing in. If it was you, "
            "confirm it: then it is yours, and you hear what becomes of it. The link is good for "
            "two days. If it was not you, do nothing."
        ),
        _("Confirm that it is mine"),
        _typed(),
    )


def _about_account() -> str:
    return _("You get this because it is about your account. Such mail always comes.")


def _typed() -> str:
    return _("You get this because someone typed this address. Such mail always comes.")


_WORDS_OF: Mapping[str, Callable[[Facts], Words]] = {
    "confirm": _confirm,
    "reset": _reset,
    "known": _known,
    "enter": _enter,
    "changed": _changed,
    "address": _address,
    "address-taken": _address_taken,
    "address-asked": _address_asked,
    "address-changed": _address_changed,
    "second-factor-on": _second_factor_on,
    "second-factor-off": _second_factor_off,
    "passkey-on": _passkey_on,
    "passkey-off": _passkey_off,
    "elsewhere-on": _elsewhere_on,
    "elsewhere-off": _elsewhere_off,
    "copy": _copy,
    "invite": _invite,
    "welcome": _welcome,
    "submit": _submit,
}
