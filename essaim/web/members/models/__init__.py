"""Members, their memberships, what they sign, what they owe, and the lists they come from."""

from essaim.web.members.models.charter import CharterSignature, CharterVersion
from essaim.web.members.models.fees import FeeBand, FeeCall, FeePayment, FeeReminder, FeeScale, Issuer
from essaim.web.members.models.imports import ImportRow, MemberImport
from essaim.web.members.models.membership import Member, Membership, MemberTheme, OrganisationFact

__all__ = [
    "CharterSignature",
    "CharterVersion",
    "FeeBand",
    "FeeCall",
    "FeePayment",
    "FeeReminder",
    "FeeScale",
    "ImportRow",
    "Issuer",
    "Member",
    "MemberImport",
    "MemberTheme",
    "Membership",
    "OrganisationFact",
]
