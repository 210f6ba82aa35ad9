"""Templates and the price of an invitation from the command line: what is printed, and how it ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.settings import load_settings
from bot.templates.files import templates
from bot.wiring import open_store
from storage import citizens, consents, network_facts, windows
from storage.citizens import Handle
from storage.store import Store
from tests.bot.test_cli import ready, run, suara
from tests.bot.test_template_account import environ_of
from tests.doubles.cloudapi import CloudApi
from tests.doubles.fixtures import cloudapi

__all__ = ["cloudapi", "ready", "suara"]
LONG_AGO = datetime.now(UTC) - timedelta(days=3)
COUNT = 2 * len(templates())


@pytest.fixture
def connected(ready: CliRunner, cloudapi: CloudApi, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in environ_of(cloudapi).items():
        monkeypatch.setenv(name, value)
    return ready


def store_of(settings_environ: dict[str, str]) -> Store:
    return open_store(load_settings(environ=settings_environ))


def test_templates_are_pushed_compared_and_the_status_tells_programs_too(
    connected: CliRunner, cloudapi: CloudApi
) -> None:
    before = run(connected, "whatsapp", "templates", "status", "--format", "json")
    assert before.exit_code == 1
    assert {one["state"] for one in json.loads(before.stdout)} == {"missing"}
    pushed = run(connected, "whatsapp", "templates", "push")
    assert pushed.exit_code == 0
    assert pushed.stdout.count("pending") == COUNT
    cloudapi.templates.approve_all()
    assert run(connected, "whatsapp", "templates", "status").exit_code == 0
    cloudapi.templates.becomes("digest_ready_v1", "REJECTED", "INVALID_FORMAT", "en")
    bad = run(connected, "whatsapp", "templates", "status")
    assert bad.exit_code == 1
    assert "INVALID_FORMAT" in bad.stdout


def test_without_settings_or_with_an_ended_token_the_command_says_what_to_do(
    ready: CliRunner, cloudapi: CloudApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = run(ready, "whatsapp", "templates", "push")
    assert (nothing.exit_code, "SUARA_WHATSAPP__WABA_ID" in nothing.stderr) == (2, True)
    for name, value in environ_of(cloudapi).items():
        monkeypatch.setenv(name, value)
    cloudapi.revoke()
    ended = run(ready, "whatsapp", "templates", "status")
    assert (ended.exit_code, "token" in ended.stderr) == (1, True)


def test_an_official_can_be_invited_by_a_link_of_either_network(
    ready: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUARA_WHATSAPP__NUMBER", "6281234567890")
    invited = run(ready, "official", "invite", "--role", "coordinator", "--name", "Budi").stdout
    code = invited.splitlines()[1].removeprefix("code: ")
    assert f"or: https://wa.me/6281234567890?text=i-{code}" in invited


def test_what_the_network_said_of_the_account_stands_in_the_check(
    connected: CliRunner, cloudapi: CloudApi, settings_environ: dict[str, str]
) -> None:
    cloudapi.templates.instant = True
    run(connected, "whatsapp", "templates", "push")
    with store_of(settings_environ).begin() as tx:
        network_facts.note(tx, "whatsapp", "quality", "RED", datetime.now(UTC))
    checked = run(connected, "check").stdout
    assert "note  quality: RED" in checked
    assert f"ok    templates ({COUNT} approved)" in checked


def test_a_dry_run_tells_people_by_network_and_the_price_and_sends_nothing(
    connected: CliRunner, cloudapi: CloudApi, settings_environ: dict[str, str]
) -> None:
    create = ("forum", "create", "--topic", "Loket", "--starts", "2027-01-09 09:00", "--place", "Aula")
    code = run(connected, *create).stdout.split()[1]
    nobody = json.loads(run(connected, "forum", "invite", code, "--dry-run", "--format", "json").stdout)
    assert nobody == {"code": code, "recipients": 0, "channels": {}, "price_idr": 0}
    cloudapi.templates.instant = True
    run(connected, "whatsapp", "templates", "push")
    store = store_of(settings_environ)
    people = {Handle("telegram", "chat", "1"): "id", Handle("whatsapp", "bsuid", "ID.2"): "id"}
    outside = {Handle("whatsapp", "bsuid", f"ID.{number}"): "id" for number in range(3, 303)}
    with store.begin() as tx:
        here, gone = citizens.lock(tx, people, datetime.now(UTC)), citizens.lock(tx, outside, LONG_AGO)
        for row in (*here.values(), *gone.values()):
            consents.add(tx, row.id, "invitations", True, "2026-11", "x", "whatsapp", LONG_AGO)
        windows.ask_once(tx, [next(iter(gone.values())).id], "whatsapp", LONG_AGO)
    document = json.loads(run(connected, "forum", "invite", code, "--dry-run", "--format", "json").stdout)
    assert document == {
        "code": code,
        "recipients": 302,
        "channels": {"telegram": 1, "whatsapp": 301},
        "free_inside_window": 1,
        "by_template": 300,
        "template": {"id": "approved", "en": "approved"},
        "price_idr": 300 * 587,
        "left_this_month_idr": 1_000_000,
        "fits_this_month": True,
        "days": 2,
    }
    with store.reading() as tx:
        assert (
            json.loads(run(connected, "forum", "report", code, "--format", "json").stdout)["accounts"] == []
        )
    store.dispose()
    assert run(connected, "forum", "invite", "NOPE", "--dry-run").exit_code == 2
