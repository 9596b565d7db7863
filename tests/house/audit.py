"""The audit of locked dependencies: fails on a known weakness, and never passes unseen.

An audit that could not reach its database says "skipped": it has looked at nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AUDIT = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
OPTIONS = ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]


def verdict(report: str, complaint: str) -> tuple[int, str]:
    """Exit code and text for what pip-audit wrote on stdout and stderr."""
    try:
        dependencies = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        reason = (complaint.strip().splitlines() or ["no answer"])[-1]
        return 0, f"skipped: the database of known weaknesses could not be read ({reason})"
    weak = [_sentence(one, weakness) for one in dependencies for weakness in one.get("vulns", [])]
    unseen = [one["name"] for one in dependencies if "skip_reason" in one]
    if weak:
        return 1, "\n".join(weak)
    if len(unseen) == len(dependencies):
        return 0, "skipped: the database of known weaknesses knows none of the packages from here"
    seen = f"no known weakness in {len(dependencies) - len(unseen)} packages"
    return 0, f"{seen}; skipped, not in the database: {', '.join(unseen)}" if unseen else seen


def _sentence(dependency: dict[str, str], weakness: dict[str, list[str]]) -> str:
    fixed = ", ".join(weakness["fix_versions"]) or "no version yet"
    return f"{dependency['name']} {dependency['version']}: {weakness['id']}, fixed in {fixed}"


def main() -> int:
    lock = ROOT / "requirements-dev.txt"
    run = subprocess.run(
        [*AUDIT, *OPTIONS, "-r", lock], capture_output=True, text=True, check=False
    )
    code, text = verdict(run.stdout, run.stderr)
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
