"""What a piece of news says in one line to whom it is delivered: the subject of its mail, its
notice, its line in a digest."""

from __future__ import annotations

from datetime import date

from app.core.i18n import _, format_date
from app.councils.models import Matter
from app.ideas.models import Idea, Phase, State
from app.roadmap.models import Precision
from app.roadmap.wording import by_when
from app.telling.models import Delivery, Update, UpdateKind


def subject_of(delivery: Delivery) -> str:
    """The news itself, with the idea's title."""
    news, title = delivery.update, idea_of(delivery).title
    match news.kind:
        case UpdateKind.RECEIVED:
            return _("We have it: %(title)s", title=title)
        case UpdateKind.ACCEPTED:
            return _("Others can read it now: %(title)s", title=title)
        case UpdateKind.TURNED_DOWN:
            return _("Not published, and why: %(title)s", title=title)
        case UpdateKind.REPRESENTED:
            return _("Added for you: %(title)s", title=title)
        case UpdateKind.ANSWER:
            return _("An answer: %(title)s", title=title)
        case UpdateKind.DIRECT:
            return _("An answer to you: %(title)s", title=title)
        case UpdateKind.MERGED:
            return _("Counted together with others: %(title)s", title=title)
        case UpdateKind.DATE_MOVED:
            return _("Another date: %(title)s", title=title)
        case UpdateKind.ENTRY:
            return _("News: %(title)s", title=news.facts["title"])
        case UpdateKind.ASK_BACK:
            return _("Did this fix it? %(title)s", title=title)
    return _subject_of_status(news, title)


def sentence_of(delivery: Delivery) -> str:
    """The news as a sentence under the idea's title."""
    news, idea = delivery.update, idea_of(delivery)
    match news.kind:
        case UpdateKind.RECEIVED:
            return _received(idea)
        case UpdateKind.ACCEPTED | UpdateKind.TURNED_DOWN:
            return _sentence_of_look(news)
        case UpdateKind.REPRESENTED:
            return _("%(name)s added this for you.", name=news.facts["by"])
        case UpdateKind.ANSWER:
            return _("There is an official answer.")
        case UpdateKind.DIRECT:
            return _("There is an answer to you alone.")
        case UpdateKind.MERGED:
            return _("It is counted together with “%(into)s” now.", into=news.facts["into"])
        case UpdateKind.DATE_MOVED:
            return _date_moved(news)
        case UpdateKind.ENTRY:
            return str(news.facts["title"])
        case UpdateKind.ASK_BACK:
            return _("It shipped two weeks ago. Did this fix it?")
    return _sentence_of_status(news)


def phase_of(delivery: Delivery) -> Phase:
    """The phase it told of; other news leaves the idea where it stands."""
    if delivery.update.kind is UpdateKind.STATUS:
        return Phase(delivery.update.facts["phase"])
    return idea_of(delivery).status.phase


def idea_of(delivery: Delivery) -> Idea:
    assert delivery.idea is not None, "letters about accounts and boards speak of no idea"
    return delivery.idea


def _subject_of_status(news: Update, title: str) -> str:
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
    }[Phase(news.facts["phase"])]


def _sentence_of_status(news: Update) -> str:
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
    }[Phase(news.facts["phase"])]


def _sentence_of_look(news: Update) -> str:
    is_comment, is_there = "comment" in news.facts, news.kind is UpdateKind.ACCEPTED
    if is_comment:
        return (
            _("Your comment is there for others to read now.")
            if is_there
            else _("Your comment was not published. You can read why, and write another one.")
        )
    if is_there:
        return _("Your idea is there for others to read and vote for now.")
    return _("Your idea was not published. You can read why, change it and send it again.")


def _received(idea: Idea) -> str:
    if idea.state is State.PENDING:
        return _(
            "We have it as %(reference)s. Somebody looks at it before others see it.",
            reference=idea.reference,
        )
    if idea.answer_due_at is None:
        return _("We have it as %(reference)s.", reference=idea.reference)
    return _(
        "We have it as %(reference)s. First answer by %(date)s.",
        reference=idea.reference,
        date=format_date(idea.answer_due_at),
    )


def _date_moved(news: Update) -> str:
    facts = news.facts
    return _(
        "The date moved. It was: %(before)s. It is now: %(after)s.",
        before=_by_when(facts["was_due_on"], facts["was_precision"]),
        after=_by_when(facts["due_on"], facts["precision"]),
    )


def _by_when(due_on: str, precision: str) -> str:
    return by_when(date.fromisoformat(due_on), Precision(precision))


def board_headline() -> str:
    return _("Something new in your advisory board")


def board_sentence(news: Update) -> str:
    return {
        Matter.INVITED: _("You are asked to sit in an advisory board."),
        Matter.SEAT_TAKEN: _("Somebody took a seat in a board that you host."),
        Matter.SEAT_REFUSED: _("Somebody does not want a seat in a board that you host."),
        Matter.PROPOSED: _("Somebody named whom else to ask into a board that you host."),
        Matter.CHARTER: _("What members agree on was written anew. Accept it to go on."),
        Matter.PRE_READ: _("There is something to read before the next round."),
        Matter.OPENED: _("A round is open and waits for your answers."),
        Matter.CLOSING: _("A round closes within three days, and waits for your answers."),
        Matter.LAST_DAY: _("A round closes within a day, and waits for your answers."),
        Matter.CLOSED: _("A round has closed. You can read what the others answered."),
        Matter.MINUTES_DUE: _("The minutes of a meeting are due."),
        Matter.MINUTES: _("The minutes of a meeting are there to read."),
        Matter.REVIEW: _("Minutes wait for you to look at them."),
        Matter.ACTION_DUE: _("Something you agreed to do is due."),
        Matter.ACTION_AGED: _("Something you agreed to do is still open."),
        Matter.TERM_ENDS: _("Your term ends within 30 days."),
        Matter.A_TERM_ENDS: _("A term in a board that you host ends within 30 days."),
        Matter.REPORTED: _("You can read what became of your advice."),
        Matter.MEETING_MOVED: _("A meeting is at another time, or in another place."),
        Matter.CALLED_OFF: _("A meeting was called off."),
        Matter.REVIEWED: _("The chair is content with the minutes: they can be published."),
        Matter.SENT_BACK: _("The chair wants something changed in the minutes."),
        Matter.AN_ACTION_AGED: _("Something agreed on in a board that you host is still open."),
    }[Matter(news.facts["matter"])]
