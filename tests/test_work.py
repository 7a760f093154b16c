"""What to decide first: shares with their bounds, proposals with their reasons, the order of cost."""

from __future__ import annotations

import pytest

from termbase.reports.statistics import wilson
from termbase.reports.work import work_item


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)
def test_wilson_intervals(hits: int, trials: int, low: float, high: float) -> None:
    # 81 of 263: Newcombe, Statistics in Medicine 17 (1998), table I.
    assert wilson(hits, trials) == pytest.approx((low, high), abs=0.0002)


def segments(**uses: tuple[int, int]) -> list[tuple[str, str, frozenset[str]]]:
    """So many segments with a rendering, spread over so many documents."""
    return [
        (f"{name}{n % documents}", f"{name}{n % documents}:{n}", frozenset({name}))
        for name, (count, documents) in uses.items()
        for n in range(count)
    ]


def test_what_the_termbase_has_stays_where_the_texts_use_it_most() -> None:
    item = work_item("log", segments(سجل=(8, 4), يومية=(3, 2)), ["سجل"])
    assert (item.proposal, item.segments, item.documents) == ("سجل", 11, 6)
    assert item.cost == 3 * 6 * 2


def test_a_bare_majority_does_not_overrule_the_termbase() -> None:
    item = work_item("log", segments(سجل=(4, 2), يومية=(6, 3)), ["سجل"])
    assert item.proposal == "سجل"
    assert "not clearly ahead" in item.reason


def test_a_clear_use_in_several_documents_does() -> None:
    item = work_item("log", segments(سجل=(2, 2), يومية=(40, 9)), ["سجل"])
    assert item.proposal == "يومية"
    assert "admit it, or correct them" in item.reason


def test_one_document_alone_does_not() -> None:
    assert work_item("log", segments(سجل=(2, 2), يومية=(40, 1)), ["سجل"]).proposal == "سجل"


def test_every_use_has_an_example_and_bounds() -> None:
    item = work_item("log", segments(سجل=(8, 4), يومية=(3, 2)), [])
    assert [(use.text, use.example, use.accepted) for use in item.uses] == [
        ("سجل", "سجل0:0", False),
        ("يومية", "يومية0:0", False),
    ]
    assert all(use.low <= use.segments / 11 <= use.high for use in item.uses)
