"""Forms of what shipped."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField  # type: ignore[attr-defined]

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.forms import RefusableForm
from app.insights.models import Fixed


class FixedForm(RefusableForm):
    answer = RadioField(
        _l("Did this fix it?"),
        choices=[
            SelectChoice(Fixed.YES.value, _l("Yes")),
            SelectChoice(Fixed.PARTLY.value, _l("Partly")),
            SelectChoice(Fixed.NO.value, _l("No")),
        ],
        validate_choice=False,
    )
    words = TextAreaField(
        _l("What is still in the way?"), description=_l("Staff read this, nobody else.")
    )

    def chosen(self) -> Fixed:
        """Raises Invalid where none of the three is chosen."""
        if self.answer.data not in list(Fixed):
            message = _("Choose one of the three: yes, partly or no.")
            raise Invalid(message, errors={"answer": message})
        return Fixed(self.answer.data)
