"""Every guard the mutation script takes away is still where it says, with tests that exist."""

import re

from tests.house.mutants import GUARDS, ROOT, all_guards, lost


def test_each_file_stands_there_once() -> None:
    """Of two YAML keeps the last, without a word."""
    files = re.findall(r"^(\S+):$", GUARDS.read_text(), re.MULTILINE)
    assert sorted(files) == sorted(set(files))


def test_every_guard_is_found_once_and_has_tests() -> None:
    guards = all_guards()
    assert lost(guards) == [], "write them down anew in tests/house/guards.yaml"
    named = {test for guard in guards for test in guard.tests}
    assert [test for test in sorted(named) if not (ROOT / test).exists()] == []
    assert len({guard.name for guard in guards}) > 180
