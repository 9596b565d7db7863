"""Forms of passkeys; a script fills in what the device answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app.core.web.forms import RefusableForm

LONGEST = 20_000  # characters of an answer, several times what devices send


class AddPasskeyForm(RefusableForm):
    name = StringField(
        _l("What you call it"),
        [
            DataRequired(_l("Name the device, so that you know later which one it is.")),
            Length(max=100, message=_l("Shorten it a little.")),
        ],
    )
    answer = HiddenField(
        validators=[
            DataRequired(_l("Your device has not answered yet. Press the button once more.")),
            Length(max=LONGEST),
        ]
    )


class PasskeyForm(RefusableForm):
    next = HiddenField()
    answer = HiddenField(validators=[DataRequired(), Length(max=LONGEST)])
