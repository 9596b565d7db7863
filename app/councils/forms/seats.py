"""Forms about seats and the charter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.forms import RefusableForm, WholeField, typed
from app.councils.models import Seat, SeatKind
from app.councils.service.seat_details import Details
from app.councils.service.seats import Offer
from app.councils.terms import first_day
from app.councils.wording import seat_words

OFFERED = (SeatKind.MEMBER, SeatKind.CHAIR, SeatKind.OBSERVER)


class InviteForm(RefusableForm):
    """`person` is the uid of somebody chosen from a list, in place of an address."""

    address = StringField(
        _l("E-mail address"), description=_l("Who has no account yet is sent a letter to come in.")
    )
    person = HiddenField()
    kind = SelectField(_l("As"), coerce=SeatKind, default=SeatKind.MEMBER)
    starts_on = DateField(_l("First day"))
    ends_on = DateField(
        _l("Last day"), description=_l("Access ends with this day. You can renew the term.")
    )
    conflict_note = TextAreaField(
        _l("Conflicts of interest we know of"),
        description=_l("Hosts read this, and whoever holds the seat."),
    )

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(each, seat_words(each)) for each in OFFERED]

    def offered(self, *, address_of: Callable[[str], str]) -> Offer:
        """Raises Invalid where a day is none."""
        is_sound = self.validate()
        if not is_sound or self.starts_on.data is None or self.ends_on.data is None:
            raise _without_days(self, "starts_on", "ends_on")
        return Offer(
            address=typed(self.address) or address_of(self.person.data or ""),
            kind=self.kind.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            conflict_note=typed(self.conflict_note),
        )


class TermForm(RefusableForm):
    ends_on = DateField(_l("Last day"))
    version = WholeField()

    def day(self) -> date:
        """Raises Invalid where it is none."""
        if not self.validate() or self.ends_on.data is None:
            raise _without_days(self, "ends_on")
        return self.ends_on.data


class SeatForm(RefusableForm):
    kind = SelectField(_l("As"), coerce=SeatKind)
    starts_on = DateField(_l("First day"))
    conflict_note = TextAreaField(
        _l("Conflicts of interest we know of"),
        description=_l("Hosts read this, and whoever holds the seat."),
    )
    version = WholeField()

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(each, seat_words(each)) for each in OFFERED]

    def fill_from(self, seat: Seat) -> None:
        self.kind.data, self.starts_on.data = seat.kind, first_day(seat)
        self.conflict_note.data, self.version.data = seat.conflict_note, seat.version

    def details(self) -> Details:
        """Raises Invalid where the day is none, or the kind none of the choices."""
        if not self.validate() or self.starts_on.data is None:
            raise _without_days(self, "starts_on")
        return Details(self.kind.data, self.starts_on.data, typed(self.conflict_note))


class NoteForm(RefusableForm):
    conflict_note = TextAreaField(
        _l("Where do your interests conflict with what is judged here?"),
        description=_l("Only you and the hosts read this."),
    )
    version = WholeField()


class AnswerForm(RefusableForm):
    proposal = TextAreaField(
        _l("Whom should we ask, beside you or instead of you?"),
        description=_l("A name, and how to reach them. Only the hosts read this."),
    )


class CharterForm(RefusableForm):
    """`seen` is the number of the version that held when the form was drawn."""

    body = TextAreaField(
        _l("What members agree on"),
        description=_l("Markdown. What the board is for, how long terms last, what stays inside."),
    )
    nda_reference = StringField(
        _l("Agreement on secrecy"), description=_l("Where the signed one is kept, if there is one.")
    )
    seen = WholeField()


class AcceptForm(RefusableForm):
    typed_name = StringField(_l("Type your name"))
    number = HiddenField()

    def version(self) -> int:
        given = self.number.data or ""
        return int(given) if given.isdecimal() and len(given) < 9 else 0


def _without_days(form: RefusableForm, *names: str) -> Invalid:
    """What was typed stays; each day that is none says how a day is written."""
    wrong = {name: _("Give a day, as in 2027-03-31.") for name in names if form[name].data is None}
    refusal = form.said(_("Nothing was saved."))
    refusal.errors |= wrong
    return refusal
