"""The conversations as a whole: names, commands, links, and what no input may break."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from handlers.facts import Facts
from handlers.scripts import COMMANDS, LISTED, SCRIPTS, command_list, go_for_payload
from handlers.talk import Go, Input, Media, Place
from handlers.talk.model import BUTTON_BYTES, Button
from tests.handlers.city import CITY, FORUM, KEPT, facts, stranger, view
from tests.handlers.talker import NUMBER, PHOTO, Talker

LONGEST = "u" * 40
LONG_CITY = replace(
    CITY,
    units={
        key: replace(
            CITY.units["disdukcapil"],
            key=key,
            group="g" * 40,
            services=tuple(
                replace(CITY.units["disdukcapil"].services[0], key=mark + "s" * 39, name=f"Layanan {mark}")
                for mark in "ab"
            ),
        )
        for key in (LONGEST, "v" * 40)
    },
    groups={"g" * 40: {"id": "Kelompok", "en": "Group"}},
    categories={"c" * 40: replace(CITY.categories["pungli"], key="c" * 40)},
)
ARGS = {
    "rate": ("", LONGEST, "disdukcapil", "disdukcapil.ktp_el", "lama", "disdukcapil.nothing"),
    "srvy": ("", LONGEST, "dishub"),
    "comp": ("", "complaint", f"complaint.{LONGEST}", "praise", "suggestion.dishub", "question", "x.y"),
    "stat": ("", "1", "99", "x", "²"),
    "add": ("", NUMBER, "KS-0000-0000"),
    "lang": ("", "en", "xx"),
    "stop": ("", "no"),
    "foru": ("", "A7K2", "A7K2.come", "A7K2.perhaps"),
    "offi": ("", "9Q4T7M"),
    "repo": ("", LONGEST, "dishub", "nowhere"),
}
REPORTS = {LONGEST: "Kantor", "dishub": "Dishub"}
STRANGE = (
    "",
    " ",
    "\u200b\u202e",
    "0",
    "1",
    "-1",
    "99999999999999999999",
    "²",
    "a",
    "~",
    "{unit} {0} %s",
    "<b>*tebal*</b> _x_",
    "kembali",
    "batal",
    "lewati",
    "selesai",
    "ya",
    "tidak",
    "😀" * 5000,
    "x" * 8471,
    "satu dua tiga empat lima",
    "مرحبا بكم في المدينة",
    "\x00null",
)
TAPS = ("", "go.", "nothing", "rate.score:4~9999.1", "rate.score:~0001.1", "comp.kind:complaint~0001.1")
OTHERS = ("sticker", "edited", "poll", "contact")


def everything() -> Facts:
    return facts(cases=(view(),), forum=FORUM, kept=KEPT, reports=REPORTS)


def inputs() -> list[Input]:
    return [
        *(Input(text=text) for text in STRANGE),
        *(Input(tap=tap) for tap in TAPS),
        *(Input(other=other) for other in OTHERS),
        Input(media=PHOTO),
        Input(media=Media("document", "ref"), text="bukti"),
        Input(place=Place(-6.1, 106.1)),
        Input(),
    ]


def openings() -> list[tuple[str, str]]:
    return [(name, arg) for name in SCRIPTS for arg in ARGS.get(name, ("",))]


def deeper(talker: Talker, steps: int = 40) -> list[Talker]:
    """The talk at each of its questions, always taking the first answer, or writing a few words."""
    stations = []
    for _ in range(steps):
        if talker.state is None:
            break
        stations.append(talker)
        talker = replace(talker, events=[], lines=[], says_so_far=list(talker.says_so_far), toasts=[])
        first = next((c for c in talker.says_so_far[-1].choices if not c.nav), None)
        if first is None or talker.labels[0] in ("Lewati", "Skip"):
            talker.says("Beberapa kata dari warga")
        else:
            talker.presses(first.id)
    return stations


@pytest.mark.parametrize(("name", "arg"), openings())
def test_any_single_input_leaves_a_question_or_an_end_on_the_screen(name: str, arg: str) -> None:
    for station in deeper(Talker(everything()).starts(Go(name, arg=arg))):
        assert station.state is not None
        for said in inputs():
            talker = replace(station, events=[], lines=[], toasts=[], says_so_far=[])
            before = station.state.answers
            talker._advance(said)
            assert talker.says_so_far or talker.toasts
            if talker.state and talker.state.serial == station.state.serial and said.text != "kembali":
                assert before.keys() <= talker.state.answers.keys()


@pytest.mark.parametrize(("name", "arg"), openings())
def test_every_conversation_comes_to_an_end_by_taking_first_answers(name: str, arg: str) -> None:
    talker = Talker(everything()).starts(Go(name, arg=arg))
    assert len(deeper(talker)) < 30


def test_every_button_fits_the_narrowest_network_even_with_the_longest_keys() -> None:
    seen = 0
    for (name, arg), known in product(openings(), (facts, stranger)):
        opened = replace(known(), city=LONG_CITY, cases=(view(),), forum=FORUM, kept=KEPT, reports=REPORTS)
        for station in deeper(Talker(opened).starts(Go(name, arg=arg))):
            for say in station.says_so_far:
                for choice in say.choices:
                    seen += 1
                    assert len(choice.id.encode()) <= BUTTON_BYTES, choice.id
                    assert Button.parse(choice.id) or Go.parse(choice.id), choice.id
    assert seen > 300


def test_the_page_about_conversations_lists_every_one_and_what_it_reads() -> None:
    page = (Path(__file__).parents[2] / "docs" / "conversations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*?\|.*?\| (.*?) ?\|", page, flags=re.MULTILINE)
    assert {name: set(re.findall(r"\w+", reads)) for name, reads in rows} == {
        name: set(script.reads) for name, script in SCRIPTS.items()
    }


def test_names_are_short_and_every_title_can_be_said_in_both_languages() -> None:
    for name, script in SCRIPTS.items():
        assert name == script.name
        assert name.isalpha()
        assert len(name) <= 4
        assert script.title()


@pytest.mark.parametrize(
    ("payload", "go"),
    [
        ("u-disdukcapil", Go("rate", arg="disdukcapil")),
        ("disdukcapil", Go("rate", arg="disdukcapil")),
        ("u-gone", Go("rate", arg="gone")),
        ("i-9Q4T7M", Go("offi", arg="9Q4T7M")),
        ("f-A7K2", Go("foru", arg="A7K2")),
        ("nothing", None),
        ("x-y", None),
        ("u-", None),
        ("u-" + "x" * 53, None),
    ],
)
def test_a_link_leads_to_its_conversation(payload: str, go: Go | None) -> None:
    assert go_for_payload(payload, CITY) == go


def test_every_command_leads_somewhere_and_the_listed_ones_exist() -> None:
    assert {go.talk for go in COMMANDS.values()} <= SCRIPTS.keys()
    elsewhere = {"menu", "bantuan", "help"}
    for local, english, _words in LISTED:
        assert {f"/{local}", f"/{english}"} <= COMMANDS.keys() | {f"/{word}" for word in elsewhere}


def test_the_networks_menu_speaks_the_language() -> None:
    assert command_list("id")["nilai"] == "Menilai layanan"
    assert command_list("en")["rate"] == "Rate a service"
    assert next(iter(command_list("id"))) == "menu"
