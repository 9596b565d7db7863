"""Forms of one decision each."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from app.ideas.forms import RefusableForm


class VersionedForm(RefusableForm):
    """`version` is the one its reader saw, so that nobody decides on what has changed."""

    version = HiddenField()

    def seen_version(self) -> int:
        """0, which no improvement has, where the field was tampered with."""
        written = (self.version.data or "").strip()
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


class MoveForm(VersionedForm):
    note = TextAreaField(
        _l("What the people who asked read"),
        id="move-note",
        description=_l("It also stands in the log of decisions."),
    )


class LinkForm(RefusableForm):
    idea = StringField(
        _l("Put an idea behind it"), id="link-idea", description=_l("Its reference, as in H-142.")
    )
