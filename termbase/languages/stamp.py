"""What an index of words that was made by the rules of a language depends on."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from termbase.languages.stemming import stems_version


@lru_cache(32)
def rules_stamp(code: str) -> int:
    """A number (uint32) that differs where words may be read otherwise: by other rules, Unicode or stemmers.

    The rules are taken as the files of this package, a hash of which costs half a millisecond.
    """
    stamp = crc32(f"{unicodedata.unidata_version} {stems_version(code)}".encode())
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".txt"):
            stamp = crc32(path.read_bytes(), stamp)
    return stamp
