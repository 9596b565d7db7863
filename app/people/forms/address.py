"""The form for another e-mail address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField

from app.core.web.forms import RefusableForm
from app.people.forms.doors import EMAIL_GIVEN, make_address


class AddressForm(RefusableForm):
    email = EmailField(_l("New e-mail address"), EMAIL_GIVEN)

    def validate_email(self, field: EmailField) -> None:
        make_address(field)
