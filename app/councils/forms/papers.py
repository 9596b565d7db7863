"""Forms about what is read before a round, and what is found in a test."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    FileField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)

from app.core.i18n import _
from app.core.web.forms import RefusableForm
from app.councils.models import FindingKind
from app.councils.wording import finding_words


class PaperForm(RefusableForm):
    title = StringField(_l("What it is called"), id="paper-title")
    body = TextAreaField(
        _l("What is to be read"),
        id="paper-body",
        description=_l("Markdown. Each member reads it with their own name on it."),
    )
    file = FileField(
        _l("Or a file"),
        id="paper-file",
        description=_l(
            "PDF of up to 200 pages, PNG, JPEG, WebP or GIF, up to 10 MB. Their name is written on"
            " every page."
        ),
    )


class FindingForm(RefusableForm):
    kind = RadioField(_l("It is"), coerce=FindingKind, default=FindingKind.ISSUE)
    body = TextAreaField(_l("What you found"), id="finding-body")

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(each, finding_words(each)) for each in FindingKind]

    def chosen(self) -> FindingKind:
        """Raises Invalid for what is none of the choices."""
        if not self.validate():
            raise self.said(_("Nothing was sent."))
        return FindingKind(self.kind.data)
