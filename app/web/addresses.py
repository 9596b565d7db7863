"""docs/addresses.md: every address with who may, the view behind it and the page it draws."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from flask import Flask

from app.people.gate import row_for

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WHO = {"An": "everyone", "Cu": "customers", "Em": "employees", "VM": "managers", "Ad": "admins"}
TEMPLATE = re.compile(r"""render_template\(\s*["']([^"']+)["']""")
HEAD = """# Addresses

Made from the routes with `python -m app.web.addresses`; a test keeps it true. Who may is what
`app/people/permissions.yaml` says: (visible) where the object must be visible, (own) where it must
be one's own.

| address | method | who may | view | template |
|---|---|---|---|---|
"""


def render(app: Flask) -> str:
    """The page for the routes of `app`."""
    lines = [
        _line(app, rule.rule, method, rule.endpoint)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in METHODS
        if method in (rule.methods or ())
    ]
    return HEAD + "\n".join(lines) + "\n"


def _line(app: Flask, address: str, method: str, endpoint: str) -> str:
    view = inspect.unwrap(app.view_functions[endpoint])
    cells = (f"`{address}`", method, _who(method, endpoint), _where(view), _template(view))
    return f"| {' | '.join(cells)} |"


def _who(method: str, endpoint: str) -> str:
    row = row_for(method, endpoint)
    if row is None:
        return "nobody"
    notes = {"Y": "", "v": " (visible)", "o": " (own)"}
    allowed = [WHO[column] + notes[cell] for column, cell in row.cells.items() if cell in notes]
    return f"{row.id}: {', '.join(allowed)}"


def _where(view: object) -> str:
    module = getattr(view, "__module__", "")
    name = getattr(view, "__name__", type(view).__name__)
    return f"`{module}.{name}`"


def _template(view: object) -> str:
    try:
        found = TEMPLATE.search(inspect.getsource(view))  # type: ignore[arg-type]
    except (OSError, TypeError):
        return ""
    return f"`{found[1]}`" if found else ""


def main() -> None:
    from app.web import create_app

    top = Path(__file__).resolve().parents[2]
    (top / "docs" / "addresses.md").write_text(render(create_app()))


if __name__ == "__main__":
    main()
