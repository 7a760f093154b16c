"""The store: the schema, opening and upgrading, what SQLite is told, and everything that may be wrong with a file."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import DATA, SEEDS, command, content, one_line, sound
from sqlite_utils import Database

from termbase.errors import NotATermbase, StoreError, TermbaseDamaged, TermbaseFull, TermbaseTooNew
from termbase.store import connect, queries, store_errors, transaction, writes
from termbase.store.connection import connect_in_memory
from termbase.store.migrations import APPLICATION_ID, VERSION, migrations, schema

SCHEMA_HASH = "f1e1c40cd7a0d21b"
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
        connection = connect(db, writable=True)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert [c.terms[0].text for c in queries.concepts(connection)] == ["data"]
        fresh = connect(tmp_path / "new.db", writable=True, make=True)
        assert shape(connection) == shape(fresh)
        connection.close()
        fresh.close()
        assert command(db, "extract", str(SEEDS / "papers"), "--root", str(SEEDS)).exit_code == 0
        sound(db)

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


def refused(path: Path, *said: str) -> None:
    """Every command ends with one line and 3, and leaves the file as it was."""
    before = path.read_bytes() if path.is_file() else None
    for arguments in COMMANDS:
        result = command(path, *arguments)
        assert result.exit_code == 3, (arguments, result.output)
        assert result.stdout == ""
        message = one_line(result.stderr)
        assert str(path) in message
        assert any(part in message for part in said), message
    if before is not None:
        assert path.read_bytes() == before
        assert sorted(p.name for p in path.parent.iterdir() if p.name.startswith(path.name)) == [path.name]


class TestUnusable:
    @pytest.mark.parametrize(
        "data",
        [
            b"not SQLite at all, and long enough to have a header. " * 40,
            b"\0" * 4096,
            b"SQLite format 3\0" + b"\xff" * 4080,
        ],
    )
    def test_not_sqlite(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "x.db"
        path.write_bytes(data)
        refused(path, "is not an SQLite file", "is damaged")
        with pytest.raises((NotATermbase, TermbaseDamaged)):
            connect(path, writable=False)

    def test_sqlite_but_no_termbase(self, tmp_path: Path) -> None:
        path = tmp_path / "x.db"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE mine (a)")
        other.commit()
        other.close()
        refused(path, "no termbase")
        result = command(path, "extract", str(SEEDS / "papers"))
        assert result.exit_code == 3
        assert "no termbase" in one_line(result.stderr)

    def test_too_new(self, db: Path) -> None:
        other = sqlite3.connect(db)
        other.execute(f"PRAGMA user_version = {VERSION + 1}")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        other.close()
        refused(db, "later")
        with pytest.raises(TermbaseTooNew):
            connect(db, writable=True)

    @pytest.mark.parametrize("start", [0, 1, 3, 9])
    def test_damaged(self, db: Path, start: int) -> None:
        data = bytearray(db.read_bytes())
        for place in range(max(start * 4096, 100), len(data)):
            data[place] ^= 0x5A
        db.write_bytes(data)
        seen = set()
        for arguments in (
            ["report"],
            ["export", "-"],
            ["review", "--accept-above", "0.1"],
            ["pairs"],
            ["lookup", "database"],
        ):
            result = command(db, *arguments)
            assert result.exit_code in (0, 3), result.output
            if result.exit_code == 3:
                seen.add("is damaged" in one_line(result.stderr))
                assert result.stdout == ""
        assert seen == {True}
        assert db.read_bytes() == data

    def test_cut_off(self, db: Path) -> None:
        os.truncate(db, 20_000)
        result = command(db, "export", "-")
        assert (result.exit_code, result.stdout) == (3, "")
        assert "is damaged" in one_line(result.stderr)

    @pytest.mark.slow
    def test_locked(self, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        new = tmp_path / "new.md"
        new.write_text("# T\n\n**Key terms:** zebra (حمار)\n", encoding="utf-8")
        monkeypatch.setattr("termbase.store.connection.PATIENCE", 0.2)
        other = sqlite3.connect(db, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        before = content(other)
        for arguments in (["undo"], ["import", str(DATA / "terms.csv")], ["extract", str(new)]):
            result = command(db, *arguments)
            assert result.exit_code == 3, result.output
            assert "is locked" in one_line(result.stderr)
        assert command(db, "stats").exit_code == 0, "reading goes on"
        assert content(other) == before
        other.execute("ROLLBACK")
        other.close()

    @pytest.mark.slow
    def test_a_writer_waits_for_another(self, db: Path) -> None:
        other = sqlite3.connect(db, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.4, lambda: other.execute("COMMIT")).start()
        started = time.monotonic()
        assert command(db, "undo").exit_code == 0
        assert time.monotonic() - started > 0.3
        other.close()

    def test_no_such_folder(self, tmp_path: Path) -> None:
        for name in ("init", "stats"):
            result = command(tmp_path / "nowhere" / "x.db", name)
            assert result.exit_code == 3
            assert "nowhere" in one_line(result.stderr)
        assert not (tmp_path / "nowhere").exists()

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        for name in ("init", "stats"):
            result = command(tmp_path, name)
            assert result.exit_code in (2, 3)
            one_line(result.stderr)

    def test_an_empty_file_becomes_a_termbase_but_is_none_yet(self, tmp_path: Path) -> None:
        path = tmp_path / "x.db"
        path.touch()
        assert command(path, "stats").exit_code == 3
        assert command(path, "init").exit_code == 0
        assert command(path, "stats").exit_code == 0

    def test_init_leaves_a_termbase_as_it_is(self, db: Path, connection: sqlite3.Connection) -> None:
        before = content(connection)
        assert command(db, "init").exit_code == 0
        assert content(connection) == before

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_may_not_be_written(self, db: Path) -> None:
        db.chmod(0o444)
        db.parent.chmod(0o555)
        try:
            for arguments in (["undo"], ["review", "--accept-above", "0.1"]):
                result = command(db, *arguments)
                assert result.exit_code == 3
                assert "read-only" in one_line(result.stderr) or "cannot be opened" in result.stderr
        finally:
            db.parent.chmod(0o755)

    def test_names_that_a_uri_would_misread(self, tmp_path: Path) -> None:
        for name in ("a?b.db", "a#b.db", "a%20b.db", "a b.db", "مصطلحات.db", "x.db?mode=memory"):
            assert command(tmp_path / name, "init").exit_code == 0
            assert (tmp_path / name).is_file()
            assert command(tmp_path / name, "stats").exit_code == 0


class TestFullDisk:
    def test_no_more_pages(self, db: Path) -> None:
        connection = connect(db, writable=True)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        before = content(connection)

        def fill() -> None:
            with store_errors(db), transaction(connection):
                for number in range(10_000):
                    connection.execute("INSERT INTO concept (note) VALUES (?)", (str(number) * 200,))

        with pytest.raises(TermbaseFull, match="disk is full"):
            fill()
        assert content(connection) == before
        connection.close()
        sound(db)

    @pytest.mark.parametrize(
        "arguments", [["extract", "papers", "--root", "."], ["import", "glossary.md"]], ids=lambda a: a[0]
    )
    @pytest.mark.parametrize("kilobytes", [40, 200])
    @pytest.mark.slow
    def test_no_larger_files(self, tmp_path: Path, arguments: list[str], kilobytes: int) -> None:
        """The system refuses to let a file grow: what a full disk looks like to SQLite."""
        db = tmp_path / "t.db"
        assert command(db, "init").exit_code == 0
        limit = kilobytes * 1024

        def smaller() -> None:
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        done = subprocess.run(
            [sys.executable, "-m", "termbase.cli", "--db", str(db), *arguments],
            cwd=SEEDS, capture_output=True, text=True, preexec_fn=smaller, check=False,
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        one_line(done.stderr)
        assert done.stdout == ""
        sound(db)
        again = command(db, "stats")
        assert again.exit_code == 0
        connection = connect(db, writable=False)
        documents = connection.execute("SELECT count(*) FROM document").fetchone()[0]
        whole = connection.execute("SELECT count(DISTINCT document_id) FROM segment").fetchone()[0]
        assert whole <= documents
        if arguments[0] == "import":
            assert connection.execute("SELECT count(*) FROM term").fetchone()[0] == 0, "an import is all or nothing"
        connection.close()


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
