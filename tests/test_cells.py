"""Cells of raw tables: Arabic is isolated, ids lead to pages."""

from __future__ import annotations

import pytest

from termbase.publish.cells import isolated, page_of


@pytest.mark.parametrize(("value", "wanted"), [("plain", None), (3, None), ("شبكة", '<bdi dir="auto">شبكة</bdi>'),
                                               ("<b>شبكة", '<bdi dir="auto">&lt;b&gt;شبكة</bdi>')])  # fmt: skip
def test_cells(value: object, wanted: str | None) -> None:
    assert isolated(value) == wanted


@pytest.mark.parametrize(
    ("value", "column", "table", "wanted"),
    [
        (3, "concept_id", "term", '<a href="/concept/3">3</a>'), (7, "id", "document", '<a href="/document/7">7</a>'),
        ({"value": 4, "label": "<b>"}, "pair_id", "evidence", '<a href="/pair/4">4 &lt;b&gt;</a>'),
        (3, "id", "term", None), (None, "concept_id", "pair", None), ("x", "concept_id", None, None),
    ],
)  # fmt: skip
def test_cells_that_hold_an_id(value: object, column: str, table: str | None, wanted: str | None) -> None:
    assert page_of(value, column, table, lambda path: path) == wanted
