"""Every table and why each index is there. Sealed columns hold AES-GCM ciphertext (see `vault`)."""

from storage.models.asked import ReportAsked
from storage.models.asking import HandlingAsked, SurveyAsked
from storage.models.attending import Attendance, ForumReminder
from storage.models.auditing import Audit, Head, Seal
from storage.models.base import Base, Moment
from storage.models.browsing import WebChat, WebFile, WebMessage
from storage.models.casework import Canned, Case, CaseEvent, Figures, Promise, Proof, Rung
from storage.models.following import ForumAgreement, ForumMinutes, ForumQuestion, ForumVote
from storage.models.forums import Forum, ForumLot, ForumSeats, ForumStep, Invitation
from storage.models.given import Media, Rating, Survey
from storage.models.keys import SealKey
from storage.models.numbers import Import, Policy, PolicyUnit, Training
from storage.models.offices import DigestRead, Invite, Official, Service, Unit
from storage.models.organisations import Organisation
from storage.models.overseeing import Disclosure
from storage.models.people import Citizen, Consent, Handle, Talk, Update
from storage.models.polling import ForumOpinion, ForumPoll, ForumPollVote
from storage.models.public import Card, Kiosk, KioskRating
from storage.models.receipts import LetterTaken, Receipt
from storage.models.sending import Aside, Broadcast, BroadcastPart, BroadcastSlice, Document, Due, Outbox
from storage.models.signing import DeskLink, DeskSession
from storage.models.statuses import PinTry, Status
from storage.models.subjects import Breach, DataRequest, ForgottenHandle, Hold, Restriction
from storage.models.templates import NetworkFact, TemplateSend, Window

__all__ = [
    "Aside",
    "Attendance",
    "Audit",
    "Base",
    "Breach",
    "Broadcast",
    "BroadcastPart",
    "BroadcastSlice",
    "Canned",
    "Card",
    "Case",
    "CaseEvent",
    "Citizen",
    "Consent",
    "DataRequest",
    "DeskLink",
    "DeskSession",
    "DigestRead",
    "Disclosure",
    "Document",
    "Due",
    "Figures",
    "ForgottenHandle",
    "Forum",
    "ForumAgreement",
    "ForumLot",
    "ForumMinutes",
    "ForumOpinion",
    "ForumPoll",
    "ForumPollVote",
    "ForumQuestion",
    "ForumReminder",
    "ForumSeats",
    "ForumStep",
    "ForumVote",
    "Handle",
    "HandlingAsked",
    "Head",
    "Hold",
    "Import",
    "Invitation",
    "Invite",
    "Kiosk",
    "KioskRating",
    "LetterTaken",
    "Media",
    "Moment",
    "NetworkFact",
    "Official",
    "Organisation",
    "Outbox",
    "PinTry",
    "Policy",
    "PolicyUnit",
    "Promise",
    "Proof",
    "Rating",
    "Receipt",
    "ReportAsked",
    "Restriction",
    "Rung",
    "Seal",
    "SealKey",
    "Service",
    "Status",
    "Survey",
    "SurveyAsked",
    "Talk",
    "TemplateSend",
    "Training",
    "Unit",
    "Update",
    "WebChat",
    "WebFile",
    "WebMessage",
    "Window",
]
