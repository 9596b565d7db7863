"""What mail needs to know of the installation; given once at start, because the worker and the
services know nothing of the web."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path


@dataclass(frozen=True)
class MailSettings:
    """`url` is HEED_MAIL_URL; `folder` takes the messages when it is `file:`; the last of the
    `secret_keys` signs."""

    url: str
    folder: Path
    sender: str
    base_url: str
    secret_keys: tuple[str, ...]

    @property
    def domain(self) -> str:
        """The right side of every Message-ID."""
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"

    @property
    def is_folder(self) -> bool:
        return self.url == "file:"


_installed: MailSettings | None = None


def install(settings: MailSettings) -> None:
    global _installed
    _installed = settings


def mail_settings() -> MailSettings:
    if _installed is None:
        raise RuntimeError("mail.settings.install() comes first")
    return _installed
