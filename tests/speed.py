"""What every test would otherwise do anew, done once a process: templates and addresses are
compiled the same way each time an application is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule


class KeptInMemory(BytecodeCache):
    """Templates that were compiled before; one that was changed has another checksum."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


compiled_templates = KeptInMemory()


_statements: dict[Any, Any] = {}
_dialects: dict[str, Dialect] = {}


def keep_statements(engine: Engine) -> None:
    """A statement is compiled for a dialect, and each engine would make one of its own."""
    engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_statements)


def keep_builders() -> None:
    """Half of what an application costs is the functions that build its addresses."""
    kept: dict[Any, Any] = {}
    compile_builder: Callable[..., Any] = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, repr(rule.defaults), rule.subdomain, append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compile_once
