"""How texts render terms: the table ``term_use``, which follows from segments and terms and may be made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Rows = list[sqlite3.Row]
STATE = "used_revision"
# Use = (segment id, concept id, document id, term, rendering, outcome)
Use = tuple[int, int, int, str, str, str]
PARALLEL = """d.gone = 0 AND s.source_text IS NOT NULL AND s.target_text IS NOT NULL AND s.alignment_score >= 0.5
    AND s.kind <> 'code'
    AND d.id IN (SELECT document_id FROM segment GROUP BY document_id HAVING avg(alignment_score) >= 0.5)"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which uses are wanted; what is None or empty is not asked for.

    ``outcome`` is accepted, rejected, other or none, or *otherwise*: all but accepted.
    """

    concept: int | None = None
    document: int | None = None
    folder: str = ""
    outcome: str = ""


def uses_are_of(connection: sqlite3.Connection) -> int | None:
    """The number that `queries.last_revision` gave when ``term_use`` was made; None: never."""
    row = connection.execute("SELECT value FROM state WHERE name = ?", (STATE,)).fetchone()
    return None if row is None else int(row[0])


def language_pairs(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The pairs of languages that documents are in, those with the most documents first."""
    rows = connection.execute(
        """SELECT source_language, target_language FROM document WHERE gone = 0 AND settings_hash <> 'import'
           GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2"""
    )
    return [(row[0], row[1]) for row in rows]


def concepts_in(connection: sqlite3.Connection, source: str, target: str) -> int:
    """How many concepts have terms in both languages."""
    row = connection.execute(
        """SELECT count(*) FROM (SELECT concept_id FROM term WHERE language = ?
                                 INTERSECT SELECT concept_id FROM term WHERE language = ?)""",
        (source, target),
    ).fetchone()
    return int(row[0])


def number_of_segments(connection: sqlite3.Connection, source: str, target: str) -> int:
    """How many segments of two languages have both sides, surely aligned."""
    row = connection.execute(
        f"""SELECT count(*) FROM segment s
            JOIN document d ON d.id = s.document_id
            WHERE {PARALLEL} AND d.source_language = ? AND d.target_language = ?""",
        (source, target),
    ).fetchone()
    return int(row[0])


def parallel_segments(connection: sqlite3.Connection, source: str, target: str, every: int) -> Iterable[sqlite3.Row]:
    """One of ``every`` so many segments of two languages with both sides, surely aligned, by id.

    A row: id, document_id, source_text, target_text, source_stems, target_stems.
    """
    return connection.execute(
        f"""SELECT s.id, s.document_id, s.source_text, s.target_text, s.source_stems, s.target_stems
            FROM segment s
            JOIN document d ON d.id = s.document_id
            WHERE {PARALLEL} AND d.source_language = ? AND d.target_language = ? AND s.id % ? = 0 ORDER BY s.id""",
        (source, target, every),
    )


def put_uses(
    connection: sqlite3.Connection, uses: Iterable[Use], shares: Iterable[tuple[float | None, int, int, str]],
    number: int,
) -> None:  # fmt: skip
    """Put uses in place of those that are there.

    ``shares`` are the figures of documents that follow from them: measured, trials, document id, name. ``number`` is
    what `queries.last_revision` gives for the state that they are of.
    """
    connection.execute("DELETE FROM term_use")
    connection.executemany("INSERT INTO term_use VALUES (?, ?, ?, ?, ?, ?)", uses)
    connection.executemany(
        "UPDATE metric SET measured = ?, trials = ? WHERE document_id = ? AND name = ? AND method IS NOT NULL", shares
    )
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (STATE, str(number)))


def figures(connection: sqlite3.Connection) -> Rows:
    """What documents that are still there claim and what was measured of them: the columns of `metric`, document."""
    return connection.execute(
        """SELECT m.*, d.name AS document FROM metric m JOIN document d ON d.id = m.document_id WHERE d.gone = 0
           ORDER BY d.name, m.line, m.id"""
    ).fetchall()


def texts(connection: sqlite3.Connection) -> Rows:
    """The documents that are still there and are no imported terminology: id, name, translator, dated."""
    return connection.execute(
        """SELECT id, name, translator, dated FROM document
           WHERE gone = 0 AND settings_hash <> 'import' ORDER BY name"""
    ).fetchall()


def lines(connection: sqlite3.Connection) -> dict[int, int]:
    """The line of the target, or else of the source, of every segment that `parallel_segments` may give."""
    rows = connection.execute(
        f"""SELECT s.id, coalesce(s.target_line, s.source_line, 0) FROM segment s
            JOIN document d ON d.id = s.document_id
            WHERE {PARALLEL}"""
    )
    return {row[0]: row[1] for row in rows}


def uses(connection: sqlite3.Connection) -> list[Use]:
    """All uses, by segment."""
    return [tuple(row) for row in connection.execute("SELECT * FROM term_use ORDER BY segment_id, concept_id")]


def rendered_otherwise(connection: sqlite3.Connection, document: int) -> dict[int, set[int]]:
    """The segments of a document that name concepts and do not render them as accepted, with those concepts."""
    found: dict[int, set[int]] = {}
    for segment, concept in connection.execute(
        "SELECT segment_id, concept_id FROM term_use WHERE document_id = ? AND outcome <> 'accepted'", (document,)
    ):
        found.setdefault(segment, set()).add(concept)
    return found


def page_of_uses(connection: sqlite3.Connection, chosen: Chosen, after: tuple[int, int], limit: int) -> Rows:
    """Segments with the way they render a concept, those behind the segment and concept ``after``.

    A row: the columns of `segment`, document, source_language, target_language, term, rendering, outcome, concept_id.
    """
    where, values = _where(chosen)
    return connection.execute(
        f"""SELECT s.*, d.name AS document, d.source_language, d.target_language, u.term, u.rendering, u.outcome,
                   u.concept_id
            FROM term_use u CROSS JOIN segment s CROSS JOIN document d
            WHERE s.id = u.segment_id AND d.id = u.document_id {where} AND (u.segment_id, u.concept_id) > (?, ?)
            ORDER BY u.segment_id, u.concept_id LIMIT ?""",
        (*values, *after, limit),
    ).fetchall()


def document_named(connection: sqlite3.Connection, name: str) -> int:
    """The id of the document of a name; -1 where there is none."""
    row = connection.execute("SELECT id FROM document WHERE name = ?", (name,)).fetchone()
    return -1 if row is None else int(row[0])


def number_of_uses(connection: sqlite3.Connection, chosen: Chosen) -> int:
    """How many uses there are under the conditions of `page_of_uses`."""
    where, values = _where(chosen)
    row = connection.execute(
        f"SELECT count(*) FROM term_use u CROSS JOIN document d WHERE d.id = u.document_id {where}", values
    ).fetchone()
    return int(row[0])


def _where(chosen: Chosen) -> tuple[str, Sequence[object]]:
    conditions: list[tuple[str, list[object]]] = []
    if chosen.concept is not None:
        conditions.append((" AND u.concept_id = ?", [chosen.concept]))
    if chosen.document is not None:
        conditions.append((" AND u.document_id = ?", [chosen.document]))
    if chosen.folder:
        # "0" follows "/" in every encoding that names are compared in.
        conditions.append((" AND d.name >= ? AND d.name < ?", [chosen.folder + "/", chosen.folder + "0"]))
    if chosen.outcome == "otherwise":
        conditions.append((" AND u.outcome <> 'accepted'", []))
    elif chosen.outcome:
        conditions.append((" AND u.outcome = ?", [chosen.outcome]))
    return "".join(text for text, _ in conditions), [value for _, values in conditions for value in values]
