"""Forms of the ways in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.settings import portal
from app.core.web.forms import NameField, RefusableForm, typed
from app.people.addresses import checked_address
from app.people.passwords import fits, weakness
from app.people.service.consent import edition

EMAIL_GIVEN = [
    InputRequired(_l("Write your e-mail address.")),
    Length(max=254, message=_l("No e-mail address is that long.")),
]
PASSWORD_HINT = _l("At least 12 characters. A few words in a row are easy to remember.")
AGREED = _l("I have read the privacy notes and agree")


class SignInForm(RefusableForm):
    email = EmailField(_l("E-mail"), EMAIL_GIVEN)
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])
    next = HiddenField()


class EmailForm(FlaskForm):
    """For whoever asks for a letter."""

    email = EmailField(_l("E-mail"), EMAIL_GIVEN)

    def validate_email(self, field: EmailField) -> None:
        make_address(field)


class LinkForm(EmailForm):
    next = HiddenField()


class NewPasswordForm(FlaskForm):
    """`known` are texts that others connect with the person."""

    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password."))], description=PASSWORD_HINT
    )
    known: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        refuse_weak(field, self.known)


class ChosenPasswordForm(FlaskForm):
    """`password_hash` is of the password chosen when signing up."""

    password = PasswordField(
        _l("The password you chose when signing up"), [InputRequired(_l("Write your password."))]
    )
    password_hash: str | None = None

    def validate_password(self, field: PasswordField) -> None:
        if not fits(typed(field), self.password_hash):
            raise ValidationError(
                _(
                    "This is not the password that was chosen when signing up. If it was not you "
                    "who chose it, have a link sent to you and choose your own."
                )
            )


class AgreeForm(FlaskForm):
    """For whoever comes in: agrees to the privacy notes."""

    @property
    def edition(self) -> str:
        """Of the privacy notes as they stand; empty without any."""
        return edition()

    def validate_agreed(self, field: StringField) -> None:
        """Its value is the edition they read, as its page showed it."""
        given, wanted = typed(field), edition()
        if wanted and not given:
            raise ValidationError(_("Read the privacy notes, and say that you agree."))
        if wanted and given != wanted:
            field.data = ""
            raise ValidationError(_("The privacy notes were changed just now. Read them again."))
        field.data = wanted


class EnterForm(AgreeForm, RefusableForm):
    agreed = StringField(AGREED)


class FirstPasswordForm(AgreeForm, NewPasswordForm):
    """For whoever was never in, and comes in by a link to choose a password."""

    agreed = StringField(AGREED)


class CalledForm(FlaskForm):
    """For whoever says what they are called."""

    name = NameField(
        _l("Your name"),
        [DataRequired(_l("Write your name.")), Length(max=80, message=_l("Shorten it a little."))],
        description=_l("On public boards others see your first name and an initial."),
    )

    def validate_name(self, field: NameField) -> None:
        # A letter may greet with this name: it must not be a way to send strangers a link.
        if "/" in typed(field) or "@" in typed(field):
            raise ValidationError(_("Write your name without addresses."))


class NamedForm(CalledForm, AgreeForm):
    """For whoever comes in: says what they are called, too."""


class AcceptForm(NamedForm):
    """Coming in by invitation. `known` are texts that others connect with the person."""

    password = PasswordField(
        _l("Choose a password"),
        [InputRequired(_l("Choose a password."))],
        description=PASSWORD_HINT,
    )
    agreed = StringField(AGREED)
    known: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        refuse_weak(field, (*self.known, typed(self.name)))


class SignUpForm(NamedForm, RefusableForm):
    email = EmailField(_l("E-mail"), EMAIL_GIVEN)
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Choose a password."))], description=PASSWORD_HINT
    )
    agreed = StringField(AGREED)
    next = HiddenField()

    def validate_email(self, field: EmailField) -> None:
        make_address(field)

    def validate_password(self, field: PasswordField) -> None:
        refuse_weak(field, (typed(self.name), typed(self.email).rpartition("@")[0]))


def make_address(field: EmailField) -> None:
    try:
        field.data = checked_address(typed(field))
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None


def refuse_weak(field: PasswordField, known: tuple[str, ...]) -> None:
    fault = weakness(typed(field), known=(portal().name, *known))
    if fault:
        raise ValidationError(fault)
