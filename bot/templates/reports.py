"""What a network reports of our account becomes known: its templates, its quality, how many people a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog

from bot.templates.comparing import Seen
from bot.templates.files import CATEGORIES, templates
from bot.templates.standing import ACCOUNT, PEOPLE, QUALITY, category_name, fact_name, named
from storage import network_facts
from storage.store import Tx

log = structlog.get_logger()
Value = Mapping[str, Any]
UNLIMITED = 1_000_000
_RESTRICTIONS = frozenset({"ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "DISABLED_UPDATE", "ACCOUNT_DELETED"})
_FREED = frozenset({"ACCOUNT_REINSTATED", "REINSTATED", "VERIFIED_ACCOUNT"})
_RATINGS = frozenset({"GREEN", "YELLOW", "RED"})
# The phone number's own events; the others (a limit raised, a number new) say nothing of quality.
_QUALITY_EVENTS = {"FLAGGED": "FLAGGED", "DOWNGRADE": "FLAGGED", "UNFLAGGED": "GREEN", "UPGRADE": "GREEN"}


def note_event(tx: Tx, channel: str, field: str, value: Value, now: datetime) -> bool:
    """Keep what one change of a webhook tells of our account; whether it was one that tells something."""
    take = _EVENTS.get(field)
    if take is None:
        return False
    take(tx, channel, value, now)
    log.info("network told", channel=channel, kind=field)
    return True


def keep(tx: Tx, channel: str, seen: Iterable[Seen], now: datetime) -> None:
    """The whole list as it is there: what is not in it is not there any more."""
    there = {named(one.name, one.language): one for one in seen}
    for template in templates().values():
        for language in template.wordings:
            name = fact_name(template, language)
            if one := there.get(name):
                network_facts.note(tx, channel, name, one.status.upper(), now, one.reason)
                _count_as(tx, channel, one.name, language, one.category, now)
            else:
                network_facts.drop(tx, channel, name)


def rated(tx: Tx, channel: str, quality: str, limit: str, now: datetime) -> None:
    """How the network calls our number at the moment. What it does not say stays as it was told last."""
    if quality in _RATINGS:
        network_facts.note(tx, channel, QUALITY, quality, now)
    if people := people_of(limit):
        network_facts.note(tx, channel, PEOPLE, str(people), now)


def _template(tx: Tx, channel: str, value: Value, now: datetime) -> None:
    name, language = value.get("message_template_name", ""), value.get("message_template_language", "")
    reason = str(value.get("reason") or "")
    detail = "" if reason == "NONE" else reason
    network_facts.note(tx, channel, named(name, language), str(value.get("event", "")).upper(), now, detail)


def _category(tx: Tx, channel: str, value: Value, now: datetime) -> None:
    name, language = value.get("message_template_name", ""), value.get("message_template_language", "")
    _count_as(tx, channel, name, language, str(value.get("new_category", "")).lower(), now)


def _count_as(tx: Tx, channel: str, name: str, language: str, category: str, now: datetime) -> None:
    """As what it is counted decides what it costs."""
    if category in CATEGORIES:
        network_facts.note(tx, channel, category_name(name, language), category, now)


def _phone_quality(tx: Tx, channel: str, value: Value, now: datetime) -> None:
    if quality := _QUALITY_EVENTS.get(str(value.get("event", "")).upper()):
        network_facts.note(tx, channel, QUALITY, quality, now)
    _limit(tx, channel, value, now)


def _limit(tx: Tx, channel: str, value: Value, now: datetime) -> None:
    told = (
        value.get("max_daily_conversations_per_business")
        or value.get("max_daily_conversation_per_phone")
        or value.get("current_limit")
    )
    people = people_of(told)
    if people:
        network_facts.note(tx, channel, PEOPLE, str(people), now)


def people_of(told: object) -> int:
    """How many new people a day a tier means: 250, "TIER_2K", "TIER_UNLIMITED"; 0: it cannot be told."""
    text = str(told or "").upper().removeprefix("TIER_")
    if text in ("UNLIMITED", "-1"):
        return UNLIMITED
    thousands = text.endswith("K")
    number = text.removesuffix("K")
    return int(number) * (1000 if thousands else 1) if number.isdigit() else 0


def _account(tx: Tx, channel: str, value: Value, now: datetime) -> None:
    """A restriction or a ban; whatever else happens to an account changes nothing here."""
    event = str(value.get("event", "")).upper()
    bans = (value.get("ban_info") or {}).get("waba_ban_state", "")
    if event in _RESTRICTIONS or bans:
        network_facts.note(tx, channel, ACCOUNT, event, now, str(bans))
    if event in _FREED or bans == "REINSTATE":
        network_facts.drop(tx, channel, ACCOUNT)


_EVENTS: Mapping[str, Callable[[Tx, str, Value, datetime], None]] = {
    "message_template_status_update": _template,
    "template_category_update": _category,
    "phone_number_quality_update": _phone_quality,
    "business_capability_update": _limit,
    "account_update": _account,
}
