"""A merge counts people once, leaves everything where it is, and can be taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict, Invalid
from app.duplicates.policy import is_seen_by_all_of, is_seen_by_more_than
from app.duplicates.queries import similar_ideas
from app.ideas.models import Audience, Board, BoardGroup, Idea, State
from app.ideas.searchable import other_titles
from app.ideas.service.boards import Outline, edit_board
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Anonymous, Group, User
from app.search.jobs import check, feed_index
from app.votes import service as votes
from app.votes.models import Importance, Vote
from app.votes.queries import ballot, people_heard, voted_among
from tests.duplicates.conftest import Post, merge, unmerge


def voters_of(idea: Idea) -> set[int]:
    return set(session.scalars(select(Vote.user_id).where(Vote.idea_id == idea.id)))


def found(words: str) -> list[int]:
    """What anybody finds by these words."""
    return [each.idea.id for each in similar_ideas(words, reader=Anonymous(), limit=5)]


def make_board(slug: str, audience: Audience, *groups: Group) -> Board:
    with writing():
        made = Board(slug=slug, name=slug.title(), audience=audience)
        session.add_all([made, *groups])
        session.flush()
        session.add_all(BoardGroup(board_id=made.id, group_id=group.id) for group in groups)
    return made


def test_people_are_counted_once_and_votes_stay(
    idea: Idea, twin: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    with writing():
        votes.cast(idea, voter=ben)
        votes.cast(twin, voter=jun)
    merge(twin, idea, marta)

    assert twin.merged_into_id == idea.id
    assert (idea.people, idea.organisations) == (3, 2)
    assert voters_of(idea) == {ada.id, ben.id}
    assert voters_of(twin) == {ben.id, jun.id}


def test_undoing_restores_both(idea: Idea, twin: Idea, ben: User, marta: User) -> None:
    with writing():
        votes.cast(idea, voter=ben)
    before = [(each.people, each.organisations, each.version) for each in (idea, twin)]
    moments = [each.updated_at for each in (idea, twin)]
    merge(twin, idea, marta)
    link = unmerge(twin, marta)

    assert [(each.people, each.organisations, each.version) for each in (idea, twin)] == before
    assert [each.updated_at for each in (idea, twin)] == moments
    assert twin.merged_into_id is None
    assert link.undone_by_id == marta.id


def test_a_merge_takes_along_what_was_merged_before(
    idea: Idea, twin: Idea, post: Post, jun: User, marta: User
) -> None:
    third = post("Bank consent ends without a word", jun)
    merge(third, twin, marta)
    assert twin.people == 2
    merge(twin, idea, marta)
    assert third.merged_into_id == twin.merged_into_id == idea.id
    assert idea.people == 3

    unmerge(twin, marta)
    assert (twin.merged_into_id, third.merged_into_id) == (None, twin.id)
    assert (idea.people, twin.people) == (1, 2)


def test_the_middle_of_a_chain_can_be_taken_out_by_its_end(
    idea: Idea, twin: Idea, post: Post, jun: User, marta: User
) -> None:
    third = post("Bank consent ends without a word", jun)
    merge(third, twin, marta)
    merge(twin, idea, marta)
    unmerge(third, marta)
    assert (third.merged_into_id, twin.merged_into_id) == (None, idea.id)
    assert [each.people for each in (idea, twin, third)] == [2, 1, 1]


def test_both_ends_of_it_are_in_the_audit_log(idea: Idea, twin: Idea, marta: User) -> None:
    merge(twin, idea, marta)
    unmerge(twin, marta)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(each.action, each.actor_id) for each in entries] == [
        ("idea.merge", marta.id),
        ("idea.unmerge", marta.id),
    ]
    assert entries[0].after["into"] == entries[1].before["into"] == idea.reference


def test_an_idea_cannot_be_merged_into_itself(idea: Idea, marta: User) -> None:
    with pytest.raises(Invalid, match="together with itself"):
        merge(idea, idea, marta)


def test_a_merged_idea_says_into_what_and_by_whom(
    idea: Idea, twin: Idea, post: Post, jun: User, marta: User, root: User
) -> None:
    third = post("Bank consent ends without a word", jun)
    merge(twin, idea, marta)
    with pytest.raises(Conflict, match="H-2 was merged into H-1 by Marta de Vries"):
        merge(twin, third, root)


def test_a_circle_says_what_was_decided_first(
    idea: Idea, twin: Idea, marta: User, root: User
) -> None:
    merge(twin, idea, marta)
    with pytest.raises(Conflict, match="H-2 was merged into H-1 by Marta de Vries"):
        merge(idea, twin, root)


def test_a_chain_names_where_it_ends(
    idea: Idea, twin: Idea, post: Post, jun: User, marta: User
) -> None:
    third = post("Bank consent ends without a word", jun)
    merge(twin, idea, marta)
    with pytest.raises(Invalid, match="H-2 is counted with H-1 itself"):
        merge(third, twin, marta)


def test_deleted_and_unpublished_ideas_are_not_merged(idea: Idea, twin: Idea, marta: User) -> None:
    with writing():
        twin.deleted_at = now()
    with pytest.raises(Conflict, match="H-2 was deleted"):
        merge(twin, idea, marta)
    with pytest.raises(Conflict, match="H-2 was deleted"):
        merge(idea, twin, marta)
    with writing():
        twin.deleted_at, twin.state = None, State.PENDING
    with pytest.raises(Conflict, match="H-2 is not published"):
        merge(idea, twin, marta)


def test_only_what_is_merged_can_be_undone(idea: Idea, twin: Idea, marta: User) -> None:
    merge(twin, idea, marta)
    unmerge(twin, marta)
    with pytest.raises(Conflict, match="stands by itself already"):
        unmerge(twin, marta)


def test_a_board_more_people_see_is_asked_about_first(
    idea: Idea, post: Post, staff_board: Board, jun: User, marta: User
) -> None:
    inside = post("Banks end links silently", jun, on=staff_board)
    with pytest.raises(Invalid, match="More people see “Product”") as refused:
        merge(inside, idea, marta)
    assert list(refused.value.errors) == ["accepts_wider"]
    merge(inside, idea, marta, accepts_wider=True)
    assert idea.people == 2


def test_nobody_loses_sight_of_what_they_asked_for(
    idea: Idea, post: Post, staff_board: Board, jun: User, marta: User
) -> None:
    inside = post("Banks end links silently", jun, on=staff_board)
    with pytest.raises(Invalid, match="Not everyone who sees “Product” sees “Inside”"):
        merge(idea, inside, marta, accepts_wider=True)


def test_who_sees_which_board(board: Board, staff_board: Board) -> None:
    few, more = Group(name="few"), Group(name="more")
    signed_in = make_board("signed", Audience.SIGNED_IN)
    narrow = make_board("narrow", Audience.GROUPS, few)
    with writing():
        session.add(more)
    wide = make_board("wide", Audience.GROUPS, few, more)
    order = {
        (narrow, wide): (True, True),
        (wide, narrow): (False, False),
        (narrow, signed_in): (True, True),
        (narrow, board): (True, True),
        (narrow, staff_board): (False, True),
        (staff_board, narrow): (False, True),
        (staff_board, signed_in): (True, True),
        (signed_in, staff_board): (False, False),
        (signed_in, board): (True, True),
        (board, signed_in): (False, False),
        (board, board): (True, False),
        (staff_board, staff_board): (True, False),
    }
    for (source, target), expected in order.items():
        answers = (is_seen_by_all_of(target, source), is_seen_by_more_than(target, source))
        assert answers == expected, (source.slug, target.slug)


def test_a_vote_in_the_family_is_a_vote_for_all_of_it(
    idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    merge(twin, idea, marta)
    assert ballot(idea.id, ben.id).has_voted
    assert ballot(idea.id, ben.id).is_following
    assert voted_among([idea.id], reader=ben) == {idea.id}
    with writing():
        assert votes.cast(idea, voter=ben) is False
    assert voters_of(idea) == {idea.author_id}
    assert idea.people == 2


def test_a_vote_taken_back_leaves_the_whole_family(
    idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    with writing():
        votes.cast(idea, voter=ben)
    merge(twin, idea, marta)
    with writing():
        assert votes.withdraw(idea, voter=ben) is True
    assert (idea.people, twin.people) == (1, 0)
    assert not ballot(idea.id, ben.id).has_voted
    assert not ballot(idea.id, ben.id).is_following
    unmerge(twin, marta)
    assert (idea.people, twin.people) == (1, 0)


def test_a_vote_given_to_a_merged_idea_alone_is_taken_back_too(
    idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    merge(twin, idea, marta)
    with writing():
        assert votes.withdraw(idea, voter=ben) is True
    assert (idea.people, twin.people, voters_of(twin)) == (1, 0, set())


def test_a_vote_taken_back_from_a_merged_idea_leaves_its_family(
    idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    with writing():
        votes.cast(idea, voter=ben)
    merge(twin, idea, marta)
    with writing():
        assert votes.withdraw(twin, voter=ben) is True
    assert (idea.people, twin.people) == (1, 0)


def test_a_merged_idea_takes_no_votes_of_its_own(
    idea: Idea, twin: Idea, jun: User, marta: User
) -> None:
    merge(twin, idea, marta)
    with pytest.raises(Conflict, match="counted with another one now"), writing():
        votes.cast(twin, voter=jun)


def test_the_highest_importance_stands_until_one_says_otherwise(
    idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    with writing():
        votes.cast(idea, voter=ben, importance=Importance.NICE)
        votes.cast(twin, voter=ben, importance=Importance.CRITICAL)
    merge(twin, idea, marta)
    assert ballot(idea.id, ben.id).importance is Importance.CRITICAL
    with writing():
        votes.change_importance(idea, voter=ben, importance=Importance.IMPORTANT)
    assert ballot(idea.id, ben.id).importance is Importance.IMPORTANT


def test_merged_voters_are_heard_people(idea: Idea, twin: Idea, ada: User, marta: User) -> None:
    assert people_heard(ada) == 2
    merge(twin, idea, marta)
    assert people_heard(ada) == 2


def test_what_was_merged_is_found_by_its_title_under_its_target(
    idea: Idea, twin: Idea, marta: User
) -> None:
    feed_index()
    assert found("tell me when") == [twin.id]
    merge(twin, idea, marta)
    assert found("tell me when") == [idea.id], "before the worker has seen it"
    feed_index()
    assert found("tell me when") == [idea.id]
    assert check().is_clean
    unmerge(twin, marta)
    assert found("tell me when") == [twin.id]
    feed_index()
    assert found("tell me when") == [twin.id]
    assert check().is_clean


def test_it_is_found_by_its_title_without_an_index_too(idea: Idea, twin: Idea, marta: User) -> None:
    merge(twin, idea, marta)
    assert found("tell me when it ends") == [idea.id]


def test_the_title_of_a_narrower_board_finds_nothing(
    idea: Idea, post: Post, staff_board: Board, jun: User, marta: User
) -> None:
    inside = post("Replace the wretched vendor", jun, on=staff_board)
    merge(inside, idea, marta, accepts_wider=True)
    assert found("wretched vendor") == []
    feed_index()
    assert found("wretched vendor") == []


def test_the_reason_is_the_title_it_was_found_by(idea: Idea, twin: Idea, marta: User) -> None:
    merge(twin, idea, marta)
    feed_index()
    (only,) = similar_ideas("tell me when", reader=Anonymous(), limit=5)
    assert (only.idea.id, only.words) == (idea.id, ["Tell"])


def test_a_board_that_closes_takes_its_titles_out_of_where_they_led(
    idea: Idea, ben: User, marta: User
) -> None:
    """A title of a board that is no longer public must not find an idea for those outside."""
    with writing():
        other = Board(slug="open", name="Open")
        session.add(other)
    with writing():
        twin = submit(draft("Zebra stripes on ledgers"), board=other, author=ben)
    merge(twin, idea, marta)
    feed_index()
    assert other_titles([idea.id]) == {idea.id: ["Zebra stripes on ledgers"]}

    outline = Outline("Open", "open", audience=Audience.EMPLOYEES)
    with writing():
        edit_board(other, outline, version=other.version, actor=marta)
    feed_index()

    assert other_titles([idea.id]) == {}
    found = check()
    assert (found.outdated, found.missing, found.surplus) == ([], [], [])
