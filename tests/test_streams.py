"""Exit codes, and what goes to standard output and standard error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS, command, one_line, working_in


class TestExitCodes:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["nonsense"],
            ["stats", "--nonsense"],
            ["extract"],
            ["lookup", "a", "--min-similarity", "101"],
            ["lookup", "a", "--source", "!!"],
            ["lookup", "a", "--source", ""],
            ["extract", ".", "--source", "en", "--target", "en-GB"],
            ["extract", ".", "--jobs", "0"],
            ["extract", ".", "--extractor", "nonsense"],
            ["extract", ".", "--config", "nowhere.toml"],
            ["import", "nowhere.csv"],
            ["import", "."],
            ["import", "--format", "nonsense", __file__],
            ["export", "x.nonsense"],
            ["export", "nowhere/x.csv"],
            ["report", "--output", "nowhere/report.md"],
            ["report", "--format", "nonsense"],
            ["pairs", "--status", "nonsense"],
            ["review"],
            ["review", "--accept", "987654"],
            ["review", "--accept", "1", "--reject", "1"],
            ["review", "--accept-above", "1.5"],
            ["review", "--accept-above", "nan"],
            ["undo", "987654"],
            ["undo", "first"],
        ],
        ids=" ".join,
    )
    def test_wrong_usage_and_bad_input_are_2_with_one_line_and_change_nothing(
        self, run, db: Path, tmp_path: Path, arguments
    ) -> None:
        before = db.read_bytes()
        with working_in(tmp_path):
            result = run(*arguments, code=2)
        assert result.stdout == ""
        one_line(result.stderr)
        assert db.read_bytes() == before

    def test_what_is_not_there_is_named_so(self, run) -> None:
        assert "/nowhere.csv: does not exist" in run("import", "/nowhere.csv", code=2).stderr
        assert "/nowhere: does not exist" in run("extract", "/nowhere", code=2).stderr

    def test_a_termbase_that_is_not_there_is_3(self, tmp_path: Path) -> None:
        for name in ("stats", "pairs", "log", "report", "undo"):
            result = command(tmp_path / "none.db", name)
            assert result.exit_code == 3
            assert "does not exist" in one_line(result.stderr)
        assert not (tmp_path / "none.db").exists()

    def test_one_bad_document_is_2_and_the_others_go_on(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(b"fine\n\xff\xfe\n\xffbad")
        (tmp_path / "b.md").write_text("# T\n\n**Key terms:** alpha (ألف)\n", encoding="utf-8")
        with working_in(tmp_path):
            result = command(tmp_path / "t.db", "extract", ".")
        assert result.exit_code == 2
        assert "alpha\tألف" in result.stdout
        assert "a.md:2: is not UTF-8" in result.stderr


class TestStreams:
    def test_standard_output_is_data_only(self, run, tmp_path: Path) -> None:
        (tmp_path / "x.md").write_text("# T\n\n**Key terms:** alpha (ألف)\n", encoding="utf-8")
        assert run("extract", tmp_path, "--format", "jsonl").stdout.count("\n") == 1
        assert run("import", SEEDS / "glossary.md").stdout == ""
        assert run("review", "--accept-above", "0.99").stdout == ""
        assert run("undo").stdout == ""
        assert run("init").stdout == ""
        assert run("extract", tmp_path, "--output", tmp_path / "out.tsv").stdout == ""
        assert (tmp_path / "out.tsv").read_text(encoding="utf-8").startswith("source\t")

    def test_no_progress_when_standard_error_is_no_terminal(self, run) -> None:
        with working_in(ROOT):
            assert "\x1b" not in run("extract", "seeds/papers").stderr

    def test_output_replaces_a_file_only_when_it_is_complete(self, run, tmp_path: Path) -> None:
        out = tmp_path / "pairs.tsv"
        out.write_text("what was there before", encoding="utf-8")
        run("pairs", "--output", out)
        assert out.read_text(encoding="utf-8").startswith("source\t")
        assert list(tmp_path.glob("*.part")) == []

    def test_a_reader_that_has_had_enough_is_no_error(self, db: Path) -> None:
        done = subprocess.run(
            f'"{sys.executable}" -m termbase.cli --db "{db}" pairs | head -1',
            shell=True,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("source\t")
        assert done.stderr == ""
