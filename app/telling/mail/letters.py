"""What each mail says, in its reader's language; how it looks is `message`'s part."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import _, in_locale, ngettext
from app.ideas.urls import idea_url
from app.telling.mail.account_letters import account_letter
from app.telling.mail.board_letters import board_letter
from app.telling.mail.letter import Item, Letter, absolute, hello, locale_of
from app.telling.mail.news_letters import news_letter
from app.telling.mail.opt_out import opt_out_path
from app.telling.models import Delivery, UpdateKind
from app.telling.wording import idea_of, sentence_of


def letter_for(deliveries: Sequence[Delivery]) -> Letter:
    """The letter for deliveries to one person that leave as one mail."""
    first = deliveries[0]
    with in_locale(locale_of(first.user)):
        if first.is_digest:
            return _digest(deliveries)
        if first.update.kind is UpdateKind.ACCOUNT:
            return account_letter(first)
        if first.update.kind is UpdateKind.COUNCIL:
            return board_letter(first)
        return news_letter(first)


def _digest(deliveries: Sequence[Delivery]) -> Letter:
    reader = deliveries[0].user
    headline = ngettext(
        "%(num)s thing moved on ideas you follow",
        "%(num)s things moved on ideas you follow",
        len(deliveries),
    )
    return Letter(
        to=reader,
        locale=locale_of(reader),
        subject=headline,
        greeting=hello(reader),
        headline=headline,
        items=[_item(delivery) for delivery in deliveries],
        action=_("See all notices"),
        url=absolute("/notices"),
        reason=_("You get this because you chose to hear of your ideas in one mail."),
        stop=_("Stop all mail about ideas"),
        stop_url=absolute(opt_out_path(reader.uid, None)),
    )


def _item(delivery: Delivery) -> Item:
    idea = idea_of(delivery)
    return Item(
        title=idea.title,
        url=absolute(idea_url(idea)),
        sentence=sentence_of(delivery),
        words=delivery.update.facts.get("note", ""),
    )
