"""What other programs rely on: commands, options, exit codes, columns, fields, names; and that start-up stays quick."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS, command, process, working_in

from termbase.commands import COMMANDS, load_command
from termbase.formats import READERS, WRITERS
from termbase.reports.render import RENDERERS

COLUMNS = ["source", "target", "score", "status", "extractor", "documents", "occurrences"]
PLACES = ["document", "source", "target", "field", "line", "extractor", "score"]
OPTIONS = {
    "import": {"--format", "--preview"},
    "extract": {"--source", "--target", "--extractor", "--jobs", "--root", "--format", "--output", "--dry-run", "--per-document"},
    "pairs": {"--status", "--format"},
    "review": {"--accept-above", "--accept", "--reject"},
    "lookup": {"--source", "--target", "--min-similarity", "--format"},
    "report": {"--format", "--output"},
    "export": {"--format", "--source", "--target"},
    "serve": {"--host", "--port", "--open"},
}  # fmt: skip


class TestCommands:
    def test_names(self) -> None:
        promised = {
            "init",
            "import",
            "extract",
            "pairs",
            "review",
            "lookup",
            "report",
            "export",
            "stats",
            "log",
            "undo",
            "serve",
        }
        assert promised <= set(COMMANDS)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_help(self, name: str, tmp_path: Path) -> None:
        result = command(tmp_path / "none.db", name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")
        assert load_command(name).help.strip(), "the docstring of a command is its help"
        assert not (tmp_path / "none.db").exists()

    @pytest.mark.parametrize("name", OPTIONS)
    def test_options(self, name: str) -> None:
        found = {option for parameter in load_command(name).params for option in parameter.opts}
        assert OPTIONS[name] <= found

    def test_help_lists_every_command_with_its_line(self, tmp_path: Path) -> None:
        text = command(tmp_path / "none.db", "--help").stdout
        for name, line in COMMANDS.items():
            assert f"  {name} " in text
            assert line in text

    def test_the_database_can_be_named_in_the_environment(self, db: Path, tmp_path: Path) -> None:
        from click.testing import CliRunner

        from termbase.cli import main

        result = CliRunner(env={"TERMBASE_DB": str(db)}).invoke(main, ["stats"])
        assert result.exit_code == 0
        assert result.stdout.startswith("kind\tcount\n")

    def test_the_default_database_is_here(self, tmp_path: Path) -> None:
        done = process("init", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "")
        assert (tmp_path / "termbase.db").is_file()

    def test_version(self) -> None:
        assert "0." in process("--version").stdout


class TestFormatNames:
    def test_terminology(self) -> None:
        assert {"glossary", "csv", "tsv"} <= set(READERS)
        assert {"csv", "tsv"} <= set(WRITERS)

    def test_reports(self) -> None:
        assert {"html", "md", "json"} <= set(RENDERERS)


class TestColumns:
    def test_extract_tsv(self, run) -> None:
        with working_in(ROOT):
            result = run("extract", "seeds/papers", "--format", "tsv")
        check_table(result.stdout)

    def test_extract_is_tsv_when_it_is_no_terminal(self, run) -> None:
        with working_in(ROOT):
            check_table(run("extract", "seeds/papers").stdout)

    def test_pairs_tsv(self, run) -> None:
        check_table(run("pairs").stdout)
        check_table(run("pairs", "--format", "tsv").stdout)

    @pytest.mark.parametrize("status", ["new", "known", "variant", "conflict", "accepted", "rejected"])
    def test_pairs_by_status(self, run, status: str) -> None:
        header, *rows = [line.split("\t") for line in run("pairs", "--status", status).stdout.splitlines()]
        assert header == COLUMNS
        assert all(row[3] == status for row in rows)

    def test_per_document(self, run) -> None:
        with working_in(ROOT):
            result = run("extract", "--extractor", "notes", "--format", "jsonl", "--per-document", "seeds/papers")
        records = [json.loads(line) for line in result.stdout.splitlines()]
        assert len(records) > 150
        for record in records:
            assert list(record) == PLACES
            assert record["extractor"] == "notes"
            assert 0 <= record["score"] <= 1
            text = (ROOT / record["document"]).read_text(encoding="utf-8").split("\n")
            assert record["target"].split()[0] in text[record["line"] - 1], record

    def test_documents_are_named_relative_to_root(self, tmp_path: Path) -> None:
        result = command(
            tmp_path / "t.db",
            "extract",
            str(SEEDS / "papers"),
            "--root",
            str(SEEDS),
            "--per-document",
            "--format",
            "jsonl",
        )
        assert result.exit_code == 0
        names = {json.loads(line)["document"] for line in result.stdout.splitlines()}
        assert names
        assert all((SEEDS / name).is_file() and not name.startswith("/") for name in names)

    def test_documents_outside_root_keep_the_name_given(self, tmp_path: Path) -> None:
        with working_in(tmp_path):
            result = command(tmp_path / "t.db", "extract", str(SEEDS / "papers"), "--per-document", "--format", "jsonl")
        assert {json.loads(line)["document"].startswith(str(SEEDS)) for line in result.stdout.splitlines()} == {True}

    def test_lookup_json_lines(self, run) -> None:
        text = "🙂 The databases keep a log of each transaction."
        records = [json.loads(line) for line in run("lookup", text, "--format", "jsonl").stdout.splitlines()]
        assert [record["term"] for record in records] == ["database", "log", "transaction"]
        for record in records:
            assert list(record) == [
                "start",
                "end",
                "surface",
                "term",
                "concept_id",
                "match",
                "similarity",
                "translations",
            ]
            assert text[record["start"] : record["end"]] == record["surface"]
            assert record["match"] in ("exact", "inflected", "fuzzy")
            assert 0 <= record["similarity"] <= 100
            for translation in record["translations"]:
                assert list(translation) == ["text", "status", "do_not_translate"]
                assert isinstance(translation["do_not_translate"], bool)
        assert [record["match"] for record in records] == ["inflected", "exact", "exact"]
        database = records[0]["translations"]
        assert database[0] == {"text": "قاعدة بيانات", "status": "preferred", "do_not_translate": False}
        assert {"text": "قاعدة معطيات", "status": "forbidden", "do_not_translate": False} in database

    def test_lookup_misspelt(self, run) -> None:
        found = [json.loads(line) for line in run("lookup", "a databse here", "--format", "jsonl").stdout.splitlines()]
        assert [(r["term"], r["match"]) for r in found] == [("database", "fuzzy")]
        assert 80 <= found[0]["similarity"] < 100
        assert run("lookup", "a databse here", "--min-similarity", "100", "--format", "jsonl").stdout == ""

    def test_lookup_from_arabic(self, run) -> None:
        text = "وبقاعدة البيانات"
        (record,) = [
            json.loads(line)
            for line in run("lookup", text, "--source", "ar", "--target", "en", "--format", "jsonl").stdout.splitlines()
        ]
        assert (record["surface"], record["term"], record["match"]) == (text, "قاعدة بيانات", "inflected")
        assert record["translations"][0]["text"] == "database"


def check_table(text: str) -> None:
    """A TSV as promised: header, tabs, no quotes, no empty line, scores in 0..1, best first."""
    assert text.endswith("\n")
    header, *rows = [line.split("\t") for line in text[:-1].split("\n")]
    assert header == COLUMNS
    assert len(rows) > 100
    assert {len(row) for row in rows} == {len(COLUMNS)}
    scores = [float(row[2]) for row in rows]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert all(int(row[5]) <= int(row[6]) for row in rows)


class TestCsv:
    def test_export_is_csv_that_import_reads_back_without_a_change(self, run, tmp_path: Path) -> None:
        out = tmp_path / "all.csv"
        assert run("export", out).stdout == ""
        rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
        assert {"source", "target", "status", "part_of_speech", "definition", "note"} <= set(rows[0])
        assert len(rows) > 250
        assert {row["status"] for row in rows} >= {"preferred", "admitted", "forbidden", "deprecated"}
        again = run("import", out)
        assert "(nothing written)" in again.stderr, again.stderr

    def test_an_export_makes_the_same_termbase_elsewhere(self, run, tmp_path: Path) -> None:
        out, second = tmp_path / "one.csv", tmp_path / "two.csv"
        run("export", out)
        assert command(tmp_path / "other.db", "import", str(out)).exit_code == 0
        assert command(tmp_path / "other.db", "export", str(second)).exit_code == 0
        keys = ("source", "target", "status")

        def rows(path: Path) -> set[tuple[str, ...]]:
            return {
                tuple(row[key] for key in keys) for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
            }

        lost, made = rows(out) - rows(second), rows(second) - rows(out)
        assert (lost, made) == (set(), set())

    def test_to_standard_output(self, run, tmp_path: Path) -> None:
        out = tmp_path / "all.csv"
        run("export", out)
        assert run("export", "-").stdout == out.read_text(encoding="utf-8")
        assert run("export", "-", "--format", "tsv").stdout.startswith("source\ttarget\tstatus")

    def test_cells_that_a_spreadsheet_would_run_are_kept_and_read_back(self, tmp_path: Path) -> None:
        source, db = tmp_path / "in.csv", tmp_path / "t.db"
        source.write_text('source,target,note\nsum,مجموع,"=HYPERLINK(""x"")"\n', encoding="utf-8")
        assert command(db, "import", str(source)).exit_code == 0
        text = command(db, "export", "-").stdout
        assert "'=HYPERLINK" in text
        (tmp_path / "back.csv").write_text(text, encoding="utf-8")
        assert "(nothing written)" in command(db, "import", str(tmp_path / "back.csv")).stderr
