"""The README names every setting, with the default config.py gives it."""

import re
from dataclasses import fields
from pathlib import Path

from config import Config

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(HEED_\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
# Worked out at the start, so the README says it in words.
IN_WORDS = {
    "HEED_SECRET_KEY": "made at the first start and kept in the data folder, mode 0600",
    "HEED_DATABASE_URL": "`heed.db` in the data folder",
}


def documented():
    return {name: default for name, default, _ in ROW.findall((ROOT / "README.md").read_text())}


def expected(field):
    name = f"HEED_{field.name.upper()}"
    if name in IN_WORDS:
        return name, IN_WORDS[name]
    if isinstance(field.default, Path):
        return name, f"`{field.default.relative_to(ROOT)}`"
    return name, "none" if field.default == "" else f"`{field.default}`"


def test_the_readme_has_a_row_for_every_setting_with_its_default():
    assert documented() == dict(expected(field) for field in fields(Config))


def test_the_sample_file_names_only_settings_that_exist():
    sample = re.findall(r"^# (HEED_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sample
    assert set(sample) <= set(documented())
