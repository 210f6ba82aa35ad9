"""Options are laid out a page at a time, with the ways back and out after them."""

from dataclasses import replace

import pytest

from handlers.talk.model import Button, State
from handlers.talk.questions import Choose, Write
from handlers.talk.screen import Visible, buttons, visible
from handlers.talk.words import speaking
from tests.handlers.talk.example import NOW

STATE = State("tell", "k3f7", NOW.date(), "en", turn=3, asked="kind")


def numbered(count: int) -> Choose:
    return Choose("kind", "Which?", {f"o{n}": f"Option {n}" for n in range(count)}, also={"z": "Hidden"})


def labels(state: State, question: Choose | Write, *, may_go_back: bool = True) -> list[str]:
    with speaking("en"):
        return [choice.label for choice in buttons(state, question, None, may_go_back=may_go_back)]


@pytest.mark.parametrize(
    ("count", "page", "first", "shown", "pages"),
    [
        (1, 0, "o0", 1, 1),
        (8, 0, "o0", 8, 1),
        (9, 0, "o0", 8, 2),
        (9, 1, "o8", 1, 2),
        (16, 1, "o8", 8, 2),
        (17, 9, "o16", 1, 3),
    ],
)
def test_a_page_has_eight_options_and_a_page_too_far_is_the_last(
    count: int, page: int, first: str, shown: int, pages: int
) -> None:
    seen = visible(replace(STATE, page=page), numbered(count), None)
    assert (seen.options[0], len(seen.options), seen.pages) == (first, shown, pages)
    assert seen.page == min(page, pages - 1)


def test_a_question_without_options_has_one_empty_page() -> None:
    assert visible(replace(STATE, page=4), Write("what", "?"), None) == Visible((), 0, 1)


def test_only_what_was_narrowed_to_is_shown_also_when_it_was_hidden() -> None:
    narrowed = replace(STATE, narrowed=("o7", "z", "gone"))
    assert visible(narrowed, numbered(9), None) == Visible(("o7", "z"), 0, 1)
    assert labels(narrowed, numbered(9))[:3] == ["Option 7", "Hidden", "Show all"]


def test_when_all_that_was_narrowed_to_is_gone_everything_is_shown() -> None:
    assert len(visible(replace(STATE, narrowed=("gone",)), numbered(3), None).options) == 3


@pytest.mark.parametrize(
    ("page", "turns"),
    [
        (0, ["More (1 of 3) »", "‹ Back", "Cancel"]),
        (1, ["« Earlier", "More (2 of 3) »", "‹ Back", "Cancel"]),
        (2, ["« Earlier", "‹ Back", "Cancel"]),
    ],
)
def test_pages_are_turned_before_the_ways_back_and_out(page: int, turns: list[str]) -> None:
    assert labels(replace(STATE, page=page), numbered(20))[-len(turns) :] == turns
    assert len(labels(replace(STATE, page=page), numbered(20))) - len(turns) in (8, 4)


def test_page_buttons_name_the_page_they_lead_to() -> None:
    shown = buttons(replace(STATE, page=1), numbered(20), None, may_go_back=True)
    options = [button.option for choice in shown if (button := Button.parse(choice.id)) and choice.nav]
    assert options == [">0", ">2", "<", "#"]
    assert shown[0].id == "tell.kind:o8~k3f7.3"
    assert not shown[0].nav


def test_there_is_no_way_out_of_what_has_hardly_begun() -> None:
    assert labels(replace(STATE, turn=1), numbered(1), may_go_back=False) == ["Option 0"]
    assert labels(replace(STATE, turn=2), numbered(1), may_go_back=False) == ["Option 0", "Cancel"]
    assert labels(replace(STATE, turn=1), numbered(1)) == ["Option 0", "‹ Back", "Cancel"]


def test_what_can_be_tapped_while_writing_depends_on_what_is_written() -> None:
    with speaking("en"):
        begun = buttons(STATE, Write("what", "?"), {"parts": [{"text": "a"}]}, may_go_back=False)
    assert [choice.label for choice in begun] == ["Done", "Write afresh", "Cancel"]
