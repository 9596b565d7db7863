"""Domains of mail addresses: which ones people type, and which belong to no organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line

LONGEST = 253
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")


def domains_in(text: str) -> list[str]:
    """The domains in a text, apart by spaces, commas, semicolons or lines, each once and as mail
    servers write it. Raises Invalid naming all that are none."""
    pieces = [piece for piece in re.split(r"[\s,;]+", text) if piece]
    read = [(piece, _written(piece)) for piece in pieces]
    wrong = [piece for piece, domain in read if not domain]
    if wrong:
        message = _("No domain, as in larch.example: %(names)s.", names=", ".join(wrong[:5]))
        raise Invalid(message, errors={"domains": message})
    return list(dict.fromkeys(domain for _piece, domain in read))


def refuse_free_mail(domains: Iterable[str]) -> None:
    """Raises Invalid for a domain that anybody may have an address of: all its people would join
    one organisation and see what it sees."""
    found = [domain for domain in domains if domain in _free_mail()]
    if found:
        message = _(
            "Anybody may have an address of %(names)s, so it belongs to no organisation.",
            names=", ".join(found),
        )
        raise Invalid(message, errors={"domains": message})


def domain_of(email_key: str | None) -> str:
    return (email_key or "").rpartition("@")[2]


def _written(piece: str) -> str:
    """Folded and in IDNA; empty for what is no domain. A leading @ or www. is passed over."""
    name = one_line(piece).casefold().removeprefix("@").removeprefix("www.").rstrip(".")
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        return ""
    return name if len(name) <= LONGEST and _DOMAIN.fullmatch(name) else ""


@cache
def _free_mail() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("free_mail.txt").read_text().split())
