"""What people read for the steps of the journey and the parts of the experience."""

from __future__ import annotations

from flask import Flask

from app.core.db import session, writing
from app.journey.models import Stage, Touchpoint
from app.journey.queries import (
    all_elements,
    all_stages,
    all_touchpoints,
    element_name,
    stage_name,
)


def test_every_place_of_a_new_portal_has_words_of_its_own(app: Flask) -> None:
    stages, elements = all_stages(), all_elements()
    assert [stage_name(stage) for stage in stages][:2] == ["Discover", "Compare"]
    assert [stage.position for stage in stages] == list(range(8))
    assert "Third-party integrations" in {element_name(element) for element in elements}
    for place, name in (
        *((stage, stage_name(stage)) for stage in stages),
        *((element, element_name(element)) for element in elements),
    ):
        assert name
        assert name != place.key


def test_a_name_given_here_is_what_people_read(app: Flask) -> None:
    with writing():
        all_stages()[0].name = "Hear of us"
        session.add(Stage(key="own_step", position=99))
    names = [stage_name(stage) for stage in all_stages()]
    assert names[0] == "Hear of us"
    assert names[-1] == "own_step"


def test_touchpoints_come_along_the_journey(app: Flask) -> None:
    first, second = all_stages()[:2]
    with writing():
        for stage, name, position in (
            (second, "Price list", 1),
            (second, "Trial", 0),
            (first, "Fair", 5),
        ):
            session.add(Touchpoint(stage_id=stage.id, name=name, position=position))
    assert [each.name for each in all_touchpoints()] == ["Fair", "Trial", "Price list"]
