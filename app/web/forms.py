"""Forms of the settings. What a value must be like is decided by the services they are given to."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.i18n import _, ngettext
from app.core.text import one_line
from app.core.unseen import fault_of
from app.core.web.forms import NameField, RefusableForm, WholeField, typed
from app.core.web.language import LANGUAGES, TIME_ZONES
from app.ideas.models import Audience, Board, Moderation
from app.ideas.service.boards import Outline
from app.people.models import Group
from app.roadmap.embedding import wrong_origins
from app.search.analysis import LANGUAGES as SEARCHED_LANGUAGES
from app.search.analysis import NO_LANGUAGE

LONGEST_NAME = 60
LONGEST_PROMISE = 60  # working days
LONGEST_NOTES = 10_000
KEEPING = ("keep_removed_days", "keep_unconfirmed_days", "keep_mail_days")
MOST_STARTERS = 5
LONGEST_STARTER = 120


class SettingsForm(RefusableForm):
    """`read` is what the settings were when the form was drawn."""

    read = HiddenField()


class LookForm(SettingsForm):
    name = NameField(
        _l("Name"),
        [Length(max=LONGEST_NAME, message=_l("Shorten it a little."))],
        description=_l("What stands on top of every page and in every letter."),
    )
    company = NameField(
        _l("Company"),
        [Length(max=120, message=_l("Shorten it a little."))],
        description=_l("Under every page and letter. May stay empty."),
    )
    accent_hue = WholeField(
        _l("Colour of your customers’ voice"),
        [NumberRange(0, 359, message=_l("A hue is a number from 0 to 359."))],
        description=_l(
            "A hue from 0 to 359 degrees: 2 is raspberry, 60 amber, 145 green, 250 blue. We take "
            "the lightness at which it can be read, in light and dark."
        ),
    )
    locale = SelectField(_l("Language"))
    time_zone = StringField(
        _l("Time zone"), description=_l("As in Europe/Amsterdam. Promises count days there.")
    )

    def offer(self) -> None:
        self.locale.choices = [SelectChoice(code, _language(code)) for code in LANGUAGES]

    def validate_name(self, field: NameField) -> None:
        if not typed(field):
            raise ValidationError(_("A portal needs a name."))

    def validate_time_zone(self, field: StringField) -> None:
        if typed(field) not in TIME_ZONES:
            raise ValidationError(_("There is no time zone of this name. Look at the hint."))


class ComingInForm(SettingsForm):
    is_private = RadioField(
        _l("May read public boards"), choices=[SelectChoice("no", ""), SelectChoice("yes", "")]
    )
    sign_up = RadioField(
        _l("New people"),
        choices=[SelectChoice(rule, "") for rule in ("anyone", "domains", "invited")],
    )
    sign_up_domains = TextAreaField(
        _l("Domains whose people come in by themselves"),
        description=_l("As in northwind.example, one a line. Asked for with the second choice."),
    )
    second_factor = RadioField(
        _l("Managers and administrators sign in"),
        choices=[SelectChoice("yes", ""), SelectChoice("no", "")],
    )

    def offer(self) -> None:
        self.is_private.choices = [
            SelectChoice("no", _("Anyone")),
            SelectChoice("yes", _("Only who signed in")),
        ]
        self.sign_up.choices = [
            SelectChoice("anyone", _("Come in by themselves")),
            SelectChoice("domains", _("Come in by themselves with an address of these domains")),
            SelectChoice("invited", _("Come in by invitation only")),
        ]
        self.second_factor.choices = [
            SelectChoice("yes", _("With a second step: an authenticator app or a passkey")),
            SelectChoice("no", _("As they choose")),
        ]

    def validate_sign_up_domains(self, field: TextAreaField) -> None:
        if self.sign_up.data == "domains" and not typed(field).strip():
            raise ValidationError(_("Name at least one domain, or choose another rule."))


class PrivacyForm(SettingsForm):
    privacy_notes = TextAreaField(
        _l("Privacy notes"),
        [Length(max=LONGEST_NOTES, message=_l("Up to 10,000 letters are read."))],
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
        description=_l("Markdown, as in comments. Empty: nobody is asked to agree."),
    )


def _days(least: int) -> NumberRange:
    message = _l("From %(least)s to 365 days.", least=least)
    return NumberRange(least, 365, message=message)


class KeepingForm(SettingsForm):
    keep_removed_days = WholeField(
        _l("Days until removed comments lose their words"),
        [_days(0)],
        description=_l("As long a mistake can be looked into. Nobody reads them meanwhile."),
    )
    keep_unconfirmed_days = WholeField(
        _l("Days until people who never confirmed their address are forgotten"),
        [_days(2)],
        description=_l(
            "They signed up and never came in, or posted an idea without signing in; the idea "
            "stays for you to decide about. They may sign up again."
        ),
    )
    keep_mail_days = WholeField(
        _l("Days until messages kept as files are deleted"),
        [_days(1)],
        description=_l("Where mail is written to files instead of being sent."),
    )


class PromiseForm(SettingsForm):
    answer_within_days = WholeField(
        _l("Working days until a first answer"),
        [NumberRange(0, LONGEST_PROMISE, message=_l("From 0 to 60 working days."))],
        description=_l("0 promises nothing. Promise what you keep in a bad week, too."),
    )


class StartersForm(SettingsForm):
    starters = TextAreaField(
        _l("Questions to start with"),
        description=_l("One a line, up to 5. None: three of ours stand there."),
    )

    def lines(self) -> list[str]:
        return [one_line(line) for line in typed(self.starters).splitlines() if one_line(line)]

    def validate_starters(self, field: TextAreaField) -> None:
        fault = fault_of(typed(field))
        if fault:
            raise ValidationError(fault)
        if len(self.lines()) > MOST_STARTERS:
            raise ValidationError(_("Up to %(num)s are read. Leave some out.", num=MOST_STARTERS))
        if any(len(line) > LONGEST_STARTER for line in self.lines()):
            raise ValidationError(_("Up to %(num)s letters each are read.", num=LONGEST_STARTER))


class EmbeddingForm(SettingsForm):
    embed_origins = TextAreaField(
        _l("Sites that may show the roadmap"),
        description=_l("One a line, as in https://www.example.com. None: no site may."),
    )

    def validate_embed_origins(self, field: TextAreaField) -> None:
        wrong = wrong_origins(typed(field))
        if wrong:
            raise ValidationError(
                _("“%(site)s” is no site. Write it as in https://www.example.com.", site=wrong[0])
            )


class SearchingForm(SettingsForm):
    synonyms = TextAreaField(
        _l("Words that mean the same"),
        description=_l("A line for each, with commas between: invoice, bill, sales slip"),
    )
    ignored = TextAreaField(
        _l("Words that say nothing here"),
        description=_l(
            "One a line: what stands in most ideas, such as the name of your product. Words like "
            "“the” and “please” are left out already."
        ),
    )
    language = SelectField(
        _l("Language of the ideas"),
        description=_l("Whose endings and small words are left out. Any language can be searched."),
    )

    def offer(self) -> None:
        self.language.choices = [
            SelectChoice(code, name_of_language(code)) for code in SEARCHED_LANGUAGES
        ]


class BoardForm(RefusableForm):
    name = StringField(_l("Name"))
    slug = StringField(
        _l("Address"),
        description=_l("Stands behind /b/ in links. Links to an old address lead to the new one."),
    )
    question = StringField(
        _l("What it asks"), description=_l("The heading of the board, as a question to one person.")
    )
    audience = RadioField(
        _l("Who sees it"), choices=[SelectChoice(each.value, "") for each in Audience]
    )
    moderation = RadioField(
        _l("What is looked at first"),
        choices=[SelectChoice(each.value, "") for each in Moderation],
        default=Moderation.NONE.value,
    )
    is_one_way = BooleanField(
        _l("Ideas are between who asks and staff"),
        description=_l("Others who see the board do not see them: not in lists, search or mail."),
    )
    takes_anonymous = BooleanField(
        _l("People who are not signed in may post ideas"),
        description=_l(
            "Only where everybody sees the board, and people may sign up by themselves. Such ideas "
            "wait until somebody looked at them; a letter asks whoever posted one to confirm it."
        ),
    )
    groups = SelectMultipleField(
        _l("Groups"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    version = WholeField()

    def offer(self, groups: list[Group]) -> None:
        self.audience.choices = [
            SelectChoice(Audience.PUBLIC.value, _("Everybody")),
            SelectChoice(Audience.SIGNED_IN.value, _("Whoever signed in")),
            SelectChoice(Audience.GROUPS.value, _("Chosen groups")),
            SelectChoice(Audience.EMPLOYEES.value, _("Employees")),
        ]
        self.moderation.choices = [
            SelectChoice(Moderation.NONE.value, _("Nothing")),
            SelectChoice(Moderation.FIRST.value, _("First posts")),
            SelectChoice(Moderation.ALL.value, _("Everything")),
        ]
        self.groups.choices = [SelectChoice(group.id, group.name) for group in groups]

    def fill_from(self, board: Board, group_ids: set[int]) -> None:
        self.name.data, self.slug.data, self.question.data = board.name, board.slug, board.question
        self.audience.data, self.version.data = board.audience.value, board.version
        self.moderation.data, self.is_one_way.data = board.moderation.value, board.is_one_way
        self.takes_anonymous.data = board.takes_anonymous
        self.groups.data = sorted(group_ids)

    def outline(self) -> Outline:
        known = self.audience.data in list(Audience)
        moderated = self.moderation.data in list(Moderation)
        return Outline(
            name=typed(self.name),
            slug=typed(self.slug),
            question=typed(self.question),
            audience=Audience(self.audience.data) if known else Audience.PUBLIC,
            group_ids=self.groups.data or (),
            moderation=Moderation(self.moderation.data) if moderated else Moderation.NONE,
            is_one_way=self.is_one_way.data,
            takes_anonymous=self.takes_anonymous.data,
        )


class GroupForm(RefusableForm):
    name = StringField(_l("Name"))
    organisations = TextAreaField(
        _l("Organisations"), description=_l("Their names, one a line. All their people are in it.")
    )
    people = TextAreaField(_l("People"), description=_l("Their e-mail addresses, one a line."))


class NewWordForm(RefusableForm):
    """`under` is the phase or the step that the new one belongs to, where it needs one."""

    name = StringField(_l("Name"), [Length(max=100)], id="new-name")
    under = SelectField(_l("Belongs to"), [Optional()], validate_choice=False, id="new-under")

    def offer(self, under: dict[str, str]) -> None:
        self.under.choices = [SelectChoice(key, words) for key, words in under.items()]


class WordForm(RefusableForm):
    """`do` is what to do with one row: rename, up, down, remove or join; `was` what it was called
    on the page; `other` the row it is joined with, empty to take it off everything."""

    do = HiddenField()
    name = StringField()
    was = HiddenField()
    other = HiddenField()


class TestMailForm(RefusableForm):
    next = HiddenField()


class LeaveOutForm(RefusableForm):
    """`step` is not needed here, or with `again` it is after all."""

    step = HiddenField()
    again = BooleanField()


class TemplateForm(RefusableForm):
    template = HiddenField()


def days_promised(days: int) -> str:
    """The promise as a sentence."""
    if days == 0:
        return _("No date is promised; people hear when something happens.")
    return ngettext(
        "A first answer within %(num)s working day, Monday to Friday.",
        "A first answer within %(num)s working days, Monday to Friday.",
        days,
    )


def _language(code: str) -> str:
    return {"en": _("English")}.get(code, code)


def name_of_language(code: str) -> str:
    """Of one that ideas are written in."""
    if code == NO_LANGUAGE:
        return _("Another, or several: words as they are written")
    return (Locale(code).get_display_name(get_locale()) or code).capitalize()
