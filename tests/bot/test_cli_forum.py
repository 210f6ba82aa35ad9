"""Forums and broadcasts at the command line, as whoever sits there meets them."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.cli import app
from storage import citizens, consents, officials
from storage.citizens import Handle
from storage.store import Store
from tests.bot.test_cli_whatsapp import store_of

SOON = f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d 09:00}"
CREATE = ("forum", "create", "--topic", "Antrean KTP", "--starts", SOON, "--place", "Aula")


@pytest.fixture
def store(suara: CliRunner, settings_environ: dict[str, str]) -> Store:
    return store_of(settings_environ)


def run(suara: CliRunner, *words: str, status: int = 0) -> Result:
    result = suara.invoke(app, list(words))
    assert result.exit_code == status, (result.stdout, result.stderr)
    return result


def as_json(suara: CliRunner, *words: str) -> dict[str, object]:
    return dict(json.loads(run(suara, *words, "--format", "json").stdout))


def created(suara: CliRunner, *more: str) -> str:
    return run(suara, *CREATE, *more).stdout.split()[1]


def coordinators(store: Store) -> tuple[str, str]:
    now = datetime.now(UTC)
    with store.begin() as tx:
        for number in (1, 2):
            officials.invite(
                tx, "coordinator", None, f"K{number}", f"code{number}", now + timedelta(days=1), now
            )
            chat = citizens.lock(tx, {Handle("telegram", "chat", f"90{number}"): "id"}, now)
            officials.bind(tx, f"code{number}", next(iter(chat.values())).id, now)
    return "1", "2"


def agreeing(store: Store, many: int) -> None:
    now = datetime.now(UTC)
    people = {Handle("telegram", "chat", str(1000 + number)): "id" for number in range(many)}
    with store.begin() as tx:
        for row in citizens.lock(tx, people, now).values():
            consents.add(tx, row.id, "invitations", True, "1", "x", "telegram", now)


def test_two_officials_take_a_forum_from_draft_to_announcement(suara: CliRunner, store: Store) -> None:
    ani, budi = coordinators(store)
    code = created(suara, "--seats", "citizens=30", "--as", ani)
    assert "another person" in run(suara, "forum", "review", code, "--as", ani, status=2).stderr
    assert "only one that is reviewed" in run(suara, "forum", "announce", code, "--as", ani, status=2).stderr
    run(suara, "forum", "review", code, "--as", budi)
    told = run(suara, "forum", "announce", code, "--as", ani).stdout
    published = re.findall(r"SHA-256 ([0-9a-f]{64})", told)[0]
    shown = as_json(suara, "forum", "show", code)
    assert (shown["state"], shown["seed_hash"], shown["seed"]) == ("announced", published, "")
    assert [step["what"] for step in shown["steps"]] == ["drafted", "reviewed", "announced"]  # type: ignore[attr-defined]  # JSON
    run(suara, "forum", "close", code)
    assert "not begun" in run(suara, "forum", "held", code, status=2).stderr


def test_who_is_no_coordinator_organises_nothing(suara: CliRunner) -> None:
    assert "official 7 is no" in run(suara, *CREATE, "--as", "7", status=2).stderr


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--starts", "2026-06-31 10:00"), "does not match"),
        (("--starts", "2027-06-30 25:00"), "does not match"),
        (("--starts", "2020-06-30 10:00"), "is past"),
        (("--seats", "citizens=0"), "at least one seat"),
        (("--seats", "citizens"), "at least one seat"),
        (("--seats", "aliens=3"), "is no group"),
        (("--words", "x" * 3000), "too long"),
        (("--unit", "tidakada"), "no unit"),
        (("--pin", "sini"), "latitude and longitude"),
        (("--link", "meet"), "https://"),
    ],
)
def test_a_mistake_is_said_clearly_and_nothing_is_stored(
    suara: CliRunner, more: tuple[str, str], says: str
) -> None:
    assert says in run(suara, *CREATE, *more, status=2).stderr.replace("\n", " ")
    assert json.loads(run(suara, "forum", "list", "--format", "json").stdout) == []


def test_everything_that_can_be_said_of_a_forum_is_kept(suara: CliRunner) -> None:
    more = ["--pin", "-6.12,106.15", "--link", "https://meet.example/x", "--words", "Bawa usul", "--unit"]
    ends = SOON.replace("09:00", "11:00")
    code = created(suara, *more, "disdukcapil", "--ends", ends, "--seats", "citizens=3", "--seats", "press=1")
    shown = as_json(suara, "forum", "show", code)
    assert shown["seats"] == {"citizens": 3, "press": 1}
    assert (shown["latitude"], shown["link"], shown["words"]) == (
        -6.12,
        "https://meet.example/x",
        "Bawa usul",
    )


def test_it_is_moved_and_cancelled(suara: CliRunner) -> None:
    code = created(suara)
    run(suara, "forum", "invite", code)
    assert "moved for the 1. time" in run(suara, "forum", "move", code, "--place", "Balai Kota").stdout
    later = SOON.replace("09:00", "13:00")
    assert "2. time" in run(suara, "forum", "move", code, "--starts", later, "--pin", "-6.1,106.1").stdout
    assert "already" in run(suara, "forum", "move", code, "--place", "Balai Kota", status=2).stderr
    run(suara, "forum", "cancel", code, "--why", "hujan")
    assert as_json(suara, "forum", "show", code)["state"] == "cancelled"
    purposes = [
        row["purpose"] for row in json.loads(run(suara, "broadcast", "list", "--format", "json").stdout)
    ]
    assert purposes == ["invitation", "moved", "moved", "cancelled"]


def test_a_broadcast_is_sent_paused_resumed_and_stopped_with_its_reasons(
    suara: CliRunner, store: Store, tmp_path: Path
) -> None:
    agreeing(store, 20)
    code = created(suara, "--seats", "citizens=2")
    estimate = as_json(suara, "forum", "invite", code, "--dry-run")
    assert (estimate["recipients"], estimate["channels"]) == (20, {"telegram": 20})
    account = as_json(suara, "forum", "invite", code)
    assert (account["state"], account["selected"], account["pending"]) == ("going", 6, 6)
    number = str(account["broadcast"])
    assert "is paused" in run(suara, "broadcast", "pause", number).stdout
    assert "not going" in run(suara, "broadcast", "pause", number, status=2).stderr
    assert "is going" in run(suara, "broadcast", "resume", number).stdout
    assert "is stopped" in run(suara, "broadcast", "stop", number).stdout
    shown = as_json(suara, "broadcast", "show", number)
    assert shown["skipped"] == {"stopped by the organiser": 6}
    run(suara, "broadcast", "reasons", number, "--to", str(tmp_path / "reasons.xlsx"))
    rows = list(load_workbook(tmp_path / "reasons.xlsx").active.values)  # type: ignore[union-attr]  # it has one
    assert rows == [
        ("network", "state", "reason", "count"),
        ("telegram", "skipped", "stopped by the organiser", 6),
    ]
    assert "no broadcast 99" in run(suara, "broadcast", "show", "99", status=2).stderr
    assert "no broadcast 99" in run(suara, "broadcast", "stop", "99", status=2).stderr
    run(suara, "broadcast", "reasons", "99", "--to", str(tmp_path / "x.csv"), status=2)


def test_the_lot_is_published_and_checks(suara: CliRunner, store: Store) -> None:
    agreeing(store, 20)
    code = created(suara, "--seats", "citizens=2")
    assert "had no lot" in run(suara, "forum", "lot", "--forum", code, status=2).stderr
    run(suara, "forum", "invite", code)
    text = run(suara, "forum", "lot", "--forum", code, "--format", "csv").stdout
    seed = re.findall(r"^seed,([0-9a-f]{64})$", text, re.MULTILINE)[0]
    assert hashlib.sha256(seed.encode()).hexdigest() == as_json(suara, "forum", "show", code)["seed_hash"]
    assert (text.count(",yes"), text.count(",no")) == (6, 14)
    assert "ticket" in run(suara, "forum", "lot", "--forum", code).stdout


def test_above_the_limit_the_command_line_needs_test_group_and_a_second_person(
    suara: CliRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUARA_FORUM__YES_ABOVE", "5")
    ani, budi = coordinators(store)
    agreeing(store, 9)
    code = created(suara)
    assert "test group" in run(suara, "forum", "invite", code, status=2).stderr
    assert "2 people of the test group" in run(suara, "forum", "test", code).stdout
    assert "is asked" in run(suara, "broadcast", "send", "1", "--as", ani).stdout
    assert "another person" in run(suara, "broadcast", "agree", "1", "--as", ani, status=2).stderr
    assert "is going" in run(suara, "broadcast", "agree", "1", "--as", budi).stdout
    (line,) = json.loads(run(suara, "broadcast", "list", "--format", "json").stdout)
    assert (line["made_by"], line["agreed_by"]) == ("official:1", "official:2")


def test_whom_to_invite_is_looked_at_before_anybody_is_selected(suara: CliRunner) -> None:
    code = created(suara)
    for more in (["--met", "tidakada"], ["--area", "tidakada"], ["--language", "xx"], ["--group", "aliens"]):
        run(suara, "forum", "invite", code, *more, status=2)
    assert json.loads(run(suara, "broadcast", "list", "--format", "json").stdout) == []
