"""The digest's buttons: who gets which, and what a tap on each does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from handlers import digest
from handlers.desk_events import DigestRead, LateExplained, OwnersReminded
from handlers.desk_views import Desk, DeskLine, Work
from handlers.events import Event
from handlers.facts import Facts
from handlers.talk import Recorded, Say, Words, speaking
from tests.handlers.city import TODAY, facts
from tests.handlers.talker import NUMBER, Talker

OTHER = "KS-2610-2M9D"


def on_desk(number: str = NUMBER, *, overdue: bool = True, owner: str = "Ratna") -> DeskLine:
    return DeskLine(
        number, "complaint", "in_progress", "Dishub", "slow", TODAY, TODAY, overdue, owner, mine=False
    )


def work(number: str = NUMBER) -> Work:
    return Work(
        number=number,
        version=4,
        kind="complaint",
        state="in_progress",
        unit="Dishub",
        unit_key="dishub",
        category="slow",
        about="service",
        words="Lampu mati",
        where="",
        when="",
        reporter="",
        opened=date(2026, 11, 2),
        due=TODAY,
        overdue=True,
        next_step="answer",
        owner="Ratna",
        mine=False,
        may=frozenset({"see"}),
        reader="head",
    )


def official(*lines: DeskLine, may_remind: bool = True, opened: Work | None = None) -> Facts:
    late = sum(line.overdue for line in lines)
    return facts(desk=Desk(lines=lines, late=late, open=len(lines), may_remind=may_remind), work=opened)


def labels(say: Say) -> list[str]:
    return [choice.label for choice in say.choices]


def always(recorded: Recorded) -> Callable[[Event, Facts], Recorded]:
    """A storage of which this comes whatever was decided."""

    def record(event: Event, known: Facts) -> Recorded:
        return recorded

    return record


refused = always(Recorded(done=False, problem="stale"))


# --- which buttons ---


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        ("officer", ["⏰ 2 laporan terlambat", "↪️ Alihkan", "✅ Sudah saya baca"]),
        (
            "head",
            [
                "⏰ 2 laporan terlambat",
                "🔔 Ingatkan",
                "↪️ Alihkan",
                "✏️ Jelaskan",
                "📄 Laporan SKM",
                "✅ Sudah saya baca",
            ],
        ),
        (
            "coordinator",
            ["⏰ 2 laporan terlambat", "🔔 Ingatkan", "↪️ Alihkan", "📄 Laporan SKM", "✅ Sudah saya baca"],
        ),
        ("overseer", ["⏰ 2 laporan terlambat", "🔔 Ingatkan", "📄 Laporan SKM", "✅ Sudah saya baca"]),
    ],
)
def test_each_role_gets_the_buttons_it_may_use(role: str, buttons: list[str]) -> None:
    assert labels(digest.with_buttons("words", role, "2026-W47", late=2)) == buttons


def test_without_late_reports_only_reading_and_for_a_head_the_report_are_left() -> None:
    officer, head = (digest.with_buttons("words", r, "2026-W47", unit="dishub") for r in ("officer", "head"))
    assert [choice.id for choice in officer.choices] == ["go.sumr:read.2026-W47"]
    assert [choice.id for choice in head.choices] == ["go.repo:dishub", "go.sumr:read.2026-W47"]


def test_a_head_reminds_for_their_own_office_and_a_coordinator_for_all() -> None:
    head = digest.with_buttons("words", "head", "2026-W47", unit="dishub", late=1)
    city = digest.with_buttons("words", "coordinator", "2026-W47", late=1)
    assert "go.sumr:remind.dishub" in [choice.id for choice in head.choices]
    assert "go.sumr:remind" in [choice.id for choice in city.choices]
    assert head.choices[0].id == "go.desk:late"


# --- what a tap does ---


def test_a_tap_says_that_the_digest_was_read_and_offers_what_is_late() -> None:
    talker = Talker(official(on_desk()))
    talker.presses("go.sumr:read.2026-W47")
    assert talker.event(DigestRead) == DigestRead("2026-W47")
    assert "Terima kasih sudah membaca" in talker.screen
    assert talker.labels == ["⏰ 1 laporan terlambat", "🗂 Meja saya"]


def test_reminding_records_the_office_and_says_whether_anybody_was_reminded() -> None:
    talker = Talker(official(on_desk()))
    talker.presses("go.sumr:remind.dishub")
    assert talker.event(OwnersReminded) == OwnersReminded("dishub")
    assert "sudah saya ingatkan" in talker.screen
    for nothing in (Recorded(done=False), Recorded(name="0")):
        nobody = Talker(official(), record=always(nothing))
        nobody.presses("go.sumr:remind")
        assert nobody.event(OwnersReminded) == OwnersReminded("")
        assert "Tidak ada yang perlu diingatkan" in nobody.screen


def test_who_may_not_remind_is_told_so_and_nothing_is_recorded() -> None:
    talker = Talker(official(on_desk(), may_remind=False))
    talker.presses("go.sumr:remind.dishub")
    assert talker.events == []
    assert "kepala kantor" in talker.screen


def test_passing_on_offers_the_late_reports_one_by_one() -> None:
    talker = Talker(official(on_desk(), on_desk(OTHER, overdue=False)))
    talker.presses("go.sumr:pass")
    assert [choice.id for choice in talker.says_so_far[-1].choices] == [
        f"go.work:{NUMBER}.pass",
        "go.desk:late",
        "go.desk",
    ]
    assert talker.labels[0] == f"{NUMBER} · Dishub · Ratna"


def test_with_nothing_late_there_is_nothing_to_pass_on_or_explain() -> None:
    for tap in ("go.sumr:pass", "go.sumr:explain"):
        talker = Talker(official(on_desk(overdue=False)))
        talker.presses(tap)
        assert "Tidak ada yang terlambat" in talker.screen


def test_a_head_chooses_a_late_report_and_then_explains_it() -> None:
    talker = Talker(official(on_desk(), on_desk(OTHER, owner=""), opened=work()))
    talker.presses("go.sumr:explain")
    assert f"{OTHER} · Dishub" in talker.labels
    talker.taps(f"{NUMBER} · Dishub · Ratna").says("Suku cadang baru datang pekan depan.")
    explained = Words("Suku cadang baru datang pekan depan.")
    assert talker.event(LateExplained) == LateExplained(NUMBER, 4, explained)
    assert "Atasan Anda" in talker.screen


def test_an_explanation_that_came_too_late_is_not_said_to_be_kept() -> None:
    talker = Talker(official(on_desk(), opened=work()), record=refused)
    talker.presses(f"go.expl:{NUMBER}")
    talker.says("Menunggu suku cadang.")
    assert "belum saya simpan" in talker.screen


def test_a_report_that_is_not_on_the_desk_cannot_be_explained() -> None:
    talker = Talker(official(on_desk()))
    talker.presses(f"go.expl:{OTHER}")
    assert talker.events == []
    assert "tidak saya temukan di meja Anda" in talker.screen


def test_a_citizen_with_a_forwarded_button_learns_nothing() -> None:
    for tap in ("go.sumr:read.2026-W47", "go.sumr:remind.dishub", "go.sumr:pass", f"go.expl:{NUMBER}"):
        talker = Talker(facts())
        talker.presses(tap)
        assert talker.events == []
        assert "untuk petugas" in talker.screen


def test_a_button_that_says_nothing_leads_to_what_is_late() -> None:
    for tap in ("go.sumr", "go.sumr:read"):
        talker = Talker(official(on_desk()))
        talker.presses(tap)
        assert talker.events == []
        assert talker.labels[0].startswith(NUMBER)


# --- who has not read it ---


def test_the_next_one_up_reads_who_has_not_read_the_digest() -> None:
    say = digest.unread(
        [
            digest.Unread("Ratna", "officer", "Dishub", "2026-W47"),
            digest.Unread("Budi", "coordinator", "", "2026-W47", away=True),
        ]
    )
    assert "• Ratna, petugas, Dishub: 16 – 22 November 2026" in say.words
    assert "• Budi, koordinator: 16 – 22 November 2026 (sedang cuti)" in say.words


def test_a_long_list_of_unread_digests_is_cut_and_says_so() -> None:
    many = [digest.Unread(f"Petugas {n}", "officer", "Dishub", "2026-W47") for n in range(33)]
    assert "dan 3 lagi" in digest.unread(many).words


def test_nothing_is_late_on_a_desk_that_was_not_read() -> None:
    assert digest.late_lines(facts()) == []
    with speaking("en"):
        assert "for officials" in digest.not_an_official()
