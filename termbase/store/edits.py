"""Single entries changed by people. Each function works inside a revision that its caller has opened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from termbase.errors import NotFound
from termbase.languages import language
from termbase.model import Concept, Term
from termbase.store.writes import TERM_COLUMNS, add_term

CONCEPT_COLUMNS = ("subject_field", "definition", "note", "image")


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """All reads inside see one state of the termbase, whoever writes meanwhile; may be nested."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def change_concept(connection: sqlite3.Connection, number: int, values: Mapping[str, str | None]) -> None:
    """Set fields of a concept; ``values`` has names of CONCEPT_COLUMNS."""
    chosen = {column: values[column] for column in CONCEPT_COLUMNS if column in values}
    if chosen:
        assignments = ", ".join(f"{column} = :{column}" for column in chosen)
        connection.execute(f"UPDATE concept SET {assignments} WHERE id = :id", {**chosen, "id": number})


def change_term(connection: sqlite3.Connection, term: Term) -> None:
    """Give the term of that id the values of ``term``."""
    rules = language(term.language)
    values = {column: getattr(term, column) for column in TERM_COLUMNS}
    values["administrative_status"] = term.administrative_status.value
    values["fields"] = json.dumps(term.fields, ensure_ascii=False)
    values.update(spelling=rules.normalise(term.text), stems=rules.key(term.text), id=term.id)
    assignments = ", ".join(f"{column} = :{column}" for column in values if column != "id")
    connection.execute(f"UPDATE term SET {assignments} WHERE id = :id", values)


def put_terms(connection: sqlite3.Connection, concept: Concept, terms: tuple[Term, ...]) -> None:
    """Make ``terms`` the terms of a concept: those with an id change, those without are added, the others go."""
    kept = {term.id for term in terms}
    for term in concept.terms:
        if term.id not in kept:
            connection.execute("DELETE FROM term WHERE id = ?", (term.id,))
    before = {term.id: term for term in concept.terms}
    changed = [term for term in terms if term.id and term != before[term.id]]
    for term in changed:
        # Two terms that trade places must not meet on the way.
        connection.execute("UPDATE term SET text = text || char(0) || id WHERE id = ?", (term.id,))
    for term in changed:
        change_term(connection, term)
    for term in terms:
        if not term.id:
            add_term(connection, concept.id, term)


def hand_over(connection: sqlite3.Connection, number: int, to: int) -> None:
    """Let what stands around a concept belong to another: accepted pairs, relations, comments, suggestions.

    Relations between the two, and those that the other has already, stay behind.
    """
    numbers = {"to": to, "number": number}
    for table in ("pair", "comment", "suggestion"):
        connection.execute(f"UPDATE {table} SET concept_id = :to WHERE concept_id = :number", numbers)
    for mine, other in (("concept_id", "related_id"), ("related_id", "concept_id")):
        connection.execute(
            f"""UPDATE concept_relation SET {mine} = :to WHERE {mine} = :number AND {other} <> :to AND NOT EXISTS (
                SELECT 1 FROM concept_relation had WHERE had.{mine} = :to AND had.{other} = concept_relation.{other}
                AND had.relation = concept_relation.relation)""",
            numbers,
        )


def delete_concept(connection: sqlite3.Connection, number: int) -> None:
    """Remove a concept with its terms and relations."""
    for table, column in (
        ("term", "concept_id"),
        ("concept_relation", "concept_id"),
        ("concept_relation", "related_id"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
    connection.execute("UPDATE pair SET concept_id = NULL WHERE concept_id = ?", (number,))
    connection.execute("DELETE FROM concept WHERE id = ?", (number,))


def concepts_after(connection: sqlite3.Connection, after: int, limit: int) -> list[int]:
    """The ids of concepts above ``after``, in order."""
    rows = connection.execute("SELECT id FROM concept WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
    return [row[0] for row in rows.fetchall()]


def alike_segments(
    connection: sqlite3.Connection, source: str, target: str, text: str, limit: int
) -> list[sqlite3.Row]:
    """Segments of documents in a pair of languages that share words with ``text``, those that share most first.

    A row: source_text, target_text, document.
    """
    rules = language(source)
    stems = list(dict.fromkeys(rules.stem(word) for word in rules.words(text)))[:30]
    if not stems:
        return []
    phrase = " OR ".join('"' + stem.replace('"', '""').replace("\0", "") + '"' for stem in stems)
    return connection.execute(
        """SELECT s.source_text, s.target_text, d.name AS document FROM segment_search f
           JOIN segment s ON s.id = f.rowid JOIN document d ON d.id = s.document_id
           WHERE segment_search MATCH ? AND d.source_language = ? AND d.target_language = ? AND d.gone = 0
             AND s.source_text IS NOT NULL AND s.target_text IS NOT NULL ORDER BY f.rank LIMIT ?""",
        (f"source_stems: ({phrase})", source, target, limit),
    ).fetchall()


def data_version(connection: sqlite3.Connection) -> int:
    """A number that is another one after every commit of another connection, and costs next to nothing."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def present_revision(connection: sqlite3.Connection) -> int:
    """The number of the last revision; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM revision").fetchone()[0])


def forget_revision(connection: sqlite3.Connection, number: int) -> None:
    """Drop a revision that is still open and turned out to change nothing."""
    connection.execute("DELETE FROM revision_change WHERE revision_id = ?", (number,))
    connection.execute("DELETE FROM revision WHERE id = ?", (number,))


def change(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """One revision. Raises `NotFound`."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM revision WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"there is no revision {number}")
    return row


def changes_before(connection: sqlite3.Connection, before: int, limit: int) -> list[sqlite3.Row]:
    """Revisions with a number below ``before`` (0: all), the newest first."""
    return connection.execute(
        "SELECT * FROM revision WHERE ? = 0 OR id < ? ORDER BY id DESC LIMIT ?", (before, before, limit)
    ).fetchall()
