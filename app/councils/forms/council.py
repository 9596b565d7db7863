"""The form of a council."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from app.core.i18n import _
from app.core.text import one_line
from app.core.web.forms import RefusableForm, WholeField, typed
from app.councils.models import Confidentiality, CouncilKind, Existence
from app.councils.service.councils import Outline
from app.councils.wording import confidentiality_words, existence_words, kind_words


class CouncilForm(RefusableForm):
    name = StringField(_l("Name"), filters=[lambda text: one_line(text or "")])
    purpose = TextAreaField(
        _l("What it is for"), description=_l("One or two sentences, written to its members.")
    )
    kind = RadioField(_l("Whom it gathers"), coerce=CouncilKind, default=CouncilKind.USER)
    existence = RadioField(
        _l("Who knows that it exists"), coerce=Existence, default=Existence.HIDDEN
    )
    confidentiality = RadioField(
        _l("What may leave it"), coerce=Confidentiality, default=Confidentiality.UNATTRIBUTED
    )
    target_size = WholeField(
        _l("Members wanted"), [Optional()], description=_l("Twelve to twenty work well.")
    )
    cadence = StringField(_l("How often it meets"), description=_l("As in every three months."))
    sponsor = StringField(
        _l("Sponsor"), description=_l("The e-mail address of whoever on staff answers for it.")
    )
    hosts = TextAreaField(
        _l("Hosts"),
        description=_l("E-mail addresses of people on staff, one a line. They run everything."),
    )
    version = WholeField()

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(each, kind_words(each)) for each in CouncilKind]
        self.existence.choices = [
            SelectChoice(each, existence_words(each)) for each in reversed(Existence)
        ]
        self.confidentiality.choices = [
            SelectChoice(each, confidentiality_words(each)) for each in Confidentiality
        ]

    def fill_from(self, outline: Outline, version: int) -> None:
        self.name.data, self.purpose.data = outline.name, outline.purpose
        self.kind.data, self.existence.data = outline.kind, outline.existence
        self.confidentiality.data, self.cadence.data = outline.confidentiality, outline.cadence
        self.target_size.data, self.sponsor.data = outline.target_size, outline.sponsor
        self.hosts.data, self.version.data = "\n".join(outline.hosts), version

    def outline(self) -> Outline:
        """Raises Invalid where something chosen is none of the choices, or the size no number."""
        if not self.validate():
            raise self.said(_("Nothing was saved."))
        return Outline(
            name=typed(self.name),
            purpose=typed(self.purpose),
            kind=self.kind.data,
            existence=self.existence.data,
            confidentiality=self.confidentiality.data,
            target_size=self.target_size.data,
            cadence=typed(self.cadence),
            sponsor=typed(self.sponsor),
            hosts=typed(self.hosts).splitlines(),
        )
