"""Forms of a rank given by hand and of the factors of a score."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]

from app.core.errors import Invalid
from app.core.figures import typed
from app.core.i18n import _
from app.improvements.forms.deciding import VersionedForm
from app.scoring.models import Factor


class RankForm(VersionedForm):
    """`to` is sent by the buttons up and down, `place` by the field."""

    place = StringField(_l("To rank"))
    reason = StringField(_l("Why, in a sentence everybody can read"))
    to = HiddenField()

    def wanted_place(self) -> int:
        """0, which no rank is, for what is no number."""
        written = (self.to.data or self.place.data or "").strip()
        return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0


class RatingsForm(VersionedForm):
    reach = StringField(
        _l("Reach"),
        description=_l(
            "Customers or organisations a quarter. Left empty, it is the organisations asking."
        ),
    )
    impact = SelectField(_l("Impact"))
    confidence = StringField(_l("Confidence"), description=_l("Between 0 and 1, as in 0.8."))
    effort = StringField(_l("Effort"), description=_l("Person-months, as in 1.25."))
    value = StringField(_l("Value"), description=_l("From 1 to 10."))

    def offer(self) -> None:
        words = {
            "3": _("3, massive"),
            "2": _("2, high"),
            "1": _("1, medium"),
            "0.5": _("0.5, low"),
            "0.25": _("0.25, minimal"),
        }
        unknown = SelectChoice("", _("Not measured yet"))
        self.impact.choices = [unknown, *(SelectChoice(*each) for each in words.items())]

    def amounts(self) -> dict[Factor, Decimal | None]:
        """Raises Invalid with a sentence for each that is no number."""
        errors, found = {}, {}
        for factor in Factor:
            try:
                found[factor] = typed(self[factor.value].data or "")
            except ValueError as wrong:
                errors[factor.value] = str(wrong)
        if errors:
            raise Invalid(_("These ratings cannot be kept yet."), errors=errors)
        return found
