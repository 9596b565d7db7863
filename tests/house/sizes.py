"""The size check: a function fits on a screen, a file in one sitting.

People aim at 25 and 250 lines; the check fails only above 40 and 400, where something has
clearly taken on a second subject.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES = 40
FILE_LINES = 400
SOURCES = ("app/**/*", "tests/**/*", "templates/**/*", "static/**/*", "*.py")
KINDS = {".py", ".html", ".txt", ".js", ".css"}


def too_long(root: Path = ROOT) -> list[str]:
    """One sentence for each file and function above its limit."""
    return [finding for path in sorted(_sources(root)) for finding in _findings(path, root)]


def _sources(root: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in root.glob(pattern) if path.suffix in KINDS)


def _findings(path: Path, root: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(root)
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{name}: {lines} lines, more than {FILE_LINES}: split it by subject"
    if path.suffix == ".py":
        yield from (f"{name}:{finding}" for finding in _long_functions(text))


def _long_functions(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.lineno} {node.name}: {lines} lines, more than {FUNCTION_LINES}"


if __name__ == "__main__":
    findings = too_long()
    print("\n".join(findings) or "sizes hold")
    sys.exit(bool(findings))
