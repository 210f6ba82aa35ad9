"""A check of the log: whoever changed, removed or slipped in something is found, nobody else is accused."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, insert, select, text, update

from storage import audit, audit_heads, audit_sealing, disclosures, figures, officials
from storage.audit_checking import Checked, check
from storage.audit_codes import Code, code_of, read
from storage.models import Audit, Case, CaseEvent, Figures, Head, Official, Seal
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage import given, tampering
from tests.storage.given import DAY, NOW
from tests.storage.histories import History

MINUTE = timedelta(minutes=1)
HISTORIES, EDITS = 6, 60


def sealed(tx: Tx, lines: int, start: int = 0) -> None:
    """So many lines with a seal each, a minute apart, and a head."""
    for number in range(start, start + lines):
        now = NOW + number * MINUTE
        audit.add(tx, "export", "operator", now, about=f"case:{number}", why="Untuk arsip")
        audit_sealing.seal(tx, now)
    end = NOW + (start + lines) * MINUTE
    audit_heads.close_day(tx, (NOW + start * DAY).date(), end)


def found(checked: Checked) -> list[tuple[str, str, str]]:
    return [(each.what, each.table, each.key) for each in checked.findings]


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    """Five lines in five seals under a head."""
    with store.begin() as tx:
        sealed(tx, 5)
        yield tx


def keys(tx: Tx) -> list[str]:
    return [str(key) for key in tx.connection.execute(select(Audit.id).order_by(Audit.id)).scalars()]


def test_an_empty_log_is_clean(store: Store) -> None:
    with store.reading() as tx:
        checked = check(tx)
    assert (checked.found, checked.rows, checked.heads, checked.last_head) == (0, 0, 0, None)


def test_a_log_that_nobody_touched_is_clean_and_says_how_far_it_reaches(tx: Tx) -> None:
    audit.add(tx, "export", "operator", NOW + 6 * MINUTE)
    audit_sealing.seal(tx, NOW + 7 * MINUTE)
    audit.add(tx, "export", "operator", NOW + 8 * MINUTE)
    checked = check(tx)
    assert (checked.found, checked.findings) == (0, [])
    assert (checked.rows, checked.seals, checked.heads, checked.after_head) == (6, 6, 1, 1)
    assert (checked.waiting, checked.waiting_since) == (1, NOW + 8 * MINUTE)


def test_a_changed_row_is_named_with_its_seal(tx: Tx) -> None:
    third = keys(tx)[2]
    tx.connection.execute(update(Audit).where(Audit.id == int(third)).values(actor="system"))
    checked = check(tx)
    assert found(checked) == [("changed", "audit", third)]
    assert (checked.findings[0].seal, checked.findings[0].at) == (3, NOW + 2 * MINUTE)


def test_a_removed_row_is_named(tx: Tx) -> None:
    third = keys(tx)[2]
    tx.connection.execute(delete(Audit).where(Audit.id == int(third)))
    assert found(check(tx)) == [("removed", "audit", third)]


def test_a_row_that_was_slipped_into_a_seal_is_named(tx: Tx) -> None:
    new = {"kind": "export", "actor": "operator", "at": NOW, "sealed_in": 2}
    row_id = tx.connection.execute(insert(Audit).values(**new).returning(Audit.id)).scalar_one()
    assert found(check(tx)) == [("inserted", "audit", str(row_id))]


def test_rows_that_changed_places_are_named_as_reordered(tx: Tx) -> None:
    first, second = keys(tx)[:2]
    rows = {row.id: row for row in tx.connection.execute(select(Audit)).all()}
    for one, other in ((first, second), (second, first)):
        content = rows[int(other)]._mapping
        values = {name: value for name, value in content.items() if name not in ("id", "sealed_in")}
        tx.connection.execute(update(Audit).where(Audit.id == int(one)).values(**values))
    checked = check(tx)
    assert found(checked) == [("reordered", "audit", first), ("reordered", "audit", second)]
    assert checked.findings[0].note == f"stood at {second}"


def test_other_words_under_the_right_key_are_found(tx: Tx) -> None:
    third = keys(tx)[2]
    words = tx.vault.seal("Lain", audit.WHY)
    tx.connection.execute(update(Audit).where(Audit.id == int(third)).values(why=words))
    assert found(check(tx)) == [("words", "audit", third)]


def test_words_that_somebody_took_away_are_found(tx: Tx) -> None:
    third = keys(tx)[2]
    tx.connection.execute(update(Audit).where(Audit.id == int(third)).values(why=None, salt=None))
    assert found(check(tx)) == [("emptied", "audit", third)]


def test_words_that_retention_took_away_are_not(tx: Tx) -> None:
    tx.connection.execute(update(Audit).values(why=None, salt=None))
    line = {"about": f"before:{(NOW + 10 * MINUTE).isoformat()}"}
    audit.add(tx, "whys_emptied", "system", NOW, **line)
    assert check(tx).found == 0


def test_a_line_that_gives_no_moment_takes_no_words_away(tx: Tx) -> None:
    tx.connection.execute(update(Audit).values(why=None, salt=None))
    audit.add(tx, "whys_emptied", "system", NOW, about="before:besok")
    assert check(tx).found == 5


def test_figures_that_were_published_are_under_seal(tx: Tx) -> None:
    figures.freeze(tx, "2026-Q3", '{"ikm": 71.2}', NOW + 5 * MINUTE)
    audit_sealing.seal(tx, NOW + 5 * MINUTE)
    tx.connection.execute(update(Figures).values(numbers='{"ikm": 88.2}'))
    assert found(check(tx)) == [("changed", "figures", "2026-Q3")]


def test_a_seal_that_was_edited_breaks_the_chain(tx: Tx) -> None:
    tx.connection.execute(update(Seal).where(Seal.number == 3).values(count=2))
    assert found(check(tx)) == [("seal_changed", "seals", "3")]


def test_seals_that_are_gone_are_named_and_so_are_rows_that_claim_them(tx: Tx) -> None:
    third = keys(tx)[2]
    tx.connection.execute(delete(Seal).where(Seal.number == 3))
    assert found(check(tx)) == [("seal_removed", "seals", "3-3"), ("inserted", "audit", third)]


def test_a_tail_that_was_cut_is_found_by_rows_and_heads(tx: Tx) -> None:
    tx.connection.execute(delete(Seal).where(Seal.number > 3))
    assert found(check(tx)) == [("cut", "audit", ""), ("cut", "heads", "1")]


def test_a_tail_that_was_cut_cleanly_is_found_by_the_code_of_a_head(tx: Tx) -> None:
    sealed(tx, 2, start=5)
    code = _last_code(tx)
    for table, past in ((Audit, Audit.sealed_in > 5), (Seal, Seal.number > 5), (Head, Head.number > 1)):
        tx.connection.execute(delete(table).where(past))
    assert check(tx).found == 0
    checked = check(tx, [code])
    assert found(checked) == [("head_removed", "heads", "2")]
    assert "the heads end at 1" in checked.findings[0].note


def test_a_chain_that_was_built_anew_without_the_key_does_not_fit_its_head(tx: Tx) -> None:
    tx.connection.execute(update(Audit).where(Audit.sealed_in == 2).values(actor="system"))
    tampering.chain_anew(tx)
    assert found(check(tx)) == [("rebuilt", "heads", "1")]


def test_a_chain_that_was_built_anew_with_the_key_is_found_by_the_code_alone(tx: Tx) -> None:
    first = _last_code(tx)
    sealed(tx, 2, start=5)
    second = _last_code(tx)
    tx.connection.execute(update(Audit).where(Audit.sealed_in == 6).values(actor="system"))
    tampering.chain_anew(tx)
    tampering.sign_anew(tx)
    assert check(tx).found == 0
    checked = check(tx, [first, second])
    assert found(checked) == [("rebuilt", "heads", "2")]
    assert "not changed up to head 1" in checked.findings[0].note


def test_a_head_signed_by_a_stranger_is_found(tx: Tx) -> None:
    audit_heads.close_day(_with(tx, Vault(b"x" * 32)), (NOW + 5 * DAY).date(), NOW + 5 * DAY)
    assert found(check(tx)) == [("signature", "heads", "2")]


def test_after_a_change_of_keys_heads_of_the_old_one_still_count(tx: Tx) -> None:
    audit.add(tx, "key_rotated", "operator", NOW + 6 * MINUTE)
    both = _with(tx, Vault(b"n" * 32, [tx.vault.ring.key]))
    audit_heads.close_day(both, (NOW + DAY).date(), NOW + DAY)
    assert check(both).found == 0
    # The words were not sealed anew here, as a change of keys does; the heads are not accused.
    assert {each.what for each in check(_with(tx, Vault(b"n" * 32))).findings} == {"words"}


def _with(tx: Tx, vault: Vault) -> Tx:
    return replace(tx, vault=vault)


def test_a_clock_that_was_set_back_before_sealing_is_found(tx: Tx) -> None:
    audit.add(tx, "export", "operator", NOW + 6 * MINUTE)
    audit_sealing.seal(tx, NOW - 3 * DAY)
    audit_heads.close_day(tx, (NOW - 3 * DAY).date(), NOW - 3 * DAY)
    checked = check(tx)
    assert found(checked)[0] == ("clock", "seals", "6")
    assert {each.what for each in checked.findings} == {"clock", "ahead"}
    assert ("clock", "heads", "2") in found(checked)


def test_a_clock_that_is_right_again_accuses_nobody_afterwards(tx: Tx) -> None:
    ahead = NOW + 400 * DAY
    audit.add(tx, "export", "operator", ahead)
    audit_sealing.seal(tx, ahead)
    for minutes in (6, 7):
        audit.add(tx, "export", "operator", NOW + minutes * MINUTE)
        audit_sealing.seal(tx, NOW + minutes * MINUTE)
    assert found(check(tx)) == [("clock", "seals", "7")]


def test_a_row_dated_long_before_its_seal_was_slipped_in(tx: Tx) -> None:
    line = audit.add(tx, "export", "operator", NOW - DAY)
    audit_sealing.seal(tx, NOW + 6 * MINUTE)
    assert found(check(tx)) == [("late", "audit", str(line))]


def test_what_waited_while_the_sealer_stood_still_is_not_late(tx: Tx) -> None:
    audit.add(tx, "export", "operator", NOW + 6 * MINUTE)
    audit.add(tx, "export", "operator", NOW + 7 * MINUTE)
    later = NOW + 9 * DAY
    while audit_sealing.seal(tx, later, most=1) is not None:
        later += 20 * MINUTE
    assert check(tx).found == 0


def test_rows_of_a_table_that_is_sealed_for_the_first_time_are_not_late(tx: Tx) -> None:
    given.units(tx, "disdukcapil")
    for _ in range(3):
        given.case(tx, given.citizen(tx))
    later = NOW + 9 * DAY
    while audit_sealing.seal(tx, later, most=1) is not None:
        later += 20 * MINUTE
    audit.add(tx, "export", "operator", later)
    audit_sealing.seal(tx, later)
    assert check(tx).found == 0
    given.case(tx, given.citizen(tx))
    audit_sealing.seal(tx, later + MINUTE)
    assert [(each.what, each.table) for each in check(tx).findings] == [("late", "case_events")]


def test_a_case_that_tells_only_its_day_is_not_late(tx: Tx) -> None:
    given.units(tx, "disdukcapil")
    case = given.case(tx, given.citizen(tx), known_as="untraceable")
    tx.connection.execute(update(CaseEvent).where(CaseEvent.case_id == case.id).values(at=NOW - DAY))
    tx.connection.execute(update(Case).values(opened_at=NOW - DAY, state_at=NOW - DAY))
    audit_sealing.seal(tx, NOW + 6 * MINUTE)
    assert check(tx).found == 0


def test_what_sqlite_takes_for_a_value_does_not_stop_sealer_or_check(tx: Tx) -> None:
    if tx.dialect != "sqlite":
        pytest.skip("PostgreSQL refuses it")
    for change in ("at = 'kemarin'", "kind = CAST(x'ff' AS TEXT)", "why = 'plain'", "salt = 'x', why = 7"):
        tx.connection.execute(text(f"UPDATE audit SET {change} WHERE sealed_in = 2"))  # noqa: S608 - our own words
    garbage = (
        "INSERT INTO audit (kind, actor, about, at, why) VALUES (CAST(x'fe' AS TEXT), 7, x'00', 'x', 'y')"
    )
    tx.connection.execute(text(garbage))
    tx.connection.execute(
        text("UPDATE seals SET entries = 'x', sealed_at = 'y', drained = 7 WHERE number = 4")
    )
    tx.connection.execute(text("UPDATE heads SET day = 'x', made_at = 'y', seal = 'z'"))
    assert audit_sealing.seal(tx, NOW + 6 * MINUTE) is not None
    whats = {each.what for each in check(tx).findings}
    assert {"changed", "words", "seal_changed", "head_changed"} <= whats


def test_no_more_than_some_are_named_and_all_are_counted(tx: Tx) -> None:
    rows = [{"kind": "x", "actor": "operator", "at": NOW, "sealed_in": 2} for _ in range(1100)]
    tx.connection.execute(insert(Audit), rows)
    checked = check(tx)
    assert (checked.found, len(checked.findings)) == (1100, 1000)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nobody_is_accused_after_a_lawful_history(store: Store, seed: int) -> None:
    with store.begin() as tx:
        history = History(tx, random.Random(seed)).begin().go_on(40)
        checked = check(history.tx, [read(code) for code in history.codes])
    assert checked.findings == []
    assert checked.rows > 10


def test_whatever_is_edited_after_sealing_is_found_with_the_code_of_the_last_head(store: Store) -> None:
    dice = random.Random(7)
    with store.begin() as tx:
        history = History(tx, dice).begin().go_on(80)
        for _ in range(EDITS):
            point = tx.connection.begin_nested()
            edit = dice.choice(tampering.EDITS)
            if edit(history.tx, dice):
                assert check(history.tx, [read(history.codes[-1])]).found, edit.__name__
            point.rollback()


def _last_code(tx: Tx) -> Code:
    head = audit_heads.last(tx)
    assert head is not None
    return code_of(head.number, head.hash)


def test_an_official_whom_nobody_invited_is_found(tx: Tx) -> None:
    officials.invite(tx, "overseer", None, "Sri", "c0de", NOW + DAY, NOW)
    assert check(tx).found == 0
    forged = given.official(tx, role="overseer")
    checked = check(tx)
    assert found(checked) == [("unfounded", "officials", str(forged))]
    assert "nobody invited them as overseer" in checked.findings[0].note


def test_an_official_who_made_themselves_overseer_is_found(tx: Tx) -> None:
    made = officials.invite(tx, "operator", None, "Sri", "c0de", NOW + 6 * MINUTE, NOW + 6 * MINUTE)
    audit_sealing.seal(tx, NOW + 6 * MINUTE)
    given.change(tx, Official, made, role="overseer")
    assert found(check(tx)) == [("changed", "officials", str(made))]


def test_the_upgrade_writes_a_line_for_whoever_was_invited_before_there_was_one(tx: Tx) -> None:
    officials.invite(tx, "head", _unit(tx), "Sri", "c0de", NOW + DAY, NOW)
    older = given.official(tx, role="overseer")
    migration = import_module("storage.migrations.versions.0021_invited")
    with Operations.context(MigrationContext.configure(tx.connection)):
        migration.upgrade()
    assert check(tx).found == 0
    assert [line.actor for line in audit.about(tx, f"official:{older}")] == ["system"]


def _unit(tx: Tx) -> str:
    given.units(tx, "dishub")
    return "dishub"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"state": "fixed"}, "state"),
        ({"state_at": NOW - DAY}, "state_at"),
        ({"answered_at": NOW - DAY}, "answered_at"),
        ({"closed_at": NOW + DAY}, "closed_at"),
        ({"opened_at": NOW + DAY}, "opened_at"),
    ],
)
def test_a_case_that_stands_otherwise_than_its_steps_say_is_found(
    tx: Tx, change: dict[str, object], named: str
) -> None:
    given.units(tx, "disdukcapil")
    case = given.answered(tx, given.case(tx, given.citizen(tx)), "Sudah", NOW + MINUTE)
    assert check(tx).found == 0
    tx.connection.execute(update(Case).where(Case.id == case.id).values(**change))
    checked = check(tx)
    assert found(checked) == [("unfounded", "cases", case.number)]
    assert checked.findings[0].note == f"no step explains its {named}"


def test_a_yes_to_open_an_identity_that_was_forged_is_found(tx: Tx) -> None:
    given.units(tx, "disdukcapil")
    case = given.case(tx, given.citizen(tx))
    one, other = (officials.invite(tx, "overseer", None, "Sri", f"c{n}", NOW + DAY, NOW) for n in (1, 2))
    asked = disclosures.ask(tx, case.id, one, "Sidang", NOW)
    disclosures.decide(tx, asked, other, NOW, granted=True)
    assert found(check(tx)) == [("unfounded", "disclosures", str(asked))]
    audit.add(tx, "disclosure_granted", f"official:{other}", NOW, about=f"case:{case.number}")
    assert check(tx).found == 0
    audit.add(tx, "disclosure_granted", f"official:{one}", NOW, about=f"case:{case.number}")
    disclosures.decide(tx, asked, one, NOW, granted=True)
    assert found(check(tx)) == [("unfounded", "disclosures", str(asked))]
