"""The messages of a `file:` installation, read by admins."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from app.core.errors import NotFound
from app.core.i18n import _
from app.people.privacy.names import Names
from app.telling.mail.settings import mail_settings

NEWEST = 100


class KeptMail(NamedTuple):
    uid: str
    kept_at: datetime
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


def newest_mails() -> Sequence[KeptMail]:
    """The NEWEST messages kept, newest first."""
    paths = mail_settings().folder.glob("*.eml")
    newest = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    return [_read(path) for path in newest]


def kept_mail(uid: UUID) -> KeptMail:
    """Raises NotFound."""
    return _read(_path_of(uid))


def raw_mail(uid: UUID) -> bytes:
    """The message as it would have been sent. Raises NotFound."""
    return _path_of(uid).read_bytes()


def forget_naming(names: Names) -> None:
    """Delete the messages that somebody is named in, to them or to others."""
    for path in mail_settings().folder.glob("*.eml"):
        # Another worker may be at it, too, or take away what is old.
        with suppress(FileNotFoundError):
            message = _read(path).message
            if names.is_named_in([*map(str, message.values()), *_texts(message)]):
                path.unlink()


def _texts(message: EmailMessage) -> list[str]:
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return [str(part.get_content()) for part in parts]


def _path_of(uid: UUID) -> Path:
    path = mail_settings().folder / f"{uid}.eml"
    if not mail_settings().is_folder or not path.is_file():
        raise NotFound(_("There is no message at this address."))
    return path


def _read(path: Path) -> KeptMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    kept_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return KeptMail(path.stem, kept_at, message)
