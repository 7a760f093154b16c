"""Extraction of folders: the same outcome however it is reached, documents that change or go."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from conftest import SEEDS, command, content, dump, one_line, working_in
from extracting import clean_run, history, opened, run, three_documents, write

from termbase.errors import UsageError
from termbase.pipeline.standings import combined_score


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return three_documents(tmp_path)


class TestSameOutcome:
    def test_the_second_run_changes_nothing(self, empty: sqlite3.Connection, folder: Path) -> None:
        assert len(run(empty, folder).read) == 3
        before, revisions = dump(empty), history(empty)
        again = run(empty, folder)
        assert (again.read, len(again.unchanged), again.gone, again.problems) == ([], 3, [], [])
        assert dump(empty) == before
        assert history(empty) == revisions

    def test_the_seeds_twice(self, db: Path, connection: sqlite3.Connection) -> None:
        before, revisions = dump(connection), history(connection)
        with working_in(SEEDS.parent):
            assert "0 documents read, 21 unchanged since the last run" in command(db, "extract", "seeds/papers").stderr
        assert dump(connection) == before
        assert history(connection) == revisions

    def test_a_second_run_prints_what_the_first_printed(self, folder: Path, tmp_path: Path) -> None:
        arguments = ("extract", str(folder), "--root", str(folder))
        for extra in ([], ["--per-document", "--format", "jsonl"]):
            db = tmp_path / f"{len(extra)}.db"
            assert command(db, *arguments, *extra).stdout == command(db, *arguments, *extra).stdout != ""

    def test_the_order_of_paths_does_not_matter(self, tmp_path: Path, folder: Path) -> None:
        one, two = opened(tmp_path / "1.db"), opened(tmp_path / "2.db")
        run(one, folder, folder / "a.md", folder / "b.md", folder / "sub")
        run(two, folder, folder / "sub", folder / "b.md", folder, folder / "a.md")
        assert content(one) == content(two) == clean_run(tmp_path, folder)

    def test_one_by_one_is_as_all_at_once(self, empty: sqlite3.Connection, tmp_path: Path, folder: Path) -> None:
        for path in ("b.md", "a.md", "sub/c.md"):
            run(empty, folder, folder / path)
        assert content(empty) == clean_run(tmp_path, folder)

    def test_jobs(self, tmp_path: Path) -> None:
        one, two = opened(tmp_path / "1.db"), opened(tmp_path / "2.db")
        first = run(one, SEEDS, SEEDS / "papers")
        second = run(two, SEEDS, SEEDS / "papers", jobs=2)
        assert first.read == second.read
        assert dump(one) == dump(two)

    def test_dry_run_prints_the_same_and_writes_nothing(self, folder: Path, tmp_path: Path, db: Path) -> None:
        arguments = ("extract", str(folder), "--root", str(folder), "--per-document")
        nowhere = tmp_path / "none.db"
        printed = command(nowhere, *arguments, "--dry-run").stdout
        assert not nowhere.exists()
        before = db.read_bytes()
        assert command(db, *arguments, "--dry-run").exit_code == 0
        assert db.read_bytes() == before
        assert printed == command(nowhere, *arguments).stdout


class TestChange:
    def test_only_the_changed_document_is_read_again(
        self, empty: sqlite3.Connection, tmp_path: Path, folder: Path
    ) -> None:
        run(empty, folder)
        untouched = (
            "SELECT e.* FROM evidence e JOIN document d ON d.id = e.document_id WHERE d.name <> 'a.md' ORDER BY e.id"
        )
        before = [tuple(row) for row in empty.execute(untouched)]
        write(folder, "a.md", "cache (مخبأ)")
        result = run(empty, folder)
        assert (result.read, sorted(result.unchanged)) == (["a.md"], ["b.md", "sub/c.md"])
        assert [tuple(row) for row in empty.execute(untouched)] == before
        assert content(empty) == clean_run(tmp_path, folder)

    def test_a_new_time_alone_is_no_change(self, empty: sqlite3.Connection, folder: Path) -> None:
        run(empty, folder)
        os.utime(folder / "a.md", (1, 1))
        assert run(empty, folder).read == []

    def test_pairs_that_nobody_states_any_longer_go_unless_decided(
        self, db: Path, folder: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "x.db"
        arguments = ("extract", str(folder), "--root", str(folder))
        command(path, *arguments)
        connection = opened(path)
        ids = dict(connection.execute("SELECT source, id FROM pair").fetchall())
        assert command(path, "review", "--accept", str(ids["queue"])).exit_code == 0
        write(folder, "a.md", "cache (مخبأ)")
        write(folder, "sub/c.md", "cache (مخبأ)")
        command(path, *arguments)
        left = {row[0] for row in connection.execute("SELECT source FROM pair")}
        assert left == {"buffer", "link", "cache", "queue"}
        connection.close()

    def test_other_settings_read_everything_again(self, empty: sqlite3.Connection, folder: Path) -> None:
        run(empty, folder)
        assert len(run(empty, folder, target="fa").read) == 3

    def test_a_document_that_is_gone_is_noticed(self, empty: sqlite3.Connection, folder: Path) -> None:
        run(empty, folder)
        (folder / "b.md").unlink()
        assert run(empty, folder).gone == ["b.md"]
        names = {
            row[0]
            for row in empty.execute(
                "SELECT source FROM pair_standing s JOIN pair p ON p.id = s.pair_id WHERE documents > 0"
            )
        }
        assert names == {"buffer", "queue", "page"}
        assert empty.execute("SELECT count(*) FROM evidence").fetchone()[0] == 5, "evidence is never lost"
        assert run(empty, folder).gone == []

    def test_a_document_that_comes_back(self, empty: sqlite3.Connection, tmp_path: Path, folder: Path) -> None:
        run(empty, folder)
        kept = (folder / "b.md").read_bytes()
        (folder / "b.md").unlink()
        run(empty, folder)
        (folder / "b.md").write_bytes(kept)
        assert run(empty, folder).read == ["b.md"]
        assert content(empty) == clean_run(tmp_path, folder)

    def test_a_folder_without_documents_is_no_success(self, empty: sqlite3.Connection, tmp_path: Path) -> None:
        (tmp_path / "tables").mkdir()
        (tmp_path / "tables" / "a.tsv").write_text("en\tar\ntree\tشجرة\n", encoding="utf-8")
        with pytest.raises(UsageError, match=r"no document in .*tables too, are read when they are named"):
            run(empty, tmp_path / "tables")
        assert run(empty, tmp_path / "tables" / "a.tsv").problems == []

    def test_a_document_in_a_folder_that_was_not_asked_is_not_gone(
        self, empty: sqlite3.Connection, folder: Path
    ) -> None:
        run(empty, folder)
        (folder / "a.md").unlink()
        assert run(empty, folder, folder / "sub").gone == []
        assert run(empty, folder, folder / "b.md").gone == []

    def test_a_document_that_can_no_longer_be_read_is_not_gone(self, empty: sqlite3.Connection, folder: Path) -> None:
        run(empty, folder)
        (folder / "b.md").write_bytes(b"\xff")
        result = run(empty, folder)
        assert (result.gone, len(result.problems)) == ([], 1)
        assert empty.execute("SELECT gone FROM document WHERE name = 'b.md'").fetchone()[0] == 0


class TestScores:
    def test_more_statements_are_surer_but_never_certain(self) -> None:
        assert combined_score([]) == 0
        assert combined_score([0.9]) == 0.9
        assert combined_score([0.9, 0.9]) == 0.99
        assert combined_score([0.9] * 50) == 0.999


def test_one_line(tmp_path: Path) -> None:
    result = command(tmp_path / "t.db", "extract", str(SEEDS), "--source", "en", "--target", "en")
    assert result.exit_code == 2
    assert "two languages" in one_line(result.stderr)
