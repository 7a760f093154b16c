"""The trie of the terms of a language in a file beside the termbase: ``termbase.db.en.terms``.

Made behind the first hundred texts of a process that finds none, and mapped by those that come later; what has changed
since it was written is added without a rebuild. A termbase of few terms has none.
"""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path

from termbase.errors import IndexFileError
from termbase.languages import Language, files_stamp, language, rules_stamp
from termbase.matching import index_file, words
from termbase.matching.checked_file import Blocks, Kind, Section, map_file, write_file
from termbase.matching.exact import characters, readings, trie_arrays, trie_build
from termbase.matching.exact.trie import Trie
from termbase.matching.exact.trie_arrays import Base
from termbase.matching.fuzzy.engine import choose_engine
from termbase.matching.fuzzy.likeness import FEW
from termbase.matching.index import stems_of
from termbase.matching.index_file import changes_since, path_beside, saved
from termbase.matching.source import Change, Mark, TermSource

TYPES = "IBIIIIIBI**HIIBBBB"
"""The types of the fields of a `Base`, in order; a star: numbers of four bytes or eight."""


def opened(termbase: Path, code: str, source: TermSource) -> Trie | None:
    """The trie in the file with what has changed since; None where there is none to trust."""
    path = path_beside(termbase, code, "terms")
    try:
        if not path.exists():
            # Of which version it should be takes a while to say.
            return None
        sections, blocks, fingerprint = map_file(str(path), _kind(code), choose_engine().checksum)
        known = Trie(_base(sections, blocks), blocks)
        changes = changes_since(fingerprint, code, source)
        if changes is None or len(changes) > index_file.MOST_LAG:
            return None
        for change in changes:
            add(known, change, language(code))
    except (IndexFileError, OSError, ValueError, TypeError, IndexError):
        return None
    return known


def made(termbase: Path | None, mark: Mark, code: str, source: TermSource) -> Trie:
    """The trie of all terms of a language, saved where there is a file to save it beside."""
    rules = language(code)
    if source.count(code, FEW + 1) <= FEW:
        known = Trie()
        for number, _, key, text, *_ in source.rows(code):
            add(known, Change(number, key, None, text), rules)
        return known
    base = trie_build.build(source.rows(code), rules)
    if termbase is not None and saved(partial(_write, base, path_beside(termbase, code, "terms"), code, str(mark))):
        return opened(termbase, code, source) or Trie(base)
    return Trie(base)


def add(known: Trie, change: Change, rules: Language) -> None:
    """Add a term as it is now; where it is gone, that it is."""
    known.changed.add(change.id)
    if change.text is not None and change.key is not None:
        spelt = words.shape(change.text, rules.code).words
        if spelt:
            known.add(spelt, stems_of(spelt, change.key, rules), change.id)


@lru_cache(32)
def _kind(code: str) -> Kind:
    """The version is a hash of the rules by which words are read, and of what lays them out: a file of other ones is of
    another version."""
    modules = words, characters, readings, trie_arrays, trie_build
    return b"TB terms", files_stamp([str(module.__file__) for module in modules], rules_stamp(code))


def _base(sections: list[tuple[int, memoryview]], blocks: Blocks) -> Base:
    terms = len(sections[TYPES.index("H")][1]) // 2
    wide = {4 * terms: "I", 8 * terms: "q"}
    arrays = [
        Section(blocks, at, section.cast(wide[len(section)] if kind == "*" else kind))  # type: ignore[call-overload]
        for (at, section), kind in zip(sections, TYPES, strict=True)
    ]
    return Base(*arrays)


def _write(base: Base, path: Path, code: str, fingerprint: str) -> None:
    sections = [array.cast("B") for array in base]  # type: ignore[attr-defined]
    write_file(str(path), _kind(code), sections, fingerprint, choose_engine().checksum, with_sums=True)
