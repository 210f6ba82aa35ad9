"""The double and the two real client libraries, pointed at it."""

from tests.doubles.fixtures import botapi

__all__ = ["botapi"]
