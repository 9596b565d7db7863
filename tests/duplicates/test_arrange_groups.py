"""How pairs become groups, in which order they wait, and how people rearrange them."""

from __future__ import annotations

import re

import time_machine
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.duplicates.models import Pair
from app.duplicates.service.grouping import MOST, count_people_again
from app.duplicates.service.groups import REST
from app.duplicates.service.pairs import look_again, part
from app.duplicates.waiting import GROUPS
from app.ideas.models import Idea
from app.people.models import User
from tests.browsers import Browser
from tests.duplicates.acts import QUEUE, groups, pair_up, uid_of, work
from tests.duplicates.conftest import Post, merge, unmerge
from tests.telling.acts import vote


def test_pairs_that_hang_together_are_one_group(
    post: Post, idea: Idea, ada: User, marta: User
) -> None:
    second, third, alone, fifth = (post(f"Wish number {place}", ada) for place in range(4))
    pair_up(second, third, score=0.5)
    pair_up(alone, fifth, score=0.4)
    pair_up(idea, third, score=0.3)
    assert groups() == [["H-1", "H-2", "H-3"], ["H-4", "H-5"]]
    merge(third, alone, marta)
    assert groups() == [["H-4", "H-5"]], "merged ones wait no longer"
    unmerge(third, marta)
    assert groups() == [["H-1", "H-2", "H-3"], ["H-4", "H-5"]]


def test_a_third_does_not_bring_together_what_was_told_apart(
    martas: Browser, post: Post, idea: Idea, ada: User
) -> None:
    second, third = (post(f"Wish number {place}", ada) for place in range(2))
    pair_up(idea, third, score=0.5)
    pair_up(second, third, score=0.4)
    assert groups() == [["H-1", "H-2", "H-3"]]
    martas.post(f"{QUEUE}/apart", {"keep": "H-1", "idea": ["H-2"]})
    assert groups() == [["H-1", "H-3"]]
    martas.post(f"{QUEUE}/apart", {"keep": "H-1", "idea": ["H-3"]})
    assert groups() == [["H-2", "H-3"]], "what waited behind the first group"


def test_what_is_only_close_waits_in_twos(post: Post, idea: Idea, ada: User) -> None:
    """By a chain of close ones anything hangs together with anything."""
    second, third = (post(f"Wish number {place}", ada) for place in range(2))
    pair_up(idea, second, score=0.2, is_likely=False)
    pair_up(second, third, score=0.15, is_likely=False)
    assert groups() == [["H-1", "H-2"]]
    pair_up(idea, third, score=0.4)
    assert groups() == [["H-1", "H-3"]], "the surer pair comes first"


def test_a_group_is_small_enough_to_take_in(post: Post, idea: Idea, ada: User) -> None:
    others = [post(f"Wish number {place}", ada) for place in range(MOST + 1)]
    for place, other in enumerate(others):
        pair_up(idea, other, score=0.9 - place / 100)
    assert [len(group) for group in groups()] == [MOST]


def test_the_sure_come_first_then_what_most_asked_for(
    post: Post, idea: Idea, ada: User, ben: User, jun: User
) -> None:
    one, two, three, four, five = (post(f"Wish number {place}", ada) for place in range(5))
    pair_up(idea, one, score=0.2, is_likely=False)
    pair_up(two, three, score=0.3)
    pair_up(four, five, score=0.9)
    vote(idea, ben)
    vote(one, jun)
    vote(two, ben)
    with writing():
        count_people_again()
    assert groups() == [["H-3", "H-4"], ["H-5", "H-6"], ["H-1", "H-2"]]


def test_the_pages_of_the_queue_show_every_group_once(
    martas: Browser, post: Post, idea: Idea, ada: User
) -> None:
    for place in range(GROUPS + 2):
        pair_up(post(f"One {place}", ada), post(f"Other {place}", ada))
    page = martas.get(QUEUE).text
    onward = re.search(r'href="(/manage/duplicates\?cursor=[^"]+)"', page)
    assert onward is not None
    found = re.findall(r'id="(H-\d+)"', page + martas.get(onward[1]).text)
    assert len(found) == len(set(found)) == GROUPS + 2


def test_a_group_is_split_and_its_parts_wait_on(
    martas: Browser, post: Post, idea: Idea, ada: User
) -> None:
    second, third, fourth = (post(f"Wish number {place}", ada) for place in range(3))
    for one, other in ((idea, second), (second, third), (third, fourth)):
        pair_up(one, other)
    assert groups() == [["H-1", "H-2", "H-3", "H-4"]]
    chosen = {"group": uid_of(idea), "keep": "H-1", "idea": ["H-1", "H-2"]}
    assert martas.post(f"{QUEUE}/split", chosen).status_code == 303
    assert sorted(groups()) == [["H-1", "H-2"], ["H-3", "H-4"]]
    assert len(session.scalars(select(Pair).where(Pair.apart_at.is_not(None))).all()) == 4

    late = martas.post(f"{QUEUE}/split", chosen)
    assert late.status_code == 404
    assert "This group waits no longer" in late.text
    every = {"group": uid_of(idea), "idea": ["H-1", "H-2"]}
    refused = martas.post(f"{QUEUE}/split", every)
    assert refused.status_code == 422
    assert "leave the others without a tick" in refused.text


def test_later_is_a_week_or_until_something_joins(
    martas: Browser, post: Post, idea: Idea, same: Idea, ada: User
) -> None:
    assert martas.post(f"{QUEUE}/later", {"group": uid_of(idea)}).status_code == 303
    assert groups() == []
    page = martas.get(QUEUE).text
    assert "Put off" in page
    with writing():
        look_again([idea.id, same.id])
    work()
    assert groups() == [], "nothing new was found"

    other = post("Wish number 3", ada)
    for one in (idea, same):
        pair_up(one, other)
    assert groups() == [["H-1", "H-2", other.reference]]
    martas.post(f"{QUEUE}/later", {"group": uid_of(idea)})
    wake = re.search(rf'action="({QUEUE}/groups/[^"]+/wake)"', martas.get(QUEUE).text)
    assert wake is not None
    assert martas.post(wake[1]).status_code == 303
    assert groups() == [["H-1", "H-2", other.reference]]
    martas.post(f"{QUEUE}/later", {"group": uid_of(idea)})
    with time_machine.travel(now() + REST, tick=False):
        assert groups() == [["H-1", "H-2", other.reference]]


def test_one_more_is_added_by_its_reference_and_stays(
    martas: Browser, post: Post, idea: Idea, same: Idea, ada: User
) -> None:
    other = post("Pony rides for the auditors", ada)
    asked = {"group": uid_of(idea), "keep": "H-1", "idea": ["H-1", "H-2"]}
    assert martas.post(f"{QUEUE}/add", {**asked, "add": other.reference}).status_code == 303
    assert groups() == [["H-1", "H-2", other.reference]]
    with writing():
        look_again([idea.id, other.id])
    work()
    assert groups() == [["H-1", "H-2", other.reference]], "whatever the search says"

    asked["group"] = uid_of(idea)
    for typed, wrong in (
        ("H-9999", "There is no idea called “H-9999”."),
        (other.reference, f"{other.reference} is in this group already."),
    ):
        refused = martas.post(f"{QUEUE}/add", {**asked, "add": typed})
        assert refused.status_code in (409, 422)
        assert wrong in refused.text
        assert f'value="{typed}"' in refused.text


def test_what_was_told_apart_is_not_brought_together_by_adding(
    martas: Browser, post: Post, idea: Idea, same: Idea, ada: User
) -> None:
    other = post("Pony rides for the auditors", ada)
    with writing():
        part([(same, other)], actor=ada)
    asked = {"group": uid_of(idea), "keep": "H-1", "idea": ["H-1", "H-2"]}
    refused = martas.post(f"{QUEUE}/add", {**asked, "add": other.reference})
    assert refused.status_code == 422
    assert "two of them were told apart" in refused.text
    assert groups() == [["H-1", "H-2"]]
