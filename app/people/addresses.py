"""E-mail addresses as people type them."""

from __future__ import annotations

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
