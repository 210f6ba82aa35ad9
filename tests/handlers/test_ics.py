"""A calendar file as RFC 5545 wants it: folded, escaped, with its zone, and the same event for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from handlers.ics import Entry, calendar, folded, uid

WIB = ZoneInfo("Asia/Jakarta")
MADE = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STARTS = datetime(2026, 12, 10, 9, 0, tzinfo=WIB)
FORUM = Entry("a7k2pq", "Antrean KTP", "Aula Setda", STARTS, MADE)
LONG = Entry(
    "a7k2pq",
    "Parkir; pasar, dan jalan: «Ciceri» \\ 🛵 " + "warga " * 40,
    "Aula, lantai 2;\nJl. Sudirman 5",
    STARTS,
    MADE,
    ends=STARTS + timedelta(hours=3),
    sequence=2,
    link="https://meet.example.go.id/x?a=1,2;3",
    words="Baris satu\nBaris dua, dengan koma",
    latitude=-6.1201,
    longitude=106.1503,
)


def event_of(text: str) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


def test_it_is_read_back_as_it_was_meant() -> None:
    event = event_of(calendar([LONG]))
    assert str(event["SUMMARY"]) == " ".join(LONG.topic.split())
    assert str(event["LOCATION"]) == "Aula, lantai 2;\nJl. Sudirman 5"
    assert str(event["DESCRIPTION"]) == "Baris satu\nBaris dua, dengan koma"
    assert str(event["URL"]) == LONG.link
    assert (event["GEO"].latitude, event["GEO"].longitude) == (-6.1201, 106.1503)
    assert event.decoded("DTSTART") == STARTS
    assert event.decoded("DTEND") == STARTS + timedelta(hours=3)
    assert event.decoded("DTSTAMP") == MADE
    assert event["STATUS"] == "CONFIRMED"


def test_nothing_but_lines_of_75_octets_ended_by_cr_and_lf() -> None:
    text = calendar([LONG])
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.replace("\r\n", "").count("\n") == 0
    assert text.replace("\r\n", "").count("\r") == 0
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) == 75  # it was long enough to be folded
    assert any(line.startswith(" ") for line in lines)


def test_the_time_is_the_citys_and_its_zone_is_defined_once() -> None:
    text = calendar([FORUM, replace(FORUM, code="b")])
    assert "DTSTART;TZID=Asia/Jakarta:20261210T090000\r\n" in text
    assert "DTEND;TZID=Asia/Jakarta:20261210T110000\r\n" in text  # two hours where no end is known
    assert text.count("BEGIN:VTIMEZONE") == 1
    for line in ("TZID:Asia/Jakarta", "TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "TZNAME:WIB"):
        assert f"{line}\r\n" in text
    assert text.index("END:VTIMEZONE") < text.index("BEGIN:VEVENT")


def test_a_zone_without_a_name_of_its_own_is_called_as_it_is_said() -> None:
    text = calendar([replace(FORUM, starts=STARTS.astimezone(UTC))])
    assert "DTSTART;TZID=UTC:20261210T020000\r\n" in text
    assert "TZOFFSETTO:+0000\r\n" in text


def test_a_move_is_the_same_event_with_a_higher_sequence() -> None:
    before, after = (
        event_of(calendar([entry]))
        for entry in (FORUM, replace(FORUM, starts=STARTS + timedelta(days=2), sequence=1))
    )
    assert before["UID"] == after["UID"] == uid("a7k2pq")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") - before.decoded("DTSTART") == timedelta(days=2)


def test_a_cancellation_takes_the_same_event_away() -> None:
    text = calendar([replace(FORUM, sequence=3, cancelled=True)])
    assert "METHOD:CANCEL\r\n" in text
    event = event_of(text)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (uid("a7k2pq"), 3, "CANCELLED")


def test_only_a_calendar_of_many_has_a_name_and_every_event_names_who_publishes_it() -> None:
    assert "X-WR-CALNAME" not in calendar([FORUM])
    assert "X-WR-CALNAME:Forum warga\\, Serang\r\n" in calendar([FORUM], "Forum warga, Serang")
    organizer = event_of(calendar([FORUM]))["ORGANIZER"]
    assert (str(organizer), organizer.params["CN"]) == ("invalid:nomail", "Suara Warga")


def test_a_calendar_of_several_is_published_though_one_of_them_is_cancelled() -> None:
    text = calendar([FORUM, replace(FORUM, code="b", cancelled=True)])
    assert "METHOD:PUBLISH\r\n" in text
    assert text.count("STATUS:CANCELLED") == 1
    assert "METHOD:PUBLISH\r\n" in calendar([], "Forum")


def test_what_somebody_wrote_begins_no_property_of_its_own() -> None:
    bad = replace(
        FORUM,
        topic="x\r\nATTACH:http://evil",
        place="a\x00b\x07",
        link="https://a.b/\r\nATTENDEE:x",
        words="",
    )
    text = calendar([bad], "Forum\nX-BAD:1")
    assert not [
        line for line in text.split("\r\n") if line.startswith(("ATTACH", "ATTENDEE", "X-BAD", "URL"))
    ]
    assert "LOCATION:ab\r\n" in text
    assert "URL" not in calendar([replace(FORUM, link="javascript:alert(1)")])


@given(st.text(max_size=300))
def test_whatever_is_folded_is_whole_again_when_it_is_unfolded(text: str) -> None:
    line = "SUMMARY:" + text.encode("utf-8", "ignore").decode()
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200))
def test_any_topic_comes_back_as_it_was_but_for_runs_of_blanks(topic: str) -> None:
    read = str(event_of(calendar([replace(FORUM, topic=topic)]))["SUMMARY"])
    kept = "".join(c for c in " ".join(topic.split()) if c >= " " and c != "\x7f")
    assert read == kept
