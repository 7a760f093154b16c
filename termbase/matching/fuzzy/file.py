"""The fuzzy index of a language in a file beside the termbase: ``termbase.db.en.fuzzy``.

Made when a question first needs it, and again when it is missing, damaged, of another version or of another termbase;
what has changed since it was written is applied to it without a rebuild. A termbase of few terms has none.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from termbase.errors import IndexFileError
from termbase.matching import index_file
from termbase.matching.fuzzy.index import FuzzyIndex
from termbase.matching.fuzzy.likeness import FEW, Likeness
from termbase.matching.index_file import changes_since, path_beside, saved
from termbase.matching.source import Mark, TermSource
from termbase.matching.stored_index import Memory


def likeness_beside(termbase: Path | None, memory: Memory, source: TermSource) -> Likeness:
    """What is like what among the terms of a language, kept in ``memory``; without a path no file is read or written.

    Where the file cannot be written (a read-only folder) the index is made in memory, once for each process.
    """
    with memory.lock:
        if memory.likeness is not None:
            return memory.likeness
        mark, path = source.mark(), path_beside(termbase, memory.code, "fuzzy") if termbase else None
        if source.count(memory.code, FEW + 1) <= FEW:
            made = Likeness(source.spellings(memory.code))
        else:
            index = (path and _opened(path, memory.code, source)) or _built(path, mark, memory.code, source)
            made = Likeness.over(index)
        memory.remember(made, source, mark)
        return made


def _opened(path: Path, code: str, source: TermSource) -> FuzzyIndex | None:
    """The index in the file with what has changed since; None where there is none to trust."""
    try:
        index = FuzzyIndex.open(path)
    except IndexFileError:
        return None
    now, changes = source.mark(), changes_since(index.fingerprint, code, source)
    if changes is None:
        return None
    if changes:
        index.discard(change.id for change in changes if change.spelling is None)
        index.update((change.id, change.spelling) for change in changes if change.spelling is not None)
        if len(changes) > index_file.MOST_LAG:
            saved(partial(index.save, path, str(now)))
    return index


def _built(path: Path | None, mark: Mark, code: str, source: TermSource) -> FuzzyIndex:
    index = FuzzyIndex.build(source.spellings(code))
    if path is not None:
        saved(partial(index.save, path, str(mark)))
    return index
