"""Forms about what is known of a person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError

from app.core.i18n import _
from app.core.text import one_line
from app.core.web.forms import RefusableForm, typed


class EraseForm(RefusableForm):
    """`asked` is what has to be typed, so that nobody is erased by a wrong press."""

    confirmation = StringField(_l("Type it here"))
    asked = ""

    def validate_confirmation(self, field: StringField) -> None:
        if one_line(typed(field)).casefold() != self.asked.casefold():
            raise ValidationError(
                _("This is not “%(asked)s”. Nothing was erased.", asked=self.asked)
            )
