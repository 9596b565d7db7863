"""Forms about rounds, what is judged in them, and ballots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import block
from app.core.web.forms import RefusableForm, WholeField, typed
from app.councils.forms.hours import HourField
from app.councils.models import (
    HIGHEST,
    LOWEST,
    AgendaItem,
    Ballot,
    CountsBy,
    ItemKind,
    Quoting,
    Round,
    RoundKind,
)
from app.councils.service.ballots import Answer
from app.councils.service.candidates import Item
from app.councils.service.rounds import Plan, Scale
from app.councils.wording import counts_by_words, item_words, quoting_words, round_kind_words

ORDINALS, SCALE_PARTS = ("first", "second"), ("title", "low", "high")


class RoundForm(RefusableForm):
    title = StringField(_l("Title"), description=_l("As a question, where it is one."))
    question = TextAreaField(
        _l("What you ask of the members"), description=_l("Why now, and how long it takes.")
    )
    kind = RadioField(_l("Kind"), coerce=RoundKind, default=RoundKind.BALLOT)
    counts_by = RadioField(_l("What counts"), coerce=CountsBy, default=CountsBy.ORGANISATION)
    quorum = WholeField(
        _l("Answers it takes to count"),
        [InputRequired(message=_l("From 1 to 200 answers."))],
        default=1,
        description=_l("With fewer the results are marked “no quorum”."),
    )
    closes_at = HourField(_l("Closes"), [Optional()], description=_l("Answers close with it."))
    meets_at = HourField(_l("Meets"), [Optional()])
    place = StringField(_l("Where"), description=_l("A room, or a link."))
    first_title = StringField(_l("First criterion"))
    first_low = StringField(_l("What 1 means"))
    first_high = StringField(_l("What 10 means"))
    second_title = StringField(_l("Second criterion"))
    second_low = StringField(_l("What 1 means"))
    second_high = StringField(_l("What 10 means"))
    version = WholeField(validators=[Optional()])

    @property
    def has_own_criteria(self) -> bool:
        return any(typed(self[f"{name}_{part}"]) for name in ORDINALS for part in SCALE_PARTS)

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(each, round_kind_words(each)) for each in RoundKind]
        self.counts_by.choices = [SelectChoice(each, counts_by_words(each)) for each in CountsBy]

    def fill_from(self, of: Round) -> None:
        self.title.data, self.question.data, self.place.data = of.title, of.question, of.place
        self.kind.data, self.counts_by.data, self.quorum.data = of.kind, of.counts_by, of.quorum
        self.closes_at.show(of.closes_at)
        self.meets_at.show(of.meets_at)
        self.version.data = of.version
        for name, criterion in zip(ORDINALS, of.criteria, strict=False):
            for part in SCALE_PARTS:
                self[f"{name}_{part}"].data = getattr(criterion, part)

    def plan(self) -> Plan:
        """Raises Invalid where a moment is none, or something chosen none of the choices."""
        if not self.validate():
            raise self.said(_("Nothing was saved."))
        return Plan(
            title=typed(self.title),
            question=typed(self.question),
            kind=self.kind.data,
            counts_by=self.counts_by.data,
            quorum=self.quorum.data or 0,
            closes_at=self.closes_at.moment,
            meets_at=self.meets_at.moment,
            place=typed(self.place),
            scales=[
                Scale(*(typed(self[f"{name}_{part}"]) for part in SCALE_PARTS)) for name in ORDINALS
            ],
        )


class MeetingForm(RefusableForm):
    meets_at = HourField(_l("Meets"), [Optional()], id="moved-to")
    place = StringField(_l("Where"), id="moved-place")
    version = WholeField(validators=[Optional()])

    def fill_from(self, of: Round) -> None:
        self.meets_at.show(of.meets_at)
        self.place.data, self.version.data = of.place, of.version

    def moment(self) -> datetime | None:
        """Raises Invalid where it is none."""
        if not self.validate():
            raise self.said(_("The meeting was not moved."))
        return self.meets_at.moment


class CandidateForm(RefusableForm):
    """Either a `reference`, or words of one's own."""

    reference = StringField(
        _l("An idea or an improvement"), description=_l("Its reference, as in H-142 or I-7.")
    )
    title = StringField(_l("Or a proposal of your own"))
    body = TextAreaField(_l("What it would change"))


class ItemForm(RefusableForm):
    title = StringField(_l("What it is about"), id="item-title")
    kind = SelectField(_l("Kind"), coerce=ItemKind, default=ItemKind.DISCUSSION, id="item-kind")
    minutes = WholeField(
        _l("Minutes"), [InputRequired(message=_l("From 1 to 600 minutes."))], default=15
    )
    speaker = StringField(_l("Who speaks"))
    question = TextAreaField(_l("The question to answer"), id="item-question")

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(each, item_words(each)) for each in ItemKind]

    def item(self) -> Item:
        """Raises Invalid."""
        if not self.validate():
            raise self.said(_("Nothing was saved."))
        return Item(
            title=typed(self.title),
            kind=self.kind.data,
            minutes=self.minutes.data or 0,
            speaker=typed(self.speaker),
            question=typed(self.question),
        )

    def stand_beside(self, item: AgendaItem) -> None:
        """As one of many on a page, each field has an id of its own."""
        for field in (self.title, self.kind, self.minutes, self.speaker, self.question):
            field.id = field.label.field_id = f"{field.name}-{item.uid}"


def form_of(item: AgendaItem) -> ItemForm:
    """To be changed, as it stands on the agenda."""
    form = ItemForm(formdata=None, obj=item)
    form.offer()
    form.stand_beside(item)
    return form


class BallotForm(RefusableForm):
    """One card. What was chosen comes as text: a number that is none is said, never lost."""

    candidate = HiddenField()
    importance = RadioField(
        _l("Importance: how much does this matter to your work?"), validate_choice=False
    )
    satisfaction = RadioField(
        _l("Satisfaction: how happy are you with how it works today?"), validate_choice=False
    )
    comment = TextAreaField(_l("What would you want us to know?"))
    is_attributed = BooleanField(_l("With my name, inside this board"))
    quoting = RadioField(_l("May we quote this outside the board?"), default=Quoting.NEVER.value)

    def ask_for(self, scales: Sequence[Scale]) -> None:
        """The criteria of the round; where it has one, the second is not asked for."""
        for field, scale in zip((self.importance, self.satisfaction), scales, strict=False):
            field.label.text = scale.title

    def offer(self) -> None:
        scale = [SelectChoice(str(n), str(n)) for n in range(LOWEST, HIGHEST + 1)]
        self.importance.choices = self.satisfaction.choices = scale
        self.quoting.choices = [SelectChoice(each.value, quoting_words(each)) for each in Quoting]

    def fill_from(self, ballot: Ballot) -> None:
        self.importance.data = str(ballot.importance or "")
        self.satisfaction.data = str(ballot.satisfaction or "")
        self.comment.data, self.is_attributed.data = ballot.comment, ballot.is_attributed
        self.quoting.data = ballot.quoting.value

    def says_the_same_as(self, kept: Ballot | None) -> bool:
        """Whether the card was left as it was shown."""
        before, comment = kept or Ballot(comment="", quoting=Quoting.NEVER), typed(self.comment)
        return (
            (self.importance.data or "") == str(before.importance or "")
            and (self.satisfaction.data or "") == str(before.satisfaction or "")
            and (block(comment), bool(self.is_attributed.data))
            == (before.comment, bool(before.is_attributed))
            and (self.quoting.data or Quoting.NEVER) == before.quoting
        )

    def answer(self, *, is_abstention: bool, has_conflict: bool) -> Answer:
        """Raises Invalid for a score that is no number of the scale."""
        known = self.quoting.data in list(Quoting)
        return Answer(
            importance=_score(self.importance.data, "importance"),
            satisfaction=_score(self.satisfaction.data, "satisfaction"),
            is_abstention=is_abstention,
            has_conflict=has_conflict,
            comment=typed(self.comment),
            is_attributed=bool(self.is_attributed.data),
            quoting=Quoting(self.quoting.data) if known else Quoting.NEVER,
        )


def _score(given: str | None, name: str) -> int | None:
    if not given:
        return None
    if given.isdecimal() and given.isascii() and len(given) < 4:
        return int(given)
    message = _("From %(low)s to %(high)s.", low=LOWEST, high=HIGHEST)
    raise Invalid(_("This answer is not saved yet."), errors={name: message})
