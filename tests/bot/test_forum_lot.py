"""The lot: same seed, same result; a stranger's program checks it; nobody who looks learns who was drawn."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given as holds
from hypothesis import strategies as st

from bot.forums import lot, office
from bot.forums.audience import Audience
from bot.offices.mistaken import Mistaken
from storage import forum_lots, forums
from storage.forums import ForumRow
from tests.bot.forum_scene import ForumOffice, a_wish, staged

CHECK = Path(__file__).parents[1] / "forum" / "check_lot.py"


@holds(st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 40), st.integers(0, 40))
def test_same_seed_same_result_and_each_ticket_is_drawn_at_most_once(
    seed: str, tickets: int, places: int
) -> None:
    eligible = [1000 + number for number in range(tickets)]
    drawn = lot.drawn(seed, eligible, places)
    assert drawn == lot.drawn(seed, eligible, places)
    assert len(set(drawn)) == len(drawn) == min(places, tickets)
    assert set(drawn) <= set(eligible)


@holds(st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(1, 40), st.data())
def test_more_places_draw_on_and_change_nothing_that_was_drawn(
    seed: str, tickets: int, data: st.DataObject
) -> None:
    eligible = list(range(tickets))
    first = data.draw(st.integers(0, tickets))
    more = data.draw(st.integers(first, tickets))
    both = lot.drawn(seed, eligible, first) + lot.drawn(seed, eligible, more, after=first)
    assert both == lot.drawn(seed, eligible, more)


def test_every_ticket_has_the_same_chance() -> None:
    counts = dict.fromkeys(range(1, 11), 0)
    for number in range(2000):
        for ticket in lot.order(f"{number:064x}", 10)[:3]:
            counts[ticket] += 1
    assert all(500 < count < 700 for count in counts.values())


def test_the_order_is_that_of_the_published_rule() -> None:
    seed = "a" * 64
    by_hand = sorted(range(1, 6), key=lambda n: hashlib.sha256((seed + ":" + str(n)).encode()).hexdigest())
    assert lot.order(seed, 5) == by_hand


def test_more_fit_than_places_so_a_lot_is_drawn_and_a_second_program_agrees(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        here.agreeing(200)
        forum = here.announced(a_wish(seats={"citizens": 10}))
        promised = forum.seed_hash
        row = here.sends(forum)
        assert row.selected == 30  # three for each seat
        await here.goes(5)
        published = office.lot_csv(here.store, forum.code)
        (tmp_path / "lot.csv").write_text(published)
        assert checked(tmp_path / "lot.csv", promised) == (0, "All is well: drawn as promised.")
        mine = [words for _, words in here.post.sent if "🎲" in words]
        assert len(mine) == 30
        drawn = {line.split(",")[0] for line in published.splitlines() if line.endswith(",yes")}
        assert {ticket(words) for words in mine} == drawn

    staged(tmp_path)(scene)


def ticket(words: str) -> str:
    """The number of their ticket as somebody reads it in their invitation."""
    line = next(line for line in words.splitlines() if "🎲" in line)
    return str(re.findall(r"\d+", line)[0])


def checked(path: Path, promised: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(CHECK), str(path), promised], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace(",yes", ",no", 1), "Not drawn as the seed draws: tickets "),
        (lambda text: text.replace("seed,", "seed,0", 1), "The seed is not the one that was promised"),
        (lambda text: "\n".join(text.splitlines()[:-1]) + "\n", "Not drawn as|All is well"),
        (lambda text: text.replace("\n7,", "\n700,", 1), "Tickets are missing"),
    ],
)
def test_a_lot_that_was_tampered_with_is_found_out(tmp_path: Path, change: object, says: str) -> None:
    async def scene(here: ForumOffice) -> None:
        here.agreeing(40)
        forum = here.announced(a_wish(seats={"citizens": 3}))
        here.sends(forum)
        text = change(office.lot_csv(here.store, forum.code))  # type: ignore[operator]  # one of ours
        (tmp_path / "lot.csv").write_text(text)
        _, said = checked(tmp_path / "lot.csv", forum.seed_hash)
        assert any(said.startswith(one) for one in says.split("|"))

    staged(tmp_path)(scene)


def test_the_seed_is_told_only_once_the_lot_is_drawn(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        here.agreeing(40)
        forum = here.announced(a_wish(seats={"citizens": 3}))
        before = office.show(here.store, forum.code)
        assert (before["seed_hash"], before["seed"]) == (forum.seed_hash, "")
        with pytest.raises(Mistaken, match="had no lot"):
            office.lot_table(here.store, forum.code)
        here.sends(forum)
        assert (
            hashlib.sha256(office.show(here.store, forum.code)["seed"].encode()).hexdigest()
            == forum.seed_hash
        )

    staged(tmp_path)(scene)


def test_further_people_are_drawn_of_the_same_lot_and_never_of_another(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        here.agreeing(40)
        forum = here.announced(a_wish(seats={"citizens": 3}))
        here.sends(forum)
        await here.goes(3)
        late = here.agreeing(5)
        more = here.sends(forum, Audience(quota=6))
        await here.goes(3)
        assert here.account(more)["sent"] == 6
        with here.store.reading() as tx:
            drawn = forum_lots.of(tx, forum.id)
            invited = forums.was_invited(tx, forum.id)
        assert drawn is not None
        assert drawn.places == 15
        assert len(invited) == 15
        assert not set(late) & set(invited)
        with pytest.raises(Mistaken, match="has its lot"):
            here.selected(forum, Audience(language="id"))

    staged(tmp_path)(scene)


def test_where_all_fit_nobody_is_drawn(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        here.agreeing(9)
        row = here.sends(here.announced(a_wish(seats={"citizens": 3})))
        assert row.selected == 9
        with here.store.reading() as tx:
            assert forum_lots.of(tx, row.forum_id or 0) is None

    staged(tmp_path)(scene)


def test_the_seed_is_fixed_with_the_announcement_and_never_again(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        forum: ForumRow = here.announced()
        with here.store.begin() as tx:
            assert forum_lots.commit(tx, forum.id) == forum.seed_hash

    staged(tmp_path)(scene)
