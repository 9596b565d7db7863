"""People, the organisations and groups they are in, and what lets them in, one subject a file."""

from app.people.models.access import (
    ApiToken,
    AskedLetter,
    Door,
    OneTimeToken,
    Purpose,
    UserSession,
)
from app.people.models.consent import Consent
from app.people.models.elsewhere import Departure, Identity, Provider
from app.people.models.former import FormerName
from app.people.models.group import Group, GroupMember, GroupOrganisation
from app.people.models.organisation import Lifecycle, Organisation
from app.people.models.passkey import Passkey, PasskeyQuestion
from app.people.models.personal import APART, BLANK, ERASE, KEEP
from app.people.models.privacy import Erasure, PersonalCopy
from app.people.models.second_factor import Authenticator, RecoveryCode
from app.people.models.user import Anonymous, MailChoice, Reader, Role, User, public_name

__all__ = [
    "APART",
    "BLANK",
    "ERASE",
    "KEEP",
    "Anonymous",
    "ApiToken",
    "AskedLetter",
    "Authenticator",
    "Consent",
    "Departure",
    "Door",
    "Erasure",
    "FormerName",
    "Group",
    "GroupMember",
    "GroupOrganisation",
    "Identity",
    "Lifecycle",
    "MailChoice",
    "OneTimeToken",
    "Organisation",
    "Passkey",
    "PasskeyQuestion",
    "PersonalCopy",
    "Provider",
    "Purpose",
    "Reader",
    "RecoveryCode",
    "Role",
    "User",
    "UserSession",
    "public_name",
]
