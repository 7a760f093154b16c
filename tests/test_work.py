"""What to decide first: shares with their bounds, proposals with their reasons, the order of cost."""

from __future__ import annotations

import sqlite3

import pytest

from termbase.pipeline.recognition import term_index
from termbase.pipeline.reporting.work import _candidates, ranked_work
from termbase.reports.consistency import Disagreement, Rendering
from termbase.reports.homonyms import served_words
from termbase.reports.work import Support, served_item, work_item
from termbase.shares import wilson


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


def test_many_documents_of_one_translator_are_one_habit() -> None:
    found, support = segments(سجل=(2, 2), يومية=(40, 9)), {"يومية": Support(stated=9)}
    of_one = {f"يومية{n}": "Layla" for n in range(9)}
    item = work_item("log", found, ["سجل"], support, translators=of_one)
    assert item.proposal == "سجل"
    assert "of one translator alone" in item.reason
    of_two = {**of_one, "يومية3": "Omar"}
    item = work_item("log", found, ["سجل"], support, translators=of_two)
    assert item.proposal == "يومية"
    assert "9 documents by 2 translators" in item.reason
    assert [use.translators for use in item.uses] == [2, 2]


def test_where_the_termbase_has_none_more_translators_win() -> None:
    found = segments(سجل=(6, 6), يومية=(5, 5))
    support = {"سجل": Support(stated=6, translators=1), "يومية": Support(stated=3, translators=3)}
    assert work_item("log", found, [], support).proposal == "يومية"


def test_spellings_of_one_term_are_weighed_as_one(connection: sqlite3.Connection) -> None:
    index = term_index(connection)
    stated = [
        Disagreement(term, "en", "ar", tuple(Rendering(text, (), ()) for text in ("خادم", "مخدم")))
        for term in ("mini-batches", "minibatch")
    ]  # fmt: skip
    assert len(list(_candidates(connection, stated, {}))) == 1 + len(list(_candidates(connection, [], {})))
    assert ranked_work(connection, index, stated)


def test_every_use_has_an_example_and_bounds() -> None:
    item = work_item("log", segments(سجل=(8, 4), يومية=(3, 2)), [])
    assert [(use.text, use.example, use.accepted) for use in item.uses] == [
        ("سجل", "سجل0:0", False),
        ("يومية", "يومية0:0", False),
    ]
    assert all(use.low <= use.segments / 11 <= use.high for use in item.uses)


def test_what_nobody_stated_is_a_habit_and_no_decision() -> None:
    found = segments(سجل=(2, 2), يومية=(40, 9))
    item = work_item("log", found, ["سجل"], {"سجل": Support(reliability=0.9, note="of events")})
    assert item.proposal == "سجل"
    assert "a habit, no decision" in item.reason
    assert "“of events”" in item.reason
    assert work_item("log", found, ["سجل"], {"يومية": Support(stated=3)}).proposal == "يومية"


def test_segments_with_no_known_rendering_count_half_and_are_shown() -> None:
    item = work_item("log", [*segments(سجل=(2, 2), يومية=(2, 2)), ("x.md", "x.md:7", frozenset())], ["سجل"])
    assert item.cost == (2 * 2 + 1) * 5 * 2 // 2
    assert "in 1, as at x.md:7" in item.reason


def test_words_that_serve_several_words_are_told_by_the_words_beside_them() -> None:
    pairs = [
        ("visual fidelity", "دقة بصري"), ("visual search", "بحث بصري"), ("chemical accuracy", "دقة كيميائي"),
        ("chemical reaction", "تفاعل كيميائي"), ("accuracy", "دقة"), ("resolution", "دقة"), ("search", "بحث"),
    ]  # fmt: skip
    served = served_words((source.split(), target.split(), 1.0) for source, target in pairs)
    assert set(served["دقة"]) == {"fidelity", "accuracy", "resolution"}
    assert set(served["بصري"]) == {"visual"}


def test_the_word_stays_with_the_term_that_has_no_other() -> None:
    uses = [("resolution", 8, 1, "a:1"), ("accuracy", 2, 2, "b:1"), ("fidelity", 1, 1, "c:1")]
    item = served_item("دقة", uses, {"resolution": "دقة الوضوح"})
    assert item.proposal == "“دقة” for “accuracy” alone"
    assert "“دقة الوضوح” for “resolution”" in item.reason
    assert "wanted for “fidelity”" in item.reason
    assert (item.kind, item.cost) == ("one rendering for several terms", 3 * 2 * 2)
