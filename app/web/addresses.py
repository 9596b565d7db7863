"""docs/addresses.md: every address with who may, the view behind it and the page it draws."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from flask import Flask

from app.people.gate import row_for

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WHO = {"Em": "employees", "Ex": "executives", "VM": "managers", "Ad": "admins"}
NOTES = {"Y": "", "v": ", of what they see", "o": ", of their own", "c": ", as a host"}
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TEMPLATE = re.compile(r"""render_template\(\s*["']([^"']+)["']""")
HEAD = """# Addresses

Made from the routes with `python -m app.web.addresses`; a test keeps it true. Who may is what
`app/people/permissions.yaml` says.

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
    drawn = _template(view, endpoint) if method == "GET" else ""
    cells = (f"`{address}`", method, _who(method, endpoint), _where(view), drawn)
    return f"| {' | '.join(cells)} |"


def _who(method: str, endpoint: str) -> str:
    row = row_for(method, endpoint)
    if row is None:
        return "nobody"
    if endpoint.startswith("api.") and row.token:
        return f"{row.id}: tokens with scope {row.token}"
    cells = {column: cell for column, cell in row.cells.items() if cell in NOTES}
    if "An" in cells:
        return f"{row.id}: everyone{NOTES[cells['An']]}"
    if "Cu" in cells:
        return f"{row.id}: everyone signed in{NOTES[cells['Cu']]}"
    return f"{row.id}: {', '.join(WHO[column] for column in cells)}"


def _where(view: object) -> str:
    module = getattr(view, "__module__", "")
    name = getattr(view, "__name__", type(view).__name__)
    return f"`{module}.{name}`"


def _template(view: object, endpoint: str) -> str:
    """The page that bears the endpoint's name, else what the view names itself."""
    by_rule = endpoint.replace(".", "/") + ".html"
    if (TEMPLATES / by_rule).exists():
        return f"`{by_rule}`"
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
