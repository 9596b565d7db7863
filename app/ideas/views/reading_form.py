"""The form that says how a brought file is read. Its columns and words are the file's own, so its
fields are numbered instead of named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from app.core.i18n import _
from app.ideas.importing import store
from app.ideas.importing.columns import Field
from app.ideas.importing.preview import Preview
from app.ideas.importing.reading import Dates, Reading, with_columns
from app.ideas.importing.run import statuses_by_name
from app.ideas.models import Board, Import
from app.ideas.queries.visible import visible_boards
from app.people.session import signed_in

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso8859_15", "cp1250", "cp1251", "shift_jis", "gb18030")


class Word(NamedTuple):
    """A word for status in the file, how often it occurs in the rows looked at, and the key of the
    status it becomes; empty where nobody has said so yet."""

    word: str
    times: int
    status: str


class ReadingForm:
    """What the form holds: as kept with the import, or as it was just sent."""

    def __init__(self, brought: Import, sent: Mapping[str, str] | None = None) -> None:
        self.brought = brought
        self.kept = Reading.of(brought.reading)
        self.sent = sent or {}
        self.have_agreed = "have_agreed" in self.sent if sent is not None else brought.have_agreed

    def reading(self) -> Reading:
        """As sent; a choice that is none keeps what was there. Other letters or another separator
        make other columns, which are then guessed anew."""
        kept, sent = self.kept, self.sent
        encoding = sent.get("encoding", "")
        changed = replace(
            kept,
            encoding=encoding if encoding in self.encodings() else kept.encoding,
            delimiter=DELIMITERS.get(sent.get("delimiter", ""), kept.delimiter),
            is_sure=kept.is_sure or "is_sure" in sent,
            dates=Dates(sent["dates"]) if sent.get("dates") in list(Dates) else kept.dates,
            fields=self._fields(),
            words=self._words(),
        )
        is_same = (changed.encoding, changed.delimiter) == (kept.encoding, kept.delimiter)
        if is_same:
            return changed
        anew = replace(changed, fields={}, words={})
        return with_columns(store.file_of(self.brought.uid), self.brought.name, anew)

    def board(self) -> Board:
        boards = {board.slug: board for board in visible_boards(signed_in())}
        present = self.brought.board or next(iter(boards.values()))
        return boards.get(self.sent.get("board", ""), present)

    def words(self, found: Preview, *, most: int) -> list[Word]:
        """The file's commonest words for status that are not statuses here."""
        known = statuses_by_name()
        return [
            Word(word, times, self.kept.words.get(word, ""))
            for word, times in found.words.most_common(most)
            if word not in known
        ]

    def encodings(self) -> list[str]:
        return list(dict.fromkeys([self.kept.encoding, *ENCODINGS]))

    def delimiters(self) -> dict[str, tuple[str, bool]]:
        """What each is called, and whether it is chosen."""
        names = {
            "comma": _("Comma"),
            "semicolon": _("Semicolon"),
            "tab": _("Tab"),
            "bar": _("Vertical bar"),
        }
        return {key: (names[key], sign == self.kept.delimiter) for key, sign in DELIMITERS.items()}

    def _fields(self) -> dict[str, str]:
        chosen = dict(self.kept.fields)
        known = {field.value for field in Field} | {""}
        for number, column in enumerate(self.kept.columns):
            into = self.sent.get(f"column-{number}")
            if into in known:
                chosen[column] = into
        return chosen

    def _words(self) -> dict[str, str]:
        keys, number, words = statuses_by_name(), 0, dict(self.kept.words)
        while (word := self.sent.get(f"word-{number}")) is not None:
            status = self.sent.get(f"status-{number}", "")
            if status in keys:
                words[word] = status
            number += 1
        return words
