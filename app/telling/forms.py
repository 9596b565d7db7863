"""What people choose to be sent."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice  # type: ignore[attr-defined]

from app.people.models import MailChoice


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
