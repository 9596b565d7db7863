from tests.house.sizes import too_long


def test_no_file_and_no_function_outgrows_its_limit():
    assert too_long() == []


def test_a_long_function_and_a_long_file_are_named(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "long.py").write_text("def wander():\n" + "    step = 1\n" * 400)

    assert too_long(tmp_path) == [
        "app/long.py: 401 lines, more than 400: split it by subject",
        "app/long.py:1 wander: 401 lines, more than 40",
    ]


def test_limits_themselves_are_allowed(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "full.py").write_text("def walk():\n" + "    step = 1\n" * 39)

    assert too_long(tmp_path) == []
