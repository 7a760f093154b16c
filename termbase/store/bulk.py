"""Many concepts or pairs at once: ids are given out here, so that rows can be written in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from termbase.model import Concept, Term, TermPair
from termbase.store.revisions import insertions
from termbase.store.writes import CONCEPT_COLUMNS, TERM_COLUMNS, concept_values, term_values

BATCH = 4000
# So many rows are written by one statement.
AT_ONCE = 100
COLUMNS = {
    "concept": ("id", *CONCEPT_COLUMNS),
    "term": ("id", "concept_id", *TERM_COLUMNS, "spelling", "stems"),
}
# What SQLite may keep of the file in memory, and sort there, while much is written; KiB.
ROOM = 64 << 10


class BulkWriter:
    """Adds concepts and terms inside a transaction that its caller has opened; `flush` writes what is pending.

    ``runs`` are the ids given out, by table, as [first, last] of those that follow each other.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence WHERE name IN ('concept', 'term')"))
        self.last_concept = int(last.get("concept", 0))
        self.last_term = int(last.get("term", 0))
        self.runs: dict[str, list[list[int]]] = {"concept": [], "term": []}
        self._concepts: list[tuple[Any, ...]] = []
        self._terms: list[tuple[Any, ...]] = []
        self._defaults = {table: _defaults(connection, table) for table in COLUMNS}

    def add_concept(self, number: int, concept: Concept, terms: Iterable[Term], external_id: str | None = None) -> int:
        """Add a concept with these terms under a number above all that were used here. Returns the number."""
        self.last_concept = number
        self._concepts.append((number, *concept_values(concept, external_id)))
        last = self.last_term
        for term in terms:
            last += 1
            self._terms.append((last, number, *term_values(term)))
        self.last_term = last
        if len(self._terms) >= BATCH:
            self.flush()
        return number

    def add_term(self, concept_id: int, term: Term) -> None:
        """Add a term to a concept."""
        self.last_term += 1
        self._terms.append((self.last_term, concept_id, *term_values(term)))

    def flush(self) -> None:
        """Write what is pending."""
        for table, rows in (("concept", self._concepts), ("term", self._terms)):
            if rows:
                self._note(table, rows)
                _insert(self._connection, table, rows, self._defaults[table])
                rows.clear()

    def _note(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        numbers = [row[0] for row in rows]
        # Ids of concepts may leave gaps, those of terms never do.
        pieces = [numbers] if numbers[-1] - numbers[0] < len(numbers) else [[number] for number in numbers]
        runs = self.runs[table]
        for piece in pieces:
            if runs and runs[-1][1] == piece[0] - 1:
                runs[-1][1] = piece[-1]
            else:
                runs.append([piece[0], piece[-1]])


def _defaults(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    """What the schema fills in for a column that a statement does not name; None where it says nothing."""
    stated = {row[1]: row[4] or "NULL" for row in connection.execute(f"PRAGMA table_info({table})")}
    values = connection.execute(f"SELECT {', '.join(stated.values())}").fetchone()
    return dict(zip(stated, values, strict=True))


def _insert(
    connection: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]], defaults: Mapping[str, Any]
) -> None:
    """Write rows, many in a statement and without the columns that none of them fills: a third of the time.

    Handing SQLite a value costs as much as storing it, and most terms say little.
    """
    filled = {
        name: values
        for name, values in zip(COLUMNS[table], zip(*rows, strict=True), strict=True)
        if values.count(defaults[name]) < len(rows)
    }
    row = f"({', '.join('?' * len(filled))})"
    values = chain.from_iterable(zip(*filled.values(), strict=True))
    for many, times in ((AT_ONCE, len(rows) // AT_ONCE), (1, len(rows) % AT_ONCE)):
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(filled)}) VALUES {', '.join([row] * many)}",
            (tuple(islice(values, many * len(filled))) for _ in range(times)),
        )


@contextmanager
def all_at_once(connection: sqlite3.Connection, writer: BulkWriter) -> Iterator[None]:
    """Build indexes once behind many insertions, and note these as runs: a third of the time of a row each.

    Inside a transaction that its caller has opened; meanwhile concepts and terms may only be added, by ``writer``, and
    terms are not looked for. Raises nothing of its own; when it fails, the transaction must be rolled back.
    """
    put_aside = connection.execute(
        """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND
           (type = 'index' AND tbl_name IN ('concept', 'term') OR type = 'trigger' AND name = 'term_search_insert')"""
    ).fetchall()
    for kind, name, _ in put_aside:
        connection.execute(f"DROP {kind} {name}")
    writer.flush()
    writer.runs = {"concept": [], "term": []}
    with insertions(connection, writer.runs):
        yield
        writer.flush()
    for _, _, statement in put_aside:
        connection.execute(statement)
    connection.execute("INSERT INTO term_search (term_search) VALUES ('rebuild')")


def put_pairs(
    connection: sqlite3.Connection, source_language: str, target_language: str, pairs: Iterable[TermPair]
) -> list[int]:
    """The id of each pair; those that were not there are stored, and noted in the history as one run of ids.

    Inside a transaction. All pairs of both languages are looked up in memory.
    """
    languages = (source_language, target_language)
    asked = [(pair.source, pair.target, int(pair.do_not_translate)) for pair in pairs]
    numbers: dict[tuple[str, str, int], int] = {
        (row[1], row[2], row[3]): row[0]
        for row in connection.execute(
            """SELECT id, source, target, do_not_translate FROM pair
               WHERE source_language = ? AND target_language = ?""",
            languages,
        )
    }
    last = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'pair'").fetchone()[0]
    new = {key: last + k for k, key in enumerate((key for key in dict.fromkeys(asked) if key not in numbers), 1)}
    with insertions(connection, {"pair": [[last + 1, last + len(new)]] if new else []}):
        connection.executemany(
            """INSERT INTO pair (id, source_language, target_language, source, target, do_not_translate)
               VALUES (?, ?, ?, ?, ?, ?)""",
            ((number, *languages, *key) for key, number in new.items()),
        )
    numbers |= new
    return [numbers[key] for key in asked]


@contextmanager
def room(connection: sqlite3.Connection) -> Iterator[None]:
    """More memory for pages, and files for what does not fit when it is sorted; around a transaction."""
    before = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute(f"PRAGMA cache_size = {-ROOM}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {before}")
        connection.execute("PRAGMA temp_store = MEMORY")
