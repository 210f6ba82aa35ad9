"""Who taps "read it now" hears that it comes; what comes is the outbox's affair."""

from handlers.talk import Go
from tests.handlers.city import facts
from tests.handlers.talker import Talker


def test_what_waited_is_announced_and_nothing_is_asked() -> None:
    talker = Talker(facts()).starts(Go("wait"))
    assert "Ini yang menunggu Anda" in talker.screen
    assert talker.state is None
    assert talker.events == []
