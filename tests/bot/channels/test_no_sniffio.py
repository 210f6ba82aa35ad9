"""What httpcore looks for on every request is found missing without a look at any directory."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from bot.channels import no_sniffio


def test_it_is_noted_as_missing_where_it_is_not_installed() -> None:
    assert no_sniffio.__name__ in sys.modules
    if sys.modules.get("sniffio") is None:
        with pytest.raises(ImportError):
            __import__("sniffio")
    else:
        assert find_spec("sniffio") is not None
