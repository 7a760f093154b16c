"""The terms of the termbase that a text uses, with their translations."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from termbase.errors import TermbaseError, UsageError
from termbase.languages import primary_subtag
from termbase.matching import TermIndex, recognise
from termbase.matching.fuzzy.file import likeness_beside
from termbase.matching.stored_index import Memory, StoredIndex
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, Occurrence, Term, best_first
from termbase.store import connect, queries
from termbase.store.term_source import StoredTerms

# A termbase of more terms than this is asked, not loaded; fewer are loaded where there are enough questions.
MOST_LOADED, LOADED_A_QUESTION = 20_000, 10
# Languages of termbases of which something is kept in memory.
MOST_MEMORIES = 32


@dataclass(frozen=True)
class Lookup:
    """A term found in a text, and what its concept has in the other language, the preferred first."""

    occurrence: Occurrence
    translations: tuple[Term, ...]


_memories: dict[tuple[str, str], Memory] = {}
_lock = Lock()


def term_index(connection: sqlite3.Connection) -> TermIndex:
    """The terms of the termbase, ready to be recognised; costs nothing until it is asked.

    It answers for any language. Make one for each piece of work: what is kept between them (see
    `termbase.matching.stored_index`) is brought up to date when the next one is first asked.
    """
    file = queries.file_of(connection)
    # What a transaction has not committed is nobody else's business.
    path = Path(file) if file and not connection.in_transaction else None

    def recall(code: str) -> Memory:
        if path is None:
            return Memory(code)
        with _lock:
            while len(_memories) >= MOST_MEMORIES and (file, code) not in _memories:
                _memories.pop(next(iter(_memories)))
            return _memories.setdefault((file, code), Memory(code, path, partial(_warm_behind, path)))

    return StoredIndex(StoredTerms(connection), recall, partial(likeness_beside, path))


def terms_for(connection: sqlite3.Connection, questions: int, *languages: str) -> TermIndex:
    """The terms of some languages (all, if none is named) for about so many questions: in memory where they are few,
    else asked from the termbase.

    They must not change before the last question; `term_index` sees changes that its own connection makes.
    """
    few = min(MOST_LOADED, LOADED_A_QUESTION * questions)
    if StoredTerms(connection).more_than(few):
        return term_index(connection)
    return TermIndex(queries.terms(connection, *languages))


def _warm_behind(path: Path, memory: Memory) -> None:
    """Warm a language in a thread of its own, with a connection of its own."""

    def warm() -> None:
        # What stands in the way of warming, a question will say; until then the store answers.
        with suppress(TermbaseError, sqlite3.Error):
            connection = connect(path, writable=False)
            try:
                connection.execute("BEGIN")
                memory.warm(StoredTerms(connection))
            finally:
                connection.close()

    Thread(target=warm, name=f"termbase warms {memory.code}", daemon=True).start()


def lookup(
    connection: sqlite3.Connection,
    text: str,
    source: str = DEFAULT_SOURCE,
    target: str = DEFAULT_TARGET,
    min_similarity: float = 80,
) -> list[Lookup]:
    """The terms that ``text`` uses, in order. ``min_similarity`` is 0..100; 100 admits no misspelt term."""
    if not 0 <= min_similarity <= 100:
        raise UsageError(f"a similarity lies between 0 and 100, not at {min_similarity:g}")
    source, target = primary_subtag(source), primary_subtag(target)
    index = term_index(connection)
    found = []
    for occurrence in recognise(text, source, index, min_similarity):
        found.append(Lookup(occurrence, tuple(best_first(index.terms_of(occurrence.concept_id, target)))))
    return found
