"""Forms around one idea. What a text must be like is decided by `service.drafts`; `refuse` puts
its words, and those of any refusal, beside the fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    EmailField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from app.core.errors import HeedError, Invalid
from app.core.i18n import _, ngettext
from app.core.web.forms import RefusableForm as RefusableForm
from app.core.web.forms import typed
from app.ideas.errors import DecidedMeanwhile
from app.ideas.models import Board, Status, Topic
from app.ideas.queries.acts import Act
from app.ideas.queries.statuses import status_named, wording
from app.ideas.service.drafts import Draft, draft
from app.ideas.service.reply import Reply, To, reply_for
from app.people.forms.doors import AGREED, EMAIL_GIVEN, AgreeForm, make_address

VERSION = re.compile(r"[0-9]{1,9}", re.ASCII)


class IllustratedForm(RefusableForm):
    """Takes images beside its words. `offered` are those that came with it before."""

    images = MultipleFileField(
        _l("Images"),
        description=_l(
            "A screenshot says much: up to four, PNG, JPEG, WebP or GIF, of 10 MB each."
        ),
    )
    offered: Sequence[Any] = ()


class WishForm(RefusableForm):
    """What somebody asks for, and where."""

    title = TextAreaField(
        _l("Your idea in one sentence"), description=_l("Say what you want to be able to do.")
    )
    body = TextAreaField(
        _l("What were you trying to do, and what got in the way?"),
        description=_l("A real situation helps more than a solution."),
    )
    board = SelectField(_l("Board"))
    topic = SelectField(_l("Topic"))

    def offer(self, boards: list[Board], topics: list[Topic]) -> None:
        self.boards = {board.slug: board for board in boards}
        self.topics = {topic.slug: topic for topic in topics}
        self.board.choices = [SelectChoice(board.slug, board.name) for board in boards]
        self.topic.choices = [SelectChoice("", _("No topic"))]
        self.topic.choices += [SelectChoice(topic.slug, topic.name) for topic in topics]

    def chosen_board(self) -> Board:
        """Raises Invalid, alike for a board that is hidden and one that does not exist."""
        chosen = self.boards.get(self.board.data or "")
        if chosen is None:
            message = _("Choose one of the boards in the list.")
            raise Invalid(message, errors={"board": message})
        return chosen

    def chosen_topic(self) -> Topic | None:
        return self.topics.get(self.topic.data or "")


class IdeaForm(IllustratedForm, WishForm):
    keeps_words = BooleanField(_l("Keep my title too, so that others find that idea in my words"))


class AnonymousForm(AgreeForm, WishForm):
    """For who is not signed in: without images, and with an address to write to."""

    email = EmailField(
        _l("Your e-mail address"),
        EMAIL_GIVEN,
        description=_l(
            "A letter asks you to confirm the idea; then you hear what becomes of it. Others never "
            "see the address."
        ),
    )
    agreed = StringField(AGREED)

    def given(self) -> tuple[Draft, str]:
        """What was written, and the address. Raises Invalid, naming all that must be put right."""
        written = None
        try:
            written = draft(typed(self.title), typed(self.body))
        except Invalid as refusal:
            self.refuse(refusal)
        is_address = self.email.validate(self, [lambda form, field: make_address(field)])
        has_agreed = self.agreed.validate(self, [lambda form, field: form.validate_agreed(field)])
        if written is None or not is_address or not has_agreed:
            raise self.said(_("This cannot be posted yet."))
        return written, typed(self.email)


class EditForm(RefusableForm):
    """The words of an idea, with the version of it that was seen."""

    title = TextAreaField(_l("Your idea in one sentence"))
    body = TextAreaField(_l("What were you trying to do, and what got in the way?"))
    version = HiddenField()

    @property
    def seen(self) -> int | None:
        return version_in(self.version.data)


class MoveForm(RefusableForm):
    """Another board by its address, with the version of the idea that was seen."""

    board = RadioField(_l("The board"), validate_choice=False)
    accepts_wider = BooleanField(_l("Whoever sees the other board may read all that was said here"))
    version = HiddenField()

    @property
    def seen(self) -> int | None:
        return version_in(self.version.data)


class CommentForm(IllustratedForm):
    body = TextAreaField(_l("Add to the conversation"), id="comment")


class EditCommentForm(RefusableForm):
    """The words of one's own comment, with the version of it that was seen."""

    body = TextAreaField(_l("Your comment"))
    version = HiddenField()

    @property
    def seen(self) -> int | None:
        return version_in(self.version.data)


class NoteForm(RefusableForm):
    body = TextAreaField(
        _l("Internal note"), id="note-text", description=_l("Only staff ever see it.")
    )


class SeenForm(RefusableForm):
    """A form that decides: it carries the version of the idea that was seen."""

    version = HiddenField()
    acts: Sequence[Act] = ()
    """What others decided meanwhile, if that is why it came back."""

    @property
    def seen(self) -> int | None:
        return version_in(self.version.data)

    def refuse(self, refusal: HeedError) -> None:
        if isinstance(refusal, DecidedMeanwhile):
            self.acts = refusal.acts
        else:
            super().refuse(refusal)


def version_in(given: str | None) -> int | None:
    """What a hidden field says of the version that was seen."""
    return int(given) if given and VERSION.fullmatch(given) else None


class ReplyForm(SeenForm):
    """`asker` is the first name of whoever gets an answer that goes to them alone."""

    to = RadioField(_l("Who gets this answer"), default=To.EVERYONE.value)
    body = TextAreaField(_l("Your answer"), id="answer-text")
    status = SelectField(_l("Status then"), id="status", default="")
    asker = ""

    def offer(
        self, statuses: Iterable[tuple[str, str]], *, present: Status, asker: str, told: int
    ) -> None:
        """`statuses` are keys and wordings; `told` is how many follow."""
        self.asker = asker
        stays = _("stays “%(status)s”", status=wording(present))
        moves = [SelectChoice(key, text) for key, text in statuses if key != present.key]
        self.status.choices = [SelectChoice("", stays), *moves]
        only = [SelectChoice(To.SUBMITTER.value, _("%(name)s only", name=asker))] if asker else []
        everyone = ngettext("everyone following (%(num)s)", "everyone following (%(num)s)", told)
        self.to.choices = [*only, SelectChoice(To.EVERYONE.value, everyone)]

    def written(self) -> Reply:
        """Raises Invalid."""
        key = self.status.data or ""
        return reply_for(
            self.to.data or "", self.body.data or "", status_named(key) if key else None
        )


def outcome(sent: Reply, *, told: int, asker: str) -> str:
    """What is said once an answer is sent. Ask before the unit of change: it reads the status."""
    if sent.to is To.SUBMITTER:
        return _("Sent to %(name)s only.", name=asker)
    if sent.status is None:
        return ngettext("Sent to %(num)s person.", "Sent to %(num)s people.", told)
    status = wording(sent.status)
    if not told:
        return _("The status is now “%(status)s”.", status=status)
    return ngettext(
        "The status is now “%(status)s”. %(num)s person hears of it.",
        "The status is now “%(status)s”. %(num)s people hear of it.",
        told,
        status=status,
    )
