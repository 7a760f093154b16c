"""Importing tables: the format is guessed, a file with an error changes nothing, a preview says what would change."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from conftest import command, one_line, section_file

from termbase.errors import UsageError
from termbase.formats import SourceFile, for_reading
from termbase.formats.statuses import status_of
from termbase.pipeline.terminology import import_terminology
from termbase.store import queries


@pytest.mark.parametrize(
    ("word", "status"),
    [("", "preferred"), ("Preferred", "preferred"), ("preferredTerm-admn-sts", "preferred"), ("admittedTerm", "admitted"), ("deprecatedTerm-admn-sts", "deprecated"),
     ("FORBIDDEN", "forbidden"), ("not recommended", "deprecated"), ("notRecommended", "deprecated"), ("obsolete", "superseded"), ("perhaps", None)],
)  # fmt: skip
def test_what_others_call_a_status(word: str, status: str | None) -> None:
    found = status_of(word)
    assert (found.value if found else None) == status


class TestGuess:
    @pytest.mark.parametrize(
        ("name", "text", "format_name"),
        [
            ("a.md", "| a | b |", "glossary"),
            ("a.csv", "a,b", "csv"),
            ("a.tsv", "en\tar", "tsv"),
            ("a.txt", "source\tb", "tsv"),
            ("a.xyz", "English\tb", "tsv"),
            ("a.txt", "packet\tحزمة", "omegat"),
            ("A.CSV", "a,b", "csv"),
        ],
    )
    def test_by_content_then_name(self, tmp_path: Path, name: str, text: str, format_name: str) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert for_reading(SourceFile(tmp_path / name), None).name == format_name

    def test_unknown(self, tmp_path: Path) -> None:
        (tmp_path / "a.xyz").write_text("a,b", encoding="utf-8")
        with pytest.raises(UsageError, match="--format"):
            for_reading(SourceFile(tmp_path / "a.xyz"), None)


class TestImport:
    def test_a_file_with_an_error_changes_nothing(self, db: Path, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("source,target,status\nzebra,حمار,\nyak,ثور,splendid\n", encoding="utf-8")
        before = db.read_bytes()
        result = command(db, "import", str(path))
        assert result.exit_code == 2
        assert f"{path}:3: " in one_line(result.stderr)
        assert db.read_bytes() == before

    def test_utf16_and_bom(self, tmp_path: Path) -> None:
        for number, encoding in enumerate(("utf-16", "utf-8-sig")):
            path = tmp_path / f"{number}.csv"
            path.write_bytes("source,target\nzebra,حمار\n".encode(encoding))
            assert "added 1 concept and 2 terms" in command(tmp_path / f"{number}.db", "import", str(path)).stderr

    def test_preview_prints_what_would_change(self, db: Path, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text(
            "source,target\nzebra,حمار وحشي\npackets,باقة\nbackup,النسخة الاحتياطية\ndatabase,قاعدة بيانات\n",
            encoding="utf-8",
        )
        lines = [line.split("\t") for line in command(db, "import", str(path), "--preview").stdout.splitlines()]
        kinds = {(cells[1], cells[2], cells[3]) for cells in lines}
        assert ("new", "zebra", "zebra") in kinds
        assert ("conflict", "packets", "باقة") in kinds
        assert ("variant", "backup", "النسخة الاحتياطية") in kinds
        assert not any(cells[2] == "database" for cells in lines)
        assert lines[0][0] == f"{path}:2"


def test_a_note_on_a_term_that_is_ruled_out_is_about_that_term(tmp_path: Path, empty: sqlite3.Connection) -> None:
    text = "source,target,status,note\npacket,حزمة,preferred,as sent\npacket,باكيت,forbidden,a transcription\n"
    (tmp_path / "g.csv").write_text(text, encoding="utf-8")
    import_terminology(empty, tmp_path / "g.csv", root=tmp_path)
    (concept,) = queries.concepts(empty)
    assert concept.note == "as sent"
    assert {term.text: term.note for term in concept.terms if term.language == "ar"} == {
        "حزمة": None, "باكيت": "a transcription"
    }  # fmt: skip


def test_an_import_says_in_plain_words_what_happened_and_what_to_do(tmp_path: Path) -> None:
    db, first, second = tmp_path / "t.db", tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("source,target,definition\npacket,حزمة,a piece\nbuffer,مخزن مؤقت,\n", encoding="utf-8")
    second.write_text(
        "source,target,definition\npacket,طرد,another\nbuffer,مخزن مؤقت,a store\nlink,وصلة,\n", encoding="utf-8"
    )
    assert "added 2 concepts and 4 terms (revision 1)" in command(db, "import", str(first)).stderr
    assert command(db, "import", str(first)).stderr.endswith("4 terms already there (nothing written)\n")
    said = [line.removeprefix(f"{second}: ") for line in command(db, "import", str(second)).stderr.splitlines()[1:]]
    assert said == [
        "added 1 concept and 2 terms, 1 entry filled or changed, 3 terms already there (revision 2)",
        "1 translation contradicts what is here, which stays; see it with: termbase pairs --status conflict, decide with:"
        " termbase review",
        "1 definition, note or other detail not as here, where nothing was changed; --preview lists them, --on-conflict"
        " replace takes those of the file",
    ]
    assert command(db, "log", "--format", "tsv").stdout.count("added") == 2
    assert "packet\tطرد" in command(db, "pairs", "--status", "conflict").stdout


def test_an_extraction_says_what_is_to_be_decided(tmp_path: Path) -> None:
    db, table = tmp_path / "t.db", tmp_path / "a.csv"
    table.write_text("source,target\npacket,حزمة\n", encoding="utf-8")
    command(db, "import", str(table))
    notes = "- **Key terms:** packet (طرد), buffer (مخزن مؤقت)"
    (tmp_path / "a.md").write_text(section_file(notes=notes), encoding="utf-8")
    said = command(db, "extract", str(tmp_path / "a.md")).stderr.splitlines()
    assert said == [
        "1 document read, 0 unchanged since the last run",
        "1 pair not in the termbase yet, 1 pair that contradicts it (pairs --status conflict); decide with:"
        " termbase review",
    ]
