"""What cannot be used as a termbase is refused in one line, and a full disk loses nothing."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import DATA, SEEDS, command, content, one_line, section_file, sound, working_in
from test_store import COMMANDS

from termbase.errors import NotATermbase, TermbaseDamaged, TermbaseFull, TermbaseTooNew
from termbase.store import connect, store_errors, transaction
from termbase.store.migrations import VERSION


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek", "a.md"), "there is no command 'chek'; did you mean check? termbase --help lists them"),
        (("check", "--db", "t.db", "a.md"), "--db stands before the command: termbase --db FILE check"),
        (
            ("import", "c.csv"),
            "c.csv:1: no column for the source and the target (en to ar) among: Begriff, Kommentar; "
            "say which: --column source=NAME --column target=NAME",
        ),
        (("frobnicate",), "there is no command 'frobnicate'; termbase --help lists them"),
        (("import", "."), ".: is a folder; name the files in it"),
        (("import", "no.csv"), "no.csv: does not exist; check the name and the folder"),
        (("check", ".", "--source", "ar"), "source and target are both ar; give two languages"),
        (("check", ".", "--rules", "no.toml"), "no.toml: cannot be read: No such file or directory"),
        (("extract", ".", "--config", "no.toml"), "no.toml: cannot be read: No such file or directory"),
        (("export", "no/a.csv"), "a.csv: cannot be written: there is no folder no; make it first"),
        (("pairs", "--output", "no/a.tsv"), "a.tsv: cannot be written: there is no folder no; make it first"),
    ],
)
def test_typical_mistakes_are_told_in_a_line_with_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    with working_in(tmp_path):
        command(Path("t.db"), "init")
        (tmp_path / "a.md").write_text(section_file(), encoding="utf-8")
        (tmp_path / "c.csv").write_text("Begriff;Kommentar\na;b\n", encoding="utf-8")
        done = command(Path("t.db"), *arguments)
    assert done.exit_code == 2
    assert said in one_line(done.stderr)
