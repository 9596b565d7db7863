"""What each mail says, in its reader's language; how it looks is `message`'s part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.i18n import _, format_date, in_locale, ngettext
from app.core.settings import portal
from app.ideas.models import Idea, Phase
from app.ideas.queries.shown import shown_name
from app.ideas.urls import idea_url
from app.people.models import User
from app.telling.mail.opt_out import opt_out_path
from app.telling.mail.settings import mail_settings
from app.telling.models import Because, Delivery, Update, UpdateKind
from app.telling.wording import idea_of, phase_of, sentence_of, subject_of

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
class Letter:
    """One mail to one person. Addresses are absolute and open pages only: a press there acts.

    `words` is Markdown as written, `words_html` its safe HTML. `step` is how many of the five
    steps are done, 0 for no bar. No `stop_url`: a letter about signing in always comes.
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
    writer: str = ""
    reason: str = ""
    stop: str = ""
    stop_url: str = ""


def letter_for(deliveries: Sequence[Delivery]) -> Letter:
    """The letter for deliveries to one person that leave as one mail."""
    first = deliveries[0]
    with in_locale(first.user.locale or portal().locale):
        if first.is_digest:
            return _digest(deliveries)
        if first.update.kind is UpdateKind.ACCOUNT:
            return _account(first)
        return _news(first)


def _news(delivery: Delivery) -> Letter:
    news, reader = delivery.update, delivery.user
    idea = idea_of(news)
    is_receipt = news.kind is UpdateKind.RECEIVED
    return Letter(
        to=reader,
        locale=_locale_of(reader),
        subject=subject_of(news),
        summary=sentence_of(news),
        greeting=_greeting(delivery),
        headline=idea.title,
        step=STEP_OF_PHASE.get(phase_of(news), 0),
        asked=_("Asked %(date)s.", date=_date_for(reader, idea.created_at)),
        stands=_stands(news, reader),
        words=_promise(idea, reader) if is_receipt else news.facts["note"],
        words_html="" if is_receipt else news.facts["note_html"],
        action=_("Open your idea") if delivery.because == Because.SUBMITTER else _("Open the idea"),
        url=_absolute(idea_url(idea)),
        writer=_writer(news, reader),
        reason=_reason(delivery),
        stop=_("Stop mail about this idea"),
        stop_url=_absolute(opt_out_path(reader.uid, idea.uid)),
    )


def _digest(deliveries: Sequence[Delivery]) -> Letter:
    reader = deliveries[0].user
    headline = ngettext(
        "%(num)s thing moved on ideas you follow",
        "%(num)s things moved on ideas you follow",
        len(deliveries),
    )
    return Letter(
        to=reader,
        locale=_locale_of(reader),
        subject=headline,
        greeting=_hello(reader),
        headline=headline,
        items=[_item(delivery.update) for delivery in deliveries],
        action=_("See all notices"),
        url=_absolute("/notices"),
        reason=_("You get this because you chose to hear of your ideas in one mail."),
        stop=_("Stop all mail about ideas"),
        stop_url=_absolute(opt_out_path(reader.uid, None)),
    )


def _account(delivery: Delivery) -> Letter:
    reader, facts = delivery.user, delivery.update.facts
    subject, words, action = {
        "confirm": (
            _("Confirm your e-mail address"),
            _(
                "Someone signed up here with this address. If it was you, confirm it. The link is "
                "good for a day. If it was not you, do nothing."
            ),
            _("Confirm this address"),
        ),
        "reset": (
            _("Choose a new password"),
            _(
                "Someone asked to set a new password for your account. If it was you, go on. The "
                "link is good for 30 minutes. If it was not you, do nothing: your password stays."
            ),
            _("Choose a password"),
        ),
        "known": (
            _("You already have an account"),
            _(
                "Someone signed up here with this address, and it has an account already. Sign in "
                "with it, or ask there for a new password."
            ),
            _("Sign in"),
        ),
    }[facts["purpose"]]
    return Letter(
        to=reader,
        locale=_locale_of(reader),
        subject=subject,
        greeting=_hello(reader),
        headline=subject,
        words=words,
        action=action,
        url=_absolute(facts["path"]),
        reason=_("You get this because someone typed this address. Such mail always comes."),
    )


def _item(news: Update) -> Item:
    idea = idea_of(news)
    return Item(
        title=idea.title,
        url=_absolute(idea_url(idea)),
        sentence=sentence_of(news),
        words=news.facts.get("note", ""),
    )


def _greeting(delivery: Delivery) -> str:
    """Who asked comes first. A receipt is written before anybody else can have asked."""
    idea, name = idea_of(delivery.update), delivery.user.first_name
    others = idea.people - 1
    asked = delivery.because in (Because.SUBMITTER, Because.VOTER, Because.MERGED)
    if not asked or others < 1 or not name:
        return _hello(delivery.user)
    return ngettext(
        "Hello %(name)s, you and %(num)s other asked for this.",
        "Hello %(name)s, you and %(num)s others asked for this.",
        others,
        name=name,
    )


def _hello(reader: User) -> str:
    return _("Hello %(name)s,", name=reader.first_name) if reader.name else _("Hello,")


def _stands(news: Update, reader: User) -> str:
    """Where the idea stands since this news; a receipt or an answer did not move it."""
    if news.kind is not UpdateKind.STATUS:
        return ""
    if news.facts["wording"]:
        return sentence_of(news)
    day = _date_for(reader, news.created_at)
    return {
        Phase.NEW: _("Open again since %(date)s.", date=day),
        Phase.REVIEWING: _("Under review since %(date)s.", date=day),
        Phase.NEEDS_INFORMATION: _("We need to know more, since %(date)s.", date=day),
        Phase.PLANNED: _("Planned on %(date)s.", date=day),
        Phase.IN_PROGRESS: _("In progress since %(date)s.", date=day),
        Phase.SHIPPED: _("Shipped %(date)s.", date=day),
        Phase.ANSWERED: _("Already possible."),
        Phase.DECLINED: _("Decided %(date)s: not planned.", date=day),
    }[phase_of(news)]


def _promise(idea: Idea, reader: User) -> str:
    if idea.answer_due_at is None:
        return _(
            "Thank you. We keep it as %(reference)s and tell you when something happens.",
            reference=idea.reference,
        )
    return _(
        "Thank you. We keep it as %(reference)s, and you have a first answer by %(date)s. Until "
        "then others can vote for it.",
        reference=idea.reference,
        date=_date_for(reader, idea.answer_due_at),
    )


def _writer(news: Update, reader: User) -> str:
    if news.actor is None:
        return ""
    name = shown_name(news.actor, board=idea_of(news).board, reader=reader)
    company = portal().company
    return _("%(name)s, %(company)s", name=name, company=company) if company else name


def _reason(delivery: Delivery) -> str:
    reference = idea_of(delivery.update).reference
    return {
        Because.SUBMITTER: _("You get this because you asked for %(idea)s.", idea=reference),
        Because.VOTER: _("You get this because you voted on idea %(idea)s.", idea=reference),
        Because.FOLLOWER: _("You get this because you follow idea %(idea)s.", idea=reference),
        Because.MERGED: _(
            "You get this because what you asked for became part of %(idea)s.", idea=reference
        ),
    }[Because(delivery.because)]


def _date_for(reader: User, moment: datetime) -> str:
    """The day it was where the reader is."""
    return format_date(moment.astimezone(ZoneInfo(reader.time_zone or portal().time_zone)).date())


def _locale_of(reader: User) -> str:
    return reader.locale or portal().locale


def _absolute(path: str) -> str:
    return mail_settings().base_url + path
