"""What people write becomes HTML that can do nothing, in the time a page may take."""

from __future__ import annotations

import time

import pytest

from app.core.markup import LONGEST, render
from tests.core.markdown_cases import CASES
from tests.core.parsed import strangers
from tests.core.slow_markdown import SLOW

MOST_SECONDS = 0.2


def test_nothing_of_bad_faith_is_more_than_text() -> None:
    assert len(CASES) >= 400
    breaches = [(case, found) for case in CASES if (found := strangers(render(case)))]
    assert breaches == []
    print(f"\nMarkdown: {len(CASES)} cases, {len(breaches)} breaches")


def test_cases_together_are_no_more_than_text() -> None:
    """One that leaves a tag or a fence open must not wake the one after it."""
    text = "\n\n".join(CASES)
    pieces = [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)]
    assert [found for piece in pieces for found in strangers(render(piece))] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** and *leaning*", "<p><strong>bold</strong> and <em>leaning</em></p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("# Big", "<h3>Big</h3>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        (
            '[here](https://heed.example "a title")',
            '<p><a href="https://heed.example" rel="nofollow ugc noopener">here</a></p>',
        ),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_what_is_written_in_good_faith_stays(written: str, shown: str) -> None:
    assert render(written).strip() == shown


@pytest.mark.parametrize("name", SLOW)
def test_no_text_takes_long(name: str) -> None:
    # Noise only ever adds, as when what other tests left behind is tidied up meanwhile.
    took = []
    for _ in range(3):
        began = time.process_time()
        html = render(SLOW[name])
        took.append(time.process_time() - began)
    assert min(took) < MOST_SECONDS, f"{min(took) * 1000:.0f} ms"
    assert strangers(html) == []


def test_a_text_of_brackets_is_shown_as_written() -> None:
    assert render("[" * 3_000 + "*a*\n<b>").endswith("[*a*<br>\n&lt;b&gt;</p>")


def test_the_eye_of_this_test_sees() -> None:
    for html in (
        "<img src=x>",
        "<p onclick=a>x</p>",
        '<a href="java\nscript:x">x</a>',
        "<!--x-->",
        "<?x?>",
        "<h1>x</h1>",
    ):
        assert strangers(html), html
