"""Characters that nobody sees and that change what others read, in what names something.

A mark that turns the reading direction lets a name or a title pass for another one wherever it
stands beside other words; a NUL ends the text for some programs. Copied texts bring such marks
along, so whoever types them is told; what programs write in long texts is cleaned by `core.text`.
"""

from __future__ import annotations

import re

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import BIDI

_UNSEEN = re.compile(f"[\0{BIDI}]")


def fault_of(written: str) -> str:
    """What to do about such a character; empty where there is none."""
    if not _UNSEEN.search(written):
        return ""
    return _(
        "This holds a character that nobody sees and that changes how others read it, as copied "
        "text sometimes does. Delete it, or type this anew."
    )


def faults_of(**written: str) -> dict[str, str]:
    """The fault of each field that has one, by its name."""
    found = {field: fault_of(text) for field, text in written.items()}
    return {field: fault for field, fault in found.items() if fault}


def refuse_unseen(**written: str) -> None:
    """Raises Invalid naming the fields."""
    errors = faults_of(**written)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
