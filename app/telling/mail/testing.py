"""One letter to see whether mail leaves at all, and what to look at when it does not."""

from __future__ import annotations

import hashlib
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from app.core.i18n import _
from app.core.settings import portal
from app.people.models import User
from app.telling.mail.letter import Letter
from app.telling.mail.message import write
from app.telling.mail.settings import mail_settings
from app.telling.mail.transport import NotNow, Refused, Unreachable, open_post

_FORBIDDEN = ("530", "534", "535", "538")  # what servers answer to a wrong or missing sign-in


class Outcome(NamedTuple):
    """`words` are the server's own, empty when it took the letter; `checks` is what to look at."""

    words: str = ""
    checks: tuple[str, ...] = ()

    @property
    def was_taken(self) -> bool:
        return not self.words


def send_test(to: User) -> Outcome:
    """Send `to` a letter now. It waits for the server's answer, so never inside writing()."""
    uid = uuid4()
    try:
        with open_post() as post:
            post.send(write(_letter(to), uid=uid), uid)
    except (NotNow, Refused, Unreachable) as failure:
        words = str(failure)
        return Outcome(words, what_to_check(words))
    except ValueError:
        words = _("Your own address cannot stand in a letter.")
        return Outcome(words, (_("Give your account an address that mail programs take."),))
    return Outcome()


def what_to_check(words: str) -> tuple[str, ...]:
    """What an administrator can look at, the likeliest first."""
    host, port = _place()
    sign_in = _("User name and password in HEED_MAIL_URL; special characters as %40 for @.")
    reach = _(
        "Host and port in HEED_MAIL_URL: it is %(host)s, port %(port)s.", host=host, port=port
    )
    sender = _(
        "HEED_MAIL_FROM: the server may only take letters from addresses it knows. It is "
        "%(sender)s.",
        sender=mail_settings().sender,
    )
    if any(code in words for code in _FORBIDDEN):
        return (
            sign_in,
            _("Whether the server wants an encrypted connection: smtps:// in place of smtp://."),
        )
    if words[:1] in ("4", "5"):
        return (sender, _("Whether the server takes mail for your own address."), sign_in)
    if mail_settings().is_folder:
        return (_("Whether Heed may write into its data folder, and the disk has room."),)
    return (
        reach,
        _("Whether a firewall lets this machine connect there."),
        _("Whether the server wants smtps:// in place of smtp://, or the reverse."),
    )


def mail_goes() -> str:
    """Where mail leaves to, without the password; empty where it stays in files."""
    if mail_settings().is_folder:
        return ""
    parts = urlsplit(mail_settings().url)
    host, port = _place()
    user = f"{parts.username}@" if parts.username else ""
    return f"{parts.scheme}://{user}{host}:{port}"


def fingerprint() -> str:
    """Changes when mail leaves another way: a test proves nothing of that one."""
    held = f"{mail_settings().url}\n{mail_settings().sender}\n{mail_settings().secret_keys[-1]}"
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def _place() -> tuple[str, int]:
    parts = urlsplit(mail_settings().url)
    return parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 25)


def _letter(to: User) -> Letter:
    subject = _("Mail from %(name)s arrives", name=portal().name)
    return Letter(
        to=to,
        locale=to.locale or portal().locale,
        subject=subject,
        greeting=_("Hello %(name)s,", name=to.first_name) if to.name else _("Hello,"),
        headline=subject,
        words=_("This is the test you asked for. Letters to your people leave the same way."),
        action=_("Go on with the first steps"),
        url=mail_settings().base_url + "/manage/start",
        reason=_("You get this because you pressed “Send a test to me”."),
    )
