"""How a message leaves: over one SMTP connection, or as a file that an admin can read."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

from app.telling.mail.settings import mail_settings

# For each answer of the server, so that one that hangs holds up the others no longer than this.
TIMEOUT_SECONDS = 20.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NotNow(Exception):
    """The server may take this message later."""


class Refused(Exception):
    """The server will never take this message."""


class Unreachable(Exception):
    """The server takes no message at all right now."""


class Post(Protocol):
    def send(self, message: EmailMessage, uid: UUID) -> None:
        """Hand the message over. Raises NotNow, Refused or Unreachable."""


@contextmanager
def open_post() -> Iterator[Post]:
    """The way out that HEED_MAIL_URL names; a connection is made with the first message."""
    settings = mail_settings()
    if settings.is_folder:
        yield Folder(settings.folder)
        return
    server = Server(urlsplit(settings.url))
    try:
        yield server
    finally:
        server.close()


class Folder:
    """One file a message, named by its uid: a repeat takes the place of the first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: EmailMessage, uid: UUID) -> None:
        unfinished = self.path / f".{uid}"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as out:
                out.write(message.as_bytes())
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(self.path / f"{uid}.eml")
        except OSError as failure:
            raise Unreachable(f"the mail folder takes no file: {failure.strerror}") from failure


class Server:
    """An SMTP server. A connection that failed is dropped; the next message makes a new one."""

    def __init__(self, url: SplitResult) -> None:
        self.url = url
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, uid: UUID) -> None:
        connection = self._connected()
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise _refusal(code, words) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _refusal(refusal.smtp_code, refusal.smtp_error) from refusal
        except smtplib.SMTPNotSupportedError as refusal:
            raise Refused(str(refusal)) from refusal
        except (OSError, smtplib.SMTPException) as failure:
            self.close()
            raise NotNow(f"the connection broke: {failure}") from failure

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None or self._connection.sock is None:
            try:
                self._connection = self._connect()
            except (OSError, smtplib.SMTPException) as failure:
                raise Unreachable(f"{self.url.hostname} cannot be reached: {failure}") from failure
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        host, trust = self.url.hostname or "localhost", ssl.create_default_context()
        if self.url.scheme == "smtps":
            port = self.url.port or smtplib.SMTP_SSL_PORT
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=trust
            )
        else:
            connection = smtplib.SMTP(
                host, self.url.port or smtplib.SMTP_PORT, timeout=TIMEOUT_SECONDS
            )
            connection.ehlo()
            if host not in LOOPBACK and connection.has_extn("starttls"):
                connection.starttls(context=trust)
        if self.url.username:
            connection.login(unquote(self.url.username), unquote(self.url.password or ""))
        return connection


def _refusal(code: int, words: bytes | str) -> NotNow | Refused:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    kind = Refused if 500 <= code < 600 else NotNow
    return kind(f"{code} {said}"[:500])
