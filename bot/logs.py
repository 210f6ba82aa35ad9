"""One line of JSON for every event, of ours and of the libraries, with the request it belongs to."""

import io
import logging
import re
import secrets as random
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, cast

import structlog
from structlog.typing import Processor

from bot.log_privacy import KeepHarmless, describe_failure

_NAME_OF_A_FAILURE = re.compile(r"\w+(Error|Exception|Timeout|Warning)")


def set_up_logs(
    stream: TextIO | None = None, *, level: int = logging.INFO, secrets: Iterable[str] = ()
) -> None:
    """Sends all logs to `stream` (standard error): JSON, or colours when somebody looks at a terminal.

    `secrets` never appear, whatever field they are handed in. Libraries are heard from WARNING on; uvicorn
    must be started with `log_config=None` or it keeps its own handlers.
    """
    stream = stream or sys.stderr
    structlog.configure(
        processors=[*_steps(secrets), _renderer(stream)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(
            cast("TextIO", _Unfailing(stream))
        ),  # as far as it is used
        cache_logger_on_first_use=False,  # loggers of modules must follow when this is called again
    )
    logging.basicConfig(handlers=[_FromLibraries()], level=logging.WARNING, force=True)
    warnings.showwarning = _show_warning


@contextmanager
def request(request_id: str | None = None) -> Iterator[str]:
    """Everything logged inside carries this id; made here unless one is given."""
    request_id = request_id or random.token_hex(4)
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        yield request_id


def _steps(secrets: Iterable[str]) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _with_exception,
        KeepHarmless(secrets),
        describe_failure,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


class _Unfailing(io.TextIOBase):
    """A stream whose failures are nobody's: no turn may end because its log could not be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):  # full, closed, or nobody reads any more
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(sort_keys=True)


def _with_exception(
    _logger: object, _method: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """`log.exception(...)` says exc_info=True: the exception being handled takes its place."""
    if fields.get("exc_info") is True:
        fields["exc_info"] = sys.exc_info()
    return fields


class _FromLibraries(logging.Handler):
    """Hands records of the standard library's loggers to our pipeline."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger()
        log.log(record.levelno, _event(record), logger=record.name, exc_info=record.exc_info)


def _event(record: logging.LogRecord) -> str:
    """The message of a library; of its values only small numbers and names of failures."""
    try:
        return str(record.msg) % _harmless(record.args) if record.args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _harmless(values: object) -> object:
    if isinstance(values, dict):
        return {name: _one_harmless(value) for name, value in values.items()}
    return tuple(_one_harmless(value) for value in values) if isinstance(values, tuple) else ()


def _one_harmless(value: object) -> object:
    if isinstance(value, (int, float)):
        return value if abs(value) < 10**7 else 0
    if isinstance(value, BaseException):
        return type(value).__name__
    return value if isinstance(value, str) and _NAME_OF_A_FAILURE.fullmatch(value) else "<text>"


def _show_warning(
    message: Warning | str,  # the text of a warning may quote values
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # unused like `line`: the signature is Python's
    line: str | None = None,
) -> None:
    structlog.get_logger().warning("python warning", error=category.__name__, where=f"{filename}:{lineno}")


def place_of(error: BaseException) -> str:
    """Type and place in the code of an error; never its message, which may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
