"""docs/dependencies.md says of each package what for, why this one, and its licence."""

import re
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([\w-]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return sorted(re.match(r"[\w-]+", one)[0].lower() for one in chain(*groups))


def test_every_declared_package_has_its_line_and_every_line_its_package():
    documented = ROW.findall((ROOT / "docs" / "dependencies.md").read_text())
    documented = [name for name in documented if name != "package"]
    assert sorted(documented) == declared()
