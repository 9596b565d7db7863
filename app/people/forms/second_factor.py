"""Forms of the second factor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.forms import RefusableForm


class CodeForm(RefusableForm):
    code = StringField(
        _l("Code"),
        [InputRequired(_l("Write the code.")), Length(max=40)],
        description=_l("Six digits from your app, or one of your recovery codes."),
    )

    def refuse_code(self) -> None:
        message = _("This code does not fit, or was used already. Wait for the next one.")
        self.refuse(Invalid(message, errors={"code": message}))


class FirstCodeForm(RefusableForm):
    code = StringField(
        _l("The code your app shows now"),
        [InputRequired(_l("Write the code.")), Length(max=40)],
        description=_l("Six digits. They change every 30 seconds."),
    )
