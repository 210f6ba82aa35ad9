"""What was learned about themes is kept beside the photos, and learned anew wherever that does not serve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from analytics import lessons
from analytics.labelled import sentences, wording
from analytics.learned import Learned
from analytics.lessons import CHOSEN, Lessons
from analytics.themes import Lexicon
from bot.counting import words_of
from bot.learning import kept_in
from bot.settings import Settings

GIVEN = Lessons(Lexicon({"queue": ["antre*"]}), wording({}), sentences()[:40], CHOSEN)


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[Lessons]:
    """Every time that something is learned in earnest."""
    times: list[Lessons] = []
    learn = lessons.learned

    def noted(given: Lessons) -> Learned:
        times.append(given)
        return learn(given)

    monkeypatch.setattr(lessons, "learned", noted)
    return times


def test_it_is_learned_once_and_then_read(tmp_path: Path, learned: list[Lessons]) -> None:
    file = tmp_path / "var" / "learned.npz"
    first, second = kept_in(file)(GIVEN), kept_in(file)(GIVEN)
    assert len(learned) == 1
    assert first.weights.tobytes() == second.weights.tobytes()
    assert [one.name for one in file.parent.iterdir()] == ["learned.npz"]


def test_other_lessons_are_learned_anew_and_kept_instead(tmp_path: Path, learned: list[Lessons]) -> None:
    file, other = tmp_path / "learned.npz", replace(GIVEN, tuning=replace(CHOSEN, strength=1.0))
    for given in (GIVEN, other, other, GIVEN):
        kept_in(file)(given)
    assert learned == [GIVEN, other, GIVEN]


def test_a_broken_file_is_written_anew(tmp_path: Path, learned: list[Lessons]) -> None:
    file = tmp_path / "learned.npz"
    file.write_bytes(b"nothing that anybody learned")
    kept_in(file)(GIVEN)
    kept_in(file)(GIVEN)
    assert len(learned) == 1


def test_where_nothing_can_be_kept_it_is_learned_and_said(tmp_path: Path, learned: list[Lessons]) -> None:
    (tmp_path / "a file").write_text("and no directory")
    with capture_logs() as logs:
        assert kept_in(tmp_path / "a file" / "learned.npz")(GIVEN).weights.shape[1] == 1
    assert [one["event"] for one in logs] == ["what was learned about themes is not kept"]
    assert len(learned) == 1


def test_a_citys_themes_are_kept_beside_its_photos(settings: Settings) -> None:
    themes, _ = words_of(settings)
    assert not settings.storage.learned.exists()
    assert themes.themes_of("antrenya lama sekali") >= {"queue"}
    assert settings.storage.learned.parent == settings.storage.media_dir.parent
    assert settings.storage.learned.exists()
