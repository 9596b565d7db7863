"""What all forms of settings do once they are sent."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.settings import change_as_read
from app.core.web.forms import typed
from app.people.session import signed_in
from app.web.forms import SettingsForm


def save(form: SettingsForm, wanted: dict[str, Any]) -> HeedError | None:
    """What was refused, if anything. The form then holds what stands now, for a second look."""
    try:
        with writing():
            change_as_read(signed_in(), typed(form.read), **wanted)
    except HeedError as refusal:
        form.refuse(refusal)
        return refusal
    return None


def saved(page: str) -> ResponseReturnValue:
    flash(_("Saved."), "ok")
    return redirect(url_for(f"web.{page}"), 303)
