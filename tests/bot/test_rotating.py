"""Keys changed while people talk: no turn fails, nothing is lost, and the old key is needed by nothing."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.house import House
from bot.keyfile import KeyFile, create, read_ring, write_ring
from bot.keys import rotating
from bot.keys.opening import meet
from bot.keys.resealing import Walk
from bot.media import read_copy, seal_copy, write_durably
from bot.offices.office import Mistaken
from bot.settings import Settings, load_settings
from bot.wiring import build_house, sync_units
from storage import (
    audit,
    audit_checking,
    audit_heads,
    audit_sealing,
    case_events,
    media,
    resealing,
    seal_keys,
)
from storage.failures import Tampered, WrongKey
from storage.media import NewMedia
from storage.models import Case, Citizen, Media, Rating
from storage.store import Store
from storage.vault import Keyring, Vault
from tests.bot.citizens import Chat
from tests.storage import given

PEOPLE, ROUNDS = 6, 6
READS = 0.02  # seconds that somebody looks at an answer


@dataclass
class Installation:
    """One database with its key file; every process of it opens both by itself."""

    settings: Settings
    url: str
    opened: list[Store] = field(default_factory=list)

    @property
    def key_file(self) -> Path:
        return self.settings.storage.key_file

    @property
    def media(self) -> Path:
        return self.settings.storage.media_dir

    def process(self) -> Store:
        """The database as one more process opens it."""
        file = KeyFile(self.key_file)
        store = self.with_key(Vault.of(file.ring, file.newer))
        meet(store, datetime.now(UTC))
        return store

    def with_key(self, vault: Vault) -> Store:
        self.opened.append(Store(self.url, vault))
        return self.opened[-1]

    def rotate(self, store: Store, why: str = "the day has come") -> dict[str, int]:
        return rotating.rotate(self.settings, store, why, _silent, everywhere=True)


def _silent(place: str, count: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture
def here(url: str, settings_environ: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    environ = {name: value for name, value in settings_environ.items() if name != "SUARA_SECRET_KEY"}
    here = Installation(load_settings(environ=environ), url)
    create(here.key_file)
    yield here
    for store in here.opened:
        store.dispose()


@pytest.fixture
def store(here: Installation) -> Store:
    return here.process()


@pytest.fixture
def house(here: Installation, store: Store) -> House:
    sync_units(here.settings, store)
    return build_house(here.settings)


class Talkers(threading.Thread):
    """People who rate again and again, all on one process, until `done`."""

    def __init__(self, store: Store, house: House, people: range, done: threading.Event) -> None:
        super().__init__()
        self._store, self._house, self._people, self._done = store, house, people, done
        self.rated = 0
        self.failed: BaseException | None = None

    def run(self) -> None:
        now = datetime.now(UTC)
        chats = [Chat(self._store, self._house, now, f"person-{number}") for number in self._people]
        try:
            for chat in chats:
                chat.types("halo")
            while not self._done.is_set() or self.rated < ROUNDS:
                for chat in chats:
                    chat.types("/start u-disdukcapil")
                    chat.types("4")
                    self.rated += 1
                    self._done.wait(READS)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self.failed = error


def test_nobody_notices_that_keys_change_while_they_talk(
    here: Installation, store: Store, house: House
) -> None:
    old, done = read_ring(here.key_file).key, threading.Event()
    many = 1 if store.is_sqlite else 3  # on SQLite one process writes
    threads = [Talkers(here.process(), house, range(n, PEOPLE, many), done) for n in range(many)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):  # several changes, one after the other
            left = here.rotate(here.process())
            while left:
                left = rotating.go_on(here.settings, here.process(), _silent)
            rotating.retire(here.settings, here.process(), "done", None)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert [thread.failed for thread in threads] == [None] * many
    alone = here.with_key(Vault(read_ring(here.key_file).key))
    assert not meet(alone, datetime.now(UTC))
    with alone.reading() as tx:
        assert resealing.left(tx) == {}
        assert tx.connection.execute(select(func.count()).select_from(Citizen)).scalar_one() == PEOPLE
        rated = tx.connection.execute(select(func.count()).select_from(Rating)).scalar_one()
        assert rated == sum(thread.rated for thread in threads)
        assert len(seal_keys.rows(tx)) == 4
    with pytest.raises(WrongKey):
        meet(here.with_key(Vault(old)), datetime.now(UTC))


def test_files_on_disk_are_sealed_again_and_what_retention_takes_stays_gone(
    here: Installation, store: Store, now: datetime
) -> None:
    for name in ("kept", "stray"):
        write_durably(here.media / name, seal_copy(name.encode(), name, store.vault))
    (here.media / "half.part").write_bytes(b"half")
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        (media_id,) = media.add(tx, "case", case.id, "telegram", "1", [NewMedia("ref", "photo")], now)
        media.kept(tx, media_id, "kept", "image/jpeg", 4)
    before = store.vault.header
    with pytest.raises(Mistaken, match="no former key"):
        rotating.retire(here.settings, store, "too early", None)
    assert here.rotate(store) == {}
    assert store.vault.header != before
    alone = Vault(read_ring(here.key_file).key)
    assert read_copy(here.media, "kept", alone) == b"kept"
    assert read_copy(here.media, "stray", alone) == b"stray"
    assert not (here.media / "half.part").exists()


def test_a_former_key_that_is_still_needed_is_not_taken_away(
    here: Installation, store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        given.case(tx, given.citizen(tx))
    write_durably(here.media / "photo", seal_copy(b"photo", "photo", store.vault))
    ring = read_ring(here.key_file)
    write_ring(here.key_file, Keyring(bytes(range(32)), (ring.key,)))
    process = here.process()
    with pytest.raises(Mistaken, match=r"still needed: .*1 in cases\.details.*1 in files.*suara key reseal"):
        rotating.retire(here.settings, process, "too early", None)
    rows = rotating.status(process, here.media)
    assert [row["does"] for row in rows] == ["opens", "seals"]
    assert rows[1]["waiting"] >= 3
    assert rotating.go_on(here.settings, process, _silent) == {}
    rotating.retire(here.settings, process, "now", here.media / "former.key")
    assert (here.media / "former.key").stat().st_mode & 0o777 == 0o600
    assert [row["does"] for row in rotating.status(process, here.media)] == ["retired", "seals"]


def test_killed_at_any_moment_it_is_begun_again_and_loses_nothing(here: Installation, store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        for _ in range(5):
            given.case(tx, given.citizen(tx))
    coming = rotating.prepare(here.settings, store)  # died after this
    assert rotating.prepare(here.settings, here.process()) == coming
    ring = read_ring(here.key_file)
    write_ring(here.key_file, Keyring(ring.coming[0], (ring.key,)))  # and after this, with nothing noted
    process = here.process()
    walk = Walk(rows=2)
    with process.begin() as tx:
        while walk.table != "cases":
            assert walk.look(tx)
            walk.seal(tx)  # and in the middle of the rows
    with pytest.raises(Mistaken, match="a former key is still there"):
        here.rotate(process)
    assert rotating.go_on(here.settings, here.process(), _silent) == {}
    with process.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(Case)).scalar_one() == 5
        assert [
            line.kind
            for line in audit.between(tx, given.NOW.replace(year=2020), given.NOW.replace(year=2100))
        ] == ["key_rotated"]


def test_the_log_accuses_nobody_of_tampering_after_a_change_of_keys(here: Installation, store: Store) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        case_events.happened(tx, [case.id], "noted", "official:1", "kata-kata", now)
        audit.add(tx, "read", "official:1", now, about="case:KS", why="audit")
        rating = {"unit": "disdukcapil", "score": 2, "channel": "telegram", "given_at": now, "talk": "t"}
        words = tx.vault.seal("lama", "ratings.words")
        tx.connection.execute(Rating.__table__.insert().values(**rating, words=words))
        audit_sealing.seal(tx, now)
        audit_heads.close_day(tx, now.date(), now)
    here.rotate(store)
    rotating.retire(here.settings, store, "done", None)
    alone = here.process()
    with alone.reading() as tx:
        checked = audit_checking.check(tx)
    assert checked.found == 0, checked
    assert checked.rows >= 4


def test_two_at_once_do_not_change_keys(here: Installation, store: Store) -> None:
    with rotating.alone(here.settings), pytest.raises(Mistaken, match="at work"):
        here.rotate(store)


def test_where_other_machines_may_be_the_key_is_known_everywhere_first(
    here: Installation, store: Store
) -> None:
    if store.is_sqlite:
        pytest.skip("one machine")
    with pytest.raises(Mistaken, match=r"suara key new.*--everywhere"):
        rotating.rotate(here.settings, store, "why", _silent, everywhere=False)
    assert not read_ring(here.key_file).coming


def test_a_machine_that_still_seals_with_the_former_key_keeps_it_from_being_taken_away(
    here: Installation, store: Store, house: House, tmp_path: Path
) -> None:
    there = tmp_path / "another-machine.key"
    rotating.prepare(here.settings, store)
    shutil.copy(here.key_file, there)  # every machine knows the new key
    file = KeyFile(there)
    other = here.with_key(Vault.of(file.ring, file.newer))
    here.rotate(store)
    chat = Chat(other, house, datetime.now(UTC), "somebody")
    chat.types("halo")  # served there, sealed by the former key
    with pytest.raises(Mistaken, match="still needed"):
        rotating.retire(here.settings, here.process(), "too early", None)
    shutil.copy(here.key_file, there)
    Chat(store, house, datetime.now(UTC), "somebody").types("halo")
    chat.types("halo")
    assert rotating.go_on(here.settings, here.process(), _silent) == {}
    rotating.retire(here.settings, here.process(), "now", None)
    with store.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(Citizen)).scalar_one() == 1


def test_a_key_from_the_environment_is_changed_there(url: str, settings: Settings) -> None:
    store = Store(url, Vault(settings.secret_key()))
    meet(store, datetime.now(UTC))
    with pytest.raises(Mistaken, match="SUARA_SECRET_KEY_OLD"):
        rotating.rotate(settings, store, "why", _silent, everywhere=True)
    turned = Store(url, Vault(bytes(range(32)), older=[settings.secret_key()]))
    meet(turned, datetime.now(UTC))
    assert rotating.go_on(settings, turned, _silent) == {}
    rotating.retire(settings, turned, "done", None)
    store.dispose()
    turned.dispose()


def test_a_key_file_that_is_spoiled_while_we_run_changes_nothing(here: Installation, store: Store) -> None:
    here.key_file.write_text("spoiled")
    with store.begin() as tx:
        assert tx.vault.open(tx.vault.seal("x", "p"), "p") == "x"
    here.key_file.unlink()
    with store.reading() as tx:
        assert tx.vault.open(tx.vault.seal("x", "p"), "p") == "x"


def test_a_photo_that_was_changed_on_disk_is_named(here: Installation, store: Store) -> None:
    write_durably(here.media / "photo", b"\x01" + bytes(60))
    with pytest.raises(WrongKey, match=r"media\.file:photo"):
        here.rotate(store)
    (here.media / "photo").write_bytes(b"short")
    with pytest.raises(Tampered):
        rotating.go_on(here.settings, here.process(), _silent)


def test_media_rows_keep_their_reference(here: Installation, store: Store, now: datetime) -> None:
    with store.begin() as tx:
        media.add(tx, "rating", 1, "telegram", "1", [NewMedia("the reference", "photo", name="ktp.jpg")], now)
    here.rotate(store)
    with store.reading() as tx:
        assert [row.ref for row in media.of(tx, "rating", 1)] == ["the reference"]
        assert tx.connection.execute(select(Media.name)).scalar_one()[:5] == tx.vault.header
