"""What people choose to be sent, and what staff write for them."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.forms import RefusableForm
from app.improvements.models import Improvement
from app.people.models import MailChoice

EVERYONE, STAFF = "everyone", "staff"
LONGEST = 9  # digits of a version


class PreferencesForm(FlaskForm):
    mail = RadioField(
        _l("How often"),
        choices=[
            SelectChoice(MailChoice.NOW, _l("Everything at once")),
            SelectChoice(MailChoice.DAILY, _l("One mail a day")),
            SelectChoice(MailChoice.WEEKLY, _l("Weekly")),
            SelectChoice(MailChoice.NEVER, _l("No mail at all")),
        ],
        coerce=MailChoice,
    )


class MuteForm(FlaskForm):
    """Silence for one idea, or the end of it: `state` is what is wanted."""

    idea = HiddenField()
    state = HiddenField()
    next = HiddenField()


class EntryForm(RefusableForm):
    """`version` is the entry's when the form was drawn."""

    title = StringField(_l("What is new, in one sentence"))
    body = TextAreaField(
        _l("What people can do now"),
        description=_l("Say too what you left out, and why. Markdown works."),
    )
    improvement = SelectField(
        _l("Improvement"), description=_l("The ideas behind it come along."), validate_choice=False
    )
    ideas = StringField(
        _l("More ideas"), description=_l("References of other ideas it answers: H-12 H-40.")
    )
    readers = RadioField(
        _l("Who reads it"),
        choices=[
            SelectChoice(EVERYONE, _l("Everyone")),
            SelectChoice(STAFF, _l("Only staff")),
        ],
        default=EVERYONE,
        validate_choice=False,
    )
    version = HiddenField()

    def offer(self, improvements: list[Improvement], *, can_do_without: bool) -> None:
        self.improvements = {each.reference: each for each in improvements}
        self.improvement.choices = [SelectChoice("", _("None"))] if can_do_without else []
        self.improvement.choices += [
            SelectChoice(each.reference, f"{each.reference} {each.title}") for each in improvements
        ]

    def chosen_improvement(self) -> Improvement | None:
        """Raises Invalid for one that is not offered."""
        wanted = self.improvement.data or ""
        if wanted and wanted not in self.improvements:
            message = _("Choose one of the improvements in the list.")
            raise Invalid(message, errors={"improvement": message})
        return self.improvements.get(wanted)

    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else 0


class WelcomeForm(RefusableForm):
    words = TextAreaField(
        _l("What the letter says"),
        description=_l("The only mail they get, so say who you are and why it comes."),
    )
