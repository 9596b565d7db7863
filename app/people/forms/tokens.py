"""The form for a new token."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    SelectChoice,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.i18n import _, ngettext
from app.core.web.forms import NameField, RefusableForm

LIFETIMES = (30, 90, 365)  # days


class TokenForm(RefusableForm):
    name = NameField(
        _l("What it is for"),
        [
            DataRequired(_l("Name the program, so that you know later which token is whose.")),
            Length(max=100, message=_l("Shorten it a little.")),
        ],
    )
    scopes = SelectMultipleField(
        _l("It may"),
        [DataRequired(_l("Choose at least one."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = SelectField(_l("It works for"), coerce=int)

    def offer(self, scopes: Sequence[str]) -> None:
        words = _words_of_scopes()
        self.scopes.choices = [SelectChoice(scope, words[scope]) for scope in scopes]
        self.days.choices = [
            SelectChoice(days, ngettext("%(num)s day", "%(num)s days", days)) for days in LIFETIMES
        ]


def _words_of_scopes() -> dict[str, str]:
    return {
        "read": _("Read what you may read"),
        "write": _("Post, vote, follow and comment as you"),
        "triage": _("Answer, change statuses, merge, promote and note as you"),
        "admin": _("Look after organisations and whatever else you administer"),
    }
