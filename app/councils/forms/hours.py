"""Hours as they are typed: by the portal's clock, whichever clock the reader goes by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash
from wtforms import DateTimeLocalField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.core.errors import Invalid
from app.core.i18n import _
from app.councils.terms import clock_of, comes_twice, moment_of, zone_name


class HourField(DateTimeLocalField):
    """Says whose clock is meant, beside what else there is to say."""

    def __init__(self, label: Any, validators: Any, *, description: Any = "", **more: Any) -> None:
        said = _("By the clock of %(zone)s.", zone=zone_name())
        super().__init__(label, validators, description=f"{said} {description}".strip(), **more)

    @property
    def moment(self) -> datetime | None:
        return moment_of(self.data) if self.data else None

    def show(self, moment: datetime | None) -> None:
        self.data = clock_of(moment) if moment else None

    def pre_validate(self, _form: BaseForm) -> None:
        try:
            _moment = self.moment
        except Invalid as refusal:
            raise StopValidation(refusal.message) from refusal


def say_which_are_meant(*fields: HourField) -> None:
    """Once it is saved: of an hour that comes twice."""
    for field in fields:
        if field.data and comes_twice(field.data):
            hour = field.data.strftime("%H:%M")
            flash(_("%(hour)s comes twice that day. The first one is meant.", hour=hour), "ok")
