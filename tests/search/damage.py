"""Damage that shows only when postings are read, not when the index is opened."""

from __future__ import annotations

from pathlib import Path

from app.search.whoosh_folder import IndexFolder

START_OF_POSTINGS = b"W3Bl"


def break_postings(index_dir: Path) -> None:
    for path in IndexFolder(index_dir).current().glob("*.seg"):
        content = path.read_bytes()
        assert START_OF_POSTINGS in content
        path.write_bytes(content.replace(START_OF_POSTINGS, b"????"))
