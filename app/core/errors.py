"""Refusals, each with a sentence a person understands and the HTTP status it answers with."""

from __future__ import annotations

from collections.abc import Mapping


class HeedError(Exception):
    """Something was refused. `errors` maps a field to what is wrong with it."""

    status = 500

    def __init__(self, message: str, *, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = dict(errors or {})


class SignInNeeded(HeedError):
    """Nobody is signed in."""

    status = 401


class ProofNeeded(HeedError):
    """Signed in, but a while ago: what was asked for needs one's password again, a code, or
    one's passkey where there is one."""

    status = 401

    def __init__(self, message: str, *, by_passkey: bool = False) -> None:
        super().__init__(message)
        self.by_passkey = by_passkey


class Forbidden(HeedError):
    status = 403


class StepNeeded(Forbidden):
    """Something else comes first, on the page at `path`."""

    def __init__(self, message: str, *, path: str) -> None:
        super().__init__(message)
        self.path = path


class NotFound(HeedError):
    """The thing does not exist, or this reader may not know that it does."""

    status = 404


class Conflict(HeedError):
    """The thing is no longer in the state this change needs."""

    status = 409


class Stale(HeedError):
    """Somebody else changed the thing since it was read."""

    status = 412


class Invalid(HeedError):
    status = 422


class TooMany(HeedError):
    """A limit was reached; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(HeedError):
    """A part the answer needs is not to be had right now; trying again may help."""

    status = 503
