"""The seven steps to a portal that people can be let into. Each is true or not by itself; only
“not needed” is somebody's word."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, not_, select

from app.core.db import session
from app.core.i18n import _
from app.core.settings import is_decided, portal
from app.ideas.models import Audience, Board, Idea
from app.ideas.queries.boards import access_sentence
from app.people.models import OneTimeToken, Purpose, Role, User
from app.telling.mail.settings import mail_settings
from app.telling.mail.testing import fingerprint, mail_goes
from app.web.forms import days_promised
from app.web.setting_words import rule_words

FIRST_SLUG = "ideas"  # of the board that `flask setup` makes
MAY_BE_LEFT_OUT = ("mail", "bring", "invite")
MINUTES = {"look": 2, "coming_in": 2, "board": 2, "promise": 1, "mail": 3, "bring": 10, "invite": 3}


@dataclass(frozen=True)
class Truths:
    """What the database says, from one statement. `board` is the name of the first board that
    somebody chose or spoke on, or empty."""

    board: str
    audience: str
    has_ideas_from_elsewhere: bool
    colleagues: int
    customers: int
    invited: int


@dataclass(frozen=True)
class Step:
    """`action` is what the next press does, at `url`; without an url its form is on the page."""

    key: str
    title: str
    sentence: str
    is_done: bool
    action: str = ""
    is_left_out: bool = False

    @property
    def is_settled(self) -> bool:
        return self.is_done or self.is_left_out

    @property
    def may_be_left_out(self) -> bool:
        return self.key in MAY_BE_LEFT_OUT and not self.is_done


def first_steps(reader: User) -> list[Step]:
    true = _truths(reader)
    return [_look(), _coming_in(), _board(true), _promise(), _mail(), _bring(true), _invite(true)]


def are_all_settled(reader: User) -> bool:
    return all(step.is_settled for step in first_steps(reader))


def untouched_board() -> Board | None:
    """The board that `flask setup` made, while nobody changed it or spoke on it."""
    return session.scalar(select(Board).where(_is_untouched()))


def _truths(reader: User) -> Truths:
    others = select(func.count(User.id)).where(
        User.id != reader.id, User.confirmed_at.is_not(None), User.deactivated_at.is_(None)
    )
    invited = select(func.count(func.distinct(OneTimeToken.user_id))).where(
        OneTimeToken.purpose == Purpose.INVITE, OneTimeToken.used_at.is_(None)
    )
    chosen = select(Board).where(Board.archived_at.is_(None), not_(_is_untouched()))
    first = chosen.order_by(Board.position, Board.id).limit(1)
    found = session.execute(
        select(
            first.with_only_columns(Board.name).scalar_subquery().label("board"),
            first.with_only_columns(Board.audience).scalar_subquery().label("audience"),
            exists().where(Idea.is_imported).label("ideas"),
            others.where(User.role != Role.CUSTOMER).scalar_subquery().label("colleagues"),
            others.where(User.role == Role.CUSTOMER).scalar_subquery().label("customers"),
            invited.scalar_subquery().label("invited"),
        )
    ).one()
    return Truths(
        found.board or "",
        found.audience or "",
        bool(found.ideas),
        found.colleagues,
        found.customers,
        found.invited,
    )


def _is_untouched() -> ColumnElement[bool]:
    has_ideas = exists().where(Idea.board_id == Board.id).correlate(Board)
    return and_(Board.slug == FIRST_SLUG, Board.version == 1, not_(has_ideas))


def _look() -> Step:
    name = portal().name
    return Step(
        "look",
        _("Name and look"),
        _("%(name)s ideas. Contrast of your colour is checked in light and dark.", name=name)
        if is_decided("name")
        else _("What the portal is called, and the colour of your customers’ voice."),
        is_decided("name"),
        _("Choose a name"),
    )


def _coming_in() -> Step:
    now = portal()
    if not is_decided("sign_up"):
        sentence = _("Who may read, and how new people come in.")
    elif now.is_private:
        sentence = _("Only who signed in may read. New people come in %(rule)s.", rule=_rule())
    else:
        sentence = _("Anyone may read public boards. New people come in %(rule)s.", rule=_rule())
    done = is_decided("sign_up")
    return Step("coming_in", _("Who may come in"), sentence, done, _("Decide who may come in"))


def _board(true: Truths) -> Step:
    title = _("First board")
    if not true.board:
        return Step("board", title, _("Where people ask. Begin with one of three."), False)
    sentence = access_sentence(Audience(true.audience), [])
    return Step("board", title, _("%(name)s. %(access)s", name=true.board, access=sentence), True)


def _promise() -> Step:
    done = is_decided("answer_within_days")
    sentence = (
        days_promised(portal().answer_within_days)
        if done
        else _("Until when people have a first answer, or no date at all.")
    )
    title = _("The promise you can keep")
    return Step("promise", title, sentence, done, _("Decide what to promise"))


def _mail() -> Step:
    title, last = _("Mail test"), portal().mail_last_words
    if portal().mail_proven_for == fingerprint() and not mail_settings().is_folder:
        goes = mail_goes()
        return Step("mail", title, _("%(server)s took the last letter.", server=goes), True)
    if mail_settings().is_folder:
        sentence = _(
            "Letters stay in files on this machine, so nobody gets any. Set HEED_MAIL_URL and "
            "start again; until then you pass links on yourself."
        )
    elif last:
        sentence = _("The last try said: %(words)s", words=last)
    else:
        sentence = _("We send one letter to you, and show what the server says if it refuses.")
    again = _("Send the test again") if last else _("Send a test to me")
    return Step("mail", title, sentence, False, again, "mail" in portal().not_needed)


def _bring(true: Truths) -> Step:
    done = true.has_ideas_from_elsewhere
    sentence = (
        _("Ideas from elsewhere are here.")
        if done
        else _("A spreadsheet, or the export of another tool. You see the result before it counts.")
    )
    left_out = "bring" in portal().not_needed
    title = _("Bring existing ideas")
    return Step("bring", title, sentence, done, _("Choose a file"), left_out)


def _invite(true: Truths) -> Step:
    done = bool(true.invited or true.colleagues or true.customers)
    if done:
        sentence = _(
            "%(colleagues)s from the company and %(customers)s from outside are in, %(invited)s "
            "invited.",
            colleagues=true.colleagues,
            customers=true.customers,
            invited=true.invited,
        )
    else:
        sentence = _("Colleagues first. Customers when you have answered three ideas yourself.")
    left_out = "invite" in portal().not_needed
    return Step("invite", _("Invite"), sentence, done, _("Invite colleagues"), left_out)


def _rule() -> str:
    return rule_words(portal().sign_up)
