"""The documentation as a page, drawn from the same description programs read."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.api.blueprint import docs

METHODS = ("get", "post", "put", "patch", "delete")


@docs.get("/api/docs")
def show() -> str:
    spec = current_app.extensions["heed_api"].spec.to_dict()
    operations = [
        {"method": method.upper(), "path": path, **_summed_up(operation)}
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]
    return render_template("api/show.html", operations=operations, info=spec["info"])


def _summed_up(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schema: dict[str, Any] = next(iter(content.values()), {"schema": {}})["schema"]
    return {
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "body": schema.get("$ref", "").rsplit("/", 1)[-1],
    }
