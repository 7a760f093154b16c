"""History: every write belongs to a revision, and a revision can be taken back exactly.

While a revision is open, temporary triggers write down what happens to the tables that people and extractions fill:
for a changed or deleted row the row as it was, for an inserted row only its id. Of many rows that are inserted
one after the other, the first and the last id are written down (`insertions`). Taking a revision back walks its
changes from the last to the first; that is a revision too, so it can be taken back in turn.

Rows that a document owns go when it goes (foreign keys cascade), so their insertion needs no note.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from termbase.errors import ChangedMeanwhile, NotFound, UsageError
from termbase.model import Author
from termbase.store.keys import renew_restored
from termbase.store.transactions import transaction
from termbase.store.writes import ROWS_AT_ONCE, clear_document

TRACKED = ("concept", "concept_relation", "term", "document", "pair")
OWNED = ("document_field", "segment", "evidence", "metric", "finding")
# What people say beside the history: it comes without a revision, but goes, moves and is decided on with one.
BESIDE = ("comment", "suggestion")


@contextmanager
def revision(
    connection: sqlite3.Connection, action: str, author: Author | str, summary: str, undoes: int | None = None
) -> Iterator[int]:
    """A transaction whose changes are kept as one revision; yields its id. Leaves nothing behind when it fails."""
    with transaction(connection):
        number = open_revision(connection, action, author, summary, undoes)
        yield number


def open_revision(
    connection: sqlite3.Connection, action: str, author: Author | str, summary: str, undoes: int | None = None
) -> int:
    """Start a revision inside a transaction; all later writes of this connection belong to it."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    cursor = connection.execute(
        "INSERT INTO revision (made_at, author, token_id, action, summary, undoes) VALUES (?, ?, ?, ?, ?, ?)",
        (now, *(Author(author) if isinstance(author, str) else author), action, summary, undoes),
    )
    number = int(cursor.lastrowid or 0)
    continue_revision(connection, number)
    return number


def continue_revision(connection: sqlite3.Connection, number: int) -> None:
    """Let the writes of a further transaction belong to a revision that an earlier one has opened."""
    track(connection)
    connection.execute("DELETE FROM temp.current_revision")
    connection.execute("INSERT INTO temp.current_revision VALUES (?)", (number,))


def summarise(connection: sqlite3.Connection, number: int, summary: str) -> None:
    """Say what a revision did, once that is known."""
    connection.execute("UPDATE revision SET summary = ? WHERE id = ?", (summary, number))


def track(connection: sqlite3.Connection) -> None:
    """Install the temporary triggers of this connection, once."""
    if connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'current_revision'").fetchone():
        return
    connection.execute("CREATE TEMP TABLE current_revision (id INTEGER)")
    for table in (*TRACKED, *OWNED, *BESIDE):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        image = ", ".join(f"'{column}', old.{column}" for column in columns)
        note = "INSERT INTO revision_change (revision_id, table_name, row_id, before) SELECT id,"
        for event in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TEMP TRIGGER track_{table}_{event} AFTER {event} ON main.{table} "
                f"BEGIN {note} '{table}', old.id, json_object({image}) FROM temp.current_revision; END"
            )
        if table in TRACKED or table == "evidence":
            connection.execute(_noting_insertions(table))


def _noting_insertions(table: str) -> str:
    # Evidence with offsets comes of counting all documents, so it comes to documents that stand already.
    when = "WHEN new.source_end IS NOT NULL " if table == "evidence" else ""
    return (
        f"CREATE TEMP TRIGGER track_{table}_INSERT AFTER INSERT ON main.{table} {when}"
        f"BEGIN INSERT INTO revision_change (revision_id, table_name, row_id) "
        f"SELECT id, '{table}', new.id FROM temp.current_revision; END"
    )


@contextmanager
def insertions(connection: sqlite3.Connection, runs: Mapping[str, list[list[int]]]) -> Iterator[None]:
    """Write down what is inserted inside as ``runs``: by table, [first id, last id] of rows that follow each other.

    Inside a transaction; nothing of those tables may be changed or deleted meanwhile.
    """
    track(connection)
    for table in runs:
        connection.execute(f"DROP TRIGGER temp.track_{table}_INSERT")
    yield
    for table, found in runs.items():
        connection.executemany(
            """INSERT INTO revision_change (revision_id, table_name, row_id, last_row_id)
               SELECT id, ?, ?, ? FROM temp.current_revision""",
            [(table, *run) for run in found],
        )
        connection.execute(_noting_insertions(table))


def undo(
    connection: sqlite3.Connection, number: int | None, author: Author | str, changes: int | None = None
) -> tuple[int, str]:
    """Take one revision back; without a number, the last one that is not itself an undo and not yet taken back.

    Returns the revision taken back and its summary. Raises `NotFound`, or `UsageError` when a later revision that
    still stands changed the same rows: take that one back first. ``changes`` is how many whoever asks has seen that it
    made: `ChangedMeanwhile` where it has gone on since, as an extraction does while it runs.
    """
    try:
        with transaction(connection):
            row = _revision_to_undo(connection, number)
            if changes is not None and changes != _number_of_changes(connection, row["id"]):
                raise ChangedMeanwhile(f"revision {row['id']} has changed since the page was opened; look at it again")
            later = _revisions_upon(connection, row["id"])
            if later:
                raise UsageError(
                    f"revision {later[-1]} changed the same entries later; "
                    f"take it back first: termbase undo {later[-1]}"
                )
            said = f"took back revision {row['id']}: {row['summary']}"
            open_revision(connection, "undo", author, said, row["id"])
            _take_back(connection, row["id"])
            renew_restored(connection, row["id"])
    except sqlite3.IntegrityError:
        raise UsageError(
            f"revision {row['id']} cannot be taken back alone, since what came later stands on it; "
            "take the later ones back first"
        ) from None
    return row["id"], row["summary"]


def undone_revisions(connection: sqlite3.Connection) -> set[int]:
    """The revisions that an undo has taken back which was not itself taken back."""
    undone: set[int] = set()
    for number, undoes in connection.execute("SELECT id, undoes FROM revision ORDER BY id DESC"):
        if undoes is not None and number not in undone:
            undone.add(undoes)
    return undone


def _standing(connection: sqlite3.Connection) -> set[int]:
    """The revisions in force that are no undo; an undo in force cancels another one and says nothing of its own."""
    undone = undone_revisions(connection)
    rows = connection.execute("SELECT id FROM revision WHERE undoes IS NULL")
    return {number for (number,) in rows if number not in undone}


def _revisions_upon(connection: sqlite3.Connection, number: int) -> list[int]:
    """The later revisions in force that changed rows of this one, or rows that refer to a concept that it made."""
    rows = connection.execute(
        """WITH mine AS (SELECT DISTINCT table_name, row_id FROM revision_change WHERE revision_id = :id),
                run AS (SELECT table_name, row_id, last_row_id FROM revision_change
                        WHERE revision_id = :id AND last_row_id IS NOT NULL),
                late AS (SELECT * FROM revision_change WHERE revision_id > :id),
                made AS (SELECT row_id FROM revision_change
                         WHERE revision_id = :id AND table_name = 'concept' AND before IS NULL AND last_row_id IS NULL
                         UNION ALL SELECT concept.id FROM run JOIN concept ON concept.id >= run.row_id
                             AND concept.id <= run.last_row_id WHERE run.table_name = 'concept'
                             AND EXISTS (SELECT 1 FROM late))
           SELECT c.revision_id FROM revision_change c
           JOIN mine m ON m.table_name = c.table_name AND m.row_id = c.row_id WHERE c.revision_id > :id
           UNION SELECT c.revision_id FROM run r JOIN revision_change c ON c.table_name = r.table_name
               AND c.row_id BETWEEN r.row_id AND r.last_row_id WHERE c.revision_id > :id
           UNION SELECT c.revision_id FROM revision_change c
           WHERE c.revision_id > :id AND c.table_name IN ('term', 'pair', 'concept_relation')
             AND (json_extract(c.before, '$.concept_id') IN made OR json_extract(c.before, '$.related_id') IN made
                  OR (c.table_name = 'term' AND (SELECT concept_id FROM term WHERE id = c.row_id) IN made)
                  OR (c.table_name = 'pair' AND (SELECT concept_id FROM pair WHERE id = c.row_id) IN made)
                  OR (c.table_name = 'concept_relation' AND EXISTS (
                      SELECT 1 FROM concept_relation r
                      WHERE r.id = c.row_id AND (r.concept_id IN made OR r.related_id IN made))))""",
        {"id": number},
    )
    standing = _standing(connection)
    return sorted(other for (other,) in rows if other in standing)


def _revision_to_undo(connection: sqlite3.Connection, number: int | None) -> sqlite3.Row:
    if number is None:
        standing = _standing(connection)
        if not standing:
            raise NotFound("there is no revision to take back")
        number = max(standing)
    row: sqlite3.Row | None = connection.execute("SELECT * FROM revision WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"there is no revision {number}; termbase log lists them")
    if number in undone_revisions(connection):
        raise UsageError(f"revision {number} was taken back already")
    return row


def _number_of_changes(connection: sqlite3.Connection, number: int) -> int:
    counted = "SELECT sum(coalesce(last_row_id - row_id, 0) + 1) FROM revision_change WHERE revision_id = ?"
    return connection.execute(counted, (number,)).fetchone()[0] or 0


def _take_back(connection: sqlite3.Connection, number: int) -> None:
    """Walk the changes of a revision from the last to the first, in constant memory."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    # Evidence with offsets changes without its document being read again.
    reread = {
        document
        for (document,) in connection.execute(
            f"""SELECT DISTINCT json_extract(before, '$.document_id') FROM revision_change
                WHERE revision_id = ? AND before IS NOT NULL AND json_extract(before, '$.source_end') IS NULL
                  AND table_name IN ({", ".join("?" * len(OWNED))})""",
            (number, *OWNED),
        )
    }
    changes = """SELECT table_name, row_id, before, last_row_id FROM revision_change
                 WHERE revision_id = ? AND {} ORDER BY id DESC"""
    made_pair = "(table_name = 'pair' AND before IS NULL)"
    for table, row_id, before, last in connection.execute(changes.format(f"NOT {made_pair}"), (number,)):
        if last is not None:
            _delete_run(connection, table, row_id, last)
        elif before is None:
            if table == "document":
                clear_document(connection, row_id)
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        else:
            image = json.loads(before)
            if table == "document":
                _clear_reading(connection, image, reread)
            _restore(connection, table, image)
    # A pair that another revision has found too stays, with the evidence of that one.
    unfound = "NOT EXISTS (SELECT 1 FROM evidence WHERE pair_id = pair.id)"
    for _, row_id, _, last in connection.execute(changes.format(made_pair), (number,)).fetchall():
        _delete_run(connection, "pair", row_id, last or row_id, unfound)


def _delete_run(connection: sqlite3.Connection, table: str, first: int, last: int, where: str = "1") -> None:
    """Delete the rows from one id to another, few at a time: SQLite keeps in memory what one statement takes."""
    for start in range(first, last + 1, ROWS_AT_ONCE):
        end = min(start + ROWS_AT_ONCE - 1, last)
        connection.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ? AND {where}", (start, end))


def _clear_reading(connection: sqlite3.Connection, image: dict[str, Any], reread: set[int]) -> None:
    """Remove what the revision read from a document, before what an earlier one had read comes back.

    A document whose row changed only because it was gone keeps what was read from it.
    """
    row = connection.execute("SELECT * FROM document WHERE id = ?", (image["id"],)).fetchone()
    if row and (image["id"] in reread or any(row[key] != image[key] for key in ("content_hash", "settings_hash"))):
        clear_document(connection, image["id"])


def _restore(connection: sqlite3.Connection, table: str, image: dict[str, object]) -> None:
    """Bring a row back as it was, whether it was changed or deleted."""
    assignments = ", ".join(f"{column} = :{column}" for column in image)
    if not connection.execute(f"UPDATE {table} SET {assignments} WHERE id = :id", image).rowcount:
        values = ", ".join(f":{column}" for column in image)
        connection.execute(f"INSERT INTO {table} ({', '.join(image)}) VALUES ({values})", image)
