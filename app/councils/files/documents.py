"""What a host sends as a file becomes a document of ours, or is refused. What it is, its content
says; its name and the type a browser gives it say nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.core.errors import Invalid
from app.core.i18n import _
from app.councils.files import copying
from app.ideas.attachments.names import clean_name
from app.ideas.attachments.pictures import is_picture, picture_of

LARGEST = 10 * 1024 * 1024  # bytes of a file as it is sent
PDF = "application/pdf"
SECONDS = copying.SECONDS + 5  # on a machine that has much to do
# Word, PowerPoint and their like, in their newer and their older form.
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
log = structlog.get_logger()
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Document:
    """A file of ours. An image is one page."""

    content: bytes
    name: str
    mimetype: str
    pages: int


def document_of(sent: bytes, *, name: str) -> Document:
    """Raises Invalid for what is neither a PDF nor an image we take, or is too large or damaged."""
    shown = clean_name(name)
    if len(sent) > LARGEST:
        raise _refusal(_("“%(name)s” is larger than 10 MB. Choose a smaller one.", name=shown))
    if is_picture(sent):
        return _picture(sent, shown)
    if b"%PDF-" in sent[:1024]:
        with _one_at_a_time:
            pages, copy = _copied(sent, shown)
        return Document(copy, clean_name(name, ending=".pdf"), PDF, pages)
    if sent.startswith(OFFICE):
        raise _refusal(_("“%(name)s” cannot be shown as it is. Save it as PDF first.", name=shown))
    raise _refusal(_("“%(name)s” is no file we can take: PDF, PNG, JPEG, WebP or GIF.", name=shown))


def _picture(sent: bytes, name: str) -> Document:
    try:
        made = picture_of(sent, name=name)
    except Invalid as refusal:
        raise _refusal(refusal.message) from None
    return Document(made.content, made.name, made.mimetype, 1)


def _copied(sent: bytes, name: str) -> tuple[int, bytes]:
    """By a program that has no more than its share of time and memory, and none of our settings."""
    # Our own program, with what was sent on its standard input alone.
    command = [sys.executable, "-I", str(Path(copying.__file__))]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=sent, capture_output=True, env={}, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refusal(_too_much(name)) from None
    first, _end, copy = done.stdout.partition(b"\n")
    if done.returncode or not first.isdigit():
        reason = first.decode() if not done.returncode else "heavy"
        log.info("pdf_refused", reason=reason, code=done.returncode)
        raise _refusal(_reason(reason, name))
    return int(first), copy


def _reason(reason: str, name: str) -> str:
    if reason == "encrypted":
        return _("“%(name)s” is locked with a password. Save it without one.", name=name)
    if reason == "pages":
        most = copying.MOST_PAGES
        return _("“%(name)s” has more than %(num)s pages. Split it.", name=name, num=most)
    if reason == "heavy":
        return _too_much(name)
    return _("“%(name)s” is damaged or not complete. Save it as PDF once more.", name=name)


def _too_much(name: str) -> str:
    return _(
        "“%(name)s” takes too much to read. Print it into a new PDF, and send that.", name=name
    )


def _refusal(message: str) -> Invalid:
    return Invalid(message, errors={"file": message})
