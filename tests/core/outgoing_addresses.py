"""Addresses that lead, or pretend not to lead, to a machine nobody outside may ask: one a line in
the file beside this one, `{port}` being where a trap listens on every address of this machine."""

from __future__ import annotations

from pathlib import Path

WITH_BLANKS = [
    "http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:{port}/\n",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/a b",
    "http://127.0.0.1:{port}/\0",
    "",
]


def every_address(port: int) -> list[str]:
    written = Path(__file__).with_suffix(".txt").read_text().splitlines()
    secured = [each.replace("http://", "https://", 1) for each in written if "://" in each]
    lines = dict.fromkeys([*written, *secured, *WITH_BLANKS])
    return [line.replace("{port}", str(port)) for line in lines]
