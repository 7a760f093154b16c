"""The store: the schema, opening and upgrading, what SQLite is told, and everything that may be wrong with a file."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from conftest import DATA, SEEDS, command, content, sound
from sqlite_utils import Database

from termbase.errors import StoreError, TermbaseFull
from termbase.store import connect, queries, store_errors, transaction, writes
from termbase.store.connection import connect_in_memory
from termbase.store.migrations import APPLICATION_ID, VERSION, migrations, schema

SCHEMA_HASH = "91697f38bbe8868d"
OLDER = sorted((DATA / "schema").glob("*.sql"), key=lambda path: int(path.stem))


class TestSchema:
    def test_is_pinned(self) -> None:
        found = hashlib.blake2b(schema().encode(), digest_size=8).hexdigest()
        assert found == SCHEMA_HASH, (
            f"schema.sql has changed. If a release has the old one: raise VERSION in migrations.py, add a migration from the old "
            f"schema, and copy the new text to tests/data/schema/{VERSION + 1}.sql. Then set SCHEMA_HASH here to {found!r}."
        )

    def test_every_version_is_stored(self) -> None:
        assert [int(path.stem) for path in OLDER] == list(range(1, VERSION + 1))
        assert OLDER[-1].read_text(encoding="utf-8") == schema(), f"tests/data/schema/{VERSION}.sql is not schema.sql"

    def test_every_table_but_the_history_is_counted_or_computed(self, connection: sqlite3.Connection) -> None:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {
            "concept",
            "term",
            "document",
            "segment",
            "pair",
            "evidence",
            "metric",
            "finding",
            "revision",
            "revision_change",
        } <= tables

    def test_every_reference_has_an_index(self, connection: sqlite3.Connection) -> None:
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall():
            indexed = {
                connection.execute(f"PRAGMA index_info({index[1]})").fetchone()[2]
                for index in connection.execute(f"PRAGMA index_list({table})").fetchall()
            }
            for reference in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
                column = reference[3]
                primary = connection.execute(
                    "SELECT pk FROM pragma_table_info(?) WHERE name = ?", (table, column)
                ).fetchone()[0]
                if (table, column) != ("revision", "undoes"):
                    assert column in indexed or primary, f"{table}.{column}"

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO term (concept_id, language, text, spelling, stems) VALUES (1, 'en', '', 'x', 'x')",
            "INSERT INTO term (concept_id, language, text, spelling, stems, administrative_status) VALUES (1, 'en', 'x', 'x', 'x', 'good')",
            "INSERT INTO term (concept_id, language, text, spelling, stems) VALUES (987654, 'en', 'x', 'x', 'x')",
            "INSERT INTO term (concept_id, language, text, spelling, stems) SELECT concept_id, language, text, spelling, stems FROM term LIMIT 1",
            "UPDATE evidence SET score = 1.5",
            "UPDATE pair SET decision = 'perhaps'",
        ],
    )
    def test_what_must_not_be_stored_cannot_be(self, connection: sqlite3.Connection, statement: str) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)

    def test_a_concept_number_is_never_used_twice(self, empty: sqlite3.Connection) -> None:
        from termbase.model import Concept, Term

        with transaction(empty):
            one = writes.add_concept(empty, Concept((Term("a", "en"),)))
            empty.execute("DELETE FROM concept")
            assert writes.add_concept(empty, Concept((Term("b", "en"),))) == one + 1


class TestUpgrade:
    @pytest.mark.parametrize("path", OLDER, ids=lambda path: path.stem)
    def test_an_older_termbase_opens_and_is_brought_up_to_date(self, path: Path, tmp_path: Path) -> None:
        """Make a termbase as an older version made it, from the schema stored here, and open it with the present one."""
        db, number = tmp_path / "old.db", int(path.stem)
        old = sqlite3.connect(db)
        old.executescript(path.read_text(encoding="utf-8"))
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute(f"PRAGMA user_version = {number}")
        migrations().ensure_migrations_table(Database(old))
        applied = (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('termbase', ?, datetime('now'))"
        )
        old.executemany(applied, [(name,) for name in names_of_migrations()[:number]])
        old.execute("INSERT INTO concept (definition) VALUES ('kept')")
        old.execute(
            "INSERT INTO term (concept_id, language, text, spelling, stems) VALUES (1, 'en', 'data', 'data', 'data')"
        )
        old.commit()
        old.close()
        assert command(db, "stats").exit_code == 0
        tried = connect_in_memory(db)
        assert [c.terms[0].text for c in queries.concepts(tried)] == ["data"]
        assert tried.execute("PRAGMA user_version").fetchone()[0] == VERSION
        tried.close()
        with sqlite3.connect(db) as untouched:
            assert untouched.execute("PRAGMA user_version").fetchone()[0] == number
        untouched.close()
        connection = connect(db, writable=True)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert [c.terms[0].text for c in queries.concepts(connection)] == ["data"]
        fresh = connect(tmp_path / "new.db", writable=True, make=True)
        assert shape(connection) == shape(fresh)
        connection.close()
        fresh.close()
        assert command(db, "extract", str(SEEDS / "papers"), "--root", str(SEEDS)).exit_code == 0
        sound(db)

    def test_a_new_termbase_has_all_migrations_as_sqlite_utils_notes_them(self, empty: sqlite3.Connection) -> None:
        made = sqlite3.connect(":memory:")
        migrations().ensure_migrations_table(Database(made))
        assert shape(made).items() <= shape(empty).items()
        assert migrations().pending(Database(empty)) == []

    def test_as_many_migrations_as_versions(self) -> None:
        names = names_of_migrations()
        assert [int(name[:4]) for name in names] == list(range(1, VERSION + 1))


def names_of_migrations() -> list[str]:
    return [step.name for step in migrations().pending(Database(memory=True))]


def shape(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'index', 'trigger') ORDER BY name"
        )
    ]
    return {name: [tuple(row) for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}


class TestSettings:
    def test_what_sqlite_is_told(self, connection: sqlite3.Connection, db: Path) -> None:
        def pragma(name: str) -> object:
            return connection.execute(f"PRAGMA {name}").fetchone()[0]

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2
        assert pragma("foreign_keys") == 1
        assert pragma("application_id") == APPLICATION_ID
        assert pragma("user_version") == VERSION

    def test_a_reader_cannot_write(self, db: Path) -> None:
        connection = connect(db, writable=False)
        with pytest.raises(TermbaseFull), store_errors(db):
            connection.execute("DELETE FROM term")
        connection.close()

    def test_a_reader_reads_while_a_writer_writes(self, db: Path, connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.execute("UPDATE concept SET note = 'half written'")
            assert command(db, "stats").exit_code == 0
            reader = connect(db, writable=False)
            assert reader.execute("SELECT count(*) FROM concept WHERE note = 'half written'").fetchone()[0] == 0
            reader.close()

    def test_a_transaction_that_fails_leaves_nothing(self, connection: sqlite3.Connection) -> None:
        before = content(connection)

        def fail() -> None:
            with transaction(connection):
                connection.execute("DELETE FROM term")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert content(connection) == before
        assert not connection.in_transaction

    def test_a_copy_in_memory_is_no_window(self, db: Path) -> None:
        memory = connect_in_memory(db)
        memory.execute("DELETE FROM evidence")
        memory.close()
        assert command(db, "stats").stdout.count("evidence\t0") == 0


COMMANDS = (
    ["stats"],
    ["lookup", "database"],
    ["review", "--accept-above", "0.5"],
    ["undo"],
    ["export", "-"],
    ["report"],
    ["init"],
)


class TestErrors:
    def test_the_tree_knows_its_codes(self) -> None:
        from termbase import errors

        for name, error in vars(errors).items():
            if isinstance(error, type) and issubclass(error, errors.TermbaseError):
                wanted = 3 if issubclass(error, StoreError) else 2
                assert error.exit_code == wanted, name
                assert 400 <= error.http_status < 600
                assert name in (errors.__doc__ or ""), f"{name} is not in the tree of the docstring"

    def test_a_message_is_one_line_with_its_place(self) -> None:
        from termbase.errors import InputError

        assert str(InputError("two\n lines", Path("a.md"), 3)) == "a.md:3: two lines"
        assert str(InputError("x", "a.md")) == "a.md: x"
        assert str(InputError("x")) == "x"
