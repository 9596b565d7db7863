"""The documentation as a page, drawn from the same description programs read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import current_app, render_template
from markupsafe import Markup

from app.api.blueprint import docs
from app.core.i18n import _
from app.core.markup import render

METHODS = ("get", "post", "put", "patch", "delete")


class Field(NamedTuple):
    """Something an operation takes; `place` is body, query or header."""

    name: str
    place: str
    is_required: bool
    kind: str
    about: Markup


@docs.get("/api/docs")
def show() -> str:
    spec = current_app.extensions["heed_api"].spec.to_dict()
    schemas = spec["components"]["schemas"]
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "about": _html(operation.get("description", "")),
            "fields": [*_parameters(operation), *_body(operation, schemas)],
        }
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]
    return render_template(
        "api/show.html", about=_html(spec["info"]["description"]), operations=operations
    )


def _parameters(operation: dict[str, Any]) -> Iterator[Field]:
    for each in operation.get("parameters", []):
        kind, about = _kind(each["schema"]), _html(each["description"])
        yield Field(each["name"], each["in"], each["required"], kind, about)


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Field]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = schemas[content["schema"]["$ref"].rsplit("/", 1)[-1]]
        required = schema.get("required", [])
        for name, field in schema["properties"].items():
            about = _html(field.get("description", ""))
            yield Field(name, "body", name in required, _kind(field), about)


def _kind(schema: dict[str, Any]) -> str:
    """What values a JSON Schema takes, in a few words."""
    if "enum" in schema:
        return " | ".join(word for word in schema["enum"] if word is not None)
    if "maxLength" in schema:
        least, most = schema.get("minLength", 0), schema["maxLength"]
        return _("%(least)s to %(most)s characters", least=least, most=most)
    if "maximum" in schema:
        return _("%(least)s to %(most)s", least=schema["minimum"], most=schema["maximum"])
    if "maxItems" in schema:
        return _("a list of up to %(most)s", most=schema["maxItems"])
    return ""


def _html(markdown: str) -> Markup:
    return Markup(render(markdown))  # noqa: S704 - made safe by render()
