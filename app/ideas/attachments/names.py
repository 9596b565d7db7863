"""Names of files as people give them."""

from __future__ import annotations

import re
import unicodedata

from app.core.text import one_line

LONGEST = 100
UNNAMED = "image"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# What a path, a header or a shell could take for more than a letter.
_RESERVED = re.compile(r'[<>:"|?*;%\\/]+')


def clean_name(name: str, *, ending: str | None = None) -> str:
    """The last part of a path, on one line, without marks that hide or turn what follows. With
    `ending`, that stands in the place of the file's own: the content decides what it is."""
    last = re.split(r"[\\/]", one_line(name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cf", "Co"))
    stem = " ".join(_RESERVED.sub(" ", seen).split()).strip(". ")
    found = _ENDING.search(stem)
    stem, own = (stem[: found.start()], found[0]) if found else (stem, "")
    return (stem[:LONGEST].strip(". ") or UNNAMED) + (own if ending is None else ending)
