"""The terms of a termbase as matching asks for them: by key, by spelling, by id, and what changed since when.

Every question is a few statements over the indexes of `term`, whatever the number of terms.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from termbase.matching.forms import Entry
from termbase.matching.source import Change, Mark, Row
from termbase.model import Term
from termbase.store.queries import TERM_ROW, Rows, term_of, term_of_columns
from termbase.store.writes import TERM_COLUMNS

# What no stored text has; a NUL, which JSON would cut off, may be in one.
SURROGATE = re.compile("[\ud800-\udfff]")
# Keys asked for in one statement, and changes up to which a copy is brought up to date instead of made anew.
BATCH = 10_000
MOST_CHANGES = 50_000
DETAILS = TERM_COLUMNS[2:]
MARK = """SELECT coalesce(c.id, 0), (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'term'),
                 coalesce((SELECT made_at FROM revision WHERE id = c.revision_id), '-'),
                 coalesce((SELECT value FROM state WHERE name = 'key_rules'), '-')
          FROM (SELECT 1) LEFT JOIN (SELECT id, revision_id FROM revision_change ORDER BY id DESC LIMIT 1) c"""
BY_MANY_IDS = f"SELECT {TERM_ROW} FROM term WHERE id IN (SELECT value FROM json_each(?))"
BY_IDS = {n: f"SELECT {TERM_ROW} FROM term WHERE id IN ({', '.join('?' * n)})" for n in (1, 2, 4, 8, 16, 32)}


class StoredTerms:
    """A `termbase.matching.source.TermSource` over a connection, which may be used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tuples = connection.cursor()
        self._tuples.row_factory = None

    def beginnings(self, code: str, keys: Sequence[str]) -> list[int]:
        """The numbers of those of some keys that a term has, or longer ones begin with; a look at the index each."""
        found: list[int] = []
        for start in range(0, len(keys), BATCH):
            # No word has a character before "!" but the space between words.
            rows = self._tuples.execute(
                """SELECT k.key FROM json_each(:keys) k WHERE EXISTS (
                       SELECT 1 FROM term WHERE language = :code AND stems >= k.value AND stems < k.value || '!')""",
                {"code": code, "keys": json.dumps(keys[start : start + BATCH])},
            )
            found += [start + number for (number,) in rows]
        return found

    def texts(self, code: str, keys: Sequence[str]) -> list[tuple[int, int, str]]:
        """(number of a key, id, text) of the terms that have one of some different keys; from the index alone."""
        found: list[tuple[int, int, str]] = []
        for start in range(0, len(keys), BATCH):
            rows = self._tuples.execute(
                """SELECT k.key + ?, t.id, t.text FROM json_each(?) k
                   CROSS JOIN term t ON t.language = ? AND t.stems = k.value""",
                (start, json.dumps(keys[start : start + BATCH]), code),
            )
            found += rows
        return found

    def with_keys(self, code: str, keys: Iterable[str]) -> Callable[[str], list[Entry]]:
        """What leads from each of some keys of stems to the terms that have it, by id."""
        rows = self._with("stems", code, keys)
        return lambda key: [_entry(row) for row in rows.get(key, ())]

    def with_spellings(self, code: str, spellings: Iterable[str]) -> dict[str, list[Entry]]:
        """The terms that have one of some spellings, by spelling, each list by id."""
        return {spelling: list(map(_entry, rows)) for spelling, rows in self._with("spelling", code, spellings).items()}

    def _with(self, column: str, code: str, values: Iterable[str]) -> dict[str, Rows]:
        found: dict[str, Rows] = defaultdict(list)
        distinct = list(dict.fromkeys(values))
        for value in [value for value in distinct if "\0" in value]:
            # JSON would be cut off there.
            found[value] = self._connection.execute(
                f"SELECT * FROM term WHERE language = ? AND {column} = ? ORDER BY id", (code, value)
            ).fetchall()
            distinct.remove(value)
        for start in range(0, len(distinct), BATCH):
            rows = self._connection.execute(
                f"""SELECT t.* FROM json_each(?) k CROSS JOIN term t ON t.language = ? AND t.{column} = k.value
                    ORDER BY t.id""",
                (json.dumps(distinct[start : start + BATCH]), code),
            )
            for row in rows:
                found[row[column]].append(row)
        return found

    def joined(self, code: str, letters: str) -> list[Entry]:
        """The terms whose spelling without spaces is this one."""
        if SURROGATE.search(letters):
            return []
        rows = self._connection.execute(
            "SELECT * FROM term WHERE language = ? AND replace(spelling, ' ', '') = ? ORDER BY id", (code, letters)
        )
        return [_entry(row) for row in rows]

    def with_ids(self, ids: Iterable[int]) -> list[Entry]:
        """The terms that have one of some ids; for ids that are gone, none."""
        numbers = list(ids)
        if len(numbers) <= max(BY_IDS):
            # One id more than once gives one row; a statement for each count of ids would be parsed anew too often.
            count = 1 << (len(numbers) - 1).bit_length() if numbers else 1
            rows = self._tuples.execute(BY_IDS[count], (numbers + numbers[-1:] * (count - len(numbers))) or [0])
        else:
            rows = self._tuples.execute(BY_MANY_IDS, (json.dumps(numbers),))
        return [Entry(row[1], term_of(row)) for row in rows]

    def of_concept(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language."""
        rows = self._connection.execute(
            "SELECT * FROM term WHERE concept_id = ? AND language = ? ORDER BY id", (concept_id, code)
        )
        return [term_of_columns(row) for row in rows]

    def of_concepts(self, concept_ids: Iterable[int], code: str) -> dict[int, list[Term]]:
        """The terms of some concepts in one language, for each that has any."""
        rows = self._connection.execute(
            """SELECT t.* FROM json_each(?) k CROSS JOIN term t ON t.concept_id = k.value AND t.language = ?
               ORDER BY t.id""",
            (json.dumps(list(concept_ids)), code),
        )
        found: dict[int, list[Term]] = defaultdict(list)
        for row in rows:
            found[row["concept_id"]].append(term_of_columns(row))
        return found

    def count(self, code: str, most: int) -> int:
        """How many terms a language has, counted up to ``most``."""
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM term WHERE language = ? LIMIT ?)", (code, most)
        ).fetchone()
        return int(row[0])

    def more_than(self, count: int) -> bool:
        """Whether the termbase has more terms than that."""
        return self._connection.execute("SELECT 1 FROM term LIMIT 1 OFFSET ?", (count,)).fetchone() is not None

    def bilingual(self, source: str, target: str) -> bool:
        """Whether a concept has terms in both languages."""
        statement = """SELECT EXISTS (SELECT 1 FROM term s CROSS JOIN term t ON t.concept_id = s.concept_id
                                      AND t.language = ? WHERE s.language = ?)"""
        fewer, more = sorted((source, target), key=lambda code: self.count(code, BATCH))
        return bool(self._connection.execute(statement, (more, fewer)).fetchone()[0])

    def ruled_out(self, *codes: str) -> Iterator[tuple[int, Term]]:
        """(concept id, term) for every deprecated, superseded or forbidden term of some languages."""
        rows = self._connection.execute(
            f"""SELECT {TERM_ROW} FROM term WHERE language IN ({", ".join("?" * len(codes))})
                AND administrative_status IN ('deprecated', 'superseded', 'forbidden') ORDER BY id""",
            codes,
        )
        return ((row["concept_id"], term_of(row)) for row in rows)

    def rows(self, code: str) -> Iterator[Row]:
        """Every term of a language."""
        # From the first to the last: an index would lead all over the file. What is mapped of a file counts as memory
        # of the process, here nearly all of it, so it is read without.
        mapped = self._tuples.execute("PRAGMA mmap_size").fetchone()
        try:
            self._tuples.execute("PRAGMA mmap_size = 0")
            yield from self._rows(
                f"""SELECT id, concept_id, stems, text, json_array({", ".join(DETAILS)})
                    FROM term NOT INDEXED WHERE language = ?""",
                code,
            )
        finally:
            if mapped:
                self._tuples.execute(f"PRAGMA mmap_size = {mapped[0]}")

    @staticmethod
    def template(code: str, details: Sequence[Any]) -> Term:
        """A term of which the details of a `Row` are said, without id and text."""
        return term_of((0, 0, code, "", *details))

    def spellings(self, code: str) -> Iterator[tuple[int, str]]:
        """(id, spelling) of every term of a language."""
        return self._rows("SELECT id, spelling FROM term WHERE language = ?", code)

    def _rows(self, statement: str, code: str) -> Iterator[Any]:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor.execute(statement, (code,))

    def mark(self) -> Mark:
        """The state of the termbase: it differs after every change of a term."""
        return Mark(*self._tuples.execute(MARK).fetchone())

    def changes_since(self, mark: Mark, code: str) -> list[Change] | None:
        """The terms that were added, changed or removed since; None when that cannot be said, or is too much."""
        now = self.mark()
        if now.change < mark.change or now.last_term < mark.last_term or now.key_rules != mark.key_rules:
            return None
        if mark.change:
            row = self._connection.execute(
                "SELECT r.made_at FROM revision_change c JOIN revision r ON r.id = c.revision_id WHERE c.id = ?",
                (mark.change,),
            ).fetchone()
            if row is None or row[0] != mark.made_at:
                return None
        rows = self._connection.execute(
            """WITH touched AS (SELECT row_id AS id FROM revision_change WHERE id > :change AND table_name = 'term'
                                UNION SELECT id FROM term WHERE id > :last)
               SELECT c.id, t.stems, t.spelling, t.text FROM (SELECT id FROM touched LIMIT :most) c
               LEFT JOIN term t ON t.id = c.id AND t.language = :code""",
            {"change": mark.change, "last": mark.last_term, "most": MOST_CHANGES + 1, "code": code},
        ).fetchall()
        return None if len(rows) > MOST_CHANGES else [Change(*row) for row in rows]


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(row["concept_id"], term_of_columns(row))
