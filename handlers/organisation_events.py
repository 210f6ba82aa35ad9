"""What is decided about organisations: facts in the past tense, recorded in the turn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationAsked:
    """Somebody registers an organisation and agrees to be its contact person, in the words that were shown.

    `topics`: units, or "unit/service"; `version` and `text_hash`: of the notice and of what they agreed to.
    """

    name: str
    topics: tuple[str, ...]
    registered_as: str
    version: str
    text_hash: str


@dataclass(frozen=True)
class OrganisationDecided:
    """A coordinator's yes or no; `why` is read by whoever asked."""

    organisation: int
    yes: bool
    why: str = ""


@dataclass(frozen=True)
class OrganisationEnded:
    """A coordinator ends it; `why` is read by its contact person."""

    organisation: int
    why: str


@dataclass(frozen=True)
class OrganisationOffered:
    """Its contact person wants a one-time link for who comes after them."""


@dataclass(frozen=True)
class OrganisationTaken:
    """Whoever holds the link agrees to be its contact person."""

    code: str
    version: str
    text_hash: str


@dataclass(frozen=True)
class OrganisationLeft:
    """Its contact person takes back what they asked for, or leaves it with nobody."""


OrganisationEvent = (
    OrganisationAsked
    | OrganisationDecided
    | OrganisationEnded
    | OrganisationOffered
    | OrganisationTaken
    | OrganisationLeft
)
