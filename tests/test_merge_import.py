"""Importing terminology as a merge: what is found again, what is filled, what is a conflict, and taking it back exactly."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import command, dump, one_line

from termbase.formats import FORMATS
from termbase.model import AdministrativeStatus
from termbase.pipeline.terminology import ImportRequest, export_terminology, import_terminology
from termbase.store import connect, queries

Status = AdministrativeStatus


def lossless(connection: sqlite3.Connection) -> bytes:
    out = io.BytesIO()
    export_terminology(connection, out, FORMATS["json"])
    return out.getvalue()


def tbx(*entries: str) -> str:
    return f'<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>{"".join(entries)}</body></text></tbx>'


def entry(key: str, english: str, arabic: str, more: str = "", term: str = "") -> str:
    return (
        f'<conceptEntry id="{key}">{more}<langSec xml:lang="en"><termSec><term>{english}</term></termSec></langSec>'
        f'<langSec xml:lang="ar"><termSec><term>{arabic}</term>{term}</termSec></langSec></conceptEntry>'
    )


@pytest.fixture
def bring(empty: sqlite3.Connection, tmp_path: Path) -> Callable[..., object]:
    def call(name: str, text: str, **asked: object) -> object:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return import_terminology(empty, tmp_path / name, root=tmp_path, request=ImportRequest(**asked))  # type: ignore[arg-type]

    return call


class TestFinding:
    def test_homonyms_of_a_file_stay_apart_and_are_found_again(self, empty: sqlite3.Connection, bring) -> None:
        text = tbx(entry("e1", "bank", "مصرف"), entry("e2", "bank", "ضفة"))
        assert bring("a.tbx", text).counts["new"] == 2
        assert bring("a.tbx", text).revision == 0
        assert [c.external_id for c in queries.concepts(empty)] == ["e1", "e2"]

    def test_by_id_although_a_term_has_changed(self, empty: sqlite3.Connection, bring) -> None:
        bring("a.tbx", tbx(entry("e1", "bank", "مصرف")))
        bring("b.tbx", tbx(entry("e1", "credit institution", "مصرف")))
        (concept,) = queries.concepts(empty)
        assert [t.text for t in concept.terms] == ["bank", "مصرف", "credit institution"]

    def test_an_id_alone_is_no_proof(self, empty: sqlite3.Connection, bring) -> None:
        bring("a.tbx", tbx(entry("c1", "bank", "مصرف")))
        bring("b.tbx", tbx(entry("c1", "packet", "حزمة")))
        assert len(list(queries.concepts(empty))) == 2

    def test_by_terms_without_an_id(self, empty: sqlite3.Connection, bring) -> None:
        bring("a.csv", "source,target\npacket,حزمة\n")
        bring("b.tbx", tbx(entry("x", "packet", "حزمة", "<note>n</note>")))
        (concept,) = queries.concepts(empty)
        assert concept.note == "n"

    def test_a_slip_of_the_pen_by_likeness(self, empty: sqlite3.Connection, bring) -> None:
        bring("a.csv", "source,target\ncongestion window,نافذة الازدحام\n")
        bring("b.csv", "source,target\ncongestoin window,نافذة الازدحام\n")
        (concept,) = queries.concepts(empty)
        assert "congestoin window" in [t.text for t in concept.terms]

    def test_relations_are_between_the_concepts_here(self, empty: sqlite3.Connection, bring) -> None:
        bring("z.csv", "source,target\nframe,إطار\n")
        bring(
            "a.tbx",
            tbx(
                entry("e1", "packet", "حزمة", '<ref type="crossReference" target="e2">frame</ref>'),
                entry("e2", "frame", "إطار"),
            ),
        )
        frame, packet = queries.concepts(empty)
        assert packet.relations == (("associative", str(frame.id)),)


class TestMerging:
    def test_what_is_empty_is_filled(self, empty: sqlite3.Connection, bring) -> None:
        bring("a.csv", "source,target\npacket,حزمة\n")
        outcome = bring("b.csv", "source,target,part_of_speech,definition\npacket,حزمة,noun,A unit\n")
        assert outcome.counts["changed"] == 3
        (concept,) = queries.concepts(empty)
        assert (concept.definition, {t.part_of_speech for t in concept.terms}) == ("A unit", {"noun"})

    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            ("keep", [("بوابة", "preferred")]),
            ("both", [("بوابة", "preferred"), ("معبر", "admitted")]),
            ("replace", [("بوابة", "superseded"), ("معبر", "preferred")]),
        ],
    )
    def test_a_conflict_is_decided_by_the_policy(
        self, tmp_path: Path, policy: str, expected: list[tuple[str, str]]
    ) -> None:
        db = tmp_path / "t.db"
        for number, target in enumerate(("بوابة", "معبر")):
            path = tmp_path / f"{number}.csv"
            path.write_text(f"source,target\ngateway,{target}\n", encoding="utf-8")
            assert command(db, "import", str(path), "--on-conflict", policy).exit_code == 0
        assert "nothing written" in command(db, "import", str(path), "--on-conflict", policy).stderr
        connection = connect(db, writable=True)
        (concept,) = queries.concepts(connection)
        assert [(t.text, t.administrative_status.value) for t in concept.terms if t.language == "ar"] == expected
        assert len(connection.execute("SELECT * FROM pair").fetchall()) == (policy == "keep")
        connection.close()

    def test_asking_needs_a_terminal(self, db: Path, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("source,target\na,b\n", encoding="utf-8")
        assert "terminal" in one_line(command(db, "import", str(tmp_path / "a.csv"), "--on-conflict", "ask").stderr)

    def test_what_is_unknown_is_kept_and_given_back(self, empty: sqlite3.Connection, bring) -> None:
        more = '<transacGrp><transac type="transactionType">origination</transac><date>2020-01-02</date><transacNote type="responsibility">Mona</transacNote></transacGrp>'
        term = '<termNote type="pronunciation">ḥuzma</termNote><admin type="customerSubset">Acme</admin>'
        bring("a.tbx", tbx(entry("e1", "packet", "حزمة", more, term)))
        (concept,) = queries.concepts(empty)
        assert concept.fields == (("transaction origination", "2020-01-02 Mona"),)
        assert concept.terms[1].fields == (("pronunciation", "ḥuzma"), ("customerSubset", "Acme"))
        assert b'["pronunciation", "' in lossless(empty)


class TestPreview:
    FILE = "source,target\nzebra,حمار وحشي\ndatabase,بنك معلومات\n"

    def test_json_lines_and_html_change_nothing(self, db: Path, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text(self.FILE, encoding="utf-8")
        before = dump(connect(db, writable=False))
        records = [
            json.loads(line)
            for line in command(db, "import", str(path), "--preview", "--preview-as", "jsonl").stdout.splitlines()
        ]
        assert {"new", "added", "conflict"} <= {record["change"] for record in records}
        page = command(db, "import", str(path), "--preview", "--preview-as", "html").stdout
        assert page.startswith("<!DOCTYPE html>")
        assert page.count("<tr>") == len(records) + 1
        assert dump(connect(db, writable=False)) == before

    def test_it_foretells_the_import(self, db: Path, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text(self.FILE, encoding="utf-8")
        foretold = command(db, "import", str(path), "--preview").stderr.splitlines()[-1].split(" (")[0]
        assert command(db, "import", str(path)).stderr.splitlines()[-1].split(" (")[0] == foretold

    def test_it_makes_no_termbase(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("source,target\npacket,حزمة\n", encoding="utf-8")
        result = command(tmp_path / "new.db", "import", str(tmp_path / "a.csv"), "--preview")
        assert result.exit_code == 0
        assert "packet" in result.stdout
        assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


class TestMapping:
    def test_columns_by_name_number_and_without_a_header(self, empty: sqlite3.Connection, bring) -> None:
        bring("a.csv", "x,Begriff,Wort\n1,packet,حزمة\n", columns={"source": "Begriff", "target": "3"})
        bring("b.csv", "frame;إطار\n", columns={"source": "1", "target": "2", "header": "no"})
        assert [c.terms[0].text for c in queries.concepts(empty)] == ["packet", "frame"]

    def test_windows_1256_has_to_be_named(self, db: Path, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_bytes("source,target\nzebra,حمار\n".encode("windows-1256"))
        assert "--encoding" in one_line(command(db, "import", str(path)).stderr)
        assert "added 1 concept and 2 terms" in command(db, "import", str(path), "--encoding", "windows-1256").stderr


class TestExport:
    def test_strict_writes_nothing_that_would_lose(self, db: Path, tmp_path: Path) -> None:
        out = tmp_path / "x.tmx"
        result = command(db, "export", str(out), "--strict")
        assert result.exit_code == 2
        assert "forbidden" in one_line(result.stderr) or "deprecated" in result.stderr
        assert not out.exists()
        assert command(db, "export", str(tmp_path / "x.json"), "--strict").exit_code == 0

    def test_each_thing_left_out_is_listed_with_its_reason(self, db: Path, tmp_path: Path) -> None:
        listed, file = tmp_path / "left.tsv", tmp_path / "a.tsv"
        result = command(db, "export", str(file), "--format", "deepl", "--left-out", str(listed))
        assert result.exit_code == 0
        head, *rows = [line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines()]
        assert head == ["category", "reason", "item"]
        counted = sum(int(line.split()[0]) for line in result.stderr.splitlines()[1:])
        assert len(rows) == counted > 10
        assert any("باكيت" in item and "forbidden" in reason for _, reason, item in rows)

    def test_losses_are_said_on_standard_error(self, db: Path, tmp_path: Path) -> None:
        result = command(db, "export", str(tmp_path / "x.utf8"))
        assert "forbidden terms left out" in result.stderr
        assert "باكيت" not in (tmp_path / "x.utf8").read_text(encoding="utf-8")

    @pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.writer])
    def test_the_seeds_in_every_format_and_back_change_nothing(self, db: Path, tmp_path: Path, form: str) -> None:
        out = tmp_path / f"out.{form}"
        assert command(db, "export", str(out), "--format", form, "--quiet").exit_code == 0
        before = dump(connect(db, writable=False))
        result = command(db, "import", str(out), "--format", form)
        assert result.exit_code == 0, result.stderr
        if FORMATS[form].by_concept and form != "skos":
            assert "nothing written" in result.stderr, result.stderr
            assert dump(connect(db, writable=False)) == before
