"""The ways in, and the people and organisations that staff look after, one subject a file."""

from app.people.views import (
    code,
    customers,
    directory,
    doors,
    elsewhere,
    entering,
    invitations,
    organisations,
    person,
    privacy,
    second_factor,
    security,
    tokens,
    welcome,
)
from app.people.views.blueprint import bp

__all__ = [
    "bp",
    "code",
    "customers",
    "directory",
    "doors",
    "elsewhere",
    "entering",
    "invitations",
    "organisations",
    "person",
    "privacy",
    "second_factor",
    "security",
    "tokens",
    "welcome",
]
