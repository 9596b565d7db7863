"""Boards, what people ask for on them, and what staff made of it, one subject a file."""

from app.ideas.models.attachment import Attachment
from app.ideas.models.board import Audience, Board, BoardGroup, Moderation, Tag, Topic
from app.ideas.models.bringing import Import, ImportState
from app.ideas.models.comment import ANSWERS, FOR_EVERYONE, Comment, CommentKind
from app.ideas.models.idea import Held, Idea, IdeaTag, State, StatusChange
from app.ideas.models.status import Phase, Status
from app.ideas.models.unconfirmed import UnconfirmedIdea
from app.ideas.models.wording import Wording

__all__ = [
    "ANSWERS",
    "FOR_EVERYONE",
    "Attachment",
    "Audience",
    "Board",
    "BoardGroup",
    "Comment",
    "CommentKind",
    "Held",
    "Idea",
    "IdeaTag",
    "Import",
    "ImportState",
    "Moderation",
    "Phase",
    "State",
    "Status",
    "StatusChange",
    "Tag",
    "Topic",
    "UnconfirmedIdea",
    "Wording",
]
