"""What costs by the size of the termbase: nothing that asks about a few texts or pairs loads its terms."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import KEPT, cpu_bound, section_file

from termbase.matching import recognise
from termbase.model import Concept, Term
from termbase.pipeline import recognition
from termbase.pipeline.check import CheckRequest, check_files
from termbase.pipeline.extraction.extract import extract
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.pipeline.recognition import term_index
from termbase.pipeline.reporting.report import consistency_report
from termbase.pipeline.review import review
from termbase.pipeline.standings import refresh_standings
from termbase.pipeline.terminology import import_terminology
from termbase.reports.consistency import ConsistencyReport
from termbase.store import pair_queries, queries, transaction, writes


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on every termbase counts as a large one, and to read all of its terms is an error."""

    def make() -> None:
        monkeypatch.setattr(recognition, "MOST_LOADED", 0)
        monkeypatch.setattr(queries, "terms", lambda *_: pytest.fail("all terms were read"))

    return make


def state(connection: sqlite3.Connection) -> list[list[tuple]]:
    return [[tuple(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in KEPT]


def without_uses(report: ConsistencyReport) -> ConsistencyReport:
    """A report without what is counted from uses of terms, which are told by stems where terms are few (test_measures)."""
    return replace(report, corpus=None, comparisons=())


def test_standings_and_report_are_those_of_a_small_one(connection: sqlite3.Connection, large) -> None:
    refresh_standings(connection)
    report, before = without_uses(consistency_report(connection)), state(connection)
    large()
    refresh_standings(connection)
    assert state(connection) == before
    assert without_uses(consistency_report(connection)) == report


def test_findings_are_those_of_a_small_one(connection: sqlite3.Connection, large) -> None:
    connection.execute("UPDATE term SET administrative_status = 'forbidden' WHERE id % 5 = 0")
    paths = [Path("seeds/papers")]
    findings = check_files(connection, paths, CheckRequest()).findings
    assert "term-forbidden" in {found.finding.code for found in findings}
    large()
    assert check_files(connection, paths, CheckRequest()).findings == findings


def test_import_extraction_and_review_read_no_terms(connection: sqlite3.Connection, tmp_path: Path, large) -> None:
    large()
    (tmp_path / "more.csv").write_text("en,ar\nkey value store,مخزن القيم\n", encoding="utf-8")
    outcome = import_terminology(connection, tmp_path / "more.csv", root=tmp_path)
    assert outcome.revision
    notes = "- **Key terms:** flux buffer (صوان التدفق), key value store (مخزن القيم)"
    (tmp_path / "new.md").write_text(section_file(notes=notes), encoding="utf-8")
    extract(connection, [tmp_path / "new.md"], ExtractOptions(root=tmp_path))
    stands = {row["source"]: row["status"] for row in pair_queries.pairs(connection)}
    assert (stands["flux buffer"], stands["key value store"]) == ("new", "known")
    assert review(connection, accept_above=0.0).accepted


@pytest.mark.slow
def test_a_megabyte_in_one_segment(empty: sqlite3.Connection) -> None:
    with transaction(empty):
        for number in range(3000):
            writes.add_concept(empty, Concept((Term(f"steady term {number}", "en"),)))
    with cpu_bound(12):
        assert len(recognise("steady term 3 and more " * 45_000, "en", term_index(empty), 80)) == 45_000


def test_a_term_of_a_nul(empty: sqlite3.Connection) -> None:
    with transaction(empty):
        writes.add_concept(empty, Concept((Term("\0", "en"),)))
    assert [entry.concept_id for entry in term_index(empty).named("\0", "en")] == [1]
