"""What an index of words that was made by the rules of a language depends on."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import FileIO
from pathlib import Path
from zlib import crc32

from termbase.languages.stemming import SNOWBALL, stems_version


@lru_cache(32)
def rules_stamp(code: str) -> int:
    """A number (uint32) that differs where words may be read otherwise: by other rules, Unicode or stemmers.

    The rules are taken as the files of this package, a hash of which costs a third of a millisecond.
    """
    paths = sorted(f"{folder}/{name}" for folder, _, names in os.walk(Path(__file__).parent) for name in names)
    stamp = crc32(f"{unicodedata.unidata_version} {stems_version(code)}".encode())
    return files_stamp([path for path in paths if path.endswith((".py", ".txt"))], stamp)


def all_rules_stamp() -> int:
    """`rules_stamp` of all languages at once."""
    return rules_stamp(next(iter(SNOWBALL)))


def files_stamp(paths: Iterable[str], stamp: int) -> int:
    """A number (uint32) that differs where what some files hold does, or another such number."""
    for path in paths:
        # Without a buffer, nor a `Path` for each: the first answer of a process waits for this.
        with FileIO(path) as file:
            stamp = crc32(file.readall(), stamp)
    return stamp
