"""What every operation shares, added to the OpenAPI description once all routes are known."""

from __future__ import annotations

from typing import Any

from apispec import APISpec

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSED = {"description": "Refused, and why.", "content": PROBLEM}
NAMED = {
    "id": "An idea's `id`, or its reference as in H-142.",
    "organisation_id": "An organisation's `id`.",
    "improvement_id": "An improvement's `id`, or its reference as in I-7.",
    "council": "An advisory board as its address names it.",
    "number": "A round's `number`.",
}


def describe_what_all_share(spec: APISpec) -> None:
    """Every operation may be refused with a problem, and needs a bearer token."""
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for path in spec._paths.values():
        for parameter in path.get("parameters", []):
            parameter["description"] = NAMED[parameter["name"]]
        for operation in path.values():
            if isinstance(operation, dict):
                _describe(operation)


def _describe(operation: dict[str, Any]) -> None:
    operation["security"] = [{"bearer": []}]
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = REFUSED
