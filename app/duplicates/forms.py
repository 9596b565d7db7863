"""Forms around a merge. What a text must be like is decided by `ideas.service.drafts`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from app.ideas.forms import RefusableForm


class MergeForm(RefusableForm):
    into = HiddenField(_l("The idea people will read"), id="into-words")
    note = TextAreaField(
        _l("A word to those who asked"),
        id="merge-note",
        description=_l("Say why it is the same. They can answer that it is not what they meant."),
    )
    accepts_wider = BooleanField(_l("Yes, count them on that board"), id="accepts-wider")


class GroupForm(RefusableForm):
    note = TextAreaField(_l("A word to those who asked"), id="group-note")
    answers = BooleanField(_l("Also our answer on the one that is kept"), id="group-answers")
    add = StringField(_l("Another idea that belongs to them"), id="group-add")
    accepts_wider = BooleanField(_l("Yes, count them on that board"), id="accepts-wider")


class ObjectionForm(RefusableForm):
    words = TextAreaField(
        _l("What is different?"),
        id="objection-words",
        description=_l("One or two sentences help us to tell the two apart."),
    )
