"""Who sees what, in plain Python: what the answers of the portal are held against. Nothing here
asks the code of the portal."""

from __future__ import annotations

from typing import NamedTuple

COLUMN = {
    "nobody": "An",
    "ada": "Cu",
    "ben": "Cu",
    "jun": "Em",
    "kim": "Em",
    "ida": "Ex",
    "marta": "VM",
    "mila": "VM",
    "ruth": "Ad",
    "rhea": "Ad",
}
# Ada and Jun come first, Ben and Kim are their twins: of another organisation, in another group.
# Ida is an employee with an executive's grant.
PEOPLE = [name for name in COLUMN if name != "nobody"]
STAFF = ("Em", "Ex", "VM", "Ad")
KEEPERS = ("VM", "Ad")
# By board: who is in its group now. Ada and Jun were in that of `over` until yesterday. That of
# `inner` follows from the seats of a council that Mila hosts.
MEMBERS = {
    "ours": {"ada", "jun"},
    "theirs": {"ben", "kim"},
    "over": set[str](),
    "inner": {"ben", "mila"},
}
BOARDS = ("public", "signed-in", "ours", "theirs", "over", "staff", "archived", "one-way", "inner")
STATES = ("published", "merged", "pending", "rejected", "deleted")


class Wish(NamedTuple):
    """An idea: on which board, in which state, by whom. `asked_for`: for whom an employee put it
    down; `answer`: that it shipped, so that who asked can say whether it helped."""

    board: str
    state: str
    author: str
    asked_for: str = ""
    has_shipped: bool = False

    @property
    def name(self) -> str:
        shipped = " shipped" if self.has_shipped else ""
        asked_for = f" for {self.asked_for}" if self.asked_for else ""
        return f"{self.state}{shipped} idea of {self.author}{asked_for} on {self.board}"


WISHES = [Wish("public", state, "ada") for state in STATES]
WISHES += [Wish(board, state, "ada") for board in ("ours", "theirs", "staff") for state in STATES]
WISHES += [Wish(board, "published", "ada") for board in ("signed-in", "over", "archived")]
WISHES += [Wish("one-way", state, "ada") for state in STATES if state != "merged"]
WISHES += [Wish("inner", state, "ada") for state in STATES if state != "merged"]
WISHES += [Wish("public", state, "jun") for state in ("published", "pending", "rejected")]
WISHES += [Wish("public", "published", "jun", asked_for="ada")]
WISHES += [Wish("public", "published", "ada", has_shipped=True)]


def sees_board(who: str, board: str) -> bool:
    if board in ("public", "archived", "one-way"):
        return True
    if board == "signed-in":
        return who != "nobody"
    if board == "staff":
        return COLUMN[who] in STAFF
    by_right = ("Ad",) if board == "inner" else KEEPERS
    return COLUMN[who] in by_right or who in MEMBERS[board]


def sees(who: str, wish: Wish) -> bool:
    if wish.state == "deleted" or not sees_board(who, wish.board):
        return False
    if wish.board == "one-way" and who != wish.author and COLUMN[who] not in STAFF:
        return False
    if wish.state in ("pending", "rejected"):
        return who == wish.author or COLUMN[who] in KEEPERS
    return True


class Plan(NamedTuple):
    """An improvement: whose it is, and whether everyone may know of it."""

    owner: str
    is_public: bool
    is_placed: bool = True

    @property
    def name(self) -> str:
        kinds = ["public" if self.is_public else "internal", "" if self.is_placed else "unplaced"]
        return f"{' '.join(kinds)} improvement of {self.owner}"


PLANS = [
    *(Plan("jun", True), Plan("mila", True), Plan("jun", False)),
    *(Plan("jun", True, False), Plan("mila", True, False)),
]


def is_on_roadmap_of(who: str, plan: Plan) -> bool:
    return plan.is_placed and (plan.is_public or COLUMN[who] in STAFF)


def reads(who: str, plan: Plan) -> bool:
    """Its own page, for those who answer for it and those who look at all."""
    return COLUMN[who] == "Ex" or changes(who, plan)


def changes(who: str, plan: Plan) -> bool:
    return COLUMN[who] in KEEPERS or who == plan.owner


class Story(NamedTuple):
    """An entry of What's new, about an improvement of somebody."""

    about: str
    is_public: bool
    is_published: bool

    @property
    def name(self) -> str:
        kind = "public" if self.is_public else "internal"
        return f"{kind} {'news' if self.is_published else 'draft'} about {self.about}'s"


STORIES = [
    Story("jun", True, True),
    Story("jun", False, True),
    Story("jun", True, False),
    Story("mila", True, False),
]


def reads_story(who: str, story: Story) -> bool:
    return story.is_published and (story.is_public or COLUMN[who] in STAFF)


def writes_story(who: str, story: Story) -> bool:
    return COLUMN[who] in KEEPERS or who == story.about


class Image(NamedTuple):
    """Beside an idea, beside an internal note on it, or of nobody's words yet."""

    wish: Wish
    place: str

    @property
    def name(self) -> str:
        return f"image beside {self.place} of {self.wish.name}"


IMAGES = [Image(wish, "the words") for wish in WISHES if wish.author == "ada"]
IMAGES += [Image(WISHES[0], "a note"), Image(WISHES[0], "nothing yet")]


def sees_image(who: str, image: Image) -> bool:
    if image.place == "nothing yet":
        return who == image.wish.author
    if image.place == "a note":
        return COLUMN[who] in STAFF
    return sees(who, image.wish)


class Board(NamedTuple):
    """A council: whether everybody knows of it, who runs it, who answers in it, and who was offered
    a seat. Everywhere Kim sat until yesterday."""

    name: str
    is_known: bool
    hosts: frozenset[str]
    members: frozenset[str]
    invited: frozenset[str] = frozenset()


COUNCILS = [
    Board("hidden council", False, frozenset({"jun"}), frozenset({"ada"}), frozenset({"ben"})),
    Board("council of others", False, frozenset({"mila"}), frozenset({"ben"})),
    Board("known council", True, frozenset({"jun"}), frozenset({"ada"})),
]


class Sitting(NamedTuple):
    """A round of a council: a draft, open or closed."""

    council: Board
    stage: str

    @property
    def name(self) -> str:
        return f"{self.stage} round of the {self.council.name}"


ROUNDS = [
    *(Sitting(COUNCILS[0], stage) for stage in ("draft", "open", "closed")),
    Sitting(COUNCILS[1], "open"),
    Sitting(COUNCILS[2], "closed"),
]


def sees_round(who: str, sitting: Sitting) -> bool:
    is_theirs = hosts if sitting.stage == "draft" else sits_in
    return is_theirs(who, sitting.council)


def has_minutes_out(sitting: Sitting) -> bool:
    """Of the other closed round they are a draft."""
    return sitting.stage == "closed" and not sitting.council.is_known


def reads_minutes(who: str, sitting: Sitting) -> bool:
    return hosts(who, sitting.council) or (has_minutes_out(sitting) and sees_round(who, sitting))


def hosts_any(who: str) -> bool:
    return any(who in council.hosts for council in COUNCILS)


def hosts(who: str, council: Board) -> bool:
    return COLUMN[who] == "Ad" or who in council.hosts


def sits_in(who: str, council: Board) -> bool:
    """Reads what happens there."""
    return hosts(who, council) or who in council.members


def knows_of(who: str, council: Board) -> bool:
    return council.is_known or sits_in(who, council) or who in council.invited
