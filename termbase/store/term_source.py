"""The terms of a termbase as matching asks for them: by key, by spelling, by id, and what changed since when.

Every question is a few statements over the indexes of `term`, whatever the number of terms.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from termbase.matching.index import Entry
from termbase.matching.stored import Change, Mark
from termbase.model import Term
from termbase.store.queries import Rows, _term

# Keys asked for in one statement, and changes up to which a copy is brought up to date instead of made anew.
BATCH = 10_000
MOST_CHANGES = 50_000


class StoredTerms:
    """A `termbase.matching.stored.TermSource` over a connection, which may be used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def flags(self, code: str, keys: Sequence[str]) -> list[int]:
        """For each key of stems 3 when longer keys begin with it, else 1: whether a term has it, `with_keys` says."""
        known: dict[str, int] = {}
        distinct = list(dict.fromkeys(keys))
        for start in range(0, len(distinct), BATCH):
            some = distinct[start : start + BATCH]
            rows = self._connection.execute(
                """SELECT k.key, 1 + 2 * EXISTS (SELECT 1 FROM term WHERE language = :code
                                                 AND stems > k.value || ' ' AND stems < k.value || '!')
                   FROM json_each(:keys) k""",
                {"code": code, "keys": json.dumps(some)},
            )
            known.update((some[number], flag) for number, flag in rows)
        return [known[key] for key in keys]

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
        rows = self._connection.execute(
            "SELECT * FROM term WHERE language = ? AND replace(spelling, ' ', '') = (SELECT value FROM json_each(?))"
            " ORDER BY id",
            (code, json.dumps([letters])),
        )
        return [_entry(row) for row in rows]

    def with_ids(self, ids: Iterable[int]) -> list[Entry]:
        """The terms that have one of some ids; for ids that are gone, none."""
        rows = self._connection.execute(
            "SELECT t.* FROM json_each(?) k CROSS JOIN term t ON t.id = k.value", (json.dumps(list(ids)),)
        )
        return [_entry(row) for row in rows]

    def of_concept(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language."""
        rows = self._connection.execute(
            "SELECT * FROM term WHERE concept_id = ? AND language = ? ORDER BY id", (concept_id, code)
        )
        return [_term(row) for row in rows]

    def count(self, code: str, most: int) -> int:
        """How many terms a language has, counted up to ``most``."""
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM term WHERE language = ? LIMIT ?)", (code, most)
        ).fetchone()
        return int(row[0])

    def keys(self, code: str) -> Iterator[tuple[int, str]]:
        """(id, key of stems) of every term of a language."""
        return self._pairs("SELECT id, stems FROM term WHERE language = ?", code)

    def spellings(self, code: str) -> Iterator[tuple[int, str]]:
        """(id, spelling) of every term of a language."""
        return self._pairs("SELECT id, spelling FROM term WHERE language = ?", code)

    def _pairs(self, statement: str, code: str) -> Iterator[tuple[int, str]]:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        yield from cursor.execute(statement, (code,))

    def mark(self) -> Mark:
        """The state of the termbase: it differs after every change of a term."""
        row = self._connection.execute(
            """SELECT c.id, r.made_at FROM revision_change c JOIN revision r ON r.id = c.revision_id
               ORDER BY c.id DESC LIMIT 1"""
        ).fetchone() or (0, "")
        last = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'term'").fetchone()
        return Mark(row[0], last[0] if last else 0, row[1])

    def changes_since(self, mark: Mark, code: str) -> list[Change] | None:
        """The terms that were added, changed or removed since; None when that cannot be said, or is too much."""
        now = self.mark()
        if now.change < mark.change or now.last_term < mark.last_term:
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
               SELECT c.id, t.stems, t.spelling FROM (SELECT id FROM touched LIMIT :most) c
               LEFT JOIN term t ON t.id = c.id AND t.language = :code""",
            {"change": mark.change, "last": mark.last_term, "most": MOST_CHANGES + 1, "code": code},
        ).fetchall()
        return None if len(rows) > MOST_CHANGES else [Change(*row) for row in rows]


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(row["concept_id"], _term(row))
