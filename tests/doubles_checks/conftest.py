"""The doubles, and real client libraries pointed at them."""

from tests.doubles.fixtures import botapi, cloudapi

__all__ = ["botapi", "cloudapi"]
