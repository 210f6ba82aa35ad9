"""`suara request | hold | breach` as their user meets them, on the real turns and database."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from bot.wiring import build_house, open_store, sync_units
from handlers.events import CaseOpened, ConsentGiven, DataDeleted
from handlers.subject_events import DataCorrected
from handlers.talk import Words
from handlers.talk.stored import say_from_json
from storage import audit, schema, subjects
from storage.models import Case, DataRequest, Handle, Outbox
from tests.bot.desks import Desks
from tests.bot.wib import today

SITI, BUDI, OVERSEER, COORDINATOR, OFFICER = "100", "101", "300", "301", "302"


@pytest.fixture
def desks(settings: Settings, environ: dict[str, str]) -> Desks:
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), datetime.now(UTC) - timedelta(minutes=30))
    desks.official("overseer", None, OVERSEER, "Tono")
    desks.official("coordinator", None, COORDINATOR, "Rina")
    desks.official("officer", "disdukcapil", OFFICER, "Budi")
    return desks


def run(*words: str, status: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == status, result.output
    return result


def by(desks: Desks, who: str, why: str = "as the law says") -> list[str]:
    return ["--as", str(desks.ids[who]), "--why", why]


def kinds(desks: Desks) -> list[str]:
    with desks.store.reading() as tx:
        lines = audit.between(tx, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
        return [line.kind for line in lines]


def said_to(desks: Desks, prefix: str) -> list[str]:
    with desks.store.reading() as tx:
        mine = Outbox.dedupe_key.startswith(prefix)
        rows = tx.connection.execute(select(Outbox.body).where(mine).order_by(Outbox.id)).scalars()
        return [say_from_json(tx.vault.open(body or b"", "outbox.body"))[0].words for body in rows]


def asks_for_correction(desks: Desks) -> None:
    chat = desks.chat(SITI)
    chat.types("/data")
    for label in ("✏️ Ada yang salah", "Lainnya"):
        chat.taps(label)
    chat.types("Umur saya bukan 17")
    chat.taps("Selesai")


def test_a_request_is_listed_without_words_shown_with_them_and_answered(desks: Desks) -> None:
    asks_for_correction(desks)
    listed = json.loads(run("request", "list", "--open", "--format", "json").output)
    assert [(row["kind"], row["state"]) for row in listed] == [("correction", "open")]
    assert "Umur" not in run("request", "list").output
    number = str(listed[0]["id"])
    run("request", "show", number, *by(desks, OFFICER), status=2)
    assert "Umur saya bukan 17" in run("request", "show", number, *by(desks, COORDINATOR)).output
    run("request", "done", number, *by(desks, COORDINATOR), "--answer", "Sudah kami perbaiki.")
    assert "Sudah kami perbaiki." in said_to(desks, "request:")[0]
    run("request", "done", number, *by(desks, COORDINATOR), "--answer", "x", status=2)
    run("request", "show", "99", *by(desks, COORDINATOR), status=2)
    assert {"read", "corrected"} <= set(kinds(desks))


def test_what_can_be_done_at_once_is_and_stands_in_the_register(desks: Desks) -> None:
    chat = desks.chat(SITI)
    chat.types("/data")
    chat.taps("📄 Minta salinannya")
    chat.types("/data")
    chat.taps("⏸ Istirahatkan data saya")
    chat.taps("Selama 30 hari")
    chat.types("/data")
    chat.taps("▶️ Pakai lagi data saya")
    chat.types("/data")
    chat.taps("✏️ Ada yang salah")
    chat.taps("Jawaban tentang diri saya di survei")
    with desks.store.reading() as tx:
        done = [(row.kind, row.did, row.state) for row in subjects.every(tx)]
    assert done == [
        ("access", "copied", "done"),
        ("restriction", "restricted", "done"),
        ("restriction", "lifted", "done"),
        ("correction", "profile_out_of_use", "done"),
    ]


def test_a_hold_on_a_reporter_keeps_them_and_its_end_does_what_they_asked(desks: Desks) -> None:
    number = desks.opens(SITI, "Lampu mati")
    run("hold", "add", "--citizen", number, *by(desks, OFFICER), status=2)
    run("hold", "add", "--citizen", "KS-0", *by(desks, OVERSEER), status=2)
    run("hold", "add", *by(desks, OVERSEER), status=2)
    assert "hold 1" in run("hold", "add", "--citizen", number, *by(desks, OVERSEER)).output
    chat = desks.chat(SITI)
    chat.types("/data")
    chat.taps("🗑 Hapus data saya")
    assert "kewajiban hukum" in chat.says[-1].words
    assert "a reporter" in run("hold", "list").output
    assert "done now: 1" in run("hold", "lift", "1", *by(desks, OVERSEER)).output
    run("hold", "lift", "1", *by(desks, OVERSEER), status=2)
    with desks.store.reading() as tx:
        assert tx.connection.execute(select(Case.citizen_id)).scalar_one() is None
        request = tx.connection.execute(select(DataRequest)).one()
        assert (request.state, request.did, request.citizen_id) == ("done", "deleted", None)
    assert [kind for kind in kinds(desks) if "h" in kind and "ld" in kind] == ["held", "hold_lifted"]


def test_a_hold_that_comes_while_somebody_still_confirms_is_respected(desks: Desks) -> None:
    number = desks.opens(SITI, "Lampu mati")
    run("hold", "add", "--citizen", number, *by(desks, OVERSEER))
    desks.records(SITI, DataDeleted())
    with desks.store.reading() as tx:
        assert [(row.kind, row.state) for row in subjects.every(tx)] == [("deletion", "held")]
        assert tx.connection.execute(select(Case.citizen_id)).scalar_one() is not None


def test_a_yes_that_is_taken_back_takes_what_rested_on_it_out_of_use(desks: Desks) -> None:
    for given in (True, False, False):
        desks.records(SITI, ConsentGiven("profile", given, "1", "hash"))
    with desks.store.reading() as tx:
        assert [(row.kind, row.did) for row in subjects.every(tx)] == [("withdrawal", "profile_withdrawn")]


def test_a_correction_of_a_report_stands_beside_it(desks: Desks) -> None:
    number = desks.opens(SITI, "Lampu mati di jalan A")
    desks.records(SITI, DataCorrected("report", Words("Bukan jalan A, jalan B"), number))
    who = by(desks, OVERSEER)
    assert "Bukan jalan A, jalan B" in run("case", "show", number, *who).output
    with desks.store.reading() as tx:
        assert [(row.kind, row.did) for row in subjects.every(tx)] == [("correction", "added_to_case")]


def test_a_hold_on_a_case_outlasts_its_reporter_until_it_is_lifted(desks: Desks) -> None:
    number = desks.opens(SITI, "Lampu mati")
    run("hold", "add", "--case", number, *by(desks, OVERSEER))
    chat = desks.chat(SITI)
    chat.types("/data")
    chat.taps("🗑 Hapus data saya")
    assert "1 laporan untuk sementara harus tetap" in chat.says[-1].words
    chat.taps("Ya, hapus")
    assert number in run("hold", "list").output
    with desks.store.reading() as tx:
        assert tx.connection.execute(select(Case.citizen_id)).scalar_one() is not None
    assert "done now: 1" in run("hold", "lift", "1", *by(desks, OVERSEER)).output
    with desks.store.reading() as tx:
        assert tx.connection.execute(select(Case.citizen_id)).scalar_one() is None


def test_nobody_holds_or_lifts_what_is_closed_to_them(desks: Desks) -> None:
    said = CaseOpened("complaint", "disdukcapil", "pungli", "head", Words("Kepala dinas minta uang"))
    number = desks.records(SITI, said).number
    assert "may not see" in run("hold", "add", "--case", number, *by(desks, COORDINATOR), status=2).output
    assert "may not see" in run("hold", "add", "--citizen", number, *by(desks, COORDINATOR), status=2).output
    run("hold", "add", "--case", number, *by(desks, OVERSEER))
    assert "may not see" in run("hold", "lift", "1", *by(desks, COORDINATOR), status=2).output
    run("hold", "lift", "1", *by(desks, OVERSEER))
    assert [kind for kind in kinds(desks) if "h" in kind and "ld" in kind] == ["held", "hold_lifted"]


def test_a_backup_older_than_a_deletion_brings_nobody_back(desks: Desks, tmp_path: Path) -> None:
    desks.opens(SITI, "Lampu mati")
    desks.opens(BUDI, "Jalan rusak")
    backup = tmp_path / "before.suara"
    run("db", "backup", "--to", str(backup))
    desks.records(SITI, DataDeleted())
    desks.store.dispose()
    told = run("db", "restore", str(backup), "--force").output
    assert "is forgotten again at the next start" in told
    desks.store.dispose()
    run("db", "upgrade")
    run("case", "list")  # any command that opens the database
    with desks.store.reading() as tx:
        known = {bool(row) for row in tx.connection.execute(select(Case.citizen_id)).scalars()}
        assert known == {True, False}  # Budi's is his, Siti's is nobody's
        hashes = set(tx.connection.execute(select(Handle.hash).where(Handle.channel == "telegram")).scalars())
        assert tx.vault.hash("telegram.chat", SITI) not in hashes
        assert tx.vault.hash("telegram.chat", BUDI) in hashes


def test_a_leak_is_reckoned_at_once_and_told_only_after_a_second_persons_yes(
    desks: Desks, tmp_path: Path
) -> None:
    desks.opens(SITI, "Lampu mati")
    desks.opens(BUDI, "Jalan rusak")
    asked = ["breach", "report", *of_now(), "--table", "cases"]
    run(*asked, *by(desks, OFFICER), status=2)
    run(*asked[:-1], "sessions", *by(desks, OVERSEER), status=2)
    file = tmp_path / "hashes.csv"
    told = json.loads(run(*asked, *by(desks, OVERSEER), "--to", str(file), "--format", "json").output)
    assert (told["affected"], told["addresses"], told["tables"]["cases"]) == (2, 2, 2)
    assert "Kota Serang" in told["notice"]
    with desks.store.reading() as tx, file.open(encoding="utf-8") as stream:
        hashes = {row["hash"] for row in csv.DictReader(stream)}
        assert hashes <= {one.hex() for one in tx.connection.execute(select(Handle.hash)).scalars()}
    assert said_to(desks, "breach:") == []
    run("breach", "send", "1", *by(desks, OVERSEER), status=2)  # the same person
    sent = json.loads(run("breach", "send", "1", *by(desks, COORDINATOR), "--format", "json").output)
    assert sent["selected"] == 2
    assert len(said_to(desks, "breach:")) == 2
    run("breach", "send", "1", *by(desks, OVERSEER))  # again: nobody hears it twice
    assert len(said_to(desks, "breach:")) == 2
    run("breach", "send", "9", *by(desks, OVERSEER), status=2)
    assert "2" in run("breach", "list").output
    assert {"breach_asked", "breach_told"} <= set(kinds(desks))


def of_now() -> list[str]:
    """The days of what is done here, half an hour ago and now."""
    return ["--since", f"{today() - timedelta(days=1)}", "--until", f"{today()}"]


def test_a_leak_of_one_unit_or_of_new_rows_concerns_those_alone(desks: Desks) -> None:
    desks.opens(SITI, "Lampu mati")
    asked = ["breach", "report", *of_now(), *by(desks, OVERSEER), "--format", "json"]
    with desks.store.reading() as tx:
        unit = tx.connection.execute(select(Case.unit)).scalar_one()
    assert unit is not None
    assert json.loads(run(*asked, "--unit", unit).output)["affected"] == 1
    assert json.loads(run(*asked, "--unit", "disdukcapil").output)["affected"] == 0
    before = f"{today() - timedelta(days=3)}"
    old = [
        "breach",
        "report",
        "--since",
        before,
        "--until",
        before,
        *by(desks, OVERSEER),
        "--format",
        "json",
    ]
    assert json.loads(run(*old, "--new").output)["affected"] == 0
