"""The ways in, and the people and organisations that staff look after, one subject a file."""

from app.people.views import (
    customers,
    directory,
    doors,
    invitations,
    organisations,
    person,
    privacy,
    security,
    welcome,
)
from app.people.views.blueprint import bp

__all__ = [
    "bp",
    "customers",
    "directory",
    "doors",
    "invitations",
    "organisations",
    "person",
    "privacy",
    "security",
    "welcome",
]
