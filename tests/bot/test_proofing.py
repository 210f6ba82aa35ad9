"""A physical complaint is closed with a new photo: old ones are refused, with the reason; nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from bot.channels.base import Refused, Unreachable
from bot.desk import proof_verdicts, proofing
from bot.desk.proof_verdicts import drawn
from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import ClosingJudged, ClosingProposed
from handlers.talk import Words
from storage import case_moves, cases, media
from storage.failures import Outage
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.photographed import SAME, cropped, first, honest, resized, saved
from tests.bot.proof_desk import OFFICER, OVERSEER, REPORTER, ProofDesk
from tests.bot.scenes import scene
from tests.doubles.pictures import tiny_pdf

HOLE, OTHER_HOLE = 900, 904
ELSEWHERE = "9011"  # an officer of another unit


@cache
def before(seed: int = HOLE) -> Image.Image:
    return first(scene(seed))


@cache
def after(seed: int = HOLE, kind: str = "repaired") -> Image.Image:
    """An honest new photo of the place."""
    return dict(honest(scene(seed), Random(seed)))[kind]


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


@pytest.fixture
def desk(store: Store, house: House, now: datetime, tmp_path: Path) -> ProofDesk:
    desks = Desks(store, house, now)
    desks.official("officer", "dpupr", OFFICER, "Budi")
    desks.official("officer", "dlh", ELSEWHERE, "Dewi")
    desks.official("overseer", None, OVERSEER, "Ira")
    return ProofDesk(desks, tmp_path / "media")


def happens(act: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await act()

    asyncio.run(run())


def test_an_honest_new_photo_puts_the_closing_before_the_reporter(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        assert await desk.closes(number, saved(after())) == "proposed"

    happens(act)
    assert desk.verdicts(number) == ["good"]
    asked = desk.told(REPORTER, number)
    assert "Sudah ditambal" in asked.words
    assert len(asked.media) == 2
    assert desk.woken == 1


@pytest.mark.parametrize(
    "how", ["JPEG at 40", "a quarter of the size", "5 % off every side", "all of it at once"]
)
def test_the_complaints_own_photo_is_refused(desk: ProofDesk, how: str) -> None:
    number = desk.opens(saved(before()))
    again = SAME[how](before(), Random(1))

    async def act() -> None:
        assert await desk.closes(number, again) == "in_progress"

    happens(act)
    assert desk.verdicts(number) == ["same"]
    row = desk.desks.row(number)
    assert (row.outcome, row.closed_at, row.next_step) == ("", None, "answer")
    assert desk.desks.happened(number)[-1] == ("proof_refused", "")
    told = desk.told(OFFICER, number)
    assert "sama dengan foto yang dikirim pelapor" in told.words
    assert [choice.id for choice in told.choices] == [f"go.work:{number}"]
    assert not any("ditambal" in say.words for say in desk.desks.told(REPORTER, number))


@pytest.mark.parametrize(
    "again",
    [
        lambda photo: saved(photo, quality=45),
        lambda photo: saved(resized(photo, 0.5)),
        lambda photo: saved(cropped(photo, 0.05, 0.05, 0.05, 0.05)),
    ],
    ids=["saved again", "resized", "cropped by 5 %"],
)
def test_last_months_proof_is_refused_in_another_case(
    desk: ProofDesk, again: Callable[[Image.Image], bytes]
) -> None:
    old = desk.opens(saved(before()))

    async def act() -> None:
        assert await desk.closes(old, saved(after())) == "proposed"
        desk.desks.records(REPORTER, ClosingJudged(old, settled=True))
        new = desk.opens(saved(before(OTHER_HOLE)), address="4712")
        assert await desk.closes(new, again(after())) == "in_progress"
        assert old in desk.told(OFFICER, new).words
        assert await desk.closes(new, saved(after(OTHER_HOLE))) == "proposed"

    happens(act)


def test_the_number_of_a_case_one_may_not_see_is_not_told(desk: ProofDesk) -> None:
    old = desk.opens(saved(before()))

    async def act() -> None:
        await desk.closes(old, saved(after()))
        new = desk.opens(saved(before(OTHER_HOLE)), address="4712", unit="dlh")
        assert await desk.closes(new, saved(after()), official=ELSEWHERE) == "in_progress"
        told = desk.told(ELSEWHERE, new)
        assert "pernah dipakai" in told.words
        assert old not in told.words

    happens(act)


def test_the_first_proof_is_no_proof_again_after_the_reporter_said_not_yet(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        await desk.closes(number, saved(after()))
        desk.desks.records(REPORTER, ClosingJudged(number, settled=False, words=Words("Masih berlubang")))
        assert await desk.closes(number, saved(after())) == "in_progress"
        assert number in desk.told(OFFICER, number).words
        assert await desk.closes(number, saved(after(kind="a step aside"))) == "proposed"

    happens(act)


def test_one_new_photo_among_old_ones_is_enough_and_the_reporter_sees_only_that(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        assert await desk.closes(number, saved(before()), saved(after())) == "proposed"

    happens(act)
    assert desk.verdicts(number) == ["same", "good"]
    assert len(desk.told(REPORTER, number).media) == 2


def test_several_photos_of_one_closing_may_be_alike(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        assert await desk.closes(number, saved(after()), saved(after(), quality=70)) == "proposed"

    happens(act)
    assert desk.verdicts(number) == ["good", "good"]


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (tiny_pdf(), "tidak dapat diambil"),  # the keeper takes no such file
        (b"\xff\xd8\xff\xe0 half a photo", "tidak dapat dibaca"),
        (saved(Image.new("RGB", (640, 480), "black")), "Tidak terlihat apa-apa"),
        (saved(Image.new("RGB", (40, 30), "red")), "terlalu kecil"),
    ],
    ids=["no photo", "broken", "black", "tiny"],
)
def test_what_shows_nothing_is_refused_with_the_reason(desk: ProofDesk, photo: bytes, words: str) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        assert await desk.closes(number, photo) == "in_progress"

    happens(act)
    assert desk.verdicts(number) == ["unread"]
    assert words in desk.told(OFFICER, number).words
    assert desk.desks.row(number).outcome == ""


def test_a_photo_the_network_does_not_give_leaves_the_case_open(desk: ProofDesk) -> None:
    number = desk.opens()
    desk.proposes(number, saved(after()))
    (ref,) = desk.album.content
    desk.album.failures[ref] = Unreachable("away", left=False)

    async def act() -> None:
        await desk.look()
        assert desk.verdicts(number) == ["waiting"]
        desk.album.failures[ref] = Refused("file is too big")
        await desk.look()

    happens(act)
    assert desk.verdicts(number) == ["unread"]
    assert "tidak dapat diambil" in desk.told(OFFICER, number).words


def test_a_closing_waits_for_the_complaints_photo_it_is_compared_with(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))
    (ref,) = desk.album.content
    desk.album.failures[ref] = Unreachable("away", left=False)

    async def act() -> None:
        assert await desk.closes(number, saved(before(), quality=60)) == "in_progress"
        assert desk.verdicts(number) == ["waiting"]
        del desk.album.failures[ref]
        await desk.look()
        assert desk.verdicts(number) == ["same"]

    happens(act)


def test_the_photo_of_a_report_that_follows_is_no_proof_either(desk: ProofDesk) -> None:
    main, follower = desk.opens(), desk.opens(saved(before()), address="4712")
    with desk.desks.store.begin() as tx:
        into, one = (cases.by_number(tx, number, lock=True) for number in (main, follower))
        assert into is not None
        assert one is not None
        case_moves.merge(tx, one, into, actor="system", now=desk.desks.now)

    async def act() -> None:
        assert await desk.closes(main, saved(before(), quality=70)) == "in_progress"

    happens(act)
    assert desk.verdicts(main) == ["same"]


def test_a_closing_that_was_taken_back_meanwhile_stays_so(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))
    desk.proposes(number, saved(after()))
    other = ClosingProposed(number, desk.desks.version(number), "answered", Words("Bukan di sini"))
    assert desk.desks.records(OFFICER, other).done

    async def act() -> None:
        await desk.look()

    happens(act)
    assert desk.verdicts(number) == ["good"]
    assert (desk.desks.row(number).state, desk.desks.row(number).outcome) == ("proposed", "answered")


# ---- crashes


@contextmanager
def broken_off(module: object, name: str, *, after_it: bool) -> Iterator[None]:
    """The process dies in this function: before it did anything, or with all of it done and not committed."""
    whole = getattr(module, name)

    def dies(*args: object, **named: object) -> None:
        if after_it:
            whole(*args, **named)
        raise Outage("killed")

    setattr(module, name, dies)
    try:
        yield
    finally:
        setattr(module, name, whole)


@pytest.mark.parametrize(
    ("module", "name", "after_it"),
    [
        (media, "kept", False),
        (media, "kept", True),
        (proofing, "look", False),
        (proofing, "judge", False),
        (proofing, "judge", True),
        (proof_verdicts, "propose_to_reporter", True),
    ],
)
def test_whatever_was_under_way_in_a_crash_is_done_once_afterwards(
    desk: ProofDesk, module: object, name: str, after_it: bool
) -> None:
    number = desk.opens(saved(before()))
    desk.proposes(number, saved(after()))

    async def act() -> None:
        with broken_off(module, name, after_it=after_it), pytest.raises(Outage):
            await desk.look()
        assert desk.desks.row(number).state == "in_progress"
        desk.anew()
        await desk.look()
        await desk.look()

    happens(act)
    assert desk.desks.row(number).state == "proposed"
    assert [state for _, state in desk.desks.happened(number)].count("proposed") == 1
    assert len([say for say in desk.desks.told(REPORTER, number) if "ditambal" in say.words]) == 1


def test_a_refusal_is_said_once_however_often_we_look(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        await desk.closes(number, saved(before()))
        desk.anew()
        await desk.look()

    happens(act)
    assert [kind for kind, _ in desk.desks.happened(number)].count("proof_refused") == 1
    assert len([say for say in desk.desks.told(OFFICER, number) if "📷" in say.words]) == 1


def test_a_copy_that_is_not_here_yet_is_waited_for_and_then_lost(desk: ProofDesk) -> None:
    number = desk.opens()
    desk.proposes(number, saved(after()))

    async def act() -> None:
        await desk.keeper.keep_some()
        for copy in desk.directory.iterdir():
            copy.unlink()
        await desk.proofing.judge_waiting()
        assert desk.verdicts(number) == ["waiting"]
        await desk.look()
        assert desk.verdicts(number) == ["unread"]

    happens(act)


def test_a_copy_that_somebody_changed_is_no_proof(desk: ProofDesk) -> None:
    number = desk.opens()
    desk.proposes(number, saved(after()))

    async def act() -> None:
        await desk.keeper.keep_some()
        for copy in desk.directory.iterdir():
            copy.write_bytes(copy.read_bytes()[:-1] + b"x")
        await desk.proofing.judge_waiting()

    happens(act)
    assert desk.verdicts(number) == ["unread"]


def test_our_own_fault_in_one_case_holds_up_no_other(
    desk: ProofDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desk.opens(saved(before())), desk.opens(saved(before(OTHER_HOLE)), address="4712")
    broken = desk.desks.row(one).id
    whole = proofing.judge

    def judge(tx: object, house: object, case_id: int, *more: object) -> None:
        if case_id == broken:
            raise ZeroDivisionError
        whole(tx, house, case_id, *more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(proofing, "judge", judge)

    async def act() -> None:
        assert await desk.closes(other, saved(after(OTHER_HOLE))) == "proposed"

    happens(act)
    assert desk.hashes()[0] == b""


def test_the_loop_judges_what_comes_and_outlives_an_outage(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))
    desk.proposes(number, saved(after()))

    async def act() -> None:
        await desk.keeper.keep_some()
        desk.writer.out = True
        running = asyncio.ensure_future(desk.proofing.run())
        await desk.clock.advance(1)
        desk.writer.out = False
        desk.proofing.wake()
        for _ in range(2000):
            if desk.desks.row(number).state == "proposed":
                break
            await asyncio.sleep(0.005)  # the thread that looks is a real one
        desk.proofing.close()
        await running

    happens(act)
    assert desk.desks.row(number).state == "proposed"


# ---- those who oversee


def test_those_drawn_are_shown_to_the_overseers_before_and_after(desk: ProofDesk) -> None:
    desk.share = 1.0
    desk.anew()
    number = desk.opens(saved(before()))

    async def act() -> None:
        await desk.closes(number, saved(after()))

    happens(act)
    shown = desk.told(OVERSEER, number)
    assert "Terpilih secara acak" in shown.words
    assert [one.ref for one in shown.media] == list(desk.album.content)


def test_none_is_shown_when_none_is_wanted_and_none_that_was_refused(desk: ProofDesk) -> None:
    number = desk.opens(saved(before()))

    async def act() -> None:
        await desk.closes(number, saved(after()))
        desk.share = 1.0
        desk.anew()
        refused = desk.opens(saved(before(OTHER_HOLE)), address="4712")
        await desk.closes(refused, saved(before(OTHER_HOLE)))

    happens(act)
    assert desk.desks.told(OVERSEER) == []


def test_the_draw_is_always_the_same_and_hits_about_its_share(store: Store) -> None:
    with store.reading() as tx:
        tenth = [case_id for case_id in range(5000) if drawn(tx, case_id, 0.1)]
        assert tenth == [case_id for case_id in range(5000) if drawn(tx, case_id, 0.1)]
        assert 420 <= len(tenth) <= 580
        assert set(tenth) <= {case_id for case_id in range(5000) if drawn(tx, case_id, 0.2)}
        assert all(drawn(tx, case_id, 1.0) for case_id in range(50))
