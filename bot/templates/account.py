"""The account's templates, handed in and looked at: for the commands, the timetable and `suara check`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from bot.channels.base import Undelivered
from bot.channels.whatsapp_templates import Rating, Remote, TemplateAccount
from bot.networks.base import Finding
from bot.offices.office import Mistaken
from bot.settings import Settings
from bot.templates import comparing, reports
from bot.templates.comparing import Line
from bot.templates.files import Template, templates
from bot.templates.standing import ACCOUNT, QUALITY
from storage import network_facts
from storage.store import Store, Tx

CHANNEL = "whatsapp"
NOT_SET = "set SUARA_WHATSAPP__TOKEN and SUARA_WHATSAPP__WABA_ID first"
Opens = Callable[[Settings], TemplateAccount | None]


def connected(settings: Settings) -> TemplateAccount | None:
    """The account of these settings, if they name one."""
    whatsapp = settings.whatsapp
    if whatsapp.token is None or whatsapp.waba_id is None:
        return None
    return TemplateAccount(
        whatsapp.token.get_secret_value(), whatsapp.waba_id, whatsapp.api_base, whatsapp.api_version
    )


async def push(settings: Settings, store: Store, opens: Opens = connected) -> list[Line]:
    """Hand in what is missing; how all of them stand then. Raises Mistaken, Undelivered."""
    account = _opened(settings, opens)
    try:
        remote = await account.listing()
        handed = [await _create(account, *one) for one in comparing.missing(templates().values(), remote)]
    finally:
        await account.close()
    return _kept(store, [*remote, *handed])


async def status(settings: Settings, store: Store, opens: Opens = connected) -> list[Line]:
    """How all of them stand in the account. Raises Mistaken, Undelivered."""
    account = _opened(settings, opens)
    try:
        remote = await account.listing()
    finally:
        await account.close()
    return _kept(store, remote)


async def listing(settings: Settings, opens: Opens = connected) -> list[Remote] | None:
    """What is there; None: no account is set. Raises Undelivered."""
    account = opens(settings)
    if account is None:
        return None
    try:
        return await account.listing()
    finally:
        await account.close()


async def rating(settings: Settings, opens: Opens = connected) -> Rating | None:
    """How our number stands; None: no account is set. Raises Undelivered."""
    account = opens(settings)
    if account is None:
        return None
    try:
        return await account.rating(settings.whatsapp.phone_id or "")
    finally:
        await account.close()


async def findings(settings: Settings, opens: Opens = connected) -> Sequence[Finding]:
    """For `suara check`: every template that cannot be sent as it stands here."""
    try:
        remote = await listing(settings, opens)
    except Undelivered as error:
        return (Finding("templates", error.reason),)
    if remote is None:
        return (Finding("templates", f"none can be sent: {NOT_SET}", warning=True),)
    lines = comparing.compare(templates().values(), remote)
    wrong = [_finding(line) for line in lines if not line.good]
    return wrong or (Finding(f"templates ({len(lines)} approved)"),)


def told(tx: Tx) -> Sequence[Finding]:
    """For `suara check`: what the network said of our account since it was last all right."""
    facts = network_facts.of(tx, CHANNEL)
    found = []
    if (quality := facts.get(QUALITY)) and quality.value != "GREEN":
        found.append(Finding("quality", f"{quality.value}: fewer invitations go out until it is green", True))
    if account := facts.get(ACCOUNT):
        found.append(Finding("account", f"{account.value} {account.detail}".strip()))
    return found


def _opened(settings: Settings, opens: Opens) -> TemplateAccount:
    account = opens(settings)
    if account is None:
        raise Mistaken(NOT_SET)
    return account


async def _create(account: TemplateAccount, template: Template, language: str) -> Remote:
    wording, body = template.wordings[language], template.numbered(language)
    name, category = template.remote_name, template.category
    state = await account.create(name, language, category, body, wording.examples, wording.buttons)
    return Remote(name, language, state, category, body, wording.buttons)


def _kept(store: Store, remote: Sequence[Remote]) -> list[Line]:
    """What was seen is known from now on to whoever sends."""
    with store.begin() as tx:
        reports.keep(tx, CHANNEL, remote, datetime.now(UTC))
    return comparing.compare(templates().values(), remote)


def _finding(line: Line) -> Finding:
    what = f"template {line.template} ({line.language})"
    if line.state == comparing.MISSING:
        return Finding(what, "missing: `suara whatsapp templates push` hands it in", warning=True)
    return Finding(what, ": ".join(part for part in (line.state, line.detail) if part), warning=True)


def keeping(remote: Sequence[Remote], now: datetime) -> Callable[[Tx], None]:
    """Writes what was seen, in whatever transaction."""
    return partial(reports.keep, channel=CHANNEL, seen=remote, now=now)


def keeping_rating(rating: Rating, now: datetime) -> Callable[[Tx], None]:
    """The same for how our number stands."""
    return partial(reports.rated, channel=CHANNEL, quality=rating.quality, limit=rating.limit, now=now)
