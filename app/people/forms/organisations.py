"""Forms about organisations, one by one and as a list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField  # takes files alone; that of WTForms takes a text for one
from wtforms import (  # type: ignore[attr-defined]
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.forms import RefusableForm, WholeField, typed
from app.people.models import Lifecycle, Organisation
from app.people.particulars import Particulars, lifecycle_words, particulars

LARGEST_FILE = 300_000  # bytes


class OrganisationForm(RefusableForm):
    name = StringField(_l("Name"))
    domains = TextAreaField(
        _l("Domains of their mail"),
        description=_l("As in northwind.example. Who confirms such an address belongs to it."),
    )
    segment = StringField(_l("Segment"), [Length(max=100)])
    region = StringField(_l("Region"), [Length(max=100)])
    plan = StringField(_l("Plan"), [Length(max=100)])
    revenue = StringField(
        _l("Revenue a year"), description=_l("A whole number. Managers and administrators see it.")
    )
    lifecycle = SelectField(_l("Where they stand with you"))
    version = WholeField()

    def offer(self) -> None:
        self.lifecycle.choices = [
            SelectChoice(each.value, lifecycle_words(each)) for each in Lifecycle
        ]

    def fill_from(self, organisation: Organisation) -> None:
        self.name.data, self.domains.data = organisation.name, "\n".join(organisation.domains)
        self.segment.data, self.region.data = organisation.segment, organisation.region
        self.plan.data = organisation.plan
        known = organisation.revenue
        self.revenue.data = "" if known is None else str(known)
        self.lifecycle.data = organisation.lifecycle.value
        self.version.data = organisation.version

    def wanted(self) -> Particulars:
        """Raises Invalid naming the field."""
        return particulars(
            {
                "name": typed(self.name),
                "domains": typed(self.domains),
                "segment": typed(self.segment),
                "region": typed(self.region),
                "plan": typed(self.plan),
                "revenue": typed(self.revenue),
                "lifecycle": self.lifecycle.data or "",
            }
        )


class ListForm(RefusableForm):
    """A file, or the text of the one that was just looked at."""

    file = FileField(
        _l("Your list"),
        description=_l(
            "CSV with the columns name, domains, segment, region, plan, revenue, lifecycle."
        ),
    )
    table = TextAreaField()

    def content(self) -> bytes:
        """Raises Invalid where there is no file, or one that is too large to be looked at."""
        if typed(self.table):
            return typed(self.table).encode()
        content: bytes = self.file.data.read(LARGEST_FILE + 1) if self.file.data else b""
        if not content:
            message = _("Choose a file first.")
            raise Invalid(message, errors={"file": message})
        if len(content) > LARGEST_FILE:
            message = _("This file is larger than 300 kB. Bring it in parts.")
            raise Invalid(message, errors={"file": message})
        return content
