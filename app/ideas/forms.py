"""Forms around one idea. What a text must be like is decided by `service.drafts`; `refuse` puts
its words, and those of any refusal, beside the fields."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, TextAreaField  # type: ignore[attr-defined]

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.forms import RefusableForm as RefusableForm
from app.ideas.models import Board, Status, Topic
from app.ideas.queries.statuses import wording


class IdeaForm(RefusableForm):
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


class CommentForm(RefusableForm):
    body = TextAreaField(_l("Add to the conversation"), id="comment")


class AnswerForm(RefusableForm):
    body = TextAreaField(
        _l("Official answer"),
        id="answer-text",
        description=_l("Stands above the conversation. Everyone following reads it."),
    )


class NoteForm(RefusableForm):
    body = TextAreaField(
        _l("Internal note"), id="note-text", description=_l("Only staff ever see it.")
    )


class StatusForm(RefusableForm):
    status = SelectField(_l("Status"), id="status")
    note = TextAreaField(
        _l("What people read with it"),
        id="status-note",
        description=_l("Say what you found and why. Some statuses need it."),
    )

    def offer(self, statuses: list[Status], *, present: Status) -> None:
        self.status.choices = [SelectChoice(each.key, wording(each)) for each in statuses]
        if self.status.data is None:
            self.status.data = present.key
