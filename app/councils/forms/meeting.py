"""Forms about what a round came to: minutes, advice, actions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from app.core.i18n import _
from app.core.web.forms import RefusableForm, WholeField, typed, uid_of
from app.councils.models import Adoption, Advice, AgendaItem, Candidate, Seat
from app.councils.service.actions import Task
from app.councils.service.advice import Taken
from app.councils.wording import adoption_words, advice_words

NO_UID = ""
_VOICES = [InputRequired(message=_l("From 0 to 999 voices."))]


class MinutesForm(RefusableForm):
    """The notes of each point and who was there are read by `notes` and `present`."""

    summary = TextAreaField(
        _l("In short"), description=_l("Markdown. What somebody who was not there has to know.")
    )
    version = WholeField(validators=[Optional()])

    def notes(self, agenda: Sequence[AgendaItem]) -> dict[UUID, str]:
        return {item.uid: request.form.get(f"notes-{item.uid}", "") for item in agenda}

    def present(self) -> set[UUID]:
        return {uid for text in request.form.getlist("present") if (uid := uid_of(text))}


class RemarkForm(RefusableForm):
    remark = TextAreaField(_l("What is to be changed"))


class DecisionForm(RefusableForm):
    candidate = SelectField(_l("About"), default=NO_UID)
    title = StringField(_l("Or about something else"))
    advice = RadioField(_l("The board advises"), coerce=Advice, default=Advice.GO)
    voices_for = WholeField(_l("Voices for what it is about"), _VOICES, default=0)
    voices_against = WholeField(_l("Voices against it"), _VOICES, default=0)
    voices_withheld = WholeField(_l("Voices withheld"), _VOICES, default=0)
    dissent = TextAreaField(_l("What those said who thought otherwise"))

    def offer(self, left: Sequence[Candidate]) -> None:
        self.candidate.choices = [
            SelectChoice(NO_UID, _("Something else")),
            *(SelectChoice(str(each.uid), each.title) for each in left),
        ]
        self.advice.choices = [SelectChoice(each, advice_words(each)) for each in Advice]

    def taken(self) -> Taken:
        """Raises Invalid where a figure is none, or something chosen none of the choices."""
        if not self.validate():
            raise self.said(_("Nothing was added."))
        return Taken(
            advice=self.advice.data,
            candidate=uid_of(self.candidate.data),
            title=typed(self.title),
            voices_for=self.voices_for.data or 0,
            voices_against=self.voices_against.data or 0,
            voices_withheld=self.voices_withheld.data or 0,
            dissent=typed(self.dissent),
        )


class AdoptionForm(RefusableForm):
    adoption = SelectField(_l("What became of it"), coerce=Adoption, default=Adoption.OPEN)
    answer = TextAreaField(
        _l("In words"),
        description=_l("Only who is in the board reads this: what you do, or why not."),
    )

    def offer(self) -> None:
        self.adoption.choices = [SelectChoice(each, adoption_words(each)) for each in Adoption]

    def chosen(self) -> Adoption:
        """Raises Invalid for what is none of the choices."""
        if not self.validate():
            raise self.said(_("Nothing was saved."))
        return Adoption(self.adoption.data)


class TaskForm(RefusableForm):
    title = StringField(_l("What is to be done"), id="task-title")
    owner = SelectField(_l("By whom"))
    due_on = DateField(_l("Until"))

    def offer(self, seats: Sequence[Seat]) -> None:
        self.owner.choices = [SelectChoice(str(seat.uid), seat.user.name) for seat in seats]

    def task(self) -> Task:
        """Raises Invalid where the day is none."""
        if not self.validate() or self.due_on.data is None:
            refusal = self.said(_("Nothing was added."))
            if self.due_on.data is None:
                refusal.errors["due_on"] = _("Give a day, as in 2027-03-31.")
            raise refusal
        return Task(typed(self.title), uid_of(self.owner.data), self.due_on.data)
