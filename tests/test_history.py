"""The log, and what leaves no trace in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from conftest import DATA, SEEDS, command, dump, one_line, sound

from termbase.store import connect, transaction, writes


class TestHistory:
    def test_every_change_is_logged_with_who_when_and_what(self, db: Path) -> None:
        lines = [line.split("\t") for line in command(db, "log").stdout.splitlines()]
        assert lines[0] == ["id", "made_at", "author", "action", "summary", "changes"]
        assert [(line[0], line[2], line[3]) for line in lines[1:]] == [
            ("4", "tester", "review"), ("3", "tester", "extract"), ("2", "tester", "import"), ("1", "tester", "import"),
        ]  # fmt: skip
        assert all(line[1].endswith("+00:00") for line in lines[1:])

    def test_the_whole_demo_taken_back_is_an_empty_termbase(self, db: Path, tmp_path: Path) -> None:
        for number in (4, 3, 2, 1):
            result = command(db, "undo")
            assert (result.exit_code, result.stdout) == (0, "")
            assert f"took back revision {number}:" in result.stderr
        assert command(db, "undo").exit_code == 2
        one_line(command(db, "undo").stderr)
        one, other = connect(db, writable=False), connect(tmp_path / "new.db", writable=True, make=True)
        assert dump(one) == dump(other) == ""
        one.close()
        other.close()
        sound(db)

    def test_the_demo_after_undo_and_the_same_again_is_the_same(self, db: Path, connection: sqlite3.Connection) -> None:
        before = dump(connection)
        assert command(db, "import", str(DATA / "terms.csv")).exit_code == 0
        assert command(db, "undo").exit_code == 0
        assert dump(connection) == before

    def test_a_preview_leaves_no_trace(self, db: Path) -> None:
        before = db.read_bytes()
        result = command(db, "import", str(DATA / "terms.csv"), "--preview")
        assert result.exit_code == 0
        assert "zebra" in result.stdout
        assert db.read_bytes() == before

    def test_writes_outside_a_revision_are_not_put_down_to_the_last_one(self, connection: sqlite3.Connection) -> None:
        from termbase.model import Concept, Term

        before = connection.execute("SELECT count(*) FROM revision_change").fetchone()[0]
        with transaction(connection):
            writes.add_concept(connection, Concept((Term("x", "en"),)))
        assert connection.execute("SELECT count(*) FROM revision_change").fetchone()[0] == before

    def test_importing_the_same_again_is_no_change(self, db: Path, connection: sqlite3.Connection) -> None:
        before = dump(connection)
        for name in ("glossary.md", "glossary.csv"):
            assert "(nothing written)" in command(db, "import", str(SEEDS / name), "--root", str(SEEDS.parent)).stderr
        assert dump(connection) == before
