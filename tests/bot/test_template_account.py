"""The account's templates over HTTP: handed in once, looked at, paused by a webhook; a token that ended."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Refused, TokenEnded, Undelivered, Unreachable
from bot.channels.whatsapp_templates import TemplateAccount
from bot.offices.office import Mistaken
from bot.settings import Settings, load_settings
from bot.templates import account, reports
from bot.templates.files import templates
from bot.templates.standing import ACCOUNT, PEOPLE, QUALITY, Standing
from storage import network_facts
from storage.store import Store
from tests.doubles.cloudapi import CloudApi
from tests.doubles.fixtures import cloudapi

__all__ = ["cloudapi"]
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.fixture
def settings(settings_environ: dict[str, str], cloudapi: CloudApi) -> Settings:
    return load_settings(environ=settings_environ | environ_of(cloudapi))


def environ_of(api: CloudApi) -> dict[str, str]:
    return {
        "SUARA_WHATSAPP__TOKEN": api.token,
        "SUARA_WHATSAPP__PHONE_ID": api.phone_id,
        "SUARA_WHATSAPP__WABA_ID": api.waba_id,
        "SUARA_WHATSAPP__APP_SECRET": api.app_secret,
        "SUARA_WHATSAPP__VERIFY_TOKEN": api.verify_token,
        "SUARA_WHATSAPP__API_BASE": api.base,
        "SUARA_WEB__PUBLIC_URL": "https://suara.example",
    }


def states(store: Store, language: str = "id") -> dict[str, str]:
    with store.reading() as tx:
        standing = Standing(network_facts.of(tx, "whatsapp"))
    return {name: standing.state(template, language) for name, template in templates().items()}


def test_what_is_missing_is_handed_in_once_and_known_from_then_on(
    settings: Settings, store: Store, cloudapi: CloudApi
) -> None:
    lines = asyncio.run(account.push(settings, store))
    assert {line.state for line in lines} == {"pending"}
    assert len(lines) == 2 * len(templates())
    assert set(states(store).values()) == {"waits"}
    cloudapi.templates.approve_all()
    cloudapi.templates.becomes("forum_invitation_v2", "REJECTED", "ABUSIVE_CONTENT", "en")
    lines = asyncio.run(account.push(settings, store))
    bad = [(line.template, line.language, line.state, line.detail) for line in lines if not line.good]
    assert bad == [("forum_invitation_v2", "en", "rejected", "ABUSIVE_CONTENT")]
    assert set(states(store).values()) == {"approved"}
    assert states(store, "en")["forum_invitation"] == "gone"
    assert len(list(cloudapi.templates)) == 2 * len(templates())


def test_status_shows_all_and_changes_nothing(settings: Settings, store: Store, cloudapi: CloudApi) -> None:
    lines = asyncio.run(account.status(settings, store))
    assert {line.state for line in lines} == {"missing"}
    assert list(cloudapi.templates) == []


def test_a_long_list_is_read_to_its_end(cloudapi: CloudApi) -> None:
    async def listed() -> int:
        there = TemplateAccount(cloudapi.token, cloudapi.waba_id, cloudapi.base, "v26.0")
        for number in range(120):
            await there.create(f"t_{number}", "id", "utility", "Kabar.", (), ())
        found = await there.listing()
        await there.close()
        return len({one.name for one in found})

    assert asyncio.run(listed()) == 120


def test_a_check_names_what_cannot_be_sent(settings: Settings, store: Store, cloudapi: CloudApi) -> None:
    asyncio.run(account.push(settings, store))
    cloudapi.templates.approve_all()
    (all_well,) = asyncio.run(account.findings(settings))
    assert (all_well.wrong, str(2 * len(templates())) in all_well.what) == ("", True)
    cloudapi.templates.becomes("case_answered_v1", "PAUSED", language="id")
    cloudapi.templates.delete("case_closed_v1")
    found = asyncio.run(account.findings(settings))
    assert [(one.what, one.wrong.partition(":")[0]) for one in found] == [
        ("template case_answered_v1 (id)", "paused"),
        ("template case_closed_v1 (id)", "missing"),
        ("template case_closed_v1 (en)", "missing"),
    ]
    cloudapi.revoke()
    (ended,) = asyncio.run(account.findings(settings))
    assert (ended.warning, "token" in ended.wrong) == (False, True)


def test_without_an_account_there_is_nothing_to_look_at(
    settings_environ: dict[str, str], store: Store
) -> None:
    nothing = load_settings(environ=settings_environ)
    (finding,) = asyncio.run(account.findings(nothing))
    assert "SUARA_WHATSAPP__WABA_ID" in finding.wrong
    assert asyncio.run(account.listing(nothing)) is None
    with pytest.raises(Mistaken, match="WABA_ID"):
        asyncio.run(account.push(nothing, store))


def test_every_refusal_has_a_name(settings: Settings, cloudapi: CloudApi) -> None:
    async def create() -> None:
        there = account.connected(settings)
        assert there is not None
        try:
            await there.create("x", "id", "utility", "Kabar.", (), ())
            await there.create("x", "id", "utility", "Kabar.", (), ())
        finally:
            await there.close()

    def failure() -> Undelivered:
        with pytest.raises(Undelivered) as failed:
            asyncio.run(create())
        return failed.value

    assert isinstance(failure(), Refused)
    cloudapi.forgive()
    cloudapi.revoke()
    assert isinstance(failure(), TokenEnded)


def test_a_network_that_does_not_answer_is_unreachable() -> None:
    nobody = TemplateAccount("token", "1", "http://127.0.0.1:9", "v26.0")
    with pytest.raises(Unreachable):
        asyncio.run(nobody.listing())


# ---- what webhooks tell


def tell(store: Store, field: str, **value: Any) -> bool:
    with store.begin() as tx:
        return reports.note_event(tx, "whatsapp", field, value, NOW)


def known(store: Store, name: str) -> str:
    with store.reading() as tx:
        fact = network_facts.of(tx, "whatsapp").get(name)
    return f"{fact.value} {fact.detail}".strip() if fact else ""


def test_a_template_that_is_paused_or_approved_is_known_at_once(store: Store) -> None:
    about = {"message_template_name": "case_answered_v1", "message_template_language": "id"}
    assert tell(store, "message_template_status_update", **about, event="APPROVED", reason="NONE")
    assert states(store)["case_answered"] == "approved"
    assert tell(store, "message_template_status_update", **about, event="PAUSED", reason="FIRST_PAUSE")
    assert states(store)["case_answered"] == "waits"
    assert known(store, "template:case_answered_v1:id") == "PAUSED FIRST_PAUSE"


def test_quality_and_limits_are_known_and_what_cannot_be_read_changes_nothing(store: Store) -> None:
    assert tell(store, "phone_number_quality_update", event="FLAGGED", current_limit="TIER_250")
    assert (known(store, QUALITY), known(store, PEOPLE)) == ("FLAGGED", "250")
    assert tell(store, "phone_number_quality_update", event="UNFLAGGED", current_limit="TIER_???")
    assert (known(store, QUALITY), known(store, PEOPLE)) == ("GREEN", "250")
    assert tell(store, "phone_number_quality_update", event="ONBOARDING", current_limit="TIER_UNLIMITED")
    assert (known(store, QUALITY), known(store, PEOPLE)) == ("GREEN", "1000000")
    assert tell(store, "business_capability_update", max_daily_conversation_per_phone=2000)
    assert known(store, PEOPLE) == "2000"
    assert tell(store, "business_capability_update", max_daily_conversations_per_business="TIER_2K")
    assert known(store, PEOPLE) == "2000"
    assert not tell(store, "something_new", event="APPROVED")


def test_a_restricted_account_is_named_by_the_check_until_it_is_free(store: Store) -> None:
    def told() -> list[str]:
        with store.reading() as tx:
            return [f"{one.what} {one.wrong}" for one in account.told(tx)]

    tell(store, "account_update", event="PARTNER_ADDED")
    assert told() == []
    tell(store, "account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "DISABLE"})
    tell(store, "phone_number_quality_update", event="DOWNGRADE")
    assert told() == [
        "quality FLAGGED: fewer invitations go out until it is green",
        "account DISABLED_UPDATE DISABLE",
    ]
    tell(store, "account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "REINSTATE"})
    tell(store, "phone_number_quality_update", event="UPGRADE")
    assert (told(), known(store, ACCOUNT)) == ([], "")


def test_what_is_not_in_the_list_any_more_is_not_sent_any_more(store: Store) -> None:
    about = {"message_template_name": "case_answered_v1", "message_template_language": "id"}
    tell(store, "message_template_status_update", **about, event="APPROVED", reason="NONE")
    with store.begin() as tx:
        reports.keep(tx, "whatsapp", [], NOW)
    assert states(store)["case_answered"] == "gone"
