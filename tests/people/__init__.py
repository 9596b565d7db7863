from tests.personas import PASSWORD, make_person, password_hash

__all__ = ["PASSWORD", "make_person", "password_hash"]
