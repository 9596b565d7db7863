import json

from tests.house.audit import verdict


def report(*dependencies):
    return json.dumps({"dependencies": dependencies})


SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
UNSEEN = {"name": "whoosh", "skip_reason": "not found"}
WEAK = {
    "name": "jinja2",
    "version": "3.1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}],
}


def test_sound_packages_pass():
    assert verdict(report(SOUND), "") == (0, "no known weakness in 1 packages")


def test_a_weak_package_fails_and_names_the_version_that_mends_it():
    assert verdict(report(SOUND, WEAK, UNSEEN), "") == (1, "jinja2 3.1.0: PYSEC-1, fixed in 3.1.6")


def test_a_package_the_database_does_not_know_is_named():
    code, text = verdict(report(SOUND, UNSEEN), "")
    assert code == 0
    assert text == "no known weakness in 1 packages; skipped, not in the database: whoosh"


def test_an_audit_that_saw_nothing_is_skipped_not_passed():
    assert verdict(report(UNSEEN), "")[1].startswith("skipped: ")
    assert verdict("", "ConnectionError: no route to host")[1].startswith("skipped: ")
