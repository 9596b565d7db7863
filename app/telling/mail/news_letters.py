"""Letters about one idea, or about the idea of several that stands closest to their reader."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import _, ngettext
from app.core.settings import portal
from app.ideas.models import Idea, Phase, State
from app.ideas.queries.shown import shown_name
from app.ideas.urls import idea_url
from app.improvements.models import Horizon
from app.people.models import User
from app.telling.mail.letter import (
    STEP_OF_PHASE,
    Letter,
    Link,
    absolute,
    date_for,
    hello,
    locale_of,
)
from app.telling.mail.opt_out import opt_out_path
from app.telling.models import Because, Delivery, Update, UpdateKind
from app.telling.wording import idea_of, phase_of, sentence_of, subject_of
from app.votes.queries import customers_of

DECISIONS = (Phase.PLANNED, Phase.SHIPPED, Phase.ANSWERED, Phase.DECLINED)


def news_letter(delivery: Delivery) -> Letter:
    news, reader = delivery.update, delivery.user
    idea = idea_of(delivery)
    action, path = _way_on(delivery)
    words, words_html = _words(news, idea, reader)
    forward_to, forward = _to_pass_on(delivery)
    return Letter(
        to=reader,
        locale=locale_of(reader),
        subject=subject_of(delivery),
        summary=sentence_of(delivery),
        greeting=_greeting(delivery),
        headline=news.facts["title"] if news.kind is UpdateKind.ENTRY else idea.title,
        step=STEP_OF_PHASE.get(phase_of(delivery), 0),
        asked=_asked(news, idea, reader),
        stands=_stands(delivery),
        words=words,
        words_html=words_html,
        action=action,
        url=absolute(path),
        links=_links(news, idea),
        forward_to=forward_to,
        forward=forward,
        writer=_writer(delivery),
        reason=_reason(delivery),
        stop=_("Stop mail about this idea"),
        stop_url=absolute(opt_out_path(reader.uid, idea.uid)),
    )


def _greeting(delivery: Delivery) -> str:
    """Who asked comes first. A receipt is written before anybody else can have asked."""
    others, name = idea_of(delivery).people - 1, delivery.user.first_name
    asked = delivery.because in (Because.SUBMITTER, Because.VOTER, Because.MERGED)
    if not asked or others < 1 or not name:
        return hello(delivery.user)
    return ngettext(
        "Hello %(name)s, you and %(num)s other asked for this.",
        "Hello %(name)s, you and %(num)s others asked for this.",
        others,
        name=name,
    )


def _asked(news: Update, idea: Idea, reader: User) -> str:
    day, improvement = date_for(reader, idea.created_at), news.improvement
    is_known = improvement is not None and improvement.is_public
    if improvement is None or not is_known or improvement.horizon is Horizon.CONSIDERING:
        return _("Asked %(date)s.", date=day)
    return _(
        "Asked %(date)s. It became part of “%(improvement)s”.",
        date=day,
        improvement=improvement.title,
    )


def _stands(delivery: Delivery) -> str:
    """Where the idea stands since this news; most other news did not move it."""
    news = delivery.update
    if news.kind in (UpdateKind.MERGED, UpdateKind.DATE_MOVED, UpdateKind.ASK_BACK):
        return sentence_of(delivery)
    if news.kind is not UpdateKind.STATUS:
        return ""
    if news.facts["wording"]:
        return sentence_of(delivery)
    day = date_for(delivery.user, news.created_at)
    return {
        Phase.NEW: _("Open again since %(date)s.", date=day),
        Phase.REVIEWING: _("Under review since %(date)s.", date=day),
        Phase.NEEDS_INFORMATION: _("We need to know more, since %(date)s.", date=day),
        Phase.PLANNED: _("Planned on %(date)s.", date=day),
        Phase.IN_PROGRESS: _("In progress since %(date)s.", date=day),
        Phase.SHIPPED: _("Shipped %(date)s.", date=day),
        Phase.ANSWERED: _("Already possible."),
        Phase.DECLINED: _("Decided %(date)s: not planned.", date=day),
    }[phase_of(delivery)]


def _words(news: Update, idea: Idea, reader: User) -> tuple[str, str]:
    """As written and as safe HTML; what the product itself says has no HTML."""
    match news.kind:
        case UpdateKind.RECEIVED:
            return _promise(idea, reader), ""
        case UpdateKind.REPRESENTED:
            return _added_for_you(news), ""
        case UpdateKind.ASK_BACK:
            return _("You asked for it, so you know best. One press is enough."), ""
        case UpdateKind.MERGED if not news.facts["note"]:
            return _("Both ask for the same. Your vote is kept, and you hear of it here."), ""
    return news.facts["note"], news.facts["note_html"]


def _promise(idea: Idea, reader: User) -> str:
    if idea.state is State.PENDING:
        return _(
            "Thank you. We keep it as %(reference)s. Somebody looks at it before others see it, "
            "and you hear from us either way.",
            reference=idea.reference,
        )
    if idea.answer_due_at is None:
        return _(
            "Thank you. We keep it as %(reference)s and tell you when something happens.",
            reference=idea.reference,
        )
    return _(
        "Thank you. We keep it as %(reference)s, and you have a first answer by %(date)s. Until "
        "then others can vote for it.",
        reference=idea.reference,
        date=date_for(reader, idea.answer_due_at),
    )


def _added_for_you(news: Update) -> str:
    return _(
        "%(name)s put this down for you, so that it counts. If it is what you meant, claim it: it "
        "then stands under your name. You can also change it, or take yourself out.",
        name=news.facts["by"],
    )


def _way_on(delivery: Delivery) -> tuple[str, str]:
    """The button and where it leads."""
    news, idea = delivery.update, idea_of(delivery)
    match news.kind:
        case UpdateKind.REPRESENTED:
            return _("Claim, change or take out"), f"/ideas/{idea.reference}/for-me"
        case UpdateKind.ASK_BACK:
            return _("Yes, it did"), _fixed(idea, "yes")
        case UpdateKind.ENTRY:
            return _("Read what is new"), news.facts["path"]
    if delivery.because == Because.SUBMITTER:
        return _("Open your idea"), idea_url(idea)
    return _("Open the idea"), idea_url(idea)


def _links(news: Update, idea: Idea) -> Sequence[Link]:
    match news.kind:
        case UpdateKind.MERGED:
            path = f"/ideas/{idea.reference}/not-what-i-meant"
            return [Link(_("This is not what I meant"), absolute(path))]
        case UpdateKind.ASK_BACK:
            return [
                Link(_("Partly"), absolute(_fixed(idea, "partly"))),
                Link(_("No"), absolute(_fixed(idea, "no"))),
            ]
        case UpdateKind.ENTRY:
            return [Link(_("Open the idea"), absolute(idea_url(idea)))]
    return []


def _fixed(idea: Idea, answer: str) -> str:
    return f"/ideas/{idea.reference}/fixed?answer={answer}"


def _to_pass_on(delivery: Delivery) -> tuple[str, str]:
    """For an employee: to whom, and the decision as they can forward it to customers who are not
    told."""
    news, idea = delivery.update, idea_of(delivery)
    is_decision = news.kind is UpdateKind.STATUS and phase_of(delivery) in DECISIONS
    if delivery.because != Because.PROXY or not is_decision:
        return "", ""
    untold = [customer.name or customer.email for customer in customers_of(delivery.user, idea)]
    parts = (
        _("You asked for this: %(title)s", title=idea.title),
        f"{sentence_of(delivery)} {news.facts['note']}".strip(),
        absolute(idea_url(idea)),
    )
    names = ", ".join(name for name in untold if name)
    to, text = (
        _("To pass on to %(names)s, whom we do not write to:", names=names),
        "\n\n".join(parts),
    )
    return (to, text) if untold else ("", "")


def _writer(delivery: Delivery) -> str:
    actor = delivery.update.actor
    if actor is None:
        return ""
    name = shown_name(actor, board=idea_of(delivery).board, reader=delivery.user)
    company = portal().company
    return _("%(name)s, %(company)s", name=name, company=company) if company else name


def _reason(delivery: Delivery) -> str:
    reference = idea_of(delivery).reference
    return {
        Because.SUBMITTER: _("You get this because you asked for %(idea)s.", idea=reference),
        Because.REPRESENTED: _(
            "You get this because you agreed to be told of %(idea)s.", idea=reference
        ),
        Because.PROXY: _(
            "You get this because you asked for %(idea)s for a customer.", idea=reference
        ),
        Because.VOTER: _("You get this because you voted on idea %(idea)s.", idea=reference),
        Because.WRITER: _("You get this because you wrote a comment on %(idea)s.", idea=reference),
        Because.FOLLOWER: _("You get this because you follow idea %(idea)s.", idea=reference),
        Because.MERGED: _(
            "You get this because what you asked for became part of %(idea)s.", idea=reference
        ),
    }[Because(delivery.because)]
