"""The compiled engine of exact recognition (_exact.c), if it was built; its callers give the same answers without."""

from __future__ import annotations

VERSION = 3
"""Of what the engine takes and reads; another one is that of a build before the last change."""

try:
    from termbase.matching import _exact

    compiled = _exact if _exact.VERSION == VERSION else None
except (ImportError, AttributeError):  # a wheel without a compiler, or an engine of another version
    compiled = None
recognise, stored = (compiled.recognise, compiled.stored) if compiled else (None, None)
