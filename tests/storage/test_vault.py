"""The vault: what it seals opens there and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.failures import Tampered, WrongKey
from storage.keyring import Generation, hashing_of, key_id
from storage.vault import Keyring, Vault, header_of
from tests.storage.given import NOW

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
PLACE = "outbox.body"


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_as_it_was_even_half_a_surrogate_pair_and_nul(text: str) -> None:
    vault = Vault(KEY)
    assert vault.open(vault.seal(text, PLACE), PLACE) == text


def test_bytes_come_back_as_they_were() -> None:
    vault = Vault(KEY)
    assert vault.open_bytes(vault.seal(b"\xff\x00", "media.file"), "media.file") == b"\xff\x00"


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    vault = Vault(KEY)
    assert vault.seal("KTP", PLACE) != vault.seal("KTP", PLACE)


def test_a_sealed_value_begins_with_version_and_key_id() -> None:
    one, two, other = (Vault(key).seal("KTP", PLACE) for key in (KEY, KEY, OTHER))
    assert one[:5] == two[:5]
    assert one[:1] == b"\x01"
    assert one[:5] != other[:5]
    assert len(one) == 1 + 4 + 12 + len(b"KTP") + 16


def test_a_value_moved_to_another_column_does_not_open() -> None:
    vault = Vault(KEY)
    with pytest.raises(Tampered, match=r"talks\.state"):
        vault.open(vault.seal("KTP", PLACE), "talks.state")


@pytest.mark.parametrize("place", range(34))
def test_a_single_changed_bit_is_noticed_wherever_it_is(place: int) -> None:
    vault = Vault(KEY)
    sealed = bytearray(vault.seal("K", PLACE))
    sealed[place] ^= 1
    with pytest.raises((Tampered, WrongKey)):
        vault.open(bytes(sealed), PLACE)


@pytest.mark.parametrize(
    "sealed", [b"", b"\x01", b"\x01" + bytes(20), b"plain text, never sealed by anybody"]
)
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(Tampered):
        Vault(KEY).open(sealed, PLACE)


def test_another_key_does_not_open_it_and_says_what_to_set() -> None:
    with pytest.raises(WrongKey, match="SUARA_SECRET_KEY"):
        Vault(OTHER).open(Vault(KEY).seal("KTP", PLACE), PLACE)


def test_after_a_change_of_keys_old_values_open_and_people_are_found() -> None:
    before, after = Vault(KEY), Vault(OTHER, older=[KEY])
    assert after.open(before.seal("KTP", PLACE), PLACE) == "KTP"
    assert before.hash("chat", "42") in after.hashes("chat", "42")
    assert after.hashes("chat", "42")[0] == after.hash("chat", "42") == Vault(OTHER).hash("chat", "42")
    with pytest.raises(WrongKey):
        before.open(after.seal("KTP", PLACE), PLACE)


def test_what_nobody_can_guess_keeps_its_hash_through_every_change_of_keys() -> None:
    cookie = Vault(KEY).lasting("kiosk", "cookie")
    assert Vault(OTHER, older=[KEY]).lasting("kiosk", "cookie") == cookie
    gone = Vault(OTHER)
    gone.remember(
        [Generation(key_id(KEY), hashing_of(KEY)), Generation(key_id(OTHER), hashing_of(OTHER), NOW)]
    )
    assert gone.lasting("kiosk", "cookie") == cookie
    assert gone.hashes("kiosk", "cookie") == (Vault(OTHER).hash("kiosk", "cookie"),)


def test_a_hash_of_a_moment_is_that_of_the_key_of_that_moment_with_a_day_for_the_change() -> None:
    vault, day = Vault(OTHER), timedelta(days=1)
    vault.remember(
        [Generation(key_id(KEY), hashing_of(KEY)), Generation(key_id(OTHER), hashing_of(OTHER), NOW)]
    )
    old, new = Vault(KEY).hash("case.pin", "KS"), Vault(OTHER).hash("case.pin", "KS")
    assert vault.hashes_at("case.pin", "KS", NOW - 2 * day) == (old,)
    assert set(vault.hashes_at("case.pin", "KS", NOW)) == {old, new}
    assert vault.hashes_at("case.pin", "KS", NOW + 2 * day) == (new,)
    assert Vault(OTHER).hashes_at("case.pin", "KS", NOW) == (new,)  # nothing is known of other keys


def test_a_key_of_which_we_have_not_heard_yet_is_looked_for_once_more() -> None:
    heard: list[Keyring] = []
    vault = Vault(KEY, newer=lambda: heard.pop() if heard else None)
    sealed = Vault(OTHER).seal("KTP", PLACE)
    with pytest.raises(WrongKey):
        vault.open(sealed, PLACE)
    heard.append(Keyring(OTHER, (KEY,)))
    assert vault.open(sealed, PLACE) == "KTP"
    assert vault.turning
    assert vault.seal("KTP", PLACE)[:5] == vault.header == header_of(sealed)


def test_a_coming_key_opens_and_does_not_seal_yet() -> None:
    vault = Vault.of(Keyring(KEY, coming=(OTHER,)))
    assert vault.open(Vault(OTHER).seal("KTP", PLACE), PLACE) == "KTP"
    assert header_of(vault.seal("KTP", PLACE)) == Vault(KEY).header
    assert vault.hash("chat", "42") == Vault(KEY).hash("chat", "42")
    assert Vault(OTHER).hash("chat", "42") in vault.hashes("chat", "42")
    assert vault.lasting("kiosk", "c") == Vault(KEY).lasting("kiosk", "c")


def test_what_is_printed_of_a_ring_tells_no_key() -> None:
    shown = repr(Keyring(KEY, (OTHER,)))
    assert KEY.hex() not in shown
    assert repr(KEY)[2:20] not in shown


def test_a_hash_depends_on_key_kind_and_value_and_is_always_the_same() -> None:
    vault = Vault(KEY)
    assert vault.hash("chat", "42") == Vault(KEY).hash("chat", "42")
    others = [
        vault.hash("chat", "43"),
        vault.hash("phone", "42"),
        vault.hash("cha", "t42"),
        Vault(OTHER).hash("chat", "42"),
    ]
    assert len({vault.hash("chat", "42"), *others}) == 5
    assert len(vault.hash("chat", "42")) == 32


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(key)
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(KEY, older=[key])
