"""Every address the portal has, with the row of the table it belongs to."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask

from app.people.gate import Row, row_for
from tests.people.holding.filling import Thing


class Address(NamedTuple):
    method: str
    endpoint: str
    places: frozenset[str]
    row: Row

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint}"

    @property
    def is_api(self) -> bool:
        return self.endpoint.startswith("api.")

    def path(self, app: Flask, thing: Thing) -> str:
        adapter = app.url_map.bind("localhost")
        return adapter.build(self.endpoint, thing.values, method=self.method)


def addresses(app: Flask) -> list[Address]:
    found = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            row = row_for(method, rule.endpoint)
            assert row is not None, f"{method} {rule.endpoint} has no row in permissions.yaml"
            address = Address(method, rule.endpoint, frozenset(rule.arguments), row)
            found[address.name] = address
    return [found[name] for name in sorted(found)]
