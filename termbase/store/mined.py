"""What aligned text yields: mined rows by document, and the pairs and candidates that counting them gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from termbase.store.revisions import insertions

Rows = list[sqlite3.Row]
# The extractor under which evidence from aligned text is kept.
EXTRACTOR = "aligned"


def aligned_documents(connection: sqlite3.Connection, source: str, target: str) -> Rows:
    """Documents of two languages that are still there: id, name, content_hash, and how their rows were mined.

    A row: id, name, content_hash, segments (with both sides), mined_settings and trained_on (None: not mined).
    """
    return connection.execute(
        """SELECT d.id, d.name, d.content_hash, m.settings_hash AS mined_settings, m.trained_on,
                  (SELECT count(*) FROM segment s WHERE s.document_id = d.id AND s.source_text IS NOT NULL
                   AND s.target_text IS NOT NULL) AS segments
           FROM document d LEFT JOIN mined_document m ON m.document_id = d.id AND m.content_hash = d.content_hash
           WHERE d.source_language = ? AND d.target_language = ? AND d.gone = 0 ORDER BY d.name""",
        (source, target),
    ).fetchall()


def aligned_texts(connection: sqlite3.Connection, document_id: int) -> list[tuple[int, str, str]]:
    """(position, source, target) of the segments of a document that have both sides and are no code."""
    return [
        (row[0], row[1], row[2])
        for row in connection.execute(
            """SELECT position, source_text, target_text FROM segment WHERE document_id = ? AND source_text IS NOT NULL
               AND target_text IS NOT NULL AND kind <> 'code' ORDER BY position""",
            (document_id,),
        )
    ]


def put_rows(
    connection: sqlite3.Connection, document_id: int, content_hash: str, settings: str, trained_on: int,
    rows: Iterable[Sequence[object]],
) -> None:  # fmt: skip
    """Keep the rows mined from a document in place of earlier ones; a row has the columns of ``mined_row``."""
    connection.execute("DELETE FROM mined_row WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM mined_document WHERE document_id = ?", (document_id,))
    connection.execute(
        "INSERT INTO mined_document VALUES (?, ?, ?, ?)", (document_id, content_hash, settings, trained_on)
    )
    connection.executemany(
        f"INSERT INTO mined_row VALUES ({document_id}, {', '.join('?' * 18)})",
        rows,
    )


def stated_pairs(connection: sqlite3.Connection, source: str, target: str) -> list[tuple[str, str, int, float]]:
    """What notes state: (source, target, statements, the best score of one); no rejected pairs and kept names."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in connection.execute(
            """SELECT p.source, p.target, count(*), max(e.score) FROM evidence e JOIN pair p ON p.id = e.pair_id
               JOIN document d ON d.id = e.document_id
               WHERE e.segment_id IS NULL AND d.gone = 0 AND p.do_not_translate = 0
                 AND coalesce(p.decision, '') <> 'rejected' AND p.source_language = ? AND p.target_language = ?
               GROUP BY p.id ORDER BY p.source, p.target""",
            (source, target),
        )
    ]


def aligned_renderings(
    connection: sqlite3.Connection, source: str, target: str, weight: float
) -> list[tuple[str, str]]:
    """What aligned text has for candidates, linked with that much weight or more in sum: (source key, target form)."""
    rows = connection.execute(
        """SELECT m.source_key, m.target_form FROM mined_row m JOIN document d ON d.id = m.document_id
           WHERE d.gone = 0 AND d.source_language = ? AND d.target_language = ? AND m.target_form <> ''
           GROUP BY m.source_key, m.target_form HAVING sum(m.weight) >= ?""",
        (source, target, weight),
    )
    return [tuple(row) for row in rows]


def term_pairs(connection: sqlite3.Connection, source: str, target: str) -> list[tuple[str, str]]:
    """The terms of each concept in both languages, for those that may be used."""
    return [
        (row[0], row[1])
        for row in connection.execute(
            """SELECT s.text, t.text FROM term s JOIN term t ON t.concept_id = s.concept_id
               WHERE s.language = ? AND t.language = ? AND s.administrative_status IN ('preferred', 'admitted')
                 AND t.administrative_status IN ('preferred', 'admitted') ORDER BY s.id, t.id""",
            (source, target),
        )
    ]


def counted(connection: sqlite3.Connection, name: str) -> str | None:
    """The digest of what was counted last under this name."""
    row = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def put_counted(connection: sqlite3.Connection, name: str, digest: str) -> None:
    """Remember what was counted."""
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, digest))


def replace_evidence(
    connection: sqlite3.Connection, source: str, target: str, places: Iterable[Sequence[int]], scores: dict[int, float]
) -> None:
    """Let the evidence from aligned text be these places; what is there already stays as it is.

    A place: pair id, document id, position, source start and end, target start and end.
    """
    connection.execute(
        """CREATE TEMP TABLE wanted_place (pair_id INTEGER, document_id INTEGER, position INTEGER, source_start INTEGER,
           source_end INTEGER, target_start INTEGER, target_end INTEGER, score REAL)"""
    )
    connection.executemany(
        "INSERT INTO wanted_place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ((*place, scores[place[0]]) for place in places)
    )
    connection.execute(
        """CREATE TEMP TABLE wanted_evidence AS
           SELECT w.pair_id, w.document_id, s.id AS segment_id, s.source_line AS line, w.score, w.source_start,
                  w.source_end, w.target_start, w.target_end
           FROM wanted_place w CROSS JOIN segment s WHERE s.document_id = w.document_id AND s.position = w.position"""
    )
    columns = "pair_id, document_id, segment_id, line, score, source_start, source_end, target_start, target_end"
    present = f"""SELECT e.id, {", ".join("e." + column for column in columns.split(", "))} FROM evidence e
        JOIN pair p ON p.id = e.pair_id WHERE e.extractor = '{EXTRACTOR}' AND p.source_language = ?
        AND p.target_language = ?"""
    connection.execute(f"CREATE TEMP TABLE present_evidence AS {present}", (source, target))
    # `NOT IN` over several columns looks at all rows for each; joins by an index do not.
    for table in ("wanted_evidence", "present_evidence"):
        connection.execute(f"CREATE INDEX temp.{table}_place ON {table}(pair_id, segment_id, source_start)")
    same = " AND ".join(f"w.{column} IS p.{column}" for column in columns.split(", "))
    connection.execute(
        f"""DELETE FROM evidence WHERE id IN (SELECT p.id FROM present_evidence p WHERE NOT EXISTS
            (SELECT 1 FROM wanted_evidence w WHERE {same}))"""
    )
    connection.execute(
        f"""DELETE FROM temp.wanted_evidence AS w WHERE EXISTS (SELECT 1 FROM present_evidence p WHERE {same})"""
    )
    last = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'evidence'").fetchone()[0]
    new = connection.execute("SELECT count(*) FROM wanted_evidence").fetchone()[0]
    with insertions(connection, {"evidence": [[last + 1, last + new]] if new else []}):
        connection.execute(
            f"""INSERT INTO evidence (extractor, field, syntax, {columns})
                SELECT '{EXTRACTOR}', '', 'aligned', {columns} FROM wanted_evidence ORDER BY rowid"""
        )
    for table in ("wanted_place", "wanted_evidence", "present_evidence"):
        connection.execute(f"DROP TABLE temp.{table}")


def put_pairs(
    connection: sqlite3.Connection, source: str, target: str, rows: Iterable[tuple[int, float, int, int]]
) -> None:
    """Replace what aligned text says of the pairs of two languages: (pair id, score, documents, occurrences)."""
    connection.execute(
        """DELETE FROM mined_pair WHERE pair_id IN
           (SELECT id FROM pair WHERE source_language = ? AND target_language = ?)""",
        (source, target),
    )
    connection.executemany("INSERT INTO mined_pair VALUES (?, ?, ?, ?)", rows)


def put_candidates(
    connection: sqlite3.Connection, language: str, other: str, rows: Iterable[tuple[str, float, int, int, int]]
) -> None:
    """Replace the candidates of a language: (text, score, documents, occurrences, missing)."""
    connection.execute("DELETE FROM candidate WHERE language = ? AND other_language = ?", (language, other))
    connection.executemany(f"INSERT OR IGNORE INTO candidate VALUES ('{language}', '{other}', ?, ?, ?, ?, ?)", rows)


def candidates(connection: sqlite3.Connection, unpaired: bool = False) -> Rows:
    """Candidates, those most like terms first; ``unpaired``: only those that mostly lack a counterpart."""
    where = "WHERE missing * 2 > occurrences" if unpaired else ""
    return connection.execute(
        f"SELECT * FROM candidate {where} ORDER BY score DESC, occurrences DESC, language, text"
    ).fetchall()


def untranslated(connection: sqlite3.Connection, code: str, other: str, text: str, limit: int) -> Rows:
    """Segments of documents still there in which aligned text found nothing for a term: columns of segment, document.

    Of terms of the target language, which are not kept by place, none.
    """
    return connection.execute(
        """SELECT DISTINCT s.*, d.name AS document, d.source_language, d.target_language
           FROM mined_row m JOIN document d ON d.id = m.document_id
           JOIN segment s ON s.document_id = m.document_id AND s.position = m.position
           WHERE d.gone = 0 AND d.source_language = ? AND d.target_language = ? AND m.target_form = ''
             AND m.source_form = ? COLLATE NOCASE ORDER BY d.name, s.position LIMIT ?""",
        (code, other, text, limit),
    ).fetchall()


def evidence_in_texts(connection: sqlite3.Connection, pair_ids: Sequence[int], limit: int) -> Rows:
    """The sentences behind pairs: segments with the offsets of the pair on both sides, the surest pairs first."""
    return connection.execute(
        f"""SELECT e.pair_id, e.score, e.source_start, e.source_end, e.target_start, e.target_end,
                   p.source, p.target, s.*,
                   d.name AS document, d.source_language, d.target_language
            FROM evidence e JOIN pair p ON p.id = e.pair_id JOIN segment s ON s.id = e.segment_id
            JOIN document d ON d.id = e.document_id WHERE d.gone = 0 AND e.pair_id IN ({", ".join("?" * len(pair_ids))})
            ORDER BY e.score DESC, e.id LIMIT ?""",
        (*pair_ids, limit),
    ).fetchall()
