"""Keys that were made by other rules of languages: made anew where the termbase is opened to be written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from conftest import command, content
from stored_terms import forget, seen

from termbase.matching import recognise
from termbase.pipeline.recognition import term_index
from termbase.store import connect, revisions
from termbase.store.keys import STATE

OTHER = (
    "UPDATE term SET spelling = 'o' || spelling, stems = 'o' || stems",
    "UPDATE segment SET source_stems = 'o' || source_stems, target_stems = 'o' || target_stems",
    "UPDATE pair_search SET stems = 'o' || stems",
    "UPDATE revision_change SET before = json_set(before, '$.stems', 'o') WHERE before IS NOT NULL AND table_name = 'term'",
    f"UPDATE state SET value = '1' WHERE name = '{STATE}'",
)
KEYS = (
    "SELECT id, text, spelling, stems FROM term ORDER BY id",
    "SELECT id, source_stems, target_stems FROM segment ORDER BY id",
    "SELECT rowid, stems FROM pair_search ORDER BY rowid",
    "SELECT rowid FROM term_search WHERE term_search MATCH 'stems: network' ORDER BY rowid",
    "SELECT rowid FROM segment_search WHERE segment_search MATCH 'network' ORDER BY rowid",
)


def keys(path: Path) -> list[list[tuple[object, ...]]]:
    """All keys as they are stored, without bringing them up to date."""
    with sqlite3.connect(path) as connection:
        return [connection.execute(query).fetchall() for query in KEYS]


def of_other_rules(path: Path) -> None:
    """Have the keys be as a version with other rules would have made them."""
    with sqlite3.connect(path) as connection:
        for statement in OTHER:
            connection.execute(statement)
    connection.close()


def test_keys_of_other_rules_are_made_anew(db: Path) -> None:
    wanted = keys(db)
    assert all(wanted), "the demo has terms, segments and pairs with the word"
    of_other_rules(db)
    assert keys(db) != wanted
    connect(db, writable=True).close()
    assert keys(db) == wanted


def test_keys_of_these_rules_are_left_alone(db: Path) -> None:
    connection = connect(db, writable=True)
    assert connection.total_changes == 0
    connection.close()


def test_no_revision_is_made_of_it(db: Path) -> None:
    with sqlite3.connect(db) as before:
        kept = content(before)
    number = last_revision(db)
    of_other_rules(db)
    connect(db, writable=True).close()
    assert last_revision(db) == number
    with sqlite3.connect(db) as after:
        assert content(after) == kept


def last_revision(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT max(id) FROM revision").fetchone()[0])


def test_rows_that_an_undo_restores_have_present_keys(db: Path) -> None:
    """The image of a row in the history is of the rules of its day."""
    wanted = keys(db)
    connection = connect(db, writable=True)
    with revisions.revision(connection, "edit", "tester", "one term"):
        connection.execute("UPDATE term SET note = 'changed' WHERE id = 1")
    connection.close()
    of_other_rules(db)
    connection = connect(db, writable=True)
    revisions.undo(connection, None, "tester")
    connection.close()
    assert keys(db) == wanted


def test_an_index_of_keys_of_other_rules_is_not_trusted(many: sqlite3.Connection) -> None:
    """Warmed, and with the files beside the termbase, under both rules."""
    path = Path(many.execute("PRAGMA database_list").fetchone()[2])
    texts = ("steady term 3", "steadi term 3", "ostedy")
    wanted = [seen(recognise(text, "en", term_index(many), 80)) for text in texts]
    of_other_rules(path)
    forget()
    for made in path.parent.glob("*.fuzzy"):
        made.unlink()
    assert [seen(recognise(text, "en", term_index(many), 80)) for text in texts] != wanted
    connect(path, writable=True).close()
    assert [seen(recognise(text, "en", term_index(many), 80)) for text in texts] == wanted


def test_a_file_that_is_only_read_is_read_as_it_is(db: Path) -> None:
    of_other_rules(db)
    stale = keys(db)
    result = command(db, "lookup", "a neural network")
    assert result.exit_code == 0
    assert f"termbase --db {db} init" in result.stderr
    assert keys(db) == stale
    assert command(db, "init").exit_code == 0
    assert command(db, "lookup", "a neural network").stderr == ""
