"""What is read of mined pairs and their evidence, as rows (`sqlite3.Row`, columns by name)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from termbase.errors import NotFound
from termbase.languages import language

Rows = list[sqlite3.Row]


PAIR = """SELECT p.id, p.source, p.target, p.source_language, p.target_language, p.do_not_translate,
    s.score, coalesce(p.decision, s.status) AS status, s.status AS standing, s.extractors AS extractor,
    s.documents, s.occurrences, coalesce(p.concept_id, s.concept_id) AS concept_id, s.similarity
    FROM pair_standing s CROSS JOIN pair p"""


def of_status(status: str | None) -> tuple[str, list[Any]]:
    """The condition for pairs of a status, with its values."""
    if status in ("accepted", "rejected"):
        return "p.id = s.pair_id AND p.decision = ?", [status]
    if status:
        return "p.id = s.pair_id AND p.decision IS NULL AND s.status = ? AND s.documents > 0", [status]
    return "p.id = s.pair_id AND (p.decision IS NOT NULL OR s.documents > 0)", []


def with_words(match: str | None) -> tuple[str, list[Any]]:
    """The condition for pairs that `search.words_of_pairs` asks for, with its values; None: any."""
    if match is None:
        return "1", []
    # FTS5 takes no empty query: a text without words is in no pair.
    return ("p.id IN (SELECT rowid FROM pair_search WHERE pair_search MATCH ?)", [match]) if match else ("0", [])


def pairs(connection: sqlite3.Connection, status: str | None = None) -> Rows:
    """Mined pairs with their standing, best first. ``status``: new, known, variant, conflict, accepted or rejected.

    Undecided pairs that only documents no longer there have stated are left out.
    """
    where, values = of_status(status)
    return connection.execute(
        f"""{PAIR} WHERE {where}
            ORDER BY s.score DESC, s.documents DESC, s.occurrences DESC, p.source, p.target, p.id""",
        values,
    ).fetchall()


STANDING = """SELECT p.id, p.source, p.target, p.source_language, p.target_language, p.do_not_translate, s.score,
                     coalesce(p.decision, s.status) AS status, s.extractors AS extractor, s.documents, s.occurrences,
                     coalesce(p.concept_id, s.concept_id) AS concept_id
              FROM pair p JOIN pair_standing s ON s.pair_id = p.id"""


def standing(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """One pair as `pairs_after` gives it. Raises `NotFound`."""
    row: sqlite3.Row | None = connection.execute(f"{STANDING} WHERE p.id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"there is no pair {number}")
    return row


def pairs_after(
    connection: sqlite3.Connection, after: int, limit: int, status: str | None, min_score: float,
    match: str | None = None,
) -> Rows:  # fmt: skip
    """Mined pairs with an id above ``after``, by id, that score at least ``min_score`` (0..1); see `pairs`.

    ``match`` is what `search.words_of_pairs` gives for words that they have.
    """
    where, words = with_words(match)
    return connection.execute(
        f"""{STANDING} WHERE p.id > ? AND (p.decision IS NOT NULL OR s.documents > 0) AND s.score >= ?
              AND (? IS NULL OR coalesce(p.decision, s.status) = ?) AND {where} ORDER BY p.id LIMIT ?""",
        (after, min_score, status, status, *words, limit),
    ).fetchall()


def pair(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """One pair with its standing. Raises `NotFound`."""
    row: sqlite3.Row | None = connection.execute(
        """SELECT p.*, s.status, s.similarity, s.score, s.concept_id AS matched_concept_id FROM pair p
           LEFT JOIN pair_standing s ON s.pair_id = p.id WHERE p.id = ?""",
        (number,),
    ).fetchone()
    if row is None:
        raise NotFound(f"there is no pair {number}; termbase pairs --format jsonl lists them with their ids")
    return row


def standings_are_current(connection: sqlite3.Connection) -> bool:
    """Whether `pair_standing` has seen the last revision; a run that was killed leaves it behind."""
    row = connection.execute(
        """SELECT (SELECT value FROM state WHERE name = 'matched_revision') AS matched,
                  (SELECT coalesce(max(id), 0) FROM revision) AS last"""
    ).fetchone()
    return row["matched"] is not None and int(row["matched"]) == row["last"]


def evidence_by_pair(connection: sqlite3.Connection) -> Rows:
    """Each pair with its evidence in documents that are still there.

    A row: id, source, target, source_language, target_language, do_not_translate, scores (the best of each document
    that states it, comma-separated), mined (the score of aligned text), extractors, documents, occurrences.
    """
    return connection.execute(
        """WITH stated AS (
               SELECT e.pair_id, max(CASE WHEN e.segment_id IS NULL THEN e.score END) AS score,
                      sum(e.segment_id IS NULL) AS places, group_concat(DISTINCT e.extractor) AS extractors
               FROM evidence e JOIN document d ON d.id = e.document_id WHERE d.gone = 0
               GROUP BY e.pair_id, e.document_id)
           SELECT p.id, p.source, p.target, p.source_language, p.target_language, p.do_not_translate,
                  group_concat(s.score) AS scores, group_concat(s.extractors) AS extractors,
                  max(m.score) AS mined, max(count(s.pair_id), coalesce(max(m.documents), 0)) AS documents,
                  coalesce(sum(s.places), 0) + coalesce(max(m.occurrences), 0) AS occurrences
           FROM pair p LEFT JOIN stated s ON s.pair_id = p.id LEFT JOIN mined_pair m ON m.pair_id = p.id
           GROUP BY p.id ORDER BY p.id"""
    ).fetchall()


def evidence(
    connection: sqlite3.Connection, pair_ids: Iterable[int] | None = None, document: int | None = None,
    stated: bool = False,
) -> Rows:  # fmt: skip
    """Where pairs were found: the pair, the document, field and line, extractor, syntax and score.

    ``stated``: only what people wrote down, not what stands in texts.
    """
    conditions, values = ["1"], []
    if pair_ids is not None:
        numbers = list(pair_ids)
        conditions.append(f"e.pair_id IN ({', '.join('?' * len(numbers))})")
        values += numbers
    if document is not None:
        conditions.append("d.id = ?")
        values.append(document)
    if stated:
        conditions.append("e.segment_id IS NULL")
    return connection.execute(
        f"""SELECT e.pair_id, p.source, p.target, p.source_language, p.target_language, p.do_not_translate, p.decision,
                   d.name AS document, d.id AS document_id, d.gone, e.field, e.line, e.extractor, e.syntax, e.score,
                   e.segment_id IS NULL AS stated
            FROM evidence e JOIN pair p ON p.id = e.pair_id JOIN document d ON d.id = e.document_id
            WHERE {" AND ".join(conditions)} ORDER BY d.name, e.line, e.id""",
        values,
    ).fetchall()


# Bound to lists as JSON, since a run may read more documents than a statement has variables.
ATTESTED = """FROM evidence e JOIN document d ON d.id = e.document_id
    WHERE d.gone = 0 AND d.name IN (SELECT value FROM json_each(?))
          AND e.extractor IN (SELECT value FROM json_each(?))"""


def attested(
    connection: sqlite3.Connection, names: Iterable[str], extractors: Iterable[str], min_score: float = 0.0
) -> Rows:
    """The pairs that these extractors found in one of the documents named that is still there, as `pairs` gives them.

    ``min_score`` (0..1) is the least score of a pair.
    """
    return connection.execute(
        f"""{PAIR} WHERE {of_status(None)[0]} AND s.score >= ? AND p.id IN (SELECT e.pair_id {ATTESTED})
            ORDER BY s.score DESC, s.documents DESC, s.occurrences DESC, p.source, p.target, p.id""",
        (min_score, json.dumps(list(names)), json.dumps(list(extractors))),
    ).fetchall()


def places(connection: sqlite3.Connection, names: Iterable[str], extractors: Iterable[str]) -> Rows:
    """Where these extractors found a pair in one of the documents named that is still there.

    Names that were kept state no rendering and are left out.
    """
    return connection.execute(
        f"""SELECT d.name AS document, p.source, p.target, e.field, e.line, e.extractor, e.score
            {ATTESTED.replace("WHERE", "JOIN pair p ON p.id = e.pair_id WHERE", 1)} AND NOT p.do_not_translate
            ORDER BY d.name, e.line, e.id""",
        (json.dumps(list(names)), json.dumps(list(extractors))),
    ).fetchall()


def pairs_of_concept(connection: sqlite3.Connection, number: int) -> Rows:
    """Mined pairs that belong to a concept or contradict it, the most stated first."""
    return connection.execute(
        """WITH mine AS (SELECT id FROM pair WHERE concept_id = :id
                         UNION SELECT s.pair_id FROM pair_standing s JOIN pair p ON p.id = s.pair_id
                         WHERE s.concept_id = :id AND p.concept_id IS NULL)
           SELECT p.id, p.source, p.target, p.source_language, p.target_language,
                  coalesce(p.decision, s.status) AS status, s.status AS standing, s.score, s.documents, s.occurrences
           FROM mine JOIN pair p ON p.id = mine.id JOIN pair_standing s ON s.pair_id = p.id
           ORDER BY s.occurrences DESC, p.id""",
        {"id": number},
    ).fetchall()


def together(connection: sqlite3.Connection, source: str, target: str, one: str, other: str) -> sqlite3.Row:
    """How many well aligned segments have a word of the source (``segments``), and how many with ``other``, a word of
    the target, in them (``both``); in how many ``documents``, and ``example``, document:line, of the latter.
    """
    phrases = []
    for code, word in ((source, one), (target, other)):
        forms = language(code).search_forms(word)
        phrases.append(" OR ".join('"' + form.replace('"', '""') + '"' for form in forms))
    row: sqlite3.Row = connection.execute(
        """WITH ours AS (SELECT rowid FROM segment_search WHERE segment_search MATCH ?),
                theirs AS (SELECT rowid FROM segment_search WHERE segment_search MATCH ?)
           SELECT count(*) AS segments, count(t.rowid) AS both,
                  count(DISTINCT CASE WHEN t.rowid IS NOT NULL THEN d.id END) AS documents,
                  min(CASE WHEN t.rowid IS NOT NULL THEN d.name || ':' || s.target_line END) AS example
           FROM ours o JOIN segment s ON s.id = o.rowid JOIN document d ON d.id = s.document_id
           LEFT JOIN theirs t ON t.rowid = o.rowid
           WHERE d.source_language = ? AND d.target_language = ? AND d.gone = 0 AND s.target_text IS NOT NULL
             AND s.alignment_score >= 0.5""",
        (f"source_stems: ({phrases[0]})", f"target_stems: ({phrases[1]})", source, target),
    ).fetchone()
    return row


def accepted_pairs(connection: sqlite3.Connection, source: str, target: str, limit: int) -> list[tuple[str, str]]:
    """The preferred and admitted terms of concepts in two languages, each with each, the oldest first."""
    rows = connection.execute(
        """SELECT a.text, b.text FROM term a JOIN term b ON b.concept_id = a.concept_id
           WHERE a.language = ? AND b.language = ? AND NOT a.do_not_translate AND NOT b.do_not_translate
             AND a.administrative_status IN ('preferred', 'admitted')
             AND b.administrative_status IN ('preferred', 'admitted') ORDER BY a.id, b.id LIMIT ?""",
        (source, target, limit),
    )
    return [(row[0], row[1]) for row in rows]


def ruled_out_pairs(connection: sqlite3.Connection, source: str, target: str) -> Rows:
    """Rejected pairs whose source a concept names: concept_id, source, target, and the review that rejected them.

    ``summary``, ``author`` and ``made_at`` are of the last review that changed the pair; null where none is known.
    """
    return connection.execute(
        """SELECT coalesce(p.concept_id, s.concept_id) AS concept_id, p.source, p.target, r.summary, r.author, r.made_at
           FROM pair p LEFT JOIN pair_standing s ON s.pair_id = p.id
           LEFT JOIN revision r ON r.id = (
               SELECT max(c.revision_id) FROM revision_change c JOIN revision v ON v.id = c.revision_id
               WHERE c.table_name = 'pair' AND c.row_id = p.id AND v.action = 'review')
           WHERE p.decision = 'rejected' AND NOT p.do_not_translate AND p.source_language = ? AND p.target_language = ?
             AND coalesce(p.concept_id, s.concept_id) IS NOT NULL
           ORDER BY p.id""",
        (source, target),
    ).fetchall()
