"""What an index of words that was made by the rules of a language depends on."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import FileIO
from pathlib import Path
from zlib import crc32

from termbase.languages.stemming import SNOWBALL, stemmer_files


@lru_cache(32)
def rules_stamp(*codes: str) -> int:
    """A number (uint32) that differs where words of these languages may be read otherwise.

    What reads them is Unicode and the rules, taken as the files of this package and of the stemmers, a hash of which
    costs less than a millisecond.
    """
    paths = sorted(f"{folder}/{name}" for folder, _, names in os.walk(Path(__file__).parent) for name in names)
    rules = [path for path in paths if path.endswith((".py", ".txt"))]
    return files_stamp([*rules, *stemmer_files(codes)], crc32(unicodedata.unidata_version.encode()))


def all_rules_stamp() -> int:
    """`rules_stamp` of all languages at once."""
    return rules_stamp(*SNOWBALL)


def files_stamp(paths: Iterable[str], stamp: int) -> int:
    """A number (uint32) that differs where what some files hold does, or another such number."""
    for path in paths:
        # Without a buffer, nor a `Path` for each: the first answer of a process waits for this.
        with FileIO(path) as file:
            stamp = crc32(file.readall(), stamp)
    return stamp
