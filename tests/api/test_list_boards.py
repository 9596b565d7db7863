from __future__ import annotations

from app.ideas.models import Board, Phase
from tests.api.programs import Program


def test_boards_are_those_the_owner_sees(
    adas: Program,
    bens: Program,
    juns: Program,
    board: Board,
    staff_board: Board,
    contosos_board: Board,
):
    def slugs(program: Program) -> list[str]:
        return [listed["slug"] for listed in program.get("/boards").json["items"]]

    assert slugs(adas) == ["product"]
    assert slugs(bens) == ["product", "contoso"]
    assert slugs(juns) == ["product", "inside"]
    (shown,) = adas.get("/boards").json["items"]
    assert shown == {
        "id": str(board.uid),
        "slug": "product",
        "name": "Product",
        "question": "What would make it better?",
        "audience": "public",
        "url": "http://localhost/b/product",
    }


def test_every_phase_has_a_status(adas: Program):
    listed = adas.get("/statuses").json
    assert listed["next"] is None
    assert {status["phase"] for status in listed["items"]} == set(Phase)
    assert all(status["key"] and status["name"] for status in listed["items"])


def test_parameters_nobody_knows_are_refused(adas: Program, board: Board):
    for at in ("/boards", "/statuses"):
        assert adas.get(f"{at}?page=2").status_code == 422
