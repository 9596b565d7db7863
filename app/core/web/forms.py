"""What every form can do: show a refusal where it belongs, and read a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.core.errors import HeedError, Invalid
from app.core.text import one_line
from app.core.unseen import fault_of

LARGEST = 2**63 - 1


class RefusableForm(FlaskForm):
    def refuse(self, refusal: HeedError) -> None:
        """Show a refusal beside the fields it names, above the form where it names none."""
        named = {name: said for name, said in refusal.errors.items() if name in self}
        for name, message in named.items():
            self[name].errors = [*self[name].errors, message]
        if not named:
            self.form_errors.append(refusal.message)

    def said(self, message: str) -> Invalid:
        """What the fields refused, to be raised and shown by `refuse` like any refusal."""
        errors = {name: str(said[0]) for name, said in self.errors.items() if name and said}
        for field in self:
            field.errors = []
        return Invalid(message, errors=errors)


class NameField(StringField):
    """What something is called: judged as it was typed, then kept on one line."""

    def pre_validate(self, _form: BaseForm) -> None:
        fault = fault_of(typed(self))
        if fault:
            raise StopValidation(fault)
        self.data = one_line(typed(self))


class WholeField(IntegerField):
    """A whole number. One that no column holds is refused like what is no number at all."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


def uid_of(text: str | None) -> UUID | None:
    """None for what is no uid."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def typed(field: StringField) -> str:
    """What was typed into a field; the empty text where it was not sent."""
    return field.data or ""
