"""Rows of a glossary merged into a termbase: new, added, variant, same, conflict; which of several about one source wins."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbase.matching import Change, ChangeKind
from termbase.model import AdministrativeStatus as Status
from termbase.pipeline.terminology import ImportRequest, import_terminology
from termbase.store import queries
from termbase.store.connection import connect_in_memory

HEADER = 1


class Row(NamedTuple):
    source: str
    target: str
    confidence: float = 1.0
    usage: int = 0
    status: Status = Status.PREFERRED


@pytest.fixture
def base() -> Iterator[sqlite3.Connection]:
    with closing(connect_in_memory(None)) as connection:
        yield connection


def merged(connection: sqlite3.Connection, *rows: Row) -> list[Change]:
    """What an import of a table with these rows does, step by step; the first row stands in line 2."""
    changes: list[Change] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([Row._fields, *rows])
        import_terminology(connection, path, request=ImportRequest("csv", on_change=changes.append))
    return changes


def summary(changes: list[Change]) -> list[tuple[str, str]]:
    """What happens to the renderings, and which sources are new."""
    told = [change for change in changes if change.term.language == "ar" or change.kind is ChangeKind.NEW]
    return [(change.kind.value, change.term.text) for change in told]


def kinds(changes: list[Change]) -> set[ChangeKind]:
    return {change.kind for change in changes}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("مصنف", "المصنف", "variant"), ("انتشار عكسي", "الانتشار العكسي", "variant"), ("إنترنت", "انترنت", "same"),
    ],
)  # fmt: skip
def test_doubles_in_another_form_are_variants_and_in_another_spelling_the_same(
    base: sqlite3.Connection, one: str, other: str, kind: str
) -> None:
    assert summary(merged(base, Row("x", one), Row("x", other))) == [("new", "x"), ("added", one), (kind, other)]


def test_doubles_that_differ_are_conflicts(base: sqlite3.Connection) -> None:
    found = merged(base, Row("gateway", "بوابة"), Row("gateway", "معبر"))
    assert summary(found) == [("new", "gateway"), ("added", "بوابة"), ("conflict", "معبر")]
    assert found[-1].against == "بوابة"


@pytest.mark.parametrize(
    ("rows", "preferred"),
    [
        ([("بوابة", 0.8, 0), ("معبر", 0.9, 0)], "معبر"),
        ([("بوابة", 0.9, 1), ("معبر", 0.9, 7)], "معبر"),
        ([("بوابة", 0.9, 3), ("معبر", 0.9, 3)], "بوابة"),
        ([("بوابة", 0.9, 0), ("معبر", 0.8, 99)], "بوابة"),
    ],
)
def test_the_most_trusted_row_decides(
    base: sqlite3.Connection, rows: list[tuple[str, float, int]], preferred: str
) -> None:
    found = merged(base, *(Row("gateway", *row) for row in rows))
    (added,) = [change for change in found if change.kind is ChangeKind.ADDED]
    assert added.term.text == preferred


def test_rows_about_one_source_are_one_concept(base: sqlite3.Connection) -> None:
    merged(base, Row("classifier", "مصنف"), Row("the classifiers", "المصنف"), Row("Classifier", "مصنف"))
    (concept,) = queries.concepts(base)
    assert concept.terms[0].text == "classifier"


def test_a_forbidden_term_comes_beside_the_preferred_one(base: sqlite3.Connection) -> None:
    found = merged(base, Row("packet", "حزمة"), Row("packet", "باكيت", status=Status.FORBIDDEN))
    assert summary(found) == [("new", "packet"), ("added", "حزمة"), ("added", "باكيت")]
    assert found[-1].term.administrative_status is Status.FORBIDDEN


def test_a_rendering_of_a_concept_that_has_only_a_forbidden_one_is_no_conflict(base: sqlite3.Connection) -> None:
    found = merged(base, Row("packet", "باكيت", status=Status.FORBIDDEN), Row("packet", "حزمة"))
    assert summary(found) == [("new", "packet"), ("added", "باكيت"), ("added", "حزمة")]


def test_an_admitted_term_is_a_synonym_and_no_conflict(base: sqlite3.Connection) -> None:
    found = merged(base, Row("packet", "حزمة"), Row("packet", "رزمة", status=Status.ADMITTED))
    assert summary(found)[-1] == ("added", "رزمة")


def test_a_conflict_that_is_a_form_of_a_synonym_of_the_same_file(base: sqlite3.Connection) -> None:
    rows = [Row("a", "باب", 0.5), Row("a", "شباك", 1.0), Row("a", "الباب", 0.5, status=Status.ADMITTED)]
    merged(base, *rows)
    assert kinds(merged(base, *rows)) <= {ChangeKind.SAME, ChangeKind.CONFLICT}


ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from(["a", "the a", "as", "b", "bc", "data base", "database"]),
        st.sampled_from(["باب", "الباب", "شباك", "أبواب", "شبّاك"]),
        st.sampled_from([0.5, 0.9, 1.0]),
        st.integers(0, 3),
        st.sampled_from(list(Status)),
    ),
    min_size=1,
    max_size=8,
)


@given(ROWS)
def test_importing_twice_changes_nothing_the_second_time(rows: list[Row]) -> None:
    with closing(connect_in_memory(None)) as connection:
        first, again = merged(connection, *rows), merged(connection, *rows)
    assert kinds(again) <= {ChangeKind.SAME, ChangeKind.CONFLICT}
    conflicts = [sum(change.kind is ChangeKind.CONFLICT for change in changes) for changes in (first, again)]
    assert conflicts[1] <= conflicts[0]


@given(ROWS)
def test_every_row_is_accounted_for(rows: list[Row]) -> None:
    with closing(connect_in_memory(None)) as connection:
        found = merged(connection, *rows)
        numbers = [concept.id for concept in queries.concepts(connection)]
    assert sorted(change.line - HEADER for change in found if change.term.language == "ar") == [
        number for number, _ in enumerate(rows, 1)
    ]
    assert sorted(change.concept_id for change in found if change.kind is ChangeKind.NEW) == numbers
    assert {change.concept_id for change in found} == set(numbers)
