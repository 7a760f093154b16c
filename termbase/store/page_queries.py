"""What the pages list, a page at a time, as rows (`sqlite3.Row`, columns by name)."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from termbase.store.pair_queries import PAIR, STANDING, of_status, with_words

Rows = list[sqlite3.Row]

# Tables of entries, in which somebody may want to see what a change did.
ENTRIES = ("concept", "term", "concept_relation", "pair", "document", "comment", "suggestion")


def documents(connection: sqlite3.Connection, after: str = "", limit: int = -1, imported: bool = False) -> Rows:
    """Documents with their figures: segments, pairs, findings; so many whose names come behind ``after`` (-1: all).

    What was read as text, or what was ``imported`` as terminology.
    """
    return connection.execute(
        """SELECT d.*, (SELECT count(*) FROM segment s WHERE s.document_id = d.id) AS segments,
                  (SELECT count(DISTINCT pair_id) FROM evidence e WHERE e.document_id = d.id) AS pairs,
                  (SELECT count(*) FROM finding f WHERE f.document_id = d.id) AS findings
           FROM document d WHERE d.name > ? AND (d.settings_hash = 'import') = ? ORDER BY d.name LIMIT ?""",
        (after, imported, limit),
    ).fetchall()


def documents_up_to(connection: sqlite3.Connection, name: str) -> int:
    """How many texts stand up to a name in the order of `documents`."""
    row = connection.execute(
        "SELECT count(*) FROM document WHERE settings_hash <> 'import' AND name <= ?", (name,)
    ).fetchone()
    return int(row[0])


def page_of_pairs(
    connection: sqlite3.Connection, status: str | None, after: int, limit: int, match: str | None = None
) -> Rows:
    """At most ``limit`` of the `pairs` that follow the pair ``after`` (0, or one that is gone: from the best on).

    Read in the order of an index, so that any page of a million pairs costs the same. ``match`` is what
    `search.words_of_pairs` gives for words that they have.
    """
    where, values = _chosen(status, match)
    place = connection.execute(
        "SELECT -score, -documents, -occurrences, pair_id FROM pair_standing WHERE pair_id = ?", (after,)
    ).fetchone()
    if place is not None:
        # The bound on the score is what the index can use; the rest decides among pairs of one score.
        where += """ AND s.score <= ? AND (-s.score, -s.documents, -s.occurrences, s.pair_id) > (?, ?, ?, ?)"""
        values += [-place[0], *place]
    return connection.execute(
        f"""{PAIR} WHERE {where} ORDER BY s.score DESC, s.documents DESC, s.occurrences DESC, s.pair_id LIMIT ?""",
        [*values, limit],
    ).fetchall()


def _chosen(status: str | None, match: str | None) -> tuple[str, list[Any]]:
    (where, values), (words, sought) = of_status(status), with_words(match)
    return f"{where} AND {words}", [*values, *sought]


def renderings(connection: sqlite3.Connection, row: sqlite3.Row) -> Rows:
    """Pairs with the source of ``row`` in any of the usual cases, in its languages, best first; see `standing`."""
    source = row["source"]
    return connection.execute(
        f"""{STANDING} WHERE p.source_language = ? AND p.target_language = ? AND p.source IN (?, ?, ?, ?)
            AND (p.decision IS NOT NULL OR s.documents > 0) ORDER BY s.score DESC, s.documents DESC, p.id LIMIT 50""",
        (row["source_language"], row["target_language"], source, source.lower(), source.capitalize(), source.title()),
    ).fetchall()


def last_decision(connection: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    """The revision that last decided on a pair, with how many changes it made, if history has it."""
    row: sqlite3.Row | None = connection.execute(
        """SELECT r.*, (SELECT sum(coalesce(w.last_row_id - w.row_id, 0) + 1)
                        FROM revision_change w WHERE w.revision_id = r.id) AS changes
           FROM revision_change c JOIN revision r ON r.id = c.revision_id
           WHERE c.table_name = 'pair' AND c.row_id = ? AND r.action = 'review' ORDER BY r.id DESC LIMIT 1""",
        (number,),
    ).fetchone()
    return row


def changes_of(connection: sqlite3.Connection, revisions: list[int]) -> dict[int, int]:
    """How many changes each of some revisions made."""
    rows = connection.execute(
        """SELECT r.value, (SELECT coalesce(sum(coalesce(c.last_row_id - c.row_id, 0) + 1), 0)
                            FROM revision_change c WHERE c.revision_id = r.value) FROM json_each(?) r""",
        (json.dumps(revisions),),
    )
    return dict(rows.fetchall())


def number_of_pairs(connection: sqlite3.Connection, status: str | None, match: str | None = None) -> int:
    """How many of the pairs of `page_of_pairs` there are."""
    where, values = _chosen(status, match)
    row = connection.execute(f"SELECT count(*) FROM pair_standing s CROSS JOIN pair p WHERE {where}", values).fetchone()
    return int(row[0])


def concept_history(connection: sqlite3.Connection, number: int) -> Rows:
    """What was done to a concept and its terms, the newest revision first, in it the oldest change first.

    A row: the columns of `revision`, table_name, row_id, before (JSON; None: inserted), text (of the term, as it was,
    or as it is), language, and there (whether the row still exists).
    """
    return connection.execute(
        """WITH touched AS (
               SELECT c.id, c.row_id FROM revision_change c
               WHERE c.table_name = 'concept' AND c.row_id = :id AND c.last_row_id IS NULL
               UNION SELECT c.id, c.row_id FROM term t JOIN revision_change c ON c.table_name = 'term'
                     AND c.row_id = t.id WHERE t.concept_id = :id AND c.last_row_id IS NULL
               UNION SELECT c.id, c.row_id FROM revision_change c
                     WHERE c.table_name = 'term' AND json_extract(c.before, '$.concept_id') = :id
               UNION SELECT c.id, :id FROM revision_change c WHERE c.table_name = 'concept'
                     AND c.last_row_id IS NOT NULL AND c.row_id <= :id AND c.last_row_id >= :id
               UNION SELECT c.id, t.id FROM term t JOIN revision_change c ON c.table_name = 'term'
                     AND c.last_row_id IS NOT NULL AND c.row_id <= t.id AND c.last_row_id >= t.id
                     WHERE t.concept_id = :id)
           SELECT r.*, c.table_name, touched.row_id, c.before,
                  coalesce(json_extract(c.before, '$.text'), t.text) AS text,
                  coalesce(json_extract(c.before, '$.language'), t.language) AS language, t.id IS NOT NULL AS there
           FROM touched JOIN revision_change c ON c.id = touched.id JOIN revision r ON r.id = c.revision_id
           LEFT JOIN term t ON c.table_name = 'term' AND t.id = touched.row_id
           ORDER BY r.id DESC, c.id, touched.row_id""",
        {"id": number},
    ).fetchall()


def images(connection: sqlite3.Connection, number: int, limit: int) -> list[tuple[str, int, str | None, str | None]]:
    """The first ``limit`` entries that a revision changed: table, id, and the row before and after it as JSON.

    After it an entry was as the next change found it, or is as it stands; None where it was not there.
    """
    first: dict[tuple[str, int], str | None] = {}
    last: dict[tuple[str, int], int] = {}
    rows = connection.execute(
        f"""SELECT id, table_name, row_id, before, last_row_id FROM revision_change
            WHERE revision_id = ? AND table_name IN ({", ".join("?" * len(ENTRIES))}) ORDER BY id LIMIT ?""",
        (number, *ENTRIES, limit * 3),
    )
    for change, table, row_id, before, end in rows:
        for one in range(row_id, min(end or row_id, row_id + limit) + 1):
            first.setdefault((table, one), before)
            last[table, one] = change
    return [
        (table, row_id, before, _after(connection, table, row_id, last[table, row_id]))
        for (table, row_id), before in list(first.items())[:limit]
    ]


def _after(connection: sqlite3.Connection, table: str, row_id: int, change: int) -> str | None:
    """A row as JSON as it was after a change of it."""
    following = connection.execute(
        "SELECT before FROM revision_change WHERE table_name = ? AND row_id = ? AND id > ? ORDER BY id LIMIT 1",
        (table, row_id, change),
    ).fetchone()
    if following:
        return str(following[0]) if following[0] else None
    row = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
    return json.dumps(dict(row), ensure_ascii=False) if row else None
