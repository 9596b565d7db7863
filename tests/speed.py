"""What every test would otherwise do anew, done once a process: most of what an application costs
comes out the same way each time one is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from apispec import APISpec
from flask_smorest import Api, Blueprint
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule

from app.core.web import assets


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


def keep_what_comes_out_the_same() -> None:
    keep_rules()
    keep_description()
    keep_assets()


def keep_rules() -> None:
    """Rules of addresses are read, and functions compiled that build them."""
    kept: dict[Any, Rule] = {}
    compile_anew = Rule.compile

    def compile_once(rule: Rule) -> None:
        key = (rule.rule, repr(rule.defaults), rule.subdomain, rule.host, rule.merge_slashes)
        known = kept.get(key)
        if known is None:
            compile_anew(rule)
            kept[key] = rule
            return
        rule._parts, rule._trace, rule._converters = known._parts, known._trace, known._converters
        rule.arguments |= known.arguments
        rule._build = known._build.__func__.__get__(rule)
        rule._build_unknown = known._build_unknown.__func__.__get__(rule)

    Rule.compile = compile_once


def keep_description() -> None:
    """What OpenAPI says of the routes is worked out from their schemas."""
    kept: dict[Blueprint, list[dict[str, Any]]] = {}
    describe, describe_errors = Blueprint.register_views_in_doc, Api._register_responses

    def describe_once(blueprint: Blueprint, api: Api, app: Any, spec: APISpec, **more: Any) -> None:
        parts = [spec._paths, *spec.components._subsections.values()]
        if blueprint not in kept:
            describe(blueprint, api, app, spec, **more)
            kept[blueprint] = [dict(part) for part in parts]
        for part, known in zip(parts, kept[blueprint], strict=True):
            part.clear()
            part.update(known)

    def describe_errors_once(api: Api) -> None:
        if not kept:
            describe_errors(api)

    Blueprint.register_views_in_doc = describe_once
    Api._register_responses = describe_errors_once


def keep_assets() -> None:
    """Style sheets and scripts are put together, and zipped for those who ask for them."""
    build, usual = assets.build, assets.STATIC
    built = build(usual)

    def build_others(static: Path) -> dict[str, assets.Asset]:
        return built if static == usual else build(static)

    assets.build = build_others
