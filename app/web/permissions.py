"""docs/permissions.md: the table of permissions as people read it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.people.gate import Row, rows

COLUMNS = {
    "An": "Not signed in",
    "Cu": "Customer",
    "Em": "Employee",
    "Ex": "Executive",
    "VM": "Manager",
    "Ad": "Administrator",
}
CELLS = {
    "Y": "yes",
    "v": "what they see",
    "o": "their own",
    "c": "of a council they host",
    "F": "no (403)",
    "A": "sign in first",
    "N": "not there (404)",
}
FRESH = "A change here needs a proof of who asks that is minutes old.\n\n"
HEAD = """# Who may do what

Made from `app/people/permissions.yaml` with `python -m app.web.permissions`; a test keeps it true.
A gate before every request reads the same table and refuses every address that stands in no row.

| a cell says | and means |
|---|---|
| yes | allowed |
| what they see | allowed on what this reader may see; anything else is not there (404) |
| their own | allowed on what is theirs; refused (403) where they see it, else not there (404) |
| of a council they host | allowed for its hosts; else as for what is theirs |
| no (403) | refused; what this reader may not see is not there instead (404) |
| sign in first | a page leads to the sign-in, everything else answers 401 |
| not there (404) | as if there were nothing at the address |

Who sees what is decided before what they may do, and what is hidden answers like what does not
exist. A bearer token has the rights of its owner, cut to its scopes: the column “token” names the
scope it needs, several where what is sent decides which, and “-” where no token reaches.

"""


def render(app: Flask) -> str:
    """The page for the table, with the addresses of `app`."""
    addresses = _addresses(app)
    titles = ["row", "what", *COLUMNS.values(), "token"]
    lines = [_line(titles), "|---" * len(titles) + "|", *map(_cells, rows())]
    named = [_section(row, addresses) for row in rows()]
    return HEAD + "\n".join(lines) + "\n\n# Addresses of each row\n\n" + "\n".join(named)


def _cell(row: Row, column: str) -> str:
    """Executives are employees with a grant: most rows say nothing else of them."""
    return row.cells.get(column, row.cells["Em"])


def _cells(row: Row) -> str:
    token = " or ".join(row.token.split()) or "-"
    return _line([row.id, row.about, *(CELLS[_cell(row, column)] for column in COLUMNS), token])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _section(row: Row, addresses: dict[str, list[str]]) -> str:
    lines = [f"- `{address}`" for each in row.endpoints for address in addresses.get(each, [])]
    fresh = FRESH if row.fresh else ""
    return f"## {row.id}: {row.about}\n\n{fresh}" + "\n".join(lines) + "\n"


def _addresses(app: Flask) -> dict[str, list[str]]:
    """`GET /b/<slug>` and the like by method and endpoint."""
    found: dict[str, list[str]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.setdefault(f"{method} {rule.endpoint}", []).append(f"{method} {rule.rule}")
    return found


def main() -> None:
    from app.web import create_app

    top = Path(__file__).resolve().parents[2]
    (top / "docs" / "permissions.md").write_text(render(create_app()), encoding="utf-8")


if __name__ == "__main__":
    main()
