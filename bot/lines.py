"""Builds what the lanes stand on from Settings: rules, gates, and each network's lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.delivery import Line
from bot.gate import Gate, SendsTemplates
from bot.media import MediaRules
from bot.networks.base import Network
from bot.quiet import quiet_of
from bot.settings import Settings
from bot.statuses import Statuses
from bot.templates.tariff import tariff_of
from bot.untraceable.working import Working
from bot.verdict import Rules

PUSHES_IN_FLIGHT = 25


def build_lines(
    settings: Settings, networks: Mapping[str, Network], rules: Rules
) -> tuple[dict[str, Line], dict[str, Line]]:
    """How each network is used for answers, and how for pushes."""
    speaking = _speaking(dict(networks), settings.delivery.staging)
    gates = build_gates(settings, networks, rules)
    answers = {
        name: Line(each.channel, each.budget, each.in_flight, gates.get(name))
        for name, each in speaking.items()
    }
    pushed = {
        name: Line(each.pushes, each.budget, PUSHES_IN_FLIGHT, gates.get(name))
        for name, each in speaking.items()
    }
    return answers, pushed


def _speaking(networks: dict[str, Network], staging: str | None) -> dict[str, Network]:
    """Which network sends for which: in a trial the first one sends for all, as all goes to one address."""
    if not staging:
        return networks
    first = next(iter(networks.values()), None)
    return {name: first for name in networks if first is not None}


def build_gates(settings: Settings, networks: Mapping[str, Network], rules: Rules) -> dict[str, Gate]:
    """Before every network that takes templates alone when nobody has written; in a trial there is none."""
    if settings.delivery.staging:
        return {}
    tariff, channels = tariff_of(settings), {name: each.channel for name, each in networks.items()}
    return {
        name: Gate(name, channel, tariff, rules)
        for name, channel in channels.items()
        if isinstance(channel, SendsTemplates)
    }


def build_statuses(settings: Settings, rules: Rules, apart: Working | None = None) -> Statuses | None:
    """What becomes of messages that the network took and lost; None where no network tells."""
    if not settings.whatsapp.on:
        return None
    from bot.channels.whatsapp_failures import failure_of

    if apart is None:
        return Statuses("whatsapp", failure_of, rules)
    refs = apart.apart.room.refs
    return Statuses("whatsapp", failure_of, rules, refs.without, refs.named)


def build_rules(settings: Settings) -> Rules:
    """How delivery decides what becomes of a message that did not arrive."""
    delivery = settings.delivery
    return Rules(
        claim=timedelta(seconds=delivery.claim_seconds),
        timeout=timedelta(seconds=settings.telegram.timeout_seconds),
        max_tries=delivery.max_tries,
        backoff_seconds=delivery.backoff_seconds,
        quiet=quiet_of(settings),
        zone=settings.zone,
        staging=delivery.staging,
    )


def build_media_rules(settings: Settings) -> MediaRules:
    """Which files are kept, and where."""
    return MediaRules(
        settings.storage.media_dir,
        settings.media.types,
        settings.media.max_bytes,
        settings.delivery.max_tries,
        settings.delivery.backoff_seconds,
    )
