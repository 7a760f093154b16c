"""The fuzzy index of a language in a file beside the termbase: ``termbase.db.en.fuzzy``.

Made when a question first needs it, and again when it is missing, damaged, of another version or of another termbase;
what has changed since it was written is applied to it without a rebuild. It holds nothing that the termbase does not
hold, so it may be removed at any time. A termbase of few terms has none.
"""

from __future__ import annotations

from pathlib import Path

from termbase.errors import IndexFileError
from termbase.matching.fuzzy_index import FuzzyIndex
from termbase.matching.likeness import FEW, Likeness
from termbase.matching.source import Mark, TermSource
from termbase.matching.stored import Memory

# A file that lags behind by more changes than this is written anew.
MOST_LAG = 1_000


def fuzzy_path(termbase: Path, code: str) -> Path:
    """Where the fuzzy index of a language lies."""
    return termbase.with_name(f"{termbase.name}.{code}.fuzzy")


def likeness_beside(termbase: Path | None, memory: Memory, source: TermSource) -> Likeness:
    """What is like what among the terms of a language, kept in ``memory``; without a path no file is read or written.

    Where the file cannot be written (a read-only folder) the index is made in memory, once for each process.
    """
    with memory.lock:
        if memory.likeness is not None:
            return memory.likeness
        mark, path = source.mark(), fuzzy_path(termbase, memory.code) if termbase else None
        if source.count(memory.code, FEW + 1) <= FEW:
            made = Likeness(source.spellings(memory.code))
        else:
            index = (path and _opened(path, memory.code, source)) or _built(path, mark, memory.code, source)
            made = Likeness.over(index)
        memory.remember(made, source, mark)
        return made


def _opened(path: Path, code: str, source: TermSource) -> FuzzyIndex | None:
    """The index in the file with what has changed since; None where there is none to trust."""
    now = source.mark()
    try:
        index = FuzzyIndex.open(path)
    except IndexFileError:
        return None
    then = Mark.parse(index.fingerprint)
    changes = None if then is None else [] if then == now else source.changes_since(then, code)
    if changes is None:
        return None
    if changes:
        index.discard(change.id for change in changes if change.spelling is None)
        index.update((change.id, change.spelling) for change in changes if change.spelling is not None)
        if len(changes) > MOST_LAG:
            _save(index, path, now)
    return index


def _built(path: Path | None, mark: Mark, code: str, source: TermSource) -> FuzzyIndex:
    index = FuzzyIndex.build(source.spellings(code))
    if path is not None:
        _save(index, path, mark)
    return index


def _save(index: FuzzyIndex, path: Path, mark: Mark) -> None:
    try:
        index.save(path, str(mark))
    except OSError:
        # Nothing is lost: the index is in memory, and the next process makes it again.
        return
