"""What may be read in a log, and above all what may not."""

import io
import json
import logging
import sqlite3
import warnings
from collections.abc import Callable

import pytest
import structlog

from bot.log_privacy import masked
from bot.logs import request, set_up_logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
PHONE = "0812-3456-7890"
WORDS = "petugas loket dua minta uang rokok"

Read = Callable[[], list[dict[str, object]]]


@pytest.fixture
def read(own_logs: None) -> Read:
    stream = io.StringIO()
    set_up_logs(stream, secrets=["hush-hush-hush-hush"])
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_log_that_cannot_be_written_stops_nobody(own_logs: None) -> None:
    stream = io.StringIO()
    set_up_logs(stream)
    stream.close()
    structlog.get_logger().info("turn taken", count=1)
    assert stream.closed


def test_an_event_is_one_line_of_json_with_level_and_time(read: Read) -> None:
    structlog.get_logger().info("turn taken", count=3, unit="disdukcapil", seconds=0.25)
    (line,) = read()
    assert line["event"] == "turn taken"
    assert line["level"] == "info"
    assert str(line["timestamp"]).endswith("Z")
    assert (line["count"], line["unit"], line["seconds"]) == (3, "disdukcapil", 0.25)


def test_fields_that_were_not_agreed_on_are_dropped_and_counted(read: Read) -> None:
    structlog.get_logger().info("message came", text=WORDS, chat_id=81234567890, phone=PHONE)
    (line,) = read()
    assert line["dropped"] == 3
    assert line.keys() == {"event", "level", "timestamp", "dropped"}


@pytest.mark.parametrize(
    "private", [TOKEN, PHONE, WORDS, "siti@example.org", "SW-7F3K9QX2M4TB", "hush-hush-hush-hush"]
)
@pytest.mark.parametrize("field", ["error", "unit", "request_id", "kind"])
def test_private_things_do_not_come_out_of_agreed_fields(read: Read, private: str, field: str) -> None:
    structlog.get_logger().error("failed", **{field: private})
    assert private not in json.dumps(read())


@pytest.mark.parametrize(
    "private", [TOKEN, PHONE, "siti@example.org", "SW-7F3K9QX2M4TB", "hush-hush-hush-hush"]
)
def test_private_things_do_not_come_out_of_an_event(read: Read, private: str) -> None:
    structlog.get_logger().error(f"failed at {private}")
    assert private not in json.dumps(read())
    assert str(read()[0]["event"]).startswith("failed at ")


def test_objects_show_their_type_and_not_their_content(read: Read) -> None:
    structlog.get_logger().info("odd", state={"text": WORDS}, unit=[WORDS])
    (line,) = read()
    assert (line["state"], line["unit"]) == ("<dict>", "<list>")


def test_an_exception_is_its_type_and_place_without_its_words(read: Read) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        structlog.get_logger().exception("turn failed")
    (line,) = read()
    assert line["error"] == "ValueError"
    assert "test_logs.py" in str(line["trace"])
    assert WORDS not in json.dumps(line)


def test_an_exception_given_as_a_value_is_its_type(read: Read) -> None:
    structlog.get_logger().error("turn failed", error=KeyError(WORDS))
    assert read()[0]["error"] == "KeyError"


def test_the_cause_and_the_code_of_a_database_failure_are_told(read: Read) -> None:
    try:
        try:
            sqlite3.connect(":memory:").execute("select * from nowhere")
        except sqlite3.Error as error:
            raise RuntimeError(WORDS) from error
    except RuntimeError as error:
        structlog.get_logger().error("commit failed", exc_info=error)
    (line,) = read()
    assert (line["error"], line["code"]) == ("RuntimeError from OperationalError", "SQLITE_ERROR")


def test_a_request_id_is_on_every_line_inside_and_on_none_after(read: Read) -> None:
    with request() as request_id:
        structlog.get_logger().info("inside")
    structlog.get_logger().info("after")
    inside, after = read()
    assert inside["request_id"] == request_id
    assert "request_id" not in after


def test_libraries_are_heard_from_warning_on(read: Read) -> None:
    logging.getLogger("aiogram").info("hello")
    logging.getLogger("aiogram").warning("Sleep for %f seconds, try %d", 1.5, 3)
    (line,) = read()
    assert (line["logger"], line["level"]) == ("aiogram", "warning")
    assert line["event"] == "Sleep for 1.500000 seconds, try 3"


def test_of_the_values_of_a_library_only_names_of_failures_are_kept(read: Read) -> None:
    log = logging.getLogger("aiogram.dispatcher")
    log.error("Failed to fetch updates - %s: %s", "TelegramNetworkError", WORDS)
    log.error("chat %(chat)s said %(words)s", {"chat": 81234567890, "words": WORDS})
    assert [line["event"] for line in read()] == [
        "Failed to fetch updates - TelegramNetworkError: <text>",
        "chat 0 said <text>",
    ]


def test_a_message_that_does_not_fit_its_values_is_logged_as_it_stands(read: Read) -> None:
    ours = next(handler for handler in logging.root.handlers if type(handler).__module__ == "bot.logs")
    ours.handle(
        logging.makeLogRecord({"name": "odd", "levelno": logging.ERROR, "msg": "broken %d", "args": (WORDS,)})
    )
    assert read()[0]["event"] == "broken %d"


def test_a_library_s_second_line_and_its_exception_s_words_stay_out(read: Read) -> None:
    try:
        raise OSError(28, WORDS)
    except OSError as error:
        logging.getLogger("asyncio").error("Task failed\nfuture: <Task %s>", WORDS, exc_info=error)
    (line,) = read()
    assert (line["event"], line["error"], line["code"]) == ("Task failed", "OSError", "28")
    assert WORDS not in json.dumps(line)


def test_a_warning_of_python_becomes_a_line_too(read: Read) -> None:
    warnings.showwarning(UserWarning(WORDS), UserWarning, "bot/turns.py", 7)
    (line,) = read()
    assert (line["error"], line["where"]) == ("UserWarning", "bot/turns.py:7")


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://api.example/bot{TOKEN}/getMe",
        PHONE,
        "+62 812 3456 7890",
        "3673 0112 3456 7890",
        "a@b.id",
        "x" * 60,
    ],
)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = masked(text)
    assert once != text
    assert masked(once) == once


def test_a_terminal_gets_readable_lines_instead_of_json(read: Read) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    set_up_logs(terminal)
    structlog.get_logger().info("turn taken", count=3, text=WORDS)
    assert "turn taken" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert WORDS not in terminal.getvalue()
