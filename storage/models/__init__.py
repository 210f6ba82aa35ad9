"""Every table and why each index is there. Sealed columns hold AES-GCM ciphertext (see `vault`)."""

from storage.models.base import Base, Moment
from storage.models.given import Case, CaseEvent, Media, Rating, Survey
from storage.models.offices import Forum, Invitation, Invite, Official, Service, Unit
from storage.models.people import Citizen, Consent, Handle, Talk, Update
from storage.models.sending import Aside, Broadcast, Due, Outbox

__all__ = [
    "Aside",
    "Base",
    "Broadcast",
    "Case",
    "CaseEvent",
    "Citizen",
    "Consent",
    "Due",
    "Forum",
    "Handle",
    "Invitation",
    "Invite",
    "Media",
    "Moment",
    "Official",
    "Outbox",
    "Rating",
    "Service",
    "Survey",
    "Talk",
    "Unit",
    "Update",
]
