"""The comparison keys of what is stored, made anew when the rules of languages have changed since.

Keys are stored beside each text, so that a lookup compares keys alone. A later version of this program, of its stemmers
or of Unicode may make other keys of the same text; a term whose key is of the rules before would no longer be found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from termbase.languages import all_rules_stamp, language
from termbase.store.search import index_pairs
from termbase.store.transactions import transaction

STATE = "key_rules"
ROWS_AT_ONCE = 10_000


class Keyed(NamedTuple):
    """A table with keys: how its rows are read, with the id first and the two keys last, and what their keys are."""

    table: str
    rows: str
    columns: tuple[str, str]
    keys: Callable[[Any], tuple[str, str]]


def _keys_of_term(row: Any) -> tuple[str, str]:
    return language(row[1]).keys(row[2])


def _keys_of_segment(row: Any) -> tuple[str, str]:
    _, source_language, target_language, source, target, *_ = row
    return language(source_language).stems(source or ""), language(target_language).stems(target or "")


TERM = Keyed(
    "term", "SELECT r.id, r.language, r.text, r.spelling, r.stems FROM term r", ("spelling", "stems"), _keys_of_term
)
SEGMENT = Keyed(
    "segment",
    """SELECT r.id, d.source_language, d.target_language, r.source_text, r.target_text, r.source_stems, r.target_stems
       FROM segment r JOIN document d ON d.id = r.document_id""",
    ("source_stems", "target_stems"),
    _keys_of_segment,
)


def note_rules(connection: sqlite3.Connection) -> None:
    """Write down that all keys are of the present rules; inside a transaction of the caller."""
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (STATE, str(all_rules_stamp())))


def renew_keys(connection: sqlite3.Connection) -> None:
    """Make all keys anew unless they are of the present rules; one transaction, no revision.

    It takes about as long as the keys do in an import, and writes those rows alone whose keys differ. What was worked
    out from keys (standings of pairs, uses, counts of aligned text) is worked out again when it is asked for next.
    """
    if are_of_present_rules(connection):
        return
    with transaction(connection):
        if are_of_present_rules(connection):
            # Another process has made them while this one waited.
            return
        for keyed in (TERM, SEGMENT):
            rows = f"{keyed.rows} WHERE r.id > ? ORDER BY r.id LIMIT {ROWS_AT_ONCE}"
            last = 0
            while found := connection.execute(rows, (last,)).fetchall():
                _renew(connection, keyed, found)
                last = found[-1][0]
        connection.execute("DELETE FROM pair_search")
        index_pairs(connection)
        connection.execute("DELETE FROM state")
        note_rules(connection)


def renew_restored(connection: sqlite3.Connection, revision: int) -> None:
    """Make the keys of the rows anew that taking a revision back has restored: those may be older than the rules."""
    restored = "SELECT row_id FROM revision_change WHERE revision_id = ? AND table_name = ? AND before IS NOT NULL"
    for keyed in (TERM, SEGMENT):
        rows = connection.execute(f"{keyed.rows} WHERE r.id IN ({restored})", (revision, keyed.table))
        while found := rows.fetchmany(ROWS_AT_ONCE):
            _renew(connection, keyed, found)


def are_of_present_rules(connection: sqlite3.Connection) -> bool:
    """Whether a text finds the terms by the keys that are stored."""
    row = connection.execute("SELECT value FROM state WHERE name = ?", (STATE,)).fetchone()
    return row is not None and row[0] == str(all_rules_stamp())


def _renew(connection: sqlite3.Connection, keyed: Keyed, rows: list[Any]) -> None:
    one, other = keyed.columns
    renewed = ((*keys, row[0]) for row in rows if (keys := keyed.keys(row)) != (row[-2], row[-1]))
    connection.executemany(f"UPDATE {keyed.table} SET {one} = ?, {other} = ? WHERE id = ?", renewed)
