"""The form of what people say of themselves."""

from __future__ import annotations

from babel import Locale
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]

from app.core.i18n import _
from app.core.settings import portal
from app.core.web.forms import RefusableForm, WholeField
from app.core.web.language import LANGUAGES, TIME_ZONES
from app.people.forms.doors import CalledForm
from app.people.models import User

# As people look for them. The others are old names, and what stands for no place.
CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
OCEANS = ("Indian", "Pacific")


class ProfileForm(CalledForm, RefusableForm):
    locale = SelectField(_l("Language"))
    time_zone = SelectField(
        _l("Time zone"), description=_l("Hours on pages and days in letters are told in it.")
    )
    version = WholeField()

    def offer(self, person: User) -> None:
        here = _("As the portal: %(zone)s", zone=portal().time_zone)
        self.locale.choices = [SelectChoice("", _("As your browser asks for")), *_languages()]
        zones = sorted({*filter(_is_offered, TIME_ZONES), *filter(None, [person.time_zone])})
        named = [SelectChoice(zone, zone.replace("_", " ")) for zone in zones]
        self.time_zone.choices = [SelectChoice("", here), *named]


def _languages() -> list[SelectChoice]:
    """Each under the name it has in itself."""
    return [SelectChoice(code, Locale.parse(code).get_display_name() or code) for code in LANGUAGES]


def _is_offered(zone: str) -> bool:
    return zone == "UTC" or zone.partition("/")[0] in (*CONTINENTS, *OCEANS)
