"""Letters about an advisory board: that something waits there, with nothing of what it is."""

from __future__ import annotations

from app.core.i18n import _
from app.telling.mail.letter import Letter, absolute, hello, locale_of
from app.telling.mail.opt_out import opt_out_path
from app.telling.models import Delivery
from app.telling.wording import board_headline, board_sentence

PATH = "/councils"  # an address with the board's name in it would tell of it


def board_letter(delivery: Delivery) -> Letter:
    reader = delivery.user
    return Letter(
        to=reader,
        locale=locale_of(reader),
        subject=board_headline(),
        greeting=hello(reader),
        headline=board_headline(),
        words=board_sentence(delivery.update),
        action=_("See your advisory boards"),
        url=absolute(PATH),
        reason=_("You get this because you sit in an advisory board, or are asked to."),
        stop=_("Stop this mail, and all mail about ideas"),
        stop_url=absolute(opt_out_path(reader.uid, None)),
    )
