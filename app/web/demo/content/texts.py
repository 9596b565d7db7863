"""Reading the YAML files of this folder."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "ı": "i"}
)


@cache
def read(name: str) -> Any:
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_folder(name: str) -> list[tuple[str, Any]]:
    """The files of a folder as (stem, content), by name."""
    paths = sorted((FOLDER / name).glob("*.yaml"))
    return [(path.stem, read(f"{name}/{path.name}")) for path in paths]


def fill(template: str, words: dict[str, str]) -> str:
    """The template with its braces filled and a capital at the start."""
    sentence = template.format_map(words)
    return sentence[:1].upper() + sentence[1:]


def slug(name: str) -> str:
    """Small ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name.translate(PLAIN_LETTERS))
    kept = (letter for letter in plain.lower() if letter.isascii())
    words = "".join(letter if letter.isalnum() else " " for letter in kept).split()
    return "-".join(words)
