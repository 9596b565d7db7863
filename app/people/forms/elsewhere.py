"""The form about the provider people may sign in at."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    PasswordField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.core.web.forms import RefusableForm, WholeField, typed
from app.people.domains import domains_in
from app.people.models import Provider
from app.people.service.granted import as_text, read_grants
from app.people.service.providers import Described

TOO_LONG = _l("Shorten it a little.")


class ProviderForm(RefusableForm):
    name = StringField(
        _l("Name on the button"),
        [InputRequired(_l("Write what people know it by.")), Length(max=40, message=TOO_LONG)],
        filters=[lambda text: one_line(text or "")],
        description=_l("As in “Continue with Larch”."),
    )
    issuer = StringField(
        _l("Issuer"),
        [InputRequired(_l("Write the address of the provider.")), Length(max=300)],
        filters=[lambda text: one_line(text or "")],
        description=_l("Its address, exactly as it calls itself: https://login.larch.example"),
    )
    client_id = StringField(
        _l("Client ID"),
        [InputRequired(_l("Write what the provider calls this portal.")), Length(max=300)],
        filters=[lambda text: one_line(text or "")],
    )
    secret = PasswordField(
        _l("Client secret"),
        [Length(max=1000)],
        description=_l("Kept encrypted and never shown. Empty: the one that is kept stays."),
    )
    domains = TextAreaField(
        _l("Domains it speaks for"),
        description=_l(
            "One a line. Whoever it knows with a verified address of these takes over the account "
            "with that address, and joins the organisation the domain belongs to. Never an "
            "administrator’s."
        ),
    )
    group_claim = StringField(
        _l("Claim with people’s groups"),
        [Length(max=100)],
        filters=[lambda text: one_line(text or "")],
        description=_l("Often “groups”. May stay empty."),
    )
    grants = TextAreaField(
        _l("What a group there gives here"),
        description=_l(
            "One a line: a group there = employee, manager, or the name of a group here. It is "
            "given, and taken again, when somebody signs in. Nobody becomes an administrator."
        ),
    )
    asks_second_factor = BooleanField(
        _l("This provider asks for a second factor, and says so: people who gave one need no code")
    )
    is_on = BooleanField(_l("Show the button on the sign-in page"))
    version = WholeField()

    def fill_from(self, provider: Provider | None) -> None:
        self.version.data = provider.version if provider else 0
        if provider is None:
            return
        self.name.data, self.issuer.data = provider.name, provider.issuer
        self.client_id.data, self.group_claim.data = provider.client_id, provider.group_claim
        self.domains.data = "\n".join(provider.domains)
        self.grants.data = as_text(provider.grants)
        self.asks_second_factor.data = provider.asks_second_factor
        self.is_on.data = provider.is_on

    def validate_domains(self, field: TextAreaField) -> None:
        _refuse(lambda: domains_in(typed(field)))

    def validate_grants(self, field: TextAreaField) -> None:
        _refuse(lambda: read_grants(typed(field)))
        if typed(field).strip() and not typed(self.group_claim):
            raise ValidationError(_("Write the claim that names people’s groups, too."))

    def described(self) -> Described:
        return Described(
            name=typed(self.name),
            issuer=typed(self.issuer),
            client_id=typed(self.client_id),
            secret=typed(self.secret),
            is_on=self.is_on.data,
            domains=domains_in(typed(self.domains)),
            group_claim=typed(self.group_claim),
            grants=read_grants(typed(self.grants)),
            asks_second_factor=self.asks_second_factor.data,
        )


def _refuse(read: Callable[[], object]) -> None:
    """Say beside the field what whoever reads it would refuse."""
    try:
        read()
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None
