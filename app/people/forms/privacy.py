"""Forms about what is known of a person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField, ValidationError

from app.core.i18n import _
from app.core.text import one_line
from app.core.web.forms import typed
from app.people.forms.people import ProvenForm


class EraseForm(ProvenForm):
    """`asked` is what has to be typed, so that nobody is erased by a wrong press."""

    confirmation = StringField(_l("Type it here"))
    password = PasswordField(
        _l("Your own password"),
        description=_l("You signed in a while ago, and this cannot be undone."),
    )
    asked = ""

    def validate_confirmation(self, field: StringField) -> None:
        if one_line(typed(field)).casefold() != self.asked.casefold():
            raise ValidationError(
                _("This is not “%(asked)s”. Nothing was erased.", asked=self.asked)
            )
