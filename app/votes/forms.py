"""Forms around votes that are asked for somebody else."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, URLField

from app.core.errors import Invalid, Stale
from app.core.i18n import _
from app.ideas.forms import RefusableForm
from app.ideas.models import Idea
from app.people.models import User
from app.people.service.customers import customer_called
from app.votes.models import Importance
from app.votes.service.represent import Wish, wish


class CustomerForm(RefusableForm):
    """Who is asking, where they said so, and whether they agreed to be told."""

    customer = StringField(_l("Customer"), description=_l("A name we know, or an e-mail address."))
    customer_name = StringField(
        _l("Their name, if they are new"), description=_l("Only used with a new address.")
    )
    customer_organisation = StringField(_l("Their organisation, if they are new"))
    ticket = URLField(_l("Link to the ticket or call"))
    has_consented = BooleanField(_l("They agreed to be told about progress"))
    importance = StringField(_l("How much does it matter to them?"))

    def customer_meant(self) -> User:
        """Call inside writing(): an address nobody has makes a new customer. Raises Invalid."""
        try:
            return customer_called(
                self.customer.data or "",
                name=self.customer_name.data or "",
                organisation=self.customer_organisation.data or "",
            )
        except Invalid as refusal:
            fields = {"name": "customer_name", "organisation": "customer_organisation"}
            errors = {fields.get(name, name): text for name, text in refusal.errors.items()}
            raise Invalid(refusal.message, errors=errors) from None

    def wish(self) -> Wish:
        """Raises Invalid."""
        chosen = self.importance.data or ""
        if chosen and chosen not in list(Importance):
            message = _("Choose one of the three: nice to have, important or critical.")
            raise Invalid(message, errors={"importance": message})
        return wish(
            self.ticket.data or "",
            has_consented=bool(self.has_consented.data),
            importance=Importance(chosen) if chosen else None,
        )


class OwnWordsForm(RefusableForm):
    """What an employee wrote for a customer, for the customer to put right."""

    title = TextAreaField(_l("Your idea in one sentence"))
    body = TextAreaField(_l("What were you trying to do, and what got in the way?"))
    version = HiddenField()

    @classmethod
    def of(cls, idea: Idea) -> OwnWordsForm:
        return cls(formdata=None, title=idea.title, body=idea.body, version=str(idea.version))

    def read_version(self) -> int:
        """Raises Stale for what is no version."""
        try:
            return int(self.version.data or "")
        except ValueError:
            raise Stale(_("This page is no longer complete. Open it again.")) from None
