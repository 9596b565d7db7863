"""Which addresses take files. All others take a megabyte: a file is let in only where it is asked
for, and only from who may ask there."""

from __future__ import annotations

from flask import Flask, request

ONE_MEGABYTE = 1024 * 1024
FOUR_IMAGES = 42 * ONE_MEGABYTE  # of 10 MB each, and the form around them
ONE_FILE = 11 * ONE_MEGABYTE
LARGEST = {
    "ideas.submit": FOUR_IMAGES,
    "ideas.vote_instead": FOUR_IMAGES,
    "ideas.comment": FOUR_IMAGES,
    "councils.add_paper": ONE_FILE,
}


def init_app(app: Flask) -> None:
    """Comes after the gate, which refuses strangers, and before anything reads the form."""
    app.before_request(let_files_in)


def let_files_in() -> None:
    """Files are written to disk as they arrive, so that memory does not grow with them."""
    largest = LARGEST.get(request.endpoint or "")
    if largest is not None and request.mimetype == "multipart/form-data":
        request.max_content_length = largest
