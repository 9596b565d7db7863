"""What an update says in one line: the subject of its mail, its notice, its line in a digest."""

from __future__ import annotations

from app.core.i18n import _, format_date
from app.ideas.models import Idea, Phase
from app.telling.models import Update, UpdateKind


def subject_of(news: Update) -> str:
    """The news itself, with the idea's title."""
    title = idea_of(news).title
    if news.kind is UpdateKind.RECEIVED:
        return _("We have it: %(title)s", title=title)
    if news.kind is UpdateKind.ANSWER:
        return _("An answer: %(title)s", title=title)
    if news.facts["wording"]:
        return _("%(status)s: %(title)s", status=news.facts["wording"], title=title)
    return {
        Phase.NEW: _("Open again: %(title)s", title=title),
        Phase.REVIEWING: _("Under review: %(title)s", title=title),
        Phase.NEEDS_INFORMATION: _("A question for you: %(title)s", title=title),
        Phase.PLANNED: _("Planned: %(title)s", title=title),
        Phase.IN_PROGRESS: _("In progress: %(title)s", title=title),
        Phase.SHIPPED: _("It shipped: %(title)s", title=title),
        Phase.ANSWERED: _("Already possible: %(title)s", title=title),
        Phase.DECLINED: _("Not planned, and why: %(title)s", title=title),
    }[phase_of(news)]


def sentence_of(news: Update) -> str:
    """The news as a sentence under the idea's title."""
    if news.kind is UpdateKind.RECEIVED:
        return _received(idea_of(news))
    if news.kind is UpdateKind.ANSWER:
        return _("There is an official answer.")
    if news.facts["wording"]:
        return _("It now stands at “%(status)s”.", status=news.facts["wording"])
    return {
        Phase.NEW: _("It is open again."),
        Phase.REVIEWING: _("We are looking into it."),
        Phase.NEEDS_INFORMATION: _("We have a question for you."),
        Phase.PLANNED: _("It is planned."),
        Phase.IN_PROGRESS: _("We are working on it."),
        Phase.SHIPPED: _("Shipped to everyone."),
        Phase.ANSWERED: _("This is already possible."),
        Phase.DECLINED: _("Not planned, with the reason."),
    }[phase_of(news)]


def phase_of(news: Update) -> Phase:
    """The phase it told of; a receipt or an answer leaves the idea where it stands."""
    if news.kind is UpdateKind.STATUS:
        return Phase(news.facts["phase"])
    return idea_of(news).status.phase


def idea_of(news: Update) -> Idea:
    assert news.idea is not None, "only letters about signing in speak of no idea"
    return news.idea


def _received(idea: Idea) -> str:
    if idea.answer_due_at is None:
        return _("We have it as %(reference)s.", reference=idea.reference)
    return _(
        "We have it as %(reference)s. First answer by %(date)s.",
        reference=idea.reference,
        date=format_date(idea.answer_due_at),
    )
