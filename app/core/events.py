"""News inside one transaction: a package sends what happened, later packages listen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Listener = TypeVar("Listener", bound=Callable[..., None])


class Event:
    """Something that happened, named in the past tense. Listeners run in the order they joined,
    inside the sender's transaction; what one raises undoes the whole unit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._listeners: list[Callable[..., None]] = []

    def connect(self, listener: Listener) -> Listener:
        if listener not in self._listeners:
            self._listeners.append(listener)
        return listener

    def send(self, subject: Any, **facts: Any) -> None:
        for listener in self._listeners:
            listener(subject, **facts)
