"""The trie of the terms of a language in a file beside the termbase: ``termbase.db.en.terms``.

Made behind the first hundred texts of a process that finds none, and mapped by those that come later; what has changed
since it was written is added without a rebuild. It holds nothing that the termbase does not hold, so it may be removed
at any time. A termbase of few terms has none.
"""

from __future__ import annotations

from pathlib import Path
from sys import byteorder
from zlib import crc32

from termbase.errors import IndexFileError
from termbase.languages import Language, language
from termbase.languages.base import TOKEN
from termbase.matching.checked_file import read_file, write_file
from termbase.matching.fuzzy_engine import choose_engine
from termbase.matching.index import stems_of
from termbase.matching.likeness import FEW
from termbase.matching.source import Change, Mark, TermSource
from termbase.matching.trie import Base, Trie
from termbase.matching.words import shape

# Words are those that the tokeniser finds: a file of another one is of another version.
FILE = (b"TB terms", 1 | crc32(TOKEN.pattern.encode()) & 0xFFFF_FF00)
SECTIONS = "IIBBIBIqQ"
"""The types of the fields of a `Base`, in their order; the last is one number."""
MOST_LAG = 1_000
"""A file that lags behind by more changes than this is made anew."""


def trie_path(termbase: Path, code: str) -> Path:
    """Where the trie of a language lies."""
    return termbase.with_name(f"{termbase.name}.{code}.terms")


def opened(termbase: Path, now: Mark, code: str, source: TermSource) -> Trie | None:
    """The trie in the file with what has changed since; None where there is none to trust."""
    try:
        sections, fingerprint = read_file(str(trie_path(termbase, code)), FILE, None, choose_engine().checksum)
        *arrays, capacity = [section.cast(kind) for section, kind in zip(sections, SECTIONS, strict=True)]  # type: ignore[call-overload]
        trie = Trie(Base(*arrays, capacity=capacity[0]))  # type: ignore[misc]
    except (IndexFileError, ValueError, TypeError, IndexError):
        return None
    then = Mark.parse(fingerprint)
    changes = None if then is None else [] if then == now else source.changes_since(then, code)
    if changes is None or len(changes) > MOST_LAG:
        return None
    for change in changes:
        add(trie, change, language(code))
    return trie


def made(termbase: Path | None, mark: Mark, code: str, source: TermSource) -> Trie:
    """The trie of all terms of a language, saved where there is a file to save it beside."""
    rules = language(code)
    if source.count(code, FEW + 1) <= FEW:
        trie = Trie()
        for number, key, text in source.keys(code):
            add(trie, Change(number, key, None, text), rules)
        return trie
    from termbase.matching.trie_build import build

    base = build(source.keys(code), rules)
    if termbase is not None and _saved(base, trie_path(termbase, code), str(mark)):
        return opened(termbase, mark, code, source) or Trie(base)
    return Trie(base)


def add(trie: Trie, change: Change, rules: Language) -> None:
    """Add a term as it is now; nothing where it is gone."""
    if change.text is not None and change.key is not None:
        words = shape(change.text, rules.code).words
        if words:
            trie.add(words, stems_of(words, change.key, rules), change.id)


def _saved(base: Base, path: Path, fingerprint: str) -> bool:
    arrays = [*base[:-1], memoryview(base.capacity.to_bytes(8, byteorder))]
    try:
        write_file(str(path), FILE, [array.cast("B") for array in arrays], fingerprint, choose_engine().checksum)
    except OSError:
        # Nothing is lost: the trie is in memory, and the next process makes it again.
        return False
    return True
