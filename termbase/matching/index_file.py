"""An index of the terms of a language in a file beside the termbase, ``termbase.db.en.terms``: where it lies, what has
changed since it was written. It holds nothing that the termbase does not hold, so it may be removed at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from termbase.matching.source import Change, Mark, TermSource

MOST_LAG = 1_000
"""A file that lags behind by more changes than this is written anew."""


def path_beside(termbase: Path, code: str, kind: str) -> Path:
    """Where the index of a language lies."""
    return termbase.with_name(f"{termbase.name}.{code}.{kind}")


def changes_since(fingerprint: str, code: str, source: TermSource) -> list[Change] | None:
    """What has changed since a file was written that names a mark; None when that cannot be said."""
    then = Mark.parse(fingerprint)
    return None if then is None else [] if then == source.mark() else source.changes_since(then, code)


def saved(write: Callable[[], None]) -> bool:
    """Whether an index could be written. Nothing is lost where not: it is in memory, and the next process makes it."""
    try:
        write()
    except OSError:
        return False
    return True
