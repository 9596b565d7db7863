"""How a promised date reads."""

from __future__ import annotations

from datetime import date

from app.core.i18n import _, format_date
from app.roadmap.models import Precision


def by_when(due_on: date, precision: Precision) -> str:
    """“By 5 March 2027”, “By March 2027” or “By Q1 2027”: as exact as the promise was."""
    match precision:
        case Precision.DAY:
            return _("By %(day)s", day=format_date(due_on))
        case Precision.MONTH:
            return _("By %(month)s", month=format_date(due_on, "MMMM yyyy"))
        case Precision.QUARTER:
            return _("By %(quarter)s", quarter=format_date(due_on, "QQQ yyyy"))
