"""Forms of one's own way in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, ValidationError
from wtforms.validators import InputRequired

from app.core.i18n import _
from app.core.web.forms import typed
from app.people.forms.doors import PASSWORD_HINT, refuse_weak
from app.people.passwords import fits


class ChangePasswordForm(FlaskForm):
    """`password_hash` is of the password as it is; `known` are texts that others connect with the
    person."""

    present = PasswordField(
        _l("Present password"), [InputRequired(_l("Write your present password."))]
    )
    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password."))], description=PASSWORD_HINT
    )
    password_hash: str | None = None
    known: tuple[str, ...] = ()

    def validate_present(self, field: PasswordField) -> None:
        if not fits(typed(field), self.password_hash):
            raise ValidationError(_("This is not your password. Nothing was changed."))

    def validate_password(self, field: PasswordField) -> None:
        refuse_weak(field, self.known)
