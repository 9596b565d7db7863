"""What text from outside must be like before it is kept."""

from __future__ import annotations

import contextlib
import re
import unicodedata

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_BLOCK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Lone surrogates cannot be encoded, and XML knows no U+FFFE and U+FFFF.
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_LAST = re.compile(r"[^a-z0-9]+")


def one_line(text: str) -> str:
    """NFC, on one line, without control characters or marks that turn the reading direction."""
    return " ".join(_LINE.sub(" ", _without_marks(text)).split())


def block(text: str) -> str:
    """NFC with \\n line ends, without control characters or marks that turn the direction."""
    text = _without_marks(text)
    return _BLOCK.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _without_marks(text: str) -> str:
    text = _NO_CHARACTER.sub("", unicodedata.normalize("NFC", text))
    return text.translate(dict.fromkeys(map(ord, BIDI)))


def unwanted_characters(text: str) -> int:
    """How many characters `one_line` and `block` would drop outright."""
    return len(_BLOCK.findall(text.replace("\r", ""))) + len(_NO_CHARACTER.findall(text))


def slug(text: str, longest: int = 60) -> str:
    """ASCII words joined by hyphens for an address; may be empty."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = _LAST.sub("-", text.lower()).strip("-")
    return words if len(words) <= longest else words[:longest].rsplit("-", 1)[0]


def email_key(address: str) -> str:
    """The form in which two spellings of one mailbox are equal: folded, IDNA domain."""
    local, _, domain = one_line(address).rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}".casefold()
