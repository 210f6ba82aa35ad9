"""One parent of all products that a worker kills: loading is paid for once."""

from tests.end_to_end.conftest import nursery

__all__ = ["nursery"]
