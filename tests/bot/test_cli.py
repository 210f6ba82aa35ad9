"""The command line as its user meets it: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import CHECKOUT
from storage.store import Store
from storage.vault import Vault

FORMS = "U1,U2,U3,U4,U5,U6,U7,U8,U9\n4,4,4,4,4,4,4,4,4\n3,3,3,4,3,3,3,3,3\n3,,3,4,3,3,3,3,3\n"


@pytest.fixture
def suara(environ: dict[str, str]) -> CliRunner:
    """The command line with a database of the test's own, which is not there yet."""
    return CliRunner()


@pytest.fixture
def ready(suara: CliRunner) -> CliRunner:
    assert run(suara, "db", "upgrade").exit_code == 0
    return suara


def run(suara: CliRunner, *words: str) -> Result:
    return suara.invoke(app, list(words))


def test_the_index_of_a_sheet_as_one_json_document(suara: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(FORMS)
    result = run(suara, "skm", str(tmp_path / "forms.csv"), "--format", "json")
    document = json.loads(result.stdout)
    assert (document["n"], document["incomplete"], document["ikm"], document["grade"]) == (2, 1, 88.89, "A")
    assert document["elements"]["cost"] == {"sum": 8, "nrr": 4.0}


def test_the_old_weight_and_a_table_for_people(suara: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(FORMS)
    result = run(suara, "skm", str(tmp_path / "forms.csv"), "--weight", "0.111")
    assert "IKM 88.80 A" in result.stdout
    assert "U9 facilities" in result.stdout


def test_a_wrong_answer_in_a_sheet_is_named_with_its_place(suara: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(FORMS.replace("4,4,4,4,4,4,4,4,4", "4,4,5,4,4,4,4,4,4"))
    result = run(suara, "skm", str(tmp_path / "forms.csv"))
    assert result.exit_code == 1
    assert "row 2" in result.stderr
    assert "U3" in result.stderr


def test_nothing_runs_on_a_database_without_tables(suara: CliRunner) -> None:
    result = run(suara, "case", "list")
    assert result.exit_code == 1
    assert "suara db upgrade" in result.stderr


def test_an_unknown_setting_is_a_usage_error_that_names_the_nearest(
    suara: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUARA_TELEGRAM__RATEE", "3")
    result = run(suara, "case", "list")
    assert result.exit_code == 2
    assert "SUARA_TELEGRAM__RATE" in result.stderr


def test_an_invite_prints_a_code_that_works_once(ready: CliRunner) -> None:
    result = run(ready, "official", "invite", "--role", "head", "--unit", "disdukcapil", "--name", "Kepala")
    assert result.exit_code == 0
    assert "/start i-" in result.stdout
    listed = json.loads(run(ready, "official", "list", "--format", "json").stdout)
    assert [(one["role"], one["unit"], one["bound"]) for one in listed] == [("head", "disdukcapil", False)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--role", "head", "--name", "X"], "--unit"),
        (["--role", "overseer", "--unit", "dinsos", "--name", "X"], "leave --unit away"),
        (["--role", "head", "--unit", "dinas_sihir", "--name", "X"], "no unit"),
        (["--role", "raja", "--name", "X"], "no such role"),
    ],
)
def test_an_office_that_cannot_be_is_refused_with_the_way_out(
    ready: CliRunner, words: list[str], says: str
) -> None:
    result = run(ready, "official", "invite", *words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_an_official_who_ends_is_gone_from_the_list(ready: CliRunner) -> None:
    run(ready, "official", "invite", "--role", "officer", "--unit", "dinsos", "--name", "X")
    assert run(ready, "official", "move", "1", "--unit", "dishub").exit_code == 0
    assert run(ready, "official", "end", "1").exit_code == 0
    assert run(ready, "official", "end", "1").exit_code == 2
    assert json.loads(run(ready, "official", "list", "--format", "json").stdout) == []


def test_a_forum_is_created_listed_invited_and_accounted_for(ready: CliRunner) -> None:
    words = ["--topic", "Antrean KTP", "--starts", "2026-12-10 09:00", "--place", "Aula"]
    assert run(ready, "forum", "create", *words).exit_code == 0
    code = json.loads(run(ready, "forum", "list", "--format", "json").stdout)[0]["code"]
    account = json.loads(run(ready, "forum", "invite", code, "--format", "json").stdout)
    assert (account["selected"], account["sent"], account["pending"]) == (0, 0, 0)
    report = json.loads(run(ready, "forum", "report", code, "--format", "json").stdout)
    assert report["topic"] == "Antrean KTP"
    assert run(ready, "forum", "invite", "tidakada").exit_code == 2


def test_a_week_that_does_not_exist_is_a_usage_error(ready: CliRunner) -> None:
    result = run(ready, "digest", "--week", "2026-W99")
    assert result.exit_code == 2
    assert "2026-W99" in result.stderr


def test_an_empty_week_has_a_digest_that_says_so(ready: CliRunner) -> None:
    result = run(ready, "digest", "--week", "2026-W47", "--format", "json")
    assert json.loads(result.stdout)["city"]["skm"]["ikm"] is None


def test_an_export_leaves_words_out(ready: CliRunner, tmp_path: Path) -> None:
    result = run(ready, "export", "surveys", "--to", str(tmp_path / "s.csv"))
    assert result.exit_code == 0
    header = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "unit" in header
    assert "words" not in header


def test_a_backup_is_written_and_never_over_another(ready: CliRunner, tmp_path: Path) -> None:
    assert run(ready, "db", "backup", "--to", str(tmp_path / "copy.db")).exit_code == 0
    again = run(ready, "db", "backup", "--to", str(tmp_path / "copy.db"))
    assert again.exit_code == 1
    assert "copy.db" in again.stderr


def test_check_finds_a_missing_migration_and_names_the_mend(suara: CliRunner) -> None:
    result = run(suara, "check")
    assert result.exit_code == 1
    assert "BAD   database" in result.stdout
    assert "suara db upgrade" in result.stdout


def test_check_is_content_with_a_ready_database_and_notes_the_missing_token(ready: CliRunner) -> None:
    result = run(ready, "check")
    assert result.exit_code == 0
    assert "note  telegram" in result.stdout


def test_check_finds_a_database_that_cannot_be_opened(
    suara: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUARA_STORAGE__URL", f"sqlite:///{CHECKOUT}/config.yaml")
    result = run(suara, "check")
    assert result.exit_code == 1


def test_check_finds_a_token_the_network_does_not_know(
    ready: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.doubles.botapi import BotApi

    with BotApi() as api:
        monkeypatch.setenv("SUARA_TELEGRAM__API_BASE", api.base)
        monkeypatch.setenv("SUARA_TELEGRAM__TOKEN", "123456789:AAF-quite_another_token_than_this")
        wrong = run(ready, "check")
        monkeypatch.setenv("SUARA_TELEGRAM__TOKEN", api.token)
        right = run(ready, "check")
    assert wrong.exit_code == 1
    assert "SUARA_TELEGRAM__TOKEN" in wrong.stdout
    assert right.exit_code == 0
    assert f"@{api.username}" in right.stdout


def test_check_says_what_a_webhook_lacks(ready: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_TELEGRAM__MODE", "webhook")
    result = run(ready, "check")
    assert result.exit_code == 2
    assert "web.public_url" in result.stderr
    assert "telegram.webhook_secret" in result.stderr


def test_a_key_that_is_not_the_databases_is_told_apart(
    ready: CliRunner, settings_environ: dict[str, str]
) -> None:
    run(ready, "official", "invite", "--role", "coordinator", "--name", "X")
    store = Store(settings_environ["SUARA_STORAGE__URL"], Vault(bytes(32)))
    store.dispose()
    settings_environ["SUARA_SECRET_KEY"] = "A" * 43
    result = ready.invoke(app, ["official", "list"], env=settings_environ)
    assert result.exit_code == 1
    assert "key" in result.stderr


def test_a_conversation_in_the_terminal_on_the_real_database(ready: CliRunner) -> None:
    lines = "/start u-disdukcapil\n4\nlewati\n"
    result = ready.invoke(app, ["talk"], input=lines)
    assert result.exit_code == 0
    assert "Disdukcapil" in result.stdout
    assert "rating" not in result.stdout
