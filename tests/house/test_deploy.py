"""What is shipped for running it: nobody is root, nothing is writable without need, every setting exists."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config.environment import private_keys, variable, variables
from bot.settings import CHECKOUT, Settings

DEPLOY = CHECKOUT / "deploy"
OURS = ("upgrade", "serve-1", "serve-2", "deliver", "schedule")
UNITS = ("suara.service", "suara@.service", "suara-backup.service")
SHIPPED = [CHECKOUT / "Dockerfile", CHECKOUT / "compose.yaml", *sorted(DEPLOY.glob("suara*"))]
HARD = (
    "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateUsers",
    "ProtectKernelTunables", "ProtectKernelModules", "ProtectControlGroups", "RestrictNamespaces",
    "RestrictSUIDSGID", "LockPersonality", "SystemCallFilter", "SystemCallArchitectures",
)  # fmt: skip


def compose() -> dict[str, Any]:
    read = yaml.safe_load((CHECKOUT / "compose.yaml").read_text())
    assert isinstance(read, dict)
    return read


def services() -> dict[str, dict[str, Any]]:
    found = compose()["services"]
    assert isinstance(found, dict)
    return found


def unit(name: str) -> dict[str, list[str]]:
    """The service section of a unit, every key with all of its values."""
    lines = (DEPLOY / name).read_text().partition("[Service]")[2].partition("\n[")[0].splitlines()
    section: dict[str, list[str]] = {}
    for line in lines:
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return section


@pytest.mark.parametrize("name", sorted(services()))
def test_every_container_is_read_only_without_rights_and_looked_after(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    # Ours are looked after as the Dockerfile says, unless they say it themselves.
    assert name in OURS or "healthcheck" in service


@pytest.mark.parametrize("name", ["suara.service", "suara@.service"])
def test_what_counts_may_be_nice(name: str) -> None:
    """Nice is what a process asks of the kernel by setpriority, which is one of those taken away before."""
    filters = unit(name)["SystemCallFilter"]
    assert filters.index("setpriority") > filters.index("~@privileged @resources")


def test_who_counts_weeks_gives_way_where_cores_are_few() -> None:
    assert services()["schedule"]["cpu_shares"] < 1024  # what the others have


def test_there_are_two_that_hear_one_that_delivers_and_one_that_keeps_time_none_of_them_root() -> None:
    commands = {name: services()[name]["command"] for name in OURS}
    assert commands == {
        "upgrade": ["db", "upgrade"],
        "serve-1": ["serve"],
        "serve-2": ["serve"],
        "deliver": ["deliver"],
        "schedule": ["schedule"],
    }
    assert {services()[name]["user"] for name in OURS} == {"10001:10001"}
    assert services()["database"]["image"].startswith("postgres:18")
    assert compose()["networks"]["inside"]["internal"] is True


def test_every_secret_is_a_file_that_is_not_in_git_and_none_stands_in_the_environment() -> None:
    secrets = compose()["secrets"]
    assert all(each["file"] == f"./deploy/secrets/{name}" for name, each in secrets.items())
    assert "/deploy/secrets/" in (CHECKOUT / ".gitignore").read_text().splitlines()
    for name in OURS:
        environment = services()[name]["environment"]
        private = {variable(key) for key in private_keys(Settings)}
        assert not private & environment.keys()
        assert set(services()[name]["secrets"]) <= secrets.keys()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_setting_that_is_set_exists(path: Path) -> None:
    known = variables(Settings).keys()
    files = {f"{variable(key)}_FILE" for key in private_keys(Settings)}
    named = set(re.findall(r"\bSUARA_[A-Z_0-9]*[A-Z0-9]", path.read_text())) - {"SUARA_DOMAIN"}
    assert named <= known | files


def test_caddy_speaks_to_those_that_hear_and_to_nobody_else() -> None:
    caddyfile = (DEPLOY / "Caddyfile").read_text()
    assert set(re.findall(r"(\S+):8080", caddyfile)) == {"serve-1", "serve-2"}
    assert "handle /health" in caddyfile
    assert services()["serve-1"]["environment"]["SUARA_WEB__TRUSTED_HOPS"] == "1"


def test_the_image_is_built_from_what_is_locked_and_runs_as_nobody_special() -> None:
    text = (CHECKOUT / "Dockerfile").read_text()
    assert "--require-hashes" in text
    assert text.count("\nFROM ") == 2
    assert re.findall(r"^USER (\S+)", text, flags=re.MULTILINE) == ["10001:10001"]
    ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, flags=re.MULTILINE)
    assert {f"!{name}" for names in copied for name in names.split()} == {i for i in ignored if i[:1] == "!"}


def hardened(section: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is taken from a unit; that some may be nice takes nothing from the others."""
    return {key: [value for value in section[key] if value != "setpriority"] for key in HARD}


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_hardened_as_the_others_are(name: str) -> None:
    section, first = unit(name), unit(UNITS[0])
    assert section["User"] == ["suara"]
    assert section["CapabilityBoundingSet"] == [""]
    assert hardened(section) == hardened(first)
    assert section["ProtectSystem"] == ["strict"]


@pytest.mark.parametrize("name", [*UNITS, "suara-backup.timer"])
def test_a_unit_can_be_read(name: str) -> None:
    reader = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    reader.read_string((DEPLOY / name).read_text())
    assert "Description" in reader["Unit"]


def test_the_deployment_page_names_everything_that_is_shipped() -> None:
    page = (CHECKOUT / "docs" / "deployment.md").read_text()
    assert [path.name for path in SHIPPED if path.name not in page] == []
