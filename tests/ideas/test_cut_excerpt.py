"""The beginning of a text, without its Markdown."""

from __future__ import annotations

import pytest

from app.ideas.queries.excerpts import LONGEST, excerpt


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""),
        ("A note\n\nwould   do.", "A note would do."),
        ("**Bold**, *kind* and ~~gone~~", "Bold, kind and gone"),
        ("# Why\n- one\n- two\n> said\n1. first", "Why one two said first"),
        ("See [the page](https://x.example/a_b) or ![it](i.png)", "See the page or it"),
        ("Keep snake_case, 2*3*4 and `code`", "Keep snake_case, 2*3*4 and code"),
        ("[unclosed](", "unclosed"),
    ],
)
def test_marks_are_left_out(written: str, shown: str) -> None:
    assert excerpt(written) == shown


def test_a_long_text_ends_with_a_whole_word() -> None:
    cut = excerpt("Every Monday, I match the same forty payments. " * 50)
    assert cut.endswith(" …")
    assert len(cut) <= LONGEST + 2
    assert cut[:-2].split()[-1] in {
        "Every",
        "Monday",
        "I",
        "match",
        "the",
        "same",
        "forty",
        "payments",
    }


def test_one_endless_word_is_cut_too() -> None:
    assert excerpt("x" * 5000) == "x" * LONGEST + " …"
