"""httpcore looks for `sniffio` on every request, several times, and looks through all directories when it is
not installed: half of the time of a push. Told once that it is not there, it asks no more."""

from __future__ import annotations

import sys
from importlib.util import find_spec

if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # how Python notes that a module is missing
