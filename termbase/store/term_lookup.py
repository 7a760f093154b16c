"""The terms of a termbase as matching asks for them, answered by SQLite: any number of terms in little memory.

Answers `named` and `terms_of` as `termbase.matching.TermIndex` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from termbase.languages import language
from termbase.matching import Entry
from termbase.matching.index import keys_of, named_among
from termbase.model import Concept, Term
from termbase.store import queries
from termbase.store.queries import TERM_ROW, term_of


class StoredLookup:
    """Terms by spelling, by stems, by concept; ``flush`` is called first, so that pending writes are seen."""

    def __init__(self, connection: sqlite3.Connection, flush: Callable[[], None] = lambda: None) -> None:
        self._connection = connection
        self._flush = flush

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language (BCP 47 primary subtag), in the order they were added."""
        self._flush()
        rows = self._connection.execute(
            f"SELECT {TERM_ROW} FROM term WHERE concept_id = ? AND language = ? ORDER BY id", (concept_id, code)
        )
        return [term_of(row) for row in rows]

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""
        self._flush()
        rules = language(code)
        keys = keys_of(text, rules)
        rows = self._connection.execute(
            f"""SELECT {TERM_ROW} FROM term WHERE language = ? AND stems IN ({", ".join("?" * len(keys))})
                UNION SELECT {TERM_ROW} FROM term WHERE language = ? AND replace(spelling, ' ', '') = ? ORDER BY id""",
            (rules.code, *keys, rules.code, rules.normalise(text).replace(" ", "")),
        )
        return named_among([Entry(row["concept_id"], term_of(row)) for row in rows], text, rules)

    def spelt(self, text: str, code: str, limit: int = 20) -> list[int]:
        """The concepts with a term of this spelling, at most so many."""
        self._flush()
        rules = language(code)
        rows = self._connection.execute(
            "SELECT DISTINCT concept_id FROM term WHERE language = ? AND spelling = ? ORDER BY concept_id LIMIT ?",
            (rules.code, rules.normalise(text), limit),
        )
        return [row[0] for row in rows]

    def called(self, external_id: str, number: int | None) -> list[int]:
        """The concepts that came in under an id, or have that number here."""
        self._flush()
        rows = self._connection.execute(
            "SELECT id FROM concept WHERE external_id = ? UNION SELECT id FROM concept WHERE id = ?",
            (external_id, number),
        )
        return [row[0] for row in rows]

    def concept(self, number: int) -> Concept:
        """One concept with its terms. Raises `NotFound`."""
        self._flush()
        return queries.concept(self._connection, number)
