"""The one way from Markdown to HTML. Raise RENDERER_VERSION when its output changes: cached
HTML of an older version is rendered again when next shown."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import escape

RENDERER_VERSION = 2
LONGEST = 20_000
# Each may begin a link, and for each the rest of the text is read: with 20,000 of them that takes
# longer than a page may.
MOST_BRACKETS = 2_000

TAGS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"}
TAGS |= {"h3", "h4", "hr"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
_markdown.enable("strikethrough").disable(["image", "lheading"])


def render(text: str) -> str:
    """Safe HTML of `text` (Markdown, at most LONGEST characters are read). Links are not followed
    by search engines; images and raw HTML are shown as written, and so is a text of brackets."""
    text = text[:LONGEST]
    is_slow = text.count("[") > MOST_BRACKETS
    html = _as_written(text) if is_slow else _markdown.render(text)
    return nh3.clean(
        _lower_headings(html),
        tags=TAGS,
        # Without its own line nh3 lets `title` and `lang` stand on every tag.
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def _as_written(text: str) -> str:
    return "<p>" + str(escape(text)).replace("\n", "<br>\n") + "</p>"


def _lower_headings(html: str) -> str:
    # A page has one h1 and its own h2; what people write starts below them.
    for level in (1, 2, 4, 5, 6):
        lower = "h3" if level < 3 else "h4"
        html = html.replace(f"<h{level}>", f"<{lower}>").replace(f"</h{level}>", f"</{lower}>")
    return html
