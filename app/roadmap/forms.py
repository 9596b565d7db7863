"""Forms of the roadmap."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    TextAreaField,
)

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.forms import RefusableForm
from app.roadmap.models import Precision, Promise


class PromiseForm(RefusableForm):
    """`seen` is the promise that held when the form was drawn."""

    due_on = DateField(_l("By"), description=_l("Any day of the month or quarter you mean."))
    precision = RadioField(
        _l("How exactly"),
        choices=[
            SelectChoice(Precision.MONTH, _l("The month")),
            SelectChoice(Precision.QUARTER, _l("The quarter")),
            SelectChoice(Precision.DAY, _l("The day")),
        ],
        coerce=Precision,
        default=Precision.MONTH,
    )
    reason = TextAreaField(
        _l("Why it moves"),
        description=_l("Stands beside the new date, for everyone who sees the roadmap."),
    )
    seen = HiddenField()

    def show(self, held: Promise | None) -> None:
        """Decide on what holds now."""
        self.seen.data = str(held.uid) if held else ""

    def chosen(self) -> tuple[date, Precision]:
        """Raises Invalid where a part is missing."""
        if not self.validate() or self.due_on.data is None:
            message = _("Give a day, as in 2027-03-31.")
            self.due_on.errors, self.precision.errors = [], []
            raise Invalid(message, errors={"due_on": message})
        return self.due_on.data, self.precision.data

    def decided_on(self) -> UUID | None:
        try:
            return UUID(self.seen.data or "")
        except ValueError:
            return None
