"""E-mail addresses as people type them."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.core.errors import Invalid
from app.core.i18n import _


def checked_address(text: str) -> str:
    """The address in its normal form. No server is asked whether it exists. Raises Invalid."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        message = _("This does not look like an e-mail address. One looks like ada@example.com.")
        raise Invalid(message, errors={"email": message}) from None


def unmistakable_address(text: str) -> str:
    """As `checked_address`, for an address that somebody copied from elsewhere: one that mixes
    alphabets looks like another and is refused. Raises Invalid."""
    address = checked_address(text)
    if len({_alphabet(letter) for letter in address if letter.isalpha()}) > 1:
        message = _("This address mixes letters of two alphabets, as forged ones do. Type it anew.")
        raise Invalid(message, errors={"email": message})
    return address


def _alphabet(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").split(" ")[0]
