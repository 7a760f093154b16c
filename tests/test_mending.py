"""What lint finds is mended by `review --mend`, and taken back exactly; what was ruled out becomes lists of work."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import command, section_file

from termbase.errors import UsageError
from termbase.model import Concept, Term
from termbase.pipeline.decisions import decisions, segments_to_fix
from termbase.pipeline.lint import lint_termbase
from termbase.pipeline.mending import mend
from termbase.pipeline.reporting.report import consistency_report
from termbase.pipeline.review import undo
from termbase.store import connect, queries, transaction, writes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    connect(tmp_path / "t.db", writable=True, make=True).close()
    return tmp_path / "t.db"


def store(path: Path, *entries: tuple[tuple[str, str], ...]) -> sqlite3.Connection:
    connection = connect(path, writable=True)
    with transaction(connection):
        for entry in entries:
            writes.add_concept(connection, Concept(tuple(Term(text, code) for code, text in entry)))
    return connection


def texts(connection: sqlite3.Connection) -> list[list[tuple[str, str, str]]]:
    return [
        [(t.language, t.text, t.administrative_status.value) for t in concept.terms]
        for concept in queries.concepts(connection)
    ]


@pytest.mark.parametrize(
    ("entries", "name", "after"),
    [
        (
            [(("en", "hyper-parameters"), ("ar", "معامل فائق")), (("en", "hyperparameter"), ("ar", "المعامل الفائق"))],
            "term-duplicate:1,2",
            [[("en", "hyper-parameters", "preferred"), ("ar", "معامل فائق", "preferred"),
              ("en", "hyperparameter", "admitted"), ("ar", "المعامل الفائق", "admitted")]],
        ),
        (
            [(("en", "accuracy"), ("ar", "دقة")), (("en", "exactness"), ("ar", "دقة"))], "term-homonym:1,2",
            [[("en", "accuracy", "preferred"), ("ar", "دقة", "preferred"), ("en", "exactness", "admitted")]],
        ),
        (
            [(("en", "حزمة"), ("ar", "packet"))], "side-swapped:1",
            [[("ar", "حزمة", "preferred"), ("en", "packet", "preferred")]],
        ),
        (
            [(("en", "pack\u200bet"), ("ar", "حزمة"))], "invisible-character",
            [[("en", "packet", "preferred"), ("ar", "حزمة", "preferred")]],
        ),
        ([(("en", "R"), ("ar", "يمين")), (("en", "left"), ("ar", "يسار"))], "term-too-short:1",
         [[("en", "left", "preferred"), ("ar", "يسار", "preferred")]]),
    ],
)  # fmt: skip
def test_a_finding_is_mended_and_taken_back(path: Path, entries, name: str, after) -> None:
    connection = store(path, *entries)
    before = texts(connection)
    code = name.partition(":")[0]
    assert code in {finding.code for finding in lint_termbase(connection)}
    done = mend(connection, [name])
    assert texts(connection) == after
    assert code not in {finding.code for finding in lint_termbase(connection)}
    undo(connection, done.revision)
    assert texts(connection) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("term-duplicate:8,9", "lint finds no 'term-duplicate:8,9'"), ("language-missing:1", "cannot be mended"),
        ("term-homonym", "name the concepts"),
    ],
)  # fmt: skip
def test_what_cannot_be_mended_is_refused(path: Path, name: str, said: str) -> None:
    connection = store(path, (("en", "accuracy"), ("ar", "دقة")), (("en", "exactness"), ("ar", "دقة")))
    before = texts(connection)
    with pytest.raises(UsageError, match=said):
        mend(connection, [name])
    assert texts(connection) == before


def test_after_a_decision_the_segments_to_fix_and_the_table(path: Path, tmp_path: Path) -> None:
    store(path, (("en", "packet"), ("ar", "حزمة"))).close()
    for number, word in enumerate(("الطرد", "الحزمة", "الطرد")):
        notes = "- packet (طرد)" if word == "الطرد" else ""
        text = section_file("The packet is lost & found.", f"يضيع {word} هنا.", notes=f"- **Key terms:**\n{notes}")
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")

    def run(*arguments: object) -> str:
        result = command(path, *map(str, arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    run("extract", tmp_path, "--root", tmp_path)
    connection = connect(path, writable=False)
    assert [c["target"] for c in consistency_report(connection).conflicts] == ["طرد"]
    (pair,) = connection.execute("SELECT id FROM pair WHERE target = 'طرد'").fetchone()
    run("review", "--reject", pair, "--reason", "a parcel is طرد")
    (one,) = decisions(connection)
    assert (one.term, one.rejected, one.chosen) == ("packet", ("طرد",), ("حزمة",))
    assert one.reason.startswith("a parcel is طرد; decided by ")
    assert [(fix.document, fix.found) for fix in segments_to_fix(connection)] == [("0.md", "الطرد"), ("2.md", "الطرد")]
    table = run("export", "-", "--what", "fixes", "--format", "tsv").splitlines()
    assert table[0].split("\t")[:4] == ["document", "line", "term", "found"]
    assert [line.split("\t")[4] for line in table[1:]] == ["حزمة", "حزمة"]
    root = ElementTree.fromstring(run("export", "-", "--what", "fixes", "--format", "xlf"))
    name = "{urn:oasis:names:tc:xliff:document:2.0}"
    assert [file.get("original") for file in root] == ["0.md", "2.md"]
    assert [node.text for node in root.iter(f"{name}source")] == ["The packet is lost & found."] * 2
    assert "use حزمة" in next(root.iter(f"{name}note")).text
    assert "| packet | طرد | حزمة | a parcel" in run("export", "-", "--what", "decisions", "--format", "md")
