"""One frozen Settings from file and environment; everything wrong is told at once, with its line."""

import base64
import os
import re
import threading
from datetime import date, time
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.config.keys import names_at
from bot.config.types import Hours
from bot.keyfile import decode_key, encode_key, keep_key
from bot.settings import CHECKOUT, BadSettings, Settings, load_settings

TOKEN = "123456:TEST-token-of-a-double"
KEY = encode_key(bytes(range(32)))
SMALL = """\
city:
  key: serang
  name: Serang
  case_prefix: KS
  timezone: Asia/Jakarta
  languages: [id, en]
  emergency_number: 0112
categories:
  - {key: other, name: {id: Lain, en: Other}}
groups:
  - {key: dinas, name: {id: Dinas, en: Agencies}, services: {surat: Surat}}
units:
  - {key: dukcapil, name: Dinas Kependudukan, short: Dukcapil, group: dinas, services: {ktp: KTP-el}}
  - {key: dinsos, name: Dinas Sosial, group: dinas}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def load(
    config: Path, more: str = "", environ: dict[str, str] | None = None, *, base: str = SMALL
) -> Settings:
    config.write_text(base + dedent(more), encoding="utf-8")
    return load_settings(config, environ or {})


def complaint(
    config: Path, more: str = "", environ: dict[str, str] | None = None, *, base: str = SMALL
) -> str:
    with pytest.raises(BadSettings) as told:
        load(config, more, environ, base=base)
    return str(told.value).replace(str(config), "config.yaml")


# --- what is read ---


def test_a_small_city_has_the_same_technical_values_as_the_shipped_file(config: Path) -> None:
    small, shipped = load(config), load_settings(environ={})
    for section in Settings.model_fields.keys() - {
        "city",
        "categories",
        "cannot_reasons",
        "archive_reasons",
        "training_topics",
        "themes",
        "groups",
        "units",
        "spelling",
    }:
        if section not in ("mask", "greetings", "danger", "pushes"):
            assert getattr(small, section) == getattr(shipped, section), section


def test_values_are_ready_to_use(config: Path) -> None:
    settings = load(
        config, "delivery: {quiet_hours: 22:00-06:30}\ntimetable: {digest: {day: tue, at: 08:15}}\n"
    )
    assert settings.timetable.digest.at == time(8, 15)
    assert settings.timetable.digest.day == "tue"
    assert settings.delivery.quiet_hours == Hours(time(22), time(6, 30))
    assert settings.zone == ZoneInfo("Asia/Jakarta")
    assert settings.city.emergency_number == "0112"


def test_holidays_are_dates(config: Path) -> None:
    settings = load(config, "deadlines: {holidays: {add: [2026-12-28]}}\n")
    assert settings.deadlines.holidays.add == (date(2026, 12, 28),)


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        ("21:00-07:00", time(21), True),
        ("21:00-07:00", time(6, 59), True),
        ("21:00-07:00", time(7), False),
        ("12:00-13:00", time(12, 30), True),
        ("12:00-13:00", time(13), False),
    ],
)
def test_quiet_hours_may_span_midnight(config: Path, hours: str, at: time, quiet: bool) -> None:
    assert load(config, f"delivery: {{quiet_hours: {hours}}}\n").delivery.quiet_hours.contains(at) is quiet


def test_settings_cannot_be_changed(config: Path) -> None:
    settings = load(config)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings.web, "port", 1)  # noqa: B010 - written as an assignment mypy already refuses it


def test_a_unit_without_services_has_those_of_its_group(config: Path) -> None:
    settings = load(config)
    own, shared = (settings.services_of(unit) for unit in settings.units)
    assert [(service.key, service.name) for service in own] == [("ktp", "KTP-el")]
    assert [service.key for service in shared] == ["surat"]


def test_a_service_can_end_and_go_on_elsewhere(config: Path) -> None:
    base = SMALL.replace(
        "{ktp: KTP-el}", "{ktp: {name: KTP, closed: 2026-01-01, merged_into: ikd}, ikd: IKD}"
    )
    ktp, _ = load(config, base=base).unit_by_key["dukcapil"].services.values()
    assert (ktp.key, ktp.closed, ktp.merged_into) == ("ktp", date(2026, 1, 1), "ikd")


def test_a_closed_unit_is_not_offered_from_that_day_on(config: Path) -> None:
    settings = load(config, base=SMALL.replace("Dinas Sosial,", "Dinas Sosial, closed: 2026-11-24,"))
    assert [unit.key for unit in settings.open_units("dinas", date(2026, 11, 23))] == ["dukcapil", "dinsos"]
    assert [unit.key for unit in settings.open_units("dinas", date(2026, 11, 24))] == ["dukcapil"]


def test_a_unit_is_called_by_its_short_name_where_it_has_one(config: Path) -> None:
    assert [unit.label for unit in load(config).units] == ["Dukcapil", "Dinas Sosial"]


def test_relative_places_are_in_the_checkout_wherever_one_stands(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    storage = load(config).storage
    assert storage.url == f"sqlite:///{CHECKOUT}/var/suara.db"
    assert storage.media_dir == CHECKOUT / "var/media"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////srv/x.db",
        "postgresql+psycopg:///suara",
        "postgresql:///suara",
    ],
)
def test_other_database_addresses_stay_as_they_are(config: Path, url: str) -> None:
    assert load(config, environ={"SUARA_STORAGE__URL": url}).storage.url == url


# --- the environment ---


def test_the_environment_overrides_the_file(config: Path) -> None:
    environ = {
        "SUARA_WEB__PORT": "9000",
        "SUARA_TIMETABLE__DIGEST__DAY": "fri",
        "SUARA_DELIVERY__BACKOFF_SECONDS": "[1, 5]",
        "SUARA_CITY__NAME": "Serang Baru",
        "SUARA_GREETINGS": "[halo, no]",
        "PATH": "/bin",
    }
    settings = load(config, "web: {port: 8000, host: 0.0.0.0}\n", environ)
    assert (settings.web.port, settings.web.host) == (9000, "0.0.0.0")
    assert settings.timetable.digest.day == "fri"
    assert settings.timetable.digest.at == time(7, 30)
    assert settings.delivery.backoff_seconds == (1, 5)
    assert settings.city.name == "Serang Baru"
    assert settings.greetings == ("halo", "no")


def test_an_empty_variable_means_nothing(config: Path) -> None:
    settings = load(
        config,
        "web: {public_url: https://a.id}\n",
        {"SUARA_WEB__PUBLIC_URL": "", "SUARA_TELEGRAM__TOKEN": " "},
    )
    assert settings.web.public_url is None
    assert settings.telegram.token is None


def test_the_file_can_be_named_by_the_environment(config: Path) -> None:
    config.write_text(SMALL)
    assert load_settings(environ={"SUARA_CONFIG": str(config)}).city.key == "serang"


def test_secrets_come_from_the_environment_and_are_not_printed(config: Path) -> None:
    environ = {
        "SUARA_TELEGRAM__TOKEN": TOKEN,
        "SUARA_TELEGRAM__WEBHOOK_SECRET": "s" * 16,
        "SUARA_SECRET_KEY": KEY,
    }
    environ["SUARA_STORAGE__URL"] = "postgresql+psycopg://suara:hushhush@db/suara"
    settings = load(config, environ=environ)
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.secret_key() == bytes(range(32))
    for secret in (TOKEN, "s" * 16, KEY, "hushhush"):
        assert secret not in repr(settings)


def test_a_secret_can_come_from_a_file(config: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")
    token = load(config, environ={"SUARA_TELEGRAM__TOKEN_FILE": str(tmp_path / "token")}).telegram.token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_missing_secret_file_is_named(config: Path) -> None:
    told = complaint(config, environ={"SUARA_SECRET_KEY_FILE": "/nowhere/key"})
    assert told == "SUARA_SECRET_KEY_FILE: /nowhere/key cannot be read: No such file or directory"


def test_a_secret_given_twice_is_an_error(config: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    told = complaint(
        config,
        environ={"SUARA_TELEGRAM__TOKEN": TOKEN, "SUARA_TELEGRAM__TOKEN_FILE": str(tmp_path / "token")},
    )
    assert told == "SUARA_TELEGRAM__TOKEN_FILE: telegram.token: is set twice, also by SUARA_TELEGRAM__TOKEN"


def test_an_unknown_variable_is_an_error_that_knows_better(config: Path) -> None:
    told = complaint(config, environ={"SUARA_TELEGRAM__RAT": "3"})
    assert told == 'SUARA_TELEGRAM__RAT: unknown variable; did you mean "SUARA_TELEGRAM__RATE"?'


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("SUARA_TELEGRAM__TOKEN", "123456:short", "telegram.token: must look like"),
        ("SUARA_TELEGRAM__TOKEN", "no token at all, is it?", "telegram.token: must look like"),
        ("SUARA_TELEGRAM__WEBHOOK_SECRET", "too-short", "telegram.webhook_secret: must be 16 to 256"),
        (
            "SUARA_TELEGRAM__WEBHOOK_SECRET",
            "has spaces in the middle",
            "telegram.webhook_secret: must be 16 to 256",
        ),
        ("SUARA_SECRET_KEY", "c2hvcnQ", "secret_key: must be 32 bytes"),
        ("SUARA_SECRET_KEY", "*" * 43, "secret_key: must be 32 bytes"),
        ("SUARA_STORAGE__URL", "mysql://suara:hushhush@db/x", "storage.url: String should match"),
    ],
)
def test_a_bad_secret_is_told_without_being_shown(config: Path, variable: str, value: str, told: str) -> None:
    message = complaint(config, environ={variable: value})
    assert message.startswith(f"{variable}: {told}")
    assert value not in message


def test_a_webhook_needs_its_secret_and_an_address(config: Path) -> None:
    told = complaint(config, environ={"SUARA_TELEGRAM__MODE": "webhook"})
    assert (
        "telegram.webhook_secret: is needed when telegram.mode is webhook (see SUARA_TELEGRAM__MODE)" in told
    )
    assert "web.public_url: is needed when telegram.mode is webhook" in told


# --- what is wrong in the file ---

LINE = SMALL.count("\n") + 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("telegram: {rat: 3}", 'telegram.rat: unknown key; did you mean "rate"?'),
        ("telegrm: {rate: 3}", 'telegrm: unknown key; did you mean "telegram"?'),
        ("web: {colour: red}", "web.colour: unknown key"),
        ("web: {port: many}", "web.port: must be a valid integer"),
        ("web: {port: 70000}", 'web.port: must be less than or equal to 65535, not "70000"'),
        ("web: loopback", "web: must be a mapping of keys"),
        ("web: {host: null}", "web.host: must be a valid string"),
        ("web: {public_url: serang.example}", "web.public_url: must be an address"),
        ("telegram: {mode: pull}", "telegram.mode: must be 'polling' or 'webhook', not \"pull\""),
        ("telegram: {rate: 5, bulk_rate: 9}", "telegram: bulk_rate is a part of rate and cannot be more"),
        ("timetable: {digest: {day: 1}}", "timetable.digest.day: must be a day name: mon, tue"),
        ("timetable: {digest: {day: monday}}", "timetable.digest.day: must be a day name: mon, tue"),
        ("timetable: {digest: {at: 7:30}}", 'timetable.digest.at: must be a time of day like "07:30"'),
        ("timetable: {digest: {at: 24:00}}", 'timetable.digest.at: must be a time of day like "07:30"'),
        ("delivery: {quiet_hours: 21:00}", "delivery.quiet_hours: must be two times of day"),
        ("delivery: {backoff_seconds: []}", "delivery.backoff_seconds: Tuple should have at least 1 item"),
        ("deadlines: {holidays: {add: [28 Dec]}}", "deadlines.holidays.add[0]: must be a valid date"),
        ("survey: {weight: 0.11}", "survey.weight: must be 'exact' or '0.111', not \"0.11\""),
        ("survey: {visit_share: 2}", "survey.visit_share: must be less than or equal to 1"),
        (
            "survey: {periodic: {units: [dukcapill]}}",
            'survey.periodic.units[0]: there is no "dukcapill"; did',
        ),
        ("media: {max_bytes: 99999999}", "media.max_bytes: must be less than or equal to 20971520"),
        ("telegram: {token: 1}", "telegram.token: is a secret and must not stand here"),
        ("secret_key: abc", "secret_key: is a secret and must not stand here: set SUARA_SECRET_KEY"),
        ("storage: {url: 'postgresql+psycopg://u:p@h/d'}", "storage.url: is a secret and must not"),
        ("? [a, b]\n: c", "a key must be one word"),
        ("web: &w {host: *w}", "web.host: contains itself"),
    ],
)
def test_a_problem_is_told_with_its_line_and_key(config: Path, more: str, told: str) -> None:
    assert f"config.yaml:{LINE}: {told}" in complaint(config, more)


def test_a_key_that_stands_twice_is_told_with_both_lines(config: Path) -> None:
    told = complaint(config, "web:\n  port: 1\n  port: 2\n")
    assert told == f"config.yaml:{LINE + 2}: web.port: stands here a second time (see config.yaml:{LINE + 1})"


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        (
            "key: dinsos",
            "key: dukcapil",
            14,
            'units[1].key: "dukcapil" is the key of another one (see config',
        ),
        ("key: dinsos", "key: Dinas-Sosial", 14, "units[1].key: must be 1 to 40 of the characters a-z 0-9 _"),
        ("key: dinsos", f"key: {'x' * 41}", 14, "units[1].key: must be 1 to 40 of the characters a-z 0-9 _"),
        ("ktp: KTP", "KTP: KTP", 13, "units[0].services.KTP: must be 1 to 40 of the characters a-z 0-9 _"),
        ("ktp: KTP-el", "ktp: {nmae: x}", 13, "units[0].services.ktp.nmae: unknown key; did you mean"),
        ("KTP-el", "{name: x, merged_into: kk}", 13, 'units[0].services.ktp.merged_into: there is no "kk"'),
        ("{ktp: KTP-el}", "[ktp]", 13, "units[0].services: must be a mapping of keys"),
        (
            "Sosial, group: dinas",
            "Sosial, group: dina",
            14,
            'units[1].group: there is no "dina"; did you mean',
        ),
        (
            "Sosial",
            "Sosial, merged_into: dukcapill",
            14,
            'units[1].merged_into: there is no "dukcapill"; did',
        ),
        ("Sosial", "Sosial, merged_into: dinsos", 14, 'units[1].merged_into: there is no "dinsos"'),
        ("Sosial", "Sosial, within: kecamatan", 14, 'units[1].within: there is no "kecamatan"'),
        (", en: Other", "", 9, 'categories[0].name: has no "en", a language of the city'),
        ("key: other", "route: boss, key: other", 9, "categories[0].route: must be 'unit' or 'overseers'"),
        ("Asia/Jakarta", "Asia/Serang", 5, "city.timezone: invalid timezone: Asia/Serang"),
        ("  name: Serang\n", "", 1, "city.name: is missing"),
    ],
)
def test_units_and_words_of_a_city_are_checked(
    config: Path, old: str, new: str, line: int, told: str
) -> None:
    assert old in SMALL
    assert f"config.yaml:{line}: {told}" in complaint(config, base=SMALL.replace(old, new))


def test_all_problems_are_told_in_one_go_in_the_order_of_the_file(config: Path) -> None:
    base = SMALL.replace("key: dinsos", "key: dukcapil").replace("Asia/Jakarta", "Asia/Serang")
    lines = complaint(config, "web: {prt: 1}\n", {"SUARA_WEB__HOTS": "x"}, base=base).splitlines()
    places = [line.partition(": ")[0] for line in lines]
    assert places == ["config.yaml:5", "config.yaml:14", f"config.yaml:{LINE}", "SUARA_WEB__HOTS"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("city: [", "config.yaml:2: is no valid YAML"),
        ("city: {a: 1\nb: *x", "is no valid YAML"),
        ("- a\n- b\n", "config.yaml:1: must be a mapping of sections"),
        ("", "city: is missing"),
    ],
)
def test_a_file_that_is_no_configuration_is_told(config: Path, text: str, told: str) -> None:
    assert told in complaint(config, base=text)


def test_a_missing_file_is_one_problem_and_not_a_hundred(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as told:
        load_settings(tmp_path / "nowhere.yaml", {})
    assert str(told.value) == f"{tmp_path}/nowhere.yaml: cannot be read: No such file or directory"


def test_a_file_that_is_not_utf8_is_told(config: Path) -> None:
    config.write_bytes(b"city: \xff\xfe")
    with pytest.raises(BadSettings, match="is not UTF-8 text"):
        load_settings(config, {})


def test_known_names_are_found_at_any_depth() -> None:
    assert "rate" in names_at(Settings, ("telegram",))
    assert names_at(Settings, ("units", 3, "services", "ktp")) == ["key", "name", "closed", "merged_into"]
    assert names_at(Settings, ("spelling",)) == []
    assert names_at(Settings, ("nowhere", "deep")) == []


# --- the key ---


def test_a_key_is_made_once_and_only_we_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret.key"
    key = keep_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert keep_key(path) == key
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(8)

    def begin() -> None:
        start.wait()
        found.append(keep_key(tmp_path / "secret.key"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_key_that_others_may_read_is_refused(config: Path, tmp_path: Path) -> None:
    keep_key(tmp_path / "secret.key")
    (tmp_path / "secret.key").chmod(0o644)
    settings = load(config, environ={"SUARA_STORAGE__KEY_FILE": str(tmp_path / "secret.key")})
    with pytest.raises(BadSettings, match=re.escape(f"chmod 600 {tmp_path}/secret.key")):
        settings.secret_key()


def test_a_key_file_without_a_key_is_never_replaced(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_text("half a ke")
    path.chmod(0o600)
    settings = load(config, environ={"SUARA_STORAGE__KEY_FILE": str(path)})
    with pytest.raises(BadSettings, match=r"holds no key .*: restore it from a backup"):
        settings.secret_key()
    assert path.read_text() == "half a ke"


def test_a_key_is_understood_with_and_without_padding() -> None:
    key = os.urandom(32)
    assert decode_key(base64.urlsafe_b64encode(key).decode()) == key
    assert decode_key(encode_key(key)) == key


def test_a_given_key_leaves_no_file(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    load(config, environ={"SUARA_SECRET_KEY": KEY, "SUARA_STORAGE__KEY_FILE": str(path)}).secret_key()
    assert not path.exists()


# --- WhatsApp as a whole or not at all ---

WHATSAPP = {
    "SUARA_WHATSAPP__TOKEN": "EAAG-token",
    "SUARA_WHATSAPP__PHONE_ID": "106540352242922",
    "SUARA_WHATSAPP__APP_SECRET": "0123456789abcdef0123456789abcdef",
    "SUARA_WHATSAPP__VERIFY_TOKEN": "a word that was agreed",
}


def test_without_its_settings_whatsapp_is_off(config: Path) -> None:
    assert not load(config).whatsapp.on


def test_with_all_four_it_is_on_and_its_secrets_are_kept_out_of_the_log(config: Path) -> None:
    settings = load(config, environ=WHATSAPP)
    assert settings.whatsapp.on
    assert {"EAAG-token", "a word that was agreed"} < set(settings.secret_values())


@pytest.mark.parametrize("missing", sorted(WHATSAPP))
def test_half_of_it_is_an_error_that_names_what_is_missing(config: Path, missing: str) -> None:
    told = complaint(config, environ={name: value for name, value in WHATSAPP.items() if name != missing})
    key = missing.removeprefix("SUARA_WHATSAPP__").lower()
    assert f"whatsapp.{key}: is missing, and WhatsApp cannot do without it" in told


def test_its_pushes_are_a_part_of_its_rate(config: Path) -> None:
    told = complaint(config, "whatsapp: {rate: 10, bulk_rate: 11}\n")
    assert "bulk_rate is a part of rate" in told


def test_what_tests_begin_with_is_the_shipped_configuration_as_it_is_read(
    settings: Settings, settings_environ: dict[str, str]
) -> None:
    assert settings == load_settings(environ=settings_environ)
