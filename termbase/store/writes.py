"""Everything that changes a termbase. Each function works inside a transaction that its caller has opened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from termbase.languages import language
from termbase.model import Concept, Document, Finding, MatchStatus, Measured, Part, Segment, Term, TermPair

ROWS_AT_ONCE = 5000
STATED_PARTS = frozenset({Part.HEADER, Part.NOTES, Part.METRICS})
TERM_COLUMNS = (
    "language", "text", "administrative_status", "process_status", "part_of_speech", "grammatical_gender",
    "grammatical_number", "term_type", "do_not_translate", "context", "source", "reliability", "note",
    "fields",
)  # fmt: skip
CONCEPT_COLUMNS = ("subject_field", "definition", "note", "image", "external_id", "fields")


def put_document(
    connection: sqlite3.Connection,
    document: Document,
    root: str,
    settings_hash: str,
    pairs: Iterable[TermPair],
    findings: Iterable[Finding],
    measured: Iterable[Measured] = (),
) -> int:
    """Store a document with all that was mined from it, in place of what an earlier reading left. Returns its id.

    Segments are read once, one by one, and stored as they come; ``findings`` are asked for after the last of them.
    """
    values = (
        root, document.format, document.title, document.content_hash, settings_hash, document.source_language,
        document.target_language, document.translator, document.dated, document.name,
    )  # fmt: skip
    row = connection.execute("SELECT id FROM document WHERE name = ?", (document.name,)).fetchone()
    if row is None:
        cursor = connection.execute(
            """INSERT INTO document (root, format, title, content_hash, settings_hash, source_language,
                                     target_language, translator, dated, name)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            values,
        )
        number = int(cursor.lastrowid or 0)
    else:
        number = row[0]
        clear_document(connection, number)
        connection.execute(
            """UPDATE document SET root = ?, format = ?, title = ?, content_hash = ?, settings_hash = ?,
                                   source_language = ?, target_language = ?, translator = ?, dated = ?, gone = 0
               WHERE name = ?""",
            values,
        )
    connection.executemany(
        "INSERT INTO document_field (document_id, part, name, value, line) VALUES (?, ?, ?, ?, ?)",
        [
            (number, f.part.value, f.name, f.value, f.line)
            for f in document.fields
            if f.labelled and f.part in STATED_PARTS
        ],
    )
    _put_metrics(connection, number, document, measured)
    _put_segments(connection, number, document)
    _put_evidence(connection, number, document, pairs)
    _put_findings(connection, number, findings)
    return number


def _put_metrics(connection: sqlite3.Connection, number: int, document: Document, measured: Iterable[Measured]) -> None:
    """Store what a document claims with what was measured beside it; what nobody claimed stands in rows of its own."""
    found = {figure.name: figure for figure in measured}
    rows: list[tuple[object, ...]] = []
    for metric in document.metrics:
        figure = found.get(metric.name)
        values = (figure.value, figure.trials, figure.method) if figure else (None, None, None)
        rows.append((number, metric.name, metric.value, *values, metric.line))
    claimed = {metric.name for metric in document.metrics}
    rows += [
        (number, figure.name, None, figure.value, figure.trials, figure.method, 0)
        for figure in found.values()
        if figure.name not in claimed
    ]
    connection.executemany(
        """INSERT INTO metric (document_id, name, claimed, measured, trials, method, line)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        rows,
    )


def clear_document(connection: sqlite3.Connection, number: int) -> None:
    """Remove what was read from a document, of any size in bounded memory.

    SQLite keeps what it needs to take one statement back in memory, so no statement removes many rows.
    """
    for table in ("mined_row", "mined_document", "evidence", "finding", "metric", "segment", "document_field"):
        chosen = f"SELECT rowid FROM {table} WHERE document_id = ? LIMIT {ROWS_AT_ONCE}"
        some = f"DELETE FROM {table} WHERE rowid IN ({chosen})"
        while connection.execute(some, (number,)).rowcount == ROWS_AT_ONCE:
            pass


def _put_segments(connection: sqlite3.Connection, number: int, document: Document) -> None:
    source, target = language(document.source_language), language(document.target_language)

    def row(position: int, segment: Segment) -> tuple[object, ...]:
        one, other = segment.source, segment.target
        block = one or other
        return (
            number, position, block.kind if block else "paragraph",
            one.text if one else None, one.line if one else None,
            other.text if other else None, other.line if other else None, segment.score,
            source.stems(one.text) if one else "", target.stems(other.text) if other else "",
        )  # fmt: skip

    connection.executemany(
        """INSERT INTO segment (document_id, position, kind, source_text, source_line, target_text, target_line,
                                alignment_score, source_stems, target_stems) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (row(position, segment) for position, segment in enumerate(document.segments, 1)),
    )


def _put_evidence(connection: sqlite3.Connection, number: int, document: Document, pairs: Iterable[TermPair]) -> None:
    languages = (document.source_language, document.target_language)
    for pair in pairs:
        pair_id = put_pair(connection, *languages, pair)
        evidence = pair.evidence
        connection.execute(
            """INSERT INTO evidence (pair_id, document_id, extractor, field, syntax, line, score)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (pair_id, number, evidence.extractor, evidence.field, evidence.syntax, evidence.line, evidence.score),
        )


def put_pair(connection: sqlite3.Connection, source_language: str, target_language: str, pair: TermPair) -> int:
    """The id of a pair, stored if it was not there."""
    key = (source_language, target_language, pair.source, pair.target, int(pair.do_not_translate))
    row = connection.execute(
        """SELECT id FROM pair WHERE source_language = ? AND target_language = ? AND source = ? AND target = ?
           AND do_not_translate = ?""",
        key,
    ).fetchone()
    if row is not None:
        return int(row[0])
    cursor = connection.execute(
        "INSERT INTO pair (source_language, target_language, source, target, do_not_translate) VALUES (?, ?, ?, ?, ?)",
        key,
    )
    return int(cursor.lastrowid or 0)


def _put_findings(connection: sqlite3.Connection, number: int, findings: Iterable[Finding]) -> None:
    connection.executemany(
        """INSERT INTO finding (document_id, code, severity, message, line, source_term, expected, found)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (number, f.code, f.severity.value, f.message, f.line, f.source_term,
             json.dumps(f.expected, ensure_ascii=False), f.found)
            for f in findings
        ],
    )  # fmt: skip


def mark_gone(connection: sqlite3.Connection, document_ids: Iterable[int]) -> None:
    """Note that documents are no longer in their folder; what was mined from them is kept but no longer counted."""
    connection.executemany("UPDATE document SET gone = 1 WHERE id = ?", [(number,) for number in document_ids])


def move_documents(connection: sqlite3.Connection, moves: Iterable[tuple[int, str, str]]) -> None:
    """Note where documents are now: (id, name, root) of each; names must be free."""
    connection.executemany(
        "UPDATE document SET name = ?, root = ? WHERE id = ?", [(name, root, number) for number, name, root in moves]
    )


UNATTESTED = "decision IS NULL AND NOT EXISTS (SELECT 1 FROM evidence WHERE pair_id = pair.id)"


def has_unattested_pairs(connection: sqlite3.Connection) -> bool:
    """Whether there are pairs that no document states any longer and that nobody has decided on."""
    return connection.execute(f"SELECT 1 FROM pair WHERE {UNATTESTED} LIMIT 1").fetchone() is not None


def drop_unattested_pairs(connection: sqlite3.Connection) -> None:
    """Remove pairs that no document states any longer and that nobody has decided on."""
    connection.execute(f"DELETE FROM pair WHERE {UNATTESTED}")


def mark_reviewed(connection: sqlite3.Connection, concept_id: int) -> None:
    """Note that a person has read the terms of a concept."""
    connection.execute(
        "UPDATE term SET process_status = 'reviewed' WHERE concept_id = ? AND process_status <> 'reviewed'",
        (concept_id,),
    )


def add_concept(connection: sqlite3.Connection, concept: Concept) -> int:
    """Store a concept with its terms, under its id if it has one. Returns its id. Relations are `relate`'s."""
    cursor = connection.execute(
        f"INSERT INTO concept (id, {', '.join(CONCEPT_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (concept.id or None, *concept_values(concept)),
    )
    number = int(cursor.lastrowid or 0)
    for term in concept.terms:
        add_term(connection, number, term)
    return number


def concept_values(concept: Concept, external_id: str | None = None) -> tuple[object, ...]:
    """The values of `CONCEPT_COLUMNS`; with another outer id where one is given."""
    return (
        concept.subject_field, concept.definition, concept.note, concept.image, external_id or concept.external_id,
        json.dumps(concept.fields, ensure_ascii=False) if concept.fields else "[]",
    )  # fmt: skip


def term_values(term: Term) -> tuple[object, ...]:
    """The values of `TERM_COLUMNS`, then spelling and stems."""
    rules = language(term.language)
    return (
        term.language, term.text, term.administrative_status._value_, term.process_status, term.part_of_speech,
        term.grammatical_gender, term.grammatical_number, term.term_type, int(term.do_not_translate), term.context,
        term.source, term.reliability, term.note,
        json.dumps(term.fields, ensure_ascii=False) if term.fields else "[]",
        *rules.keys(term.text),
    )  # fmt: skip


INSERT_TERM = f"""INSERT INTO term (id, concept_id, {", ".join(TERM_COLUMNS)}, spelling, stems)
                  VALUES ({", ".join("?" * (len(TERM_COLUMNS) + 4))})"""


def add_term(connection: sqlite3.Connection, concept_id: int, term: Term) -> None:
    """Add a term to a concept, under its id if it has one."""
    connection.execute(INSERT_TERM, (term.id or None, concept_id, *term_values(term)))


def update_concept(connection: sqlite3.Connection, concept_id: int, concept: Concept) -> None:
    """Write the descriptive fields of a concept anew; its terms stay."""
    assignments = ", ".join(f"{column} = ?" for column in CONCEPT_COLUMNS)
    connection.execute(f"UPDATE concept SET {assignments} WHERE id = ?", (*concept_values(concept), concept_id))


def update_term(connection: sqlite3.Connection, term: Term) -> None:
    """Write a stored term anew, by its id."""
    assignments = ", ".join(f"{column} = ?" for column in (*TERM_COLUMNS, "spelling", "stems"))
    connection.execute(f"UPDATE term SET {assignments} WHERE id = ?", (*term_values(term), term.id))


def relate(connection: sqlite3.Connection, concept_id: int, relation: str, related_id: int) -> bool:
    """Note a relation between two concepts; False where it is known or one of them is not there."""
    return bool(
        connection.execute(
            """INSERT OR IGNORE INTO concept_relation (concept_id, related_id, relation)
               SELECT a.id, b.id, ? FROM concept a, concept b WHERE a.id = ? AND b.id = ?""",
            (relation, concept_id, related_id),
        ).rowcount
    )


def decide(connection: sqlite3.Connection, pair_id: int, decision: str, concept_id: int | None) -> None:
    """Record that a pair was accepted (into a concept) or rejected."""
    connection.execute("UPDATE pair SET decision = ?, concept_id = ? WHERE id = ?", (decision, concept_id, pair_id))


def put_standings(
    connection: sqlite3.Connection, rows: Sequence[tuple[int, MatchStatus, int | None, float, float, str, int, int]]
) -> None:
    """Replace what is known of how pairs stand to the termbase.

    A row: pair id, status, concept id, similarity (0..100), score (0..1), extractors, documents, occurrences.
    """
    connection.execute("DELETE FROM pair_standing")
    connection.executemany(
        "INSERT INTO pair_standing VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, status.value, *rest) for number, status, *rest in rows],
    )
    connection.execute("INSERT OR REPLACE INTO state SELECT 'matched_revision', coalesce(max(id), 0) FROM revision")
