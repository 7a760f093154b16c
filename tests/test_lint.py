"""`termbase lint`: what is odd about a termbase, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from termbase.checks.lint import lint
from termbase.model import Concept, Term


def concept(number: int, *terms: tuple[str, str]) -> Concept:
    return Concept(tuple(Term(text, code) for code, text in terms), id=number)


FINE = [concept(n, ("en", f"{word} term"), ("ar", f"مصطلح {other}")) for n, (word, other) in enumerate(
    [("red", "أحمر"), ("green", "أخضر"), ("blue", "أزرق"), ("black", "أسود"), ("white", "أبيض"), ("grey", "رمادي")], 100
)]  # fmt: skip


@pytest.mark.parametrize(
    ("added", "code", "numbers"),
    [
        ([concept(1, ("en", "packet"), ("ar", "حزمة")), concept(2, ("en", "packets"), ("ar", "الحزمة"))], "term-duplicate", (1, 2)),
        ([concept(1, ("en", "SQL"), ("ar", "لغة ب")), concept(2, ("en", "structured query language"), ("ar", "لغة ب"))], "term-duplicate", (1, 2)),
        ([concept(1, ("en", "accuracy"), ("ar", "دقة")), concept(2, ("en", "resolution"), ("ar", "دقة"))], "term-homonym", (1, 2)),
        ([concept(1, ("en", "R"), ("ar", "يمين"))], "term-too-short", (1,)),
        ([concept(1, ("en", "حزمة"), ("ar", "packet"))], "side-swapped", (1,)),
        ([concept(1, ("en", "pack\u200bet"), ("ar", "حزمة"))], "invisible-character", (1,)),
        ([concept(1, ("en", "answer"), ("ar", "\ufef9جابة"))], "invisible-character", (1,)),
    ],
)  # fmt: skip
def test_what_is_odd_is_found_with_its_code(added: list[Concept], code: str, numbers: tuple[int, ...]) -> None:
    found = lint([*FINE, *added])
    assert [(finding.code, finding.concepts) for finding in found] == [(code, numbers)]
    assert found[0].fix


def test_a_missing_language_is_told_where_nearly_all_have_it() -> None:
    many = [concept(n, ("en", f"word{n}"), ("ar", "كلمة" + "ب" * n)) for n in range(3, 20)]
    assert [f.code for f in lint([*many, concept(1, ("en", "alone"))])] == ["language-missing"]


def test_hidden_characters_are_named_and_the_fix_has_none() -> None:
    (finding,) = lint([*FINE, concept(1, ("en", "answer"), ("ar", "\ufef9جابة\u200f"))])
    assert "U+200F" in finding.message
    assert "U+FEF9" in finding.message
    assert finding.fix == "write “لإجابة”"


def test_nothing_is_said_of_a_fine_termbase() -> None:
    assert lint(FINE, used=lambda term: True) == []


def test_the_command(run: Callable[..., Result]) -> None:
    result = run("lint", "--format", "jsonl", "--fail-on", "never")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert {tuple(record) for record in records} == {("code", "severity", "concepts", "term", "message", "fix", "mend")}
    assert len(run("lint", "--fail-on", "never").stdout.splitlines()) == len(records) > 0
