"""Everything that is read from a termbase, as rows (`sqlite3.Row`, columns by name) or dataclasses of the model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice, product
from operator import attrgetter
from typing import Any

from termbase.errors import NotFound
from termbase.languages import language
from termbase.model import AdministrativeStatus, Concept, Term, make_concept, make_term
from termbase.store.writes import CONCEPT_COLUMNS, TERM_COLUMNS

Rows = list[sqlite3.Row]
# Forms of a term that are asked for in one full-text query.
MOST_PHRASES = 64


def known_documents(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """What an extraction must know of each stored document, in the order in which they were first read."""
    chosen = "SELECT id, name, root, content_hash, settings_hash, gone FROM document ORDER BY id"
    return connection.execute(chosen).fetchall()


STATUS = {status.value: status for status in AdministrativeStatus}
RANKS = " ".join(f"WHEN '{status}' THEN {rank}" for rank, status in enumerate(STATUS))
TERM_ROW = "id, concept_id, " + ", ".join(TERM_COLUMNS)
CONCEPT_ROW = "id, " + ", ".join(CONCEPT_COLUMNS)
ID = attrgetter("id")


def _fields(text: str) -> tuple[tuple[str, str], ...]:
    return () if text == "[]" else tuple((str(name), str(value)) for name, value in json.loads(text))


def term_of(row: Sequence[Any]) -> Term:
    """A term from a row of `TERM_ROW`."""
    (number, _, code, text, status, process, speech, gender, grammatical, kind, kept, context, source, reliability,
     note, fields) = row  # fmt: skip
    return make_term(
        text, code, STATUS[status], process, speech, gender, grammatical, kind, bool(kept), context, source,
        reliability, note, number, _fields(fields),
    )  # fmt: skip


def term_of_columns(row: sqlite3.Row) -> Term:
    """A term from a row with all its columns."""
    return term_of([row[column] for column in ("id", "concept_id", *TERM_COLUMNS)])


def terms(connection: sqlite3.Connection, *languages: str) -> Iterator[tuple[int, Term]]:
    """(concept id, term) for every term, or for those of the languages given, in the order they were added."""
    where = f"WHERE language IN ({', '.join('?' * len(languages))})" if languages else ""
    for row in connection.execute(f"SELECT {TERM_ROW} FROM term {where} ORDER BY id", languages):
        yield row["concept_id"], term_of(row)


def concept(connection: sqlite3.Connection, number: int) -> Concept:
    """One concept with its terms, the language it was named in first. Raises `NotFound`."""
    row = connection.execute(f"SELECT {CONCEPT_ROW} FROM concept WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(_gone(connection, number))
    rows = connection.execute(
        f"""SELECT {TERM_ROW} FROM term WHERE concept_id = ? ORDER BY min(id) OVER (PARTITION BY language),
           CASE administrative_status {RANKS} END, id""",
        (number,),
    )
    related = connection.execute(
        "SELECT relation, related_id FROM concept_relation WHERE concept_id = ? ORDER BY relation, related_id",
        (number,),
    )
    return _concept(row, tuple(map(term_of, rows)), tuple((name, str(other)) for name, other in related))


def _gone(connection: sqlite3.Connection, number: int) -> str:
    """That there is no such concept, and what became of one that was there: its address may stand in many places."""
    row = connection.execute(
        """SELECT r.id, r.summary FROM revision_change c JOIN revision r ON r.id = c.revision_id
           WHERE c.table_name = 'concept' AND c.row_id = ? AND c.before IS NOT NULL ORDER BY c.id DESC LIMIT 1""",
        (number,),
    ).fetchone()
    return f"there is no concept {number}" + (f" any more; revision {row[0]}: {row[1]}" if row else "")


def _concept(row: Sequence[Any], terms: tuple[Term, ...], relations: tuple[tuple[str, str], ...]) -> Concept:
    """A concept from a row of `CONCEPT_ROW`."""
    number, subject_field, definition, note, image, external_id, fields = row
    return make_concept(
        terms, subject_field, definition, note, image, number, external_id, _fields(fields), relations
    )  # fmt: skip


def concepts(connection: sqlite3.Connection) -> Iterator[Concept]:
    """All concepts by id, each with its terms in the order they were added; three cursors, so any number of them."""
    terms = connection.execute(f"SELECT {TERM_ROW} FROM term ORDER BY concept_id")
    relations = connection.execute(
        "SELECT concept_id, relation, related_id FROM concept_relation ORDER BY concept_id, relation, related_id"
    )
    rows = connection.execute(f"SELECT {CONCEPT_ROW} FROM concept ORDER BY id")
    rows.row_factory = terms.row_factory = None  # tuples: half the time of a million rows went into rows with names
    term, relation = terms.fetchone(), relations.fetchone()
    for row in rows:
        number, found, related = row[0], [], []
        while term is not None and term[1] == number:
            found.append(term_of(term))
            term = terms.fetchone()
        while relation is not None and relation[0] == number:
            related.append((relation[1], str(relation[2])))
            relation = relations.fetchone()
        # The index that gives them by concept has those of one concept by language.
        found.sort(key=ID)
        yield _concept(row, tuple(found), tuple(related))


def document(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """One document. Raises `NotFound`."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM document WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"there is no document {number}")
    return row


def owned(connection: sqlite3.Connection, table: str, document_id: int) -> Rows:
    """The metrics, findings or fields (``document_field``) of a document."""
    return connection.execute(
        f"SELECT * FROM {table} WHERE document_id = ? ORDER BY line, id", (document_id,)
    ).fetchall()


def segments(connection: sqlite3.Connection, document_id: int, offset: int, limit: int) -> Rows:
    """``limit`` segments of a document from the one at ``offset`` (from 0) on, in order."""
    return connection.execute(
        "SELECT * FROM segment WHERE document_id = ? AND position > ? ORDER BY position LIMIT ?",
        (document_id, offset, limit),
    ).fetchall()


def segment_extent(connection: sqlite3.Connection, document_id: int, line: int | None = None) -> tuple[int, int]:
    """How many segments a document has, and the position (from 1) of the one that stands at a line or next before it.

    Without a line, or before the first one, the position is 1.
    """
    row = connection.execute(
        """SELECT (SELECT coalesce(max(position), 0) FROM segment WHERE document_id = :id),
                  (SELECT min(position) FROM segment WHERE document_id = :id
                   AND (source_line = :line OR target_line = :line)),
                  (SELECT max(position) FROM segment WHERE document_id = :id
                   AND coalesce(source_line, target_line) <= :line)""",
        {"id": document_id, "line": line},
    ).fetchone()
    return row[0], row[1] or row[2] or 1


def findings(connection: sqlite3.Connection) -> Rows:
    """All findings of documents that are still there, the worst first."""
    return connection.execute(
        """SELECT f.*, d.name AS document FROM finding f JOIN document d ON d.id = f.document_id WHERE d.gone = 0
           ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.code, d.name,
                    f.line, f.id"""
    ).fetchall()


def reading_findings(connection: sqlite3.Connection) -> Rows:
    """What was wrong with files of aligned text: document, line, message; `termbase.documents.tally` has the codes."""
    return connection.execute(
        """SELECT d.name AS document, f.line, f.message FROM finding f JOIN document d ON d.id = f.document_id
           WHERE d.gone = 0 AND f.code IN ('text-missing', 'sides-swapped', 'text-untranslated', 'segment-left-out')
           ORDER BY d.name, f.id"""
    ).fetchall()


def segments_with(connection: sqlite3.Connection, language_code: str, term: str, limit: int) -> Rows:
    """Segments whose text may use ``term``: those with the stems of its words in a row. To be verified by matching."""
    rules = language(language_code)
    words = rules.words(term)
    if not words:
        return []
    # A stem may look as if it had an article itself, which is off in the text where the word has none.
    forms = [(*rules.search_forms(words[0]), rules.stem(rules.stem(words[0])))]
    forms += [(rules.stem(word), rules.stem(rules.stem(word))) for word in words[1:]]
    rows = islice(product(*(dict.fromkeys(alike) for alike in forms)), MOST_PHRASES)
    phrases = " OR ".join('"' + " ".join(row).replace('"', '""') + '"' for row in rows)
    found: Rows = []
    for column, side in (("source_stems", "source_language"), ("target_stems", "target_language")):
        found += connection.execute(
            f"""SELECT s.*, d.name AS document, d.source_language, d.target_language FROM segment_search f
                JOIN segment s ON s.id = f.rowid JOIN document d ON d.id = s.document_id
                WHERE segment_search MATCH ? AND d.{side} = ? AND d.gone = 0 ORDER BY d.name, s.position LIMIT ?""",
            (f"{column}: ({phrases})", rules.code, limit),
        ).fetchall()
    return found


def parallel_segments_with(connection: sqlite3.Connection, source: str, target: str, term: str, limit: int) -> Rows:
    """Well aligned segments whose source may use ``term``; the rows of `segment` with ``document``, its name."""
    rules = language(source)
    words = rules.words(term)
    if not words:
        return []
    tail = "".join(" " + rules.stem(word) for word in words[1:])
    phrases = " OR ".join('"' + (form + tail).replace('"', '""') + '"' for form in rules.search_forms(words[0]))
    return connection.execute(
        """SELECT s.id, s.source_text, s.target_text, s.target_line, d.name AS document FROM segment_search f
           JOIN segment s ON s.id = f.rowid JOIN document d ON d.id = s.document_id
           WHERE segment_search MATCH ? AND d.source_language = ? AND d.target_language = ? AND d.gone = 0
             AND s.source_text IS NOT NULL AND s.target_text IS NOT NULL AND s.alignment_score >= 0.5 LIMIT ?""",
        (f"source_stems: ({phrases})", rules.code, language(target).code, limit),
    ).fetchall()


def revisions(connection: sqlite3.Connection, limit: int = 100, before: int = 0) -> Rows:
    """The history, newest first: the columns of `revision`, and changes; those ``before`` the id of one."""
    return connection.execute(
        """SELECT r.*, (SELECT coalesce(sum(coalesce(c.last_row_id - c.row_id, 0) + 1), 0)
                        FROM revision_change c WHERE c.revision_id = r.id) AS changes
           FROM revision r WHERE ? = 0 OR r.id < ? ORDER BY r.id DESC LIMIT ?""",
        (before, before, limit),
    ).fetchall()


def number_of_revisions(connection: sqlite3.Connection) -> int:
    """How many `revisions` there are."""
    return int(connection.execute("SELECT count(*) FROM revision").fetchone()[0])


def file_of(connection: sqlite3.Connection) -> str:
    """The file behind a connection; empty for one in memory."""
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def last_revision(connection: sqlite3.Connection) -> int:
    """The number of the last revision, with that of the last matching: it grows with every change."""
    row = connection.execute(
        """SELECT (SELECT coalesce(max(id), 0) FROM revision)
                + (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM state WHERE name = 'matched_revision')"""
    ).fetchone()
    return int(row[0])


def languages(connection: sqlite3.Connection) -> list[str]:
    """The languages that have terms, by how many."""
    return [
        row[0]
        for row in connection.execute("SELECT language FROM term GROUP BY language ORDER BY count(*) DESC, language")
    ]


def text_languages(connection: sqlite3.Connection) -> list[str]:
    """The languages that documents are in: those that are translated from first, then by how many documents."""
    rows = connection.execute(
        """SELECT code FROM (SELECT source_language AS code, 0 AS side FROM document
                             UNION ALL SELECT target_language, 1 FROM document)
           GROUP BY code ORDER BY min(side), count(*) DESC, code"""
    )
    return [row[0] for row in rows]


def languages_in_use(connection: sqlite3.Connection) -> list[str]:
    """The languages of documents and of terms; before others those that are translated from, or had the first term."""
    first = [row[0] for row in connection.execute("SELECT language FROM term ORDER BY id LIMIT 1")]
    return list(dict.fromkeys([*text_languages(connection), *first, *languages(connection)]))


def attested_concepts(connection: sqlite3.Connection, limit: int) -> list[Concept]:
    """The concepts best attested: with the most places that state one of their pairs."""
    rows = connection.execute(
        """SELECT s.concept_id, sum(s.occurrences) AS places FROM pair_standing s JOIN concept c ON c.id = s.concept_id
           GROUP BY s.concept_id ORDER BY places DESC, s.concept_id LIMIT ?""",
        (limit,),
    )
    return [concept(connection, row["concept_id"]) for row in rows.fetchall()]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many there are of all that is kept."""
    found = {}
    for name in ("concept", "term", "document", "segment", "pair", "evidence", "metric", "finding", "revision"):
        found[name + "s" if name != "evidence" else name] = connection.execute(
            f"SELECT count(*) FROM {name}"
        ).fetchone()[0]
    # A glossary that was imported states pairs as a document does, but nobody translated it.
    glossaries = connection.execute("SELECT count(*) FROM document WHERE settings_hash = 'import'").fetchone()[0]
    found["documents"] -= glossaries
    found["glossaries"] = glossaries
    for row in connection.execute(
        """SELECT coalesce(p.decision, s.status) AS status, count(*) AS pairs FROM pair p
           LEFT JOIN pair_standing s ON s.pair_id = p.id GROUP BY 1 ORDER BY 1"""
    ):
        found[f"pairs {row['status'] or 'unmatched'}"] = row["pairs"]
    return found
