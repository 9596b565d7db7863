"""The ways in, and the people and organisations that staff look after, one subject a file."""

from app.people.views import (
    address,
    code,
    customers,
    directory,
    doors,
    elsewhere,
    entering,
    invitations,
    merge,
    organisations,
    passkeys,
    person,
    privacy,
    second_factor,
    security,
    tokens,
    welcome,
)
from app.people.views.blueprint import bp

__all__ = [
    "address",
    "bp",
    "code",
    "customers",
    "directory",
    "doors",
    "elsewhere",
    "entering",
    "invitations",
    "merge",
    "organisations",
    "passkeys",
    "person",
    "privacy",
    "second_factor",
    "security",
    "tokens",
    "welcome",
]
