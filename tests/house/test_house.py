"""The rules of the house, as far as a machine can hold them."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config.keys import key_paths
from bot.settings import CHECKOUT, Settings, load_settings
from tests.house.documented import dotted_key, shown_default

ROOMS = ("bot", "handlers", "storage", "analytics")
FUNCTION_WALL, FILE_WALL = 40, 300

# Who is let through a wall, and why. An entry that is no longer needed fails the test as well.
LONG_FUNCTIONS: dict[str, str] = {}
LONG_FILES: dict[str, str] = {}

VAGUE = {"utils", "util", "common", "helpers", "helper", "services", "core", "manager", "managers", "misc"}

# Everyday words that are no English, no identifier and no name of a thing in this field.
INDONESIAN = frozenset(
    [
        *(
            "yang",
            "dan",
            "untuk",
            "dengan",
            "tidak",
            "dari",
            "pada",
            "adalah",
            "atau",
            "juga",
            "sudah",
            "belum",
        ),
        *("akan", "bisa", "dapat", "harus", "karena", "kami", "kita", "anda", "saya", "mereka", "ini", "itu"),
        *("silakan", "terima", "kasih", "mohon", "maaf", "selamat", "pagi", "siang", "sore", "malam", "hari"),
        *("minggu", "bulan", "tahun", "laporan", "pengaduan", "keluhan", "pelayanan", "layanan", "petugas"),
        *(
            "pesan",
            "nomor",
            "kirim",
            "tulis",
            "pilih",
            "ketik",
            "jawab",
            "jawaban",
            "penilaian",
            "nilai",
            "baik",
        ),
        *(
            "buruk",
            "cepat",
            "lambat",
            "sangat",
            "kurang",
            "warga",
            "kantor",
            "batal",
            "lanjutkan",
            "ya",
            "lewati",
        ),
    ]
)
# The name of the product and of the city's offices are names; anything else needs a reason here.
INDONESIAN_ALLOWED: dict[str, str] = {
    "bot/channels/whatsapp_titles.py": "words in which no shortened title ends: looked for, never said",
}


def python_files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (CHECKOUT / room).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return [CHECKOUT / name for name in listed.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def readable() -> Iterator[tuple[str, str]]:
    """Every tracked text file but the locks, which name nothing but packages, and their hashes."""
    for path in tracked():
        if path.suffix == ".lock":
            continue
        try:
            yield shown(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


# --- size and names ---


def test_no_function_is_longer_than_the_wall() -> None:
    long = set()
    for path in python_files(*ROOMS):
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and length(node) > FUNCTION_WALL:
                long.add(f"{shown(path)}:{node.name}")
    assert long == LONG_FUNCTIONS.keys()


def test_no_file_is_longer_than_the_wall() -> None:
    long = {shown(path) for path in python_files(*ROOMS) if len(path.read_text().splitlines()) > FILE_WALL}
    assert long == LONG_FILES.keys()


def test_every_exception_from_a_wall_has_its_reason() -> None:
    assert all(len(reason) > 20 for reason in {**LONG_FUNCTIONS, **LONG_FILES, **INDONESIAN_ALLOWED}.values())


def test_every_file_begins_with_the_sentence_of_its_owner() -> None:
    without = [
        shown(path) for path in python_files(*ROOMS) if not (ast.get_docstring(tree(path)) or "").strip()
    ]
    # An Alembic revision is generated with a docstring too, so there is no exception.
    assert without == []


def test_no_module_has_a_name_that_means_anything() -> None:
    vague = [
        shown(path)
        for path in python_files(*ROOMS, "tests")
        if VAGUE & set(re.split(r"[_/.]", shown(path).removesuffix(".py")))
    ]
    assert vague == []


# --- words ---


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """String literals and comments, each with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if "#" in line:
            yield number, line.partition("#")[2]


def indonesian_in(path: Path) -> Iterator[str]:
    for number, text in words_of(path):
        if found := INDONESIAN & set(re.findall(r"[a-z]+", text.lower().replace("suara warga", ""))):
            yield f"{shown(path)}:{number}: {' '.join(sorted(found))}"


def test_the_word_list_is_long_enough_to_notice_a_sentence() -> None:
    assert len(INDONESIAN) >= 60


def test_what_people_read_is_written_in_handlers_alone() -> None:
    found = [
        line
        for path in python_files("bot", "storage", "analytics")
        if shown(path) not in INDONESIAN_ALLOWED
        for line in indonesian_in(path)
    ]
    assert found == []


# --- nothing of this machine, nothing of a registry ---

# Written in pieces, so that this file is not its own first finding.
HOSTS = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("proxy", "golang"))
]
MACHINES = ["/" + place for place in ("work/", "root/", "Users/", "opt/pypi", "tmp/plan")]


@pytest.mark.parametrize("word", [*HOSTS, *MACHINES, "--index" + "-url", "--find" + "-links"])
def test_no_registry_host_and_no_path_of_a_machine_is_in_the_tree(word: str) -> None:
    found = [name for name, text in readable() if re.search(rf"(?<![\w./~<>-]){re.escape(word)}", text)]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_everything_and_names_no_host(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    assert "://" not in text
    assert "--index" not in text
    for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


# By zoneinfo, by installing the checkout, by pandas (two), SQLAlchemy, Starlette and uvicorn.
USED_BY_OTHERS = "tzdata setuptools openpyxl pyarrow psycopg python-multipart httptools".split()


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    code = "\n".join(path.read_text() for path in python_files(*ROOMS))
    modules = {
        "python-telegram-bot": "telegram",
        "PyYAML": "yaml",
        "prometheus-client": "prometheus_client",
        "Pillow": "PIL",
        "python-docx": "docx",
        "scikit-learn": "sklearn",
        "vl-convert-python": "vl_convert",
    }
    for line in project["dependencies"]:
        name = re.split(r"[\[=<>~ ]", line)[0]
        if name in USED_BY_OTHERS:
            continue
        module = modules.get(name, name.lower())
        assert re.search(rf"^ *(import|from) {module}\b", code, flags=re.MULTILINE), f"{name} is not used"


# --- what is written about the house is true ---


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), flags=re.MULTILINE))


def code_in(page: Path) -> str:
    """What a page shows as code: fenced blocks and `words`; of a script, all of it."""
    text = page.read_text(encoding="utf-8")
    if page.suffix != ".md":
        return text
    found = re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", text, flags=re.DOTALL)
    return "\n".join(block or word for block, word in found)


def test_every_make_command_that_is_written_about_exists() -> None:
    pages = [CHECKOUT / "README.md", *(CHECKOUT / "docs").rglob("*.md"), CHECKOUT / ".ci" / "run"]
    told = {
        word
        for page in pages
        for words in re.findall(r"(?:^|\s|`)make ([a-z /-]+)", code_in(page), flags=re.MULTILINE)
        for word in re.findall(r"[a-z-]+", words)
    }
    assert {"run", "test", "check"} <= told
    assert told <= make_targets()


def test_help_lists_every_target_with_its_meaning() -> None:
    helped = subprocess.run(["make", "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", helped, flags=re.MULTILINE))
    assert listed == make_targets()


def test_ci_runs_the_test_command_of_the_readme_and_the_whole_check() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text().splitlines()
    assert "MAKEFLAGS=--jobs=2 make test check" in lines
    assert "make browser" in lines


# --- the configuration ---


def documented() -> dict[str, str]:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.*?) \| .+ \|$", (CHECKOUT / "docs/configuration.md").read_text(), flags=re.M
    )
    return dict(rows)


def test_every_key_is_documented_with_its_default_and_no_other_is() -> None:
    assert documented() == {dotted_key(key): shown_default(field) for key, field in key_paths(Settings)}


def test_every_section_of_the_shipped_file_says_what_its_keys_mean() -> None:
    text = (CHECKOUT / "config.yaml").read_text()
    for key, _ in key_paths(Settings):
        secret = key[0].startswith("secret_key") or (
            key[0] == "telegram" and key[-1] in ("token", "webhook_secret")
        )
        if not secret:
            assert re.search(rf"^{key[0]}:", text, flags=re.MULTILINE), key


def test_the_shipped_words_keep_their_traps_out() -> None:
    spelling = load_settings(environ={}).spelling
    assert not {"kk", "kel", "smp", "sk", "gg"} & spelling.keys()
    assert (spelling["yg"], spelling["gak"], spelling["blm"]) == ("yang", "tidak", "belum")
    assert all(word == word.lower() for word in spelling)


def test_the_shipped_city_is_complete() -> None:
    settings = load_settings(environ={})
    count = {group.key: sum(unit.group == group.key for unit in settings.units) for group in settings.groups}
    assert count == {"dinas": 15, "kesehatan": 17, "kecamatan": 6, "kelurahan": 67}
    assert all(settings.services_of(unit) for unit in settings.units)
    assert all(len(unit.key.encode()) <= 40 for unit in settings.units)


def test_every_kelurahan_lies_in_the_kecamatan_of_its_code() -> None:
    settings = load_settings(environ={})
    for unit in settings.units:
        if unit.within is not None:
            assert unit.code is not None
            assert unit.code.startswith(f"{settings.unit_by_key[unit.within].code}.")


def test_no_two_units_are_called_the_same() -> None:
    labels = [unit.label for unit in load_settings(environ={}).units]
    assert len(labels) == len(set(labels))


def test_what_bypasses_a_unit_bypasses_it_from_the_first_day() -> None:
    routes = {category.key: category.route for category in load_settings(environ={}).categories}
    grave = {"pungli", "bribe", "abuse", "neutrality", "retaliation"}
    assert {key for key, route in routes.items() if route == "overseers"} == grave
    assert len(routes) == 13


def test_nobody_is_sent_to_a_body_that_was_dissolved() -> None:
    assert "saber" not in (CHECKOUT / "config.yaml").read_text().lower()
