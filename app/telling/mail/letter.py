"""What a mail consists of, and the few lines all letters share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.i18n import _, format_date
from app.core.settings import portal
from app.ideas.models import Phase
from app.people.models import User
from app.telling.mail.settings import mail_settings

STEPS = (Phase.NEW, Phase.REVIEWING, Phase.PLANNED, Phase.IN_PROGRESS, Phase.SHIPPED)
STEP_OF_PHASE = {phase: number for number, phase in enumerate(STEPS, start=1)}
STEP_OF_PHASE[Phase.NEEDS_INFORMATION] = STEP_OF_PHASE[Phase.REVIEWING]


@dataclass(frozen=True)
class Item:
    """One piece of news in a mail of the day."""

    title: str
    url: str
    sentence: str
    words: str


@dataclass(frozen=True)
class Link:
    """A quieter way on, below the main one."""

    label: str
    url: str


@dataclass(frozen=True)
class Letter:
    """One mail to one person. Addresses are absolute and open pages only: a press there acts.

    `words` is Markdown as written, `words_html` its safe HTML. `step` is how many of the five
    steps are done, 0 for no bar. `forward` is text an employee can pass on as it is, `forward_to`
    says to whom. `sent_to` is another address than their own. No `stop_url`: a letter
    about an account always comes.
    """

    to: User
    locale: str
    subject: str
    greeting: str
    headline: str
    action: str
    url: str
    summary: str = ""
    step: int = 0
    asked: str = ""
    stands: str = ""
    words: str = ""
    words_html: str = ""
    items: Sequence[Item] = ()
    links: Sequence[Link] = ()
    forward_to: str = ""
    forward: str = ""
    writer: str = ""
    reason: str = ""
    stop: str = ""
    stop_url: str = ""
    sent_to: str = ""


def hello(reader: User) -> str:
    return _("Hello %(name)s,", name=reader.first_name) if reader.name else _("Hello,")


def date_for(reader: User, moment: datetime) -> str:
    """The day it was where the reader is."""
    return format_date(moment.astimezone(ZoneInfo(reader.time_zone or portal().time_zone)).date())


def locale_of(reader: User) -> str:
    return reader.locale or portal().locale


def absolute(path: str) -> str:
    return mail_settings().base_url + path
