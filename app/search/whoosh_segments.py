"""What is read once for each segment: how long the fields of its documents are, and which of these
are of a kind.

Asking Whoosh for each posting anew takes half the time of a search. A segment never changes, so
what was read stays true as long as the segment exists.
"""

from __future__ import annotations

from array import array
from typing import Any

MOST_KEPT = 100


class FieldLengths:
    """Lengths in terms, by document number within the segment."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], array[int]] = {}

    def of(self, leaf: Any, field: str) -> array[int]:
        key = (leaf.segment().segment_id(), field)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            numbers = range(leaf.doc_count_all())
            self._kept[key] = array(
                "L", (leaf.doc_field_length(number, field) or 0 for number in numbers)
            )
        return self._kept[key]


class Kinds:
    """Whether the documents of a segment are of a kind: 1 or 0, by their number."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytearray] = {}

    def of(self, leaf: Any, kind: str) -> bytearray:
        key = (leaf.segment().segment_id(), kind)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            flags = bytearray(leaf.doc_count_all())
            if ("kind", kind) in leaf:
                for number in leaf.postings("kind", kind).all_ids():
                    flags[number] = 1
            self._kept[key] = flags
        return self._kept[key]
