"""How a command fails: one clear line and exit code 1. Bad use is click's own exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.core.errors import HeedError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def one_clear_line(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Turn refusals and an unready database into a line a person can act on."""

    @wraps(command)
    def run(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        try:
            return command(*args, **options)
        except HeedError as refusal:
            details = "; ".join(refusal.errors.values())
            raise click.ClickException(details or refusal.message) from None
        except (OperationalError, ProgrammingError) as failure:
            raise click.ClickException(_about(failure)) from None

    return run


def _about(failure: OperationalError | ProgrammingError) -> str:
    reason = str(failure.orig).splitlines()[0]
    if "no such table" in reason or "does not exist" in reason:
        return "The database is not set up yet. Run `flask setup` or `flask demo` first."
    return f"The database refused: {reason}"
