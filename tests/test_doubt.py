"""How sure findings on terms are: what speaks for the translator makes them information, and is told."""

from __future__ import annotations

import pytest

from termbase.checks.findings import CheckOptions, SegmentFinding, Usage
from termbase.checks.segment import check_segment
from termbase.matching import TermIndex
from termbase.model import Severity, Term

INDEX = TermIndex(
    [
        (1, Term("function", "en")), (1, Term("دالة", "ar")), (2, Term("neural network", "en")), (2, Term("شبكة عصبية", "ar")),
        (3, Term("infectivity", "en")), (3, Term("القدرة على العدوى", "ar")), (4, Term("clone", "en")), (4, Term("استنساخ", "ar")),
        (5, Term("set up", "en")), (5, Term("إعداد", "ar")), (6, Term("eigenvector", "en")), (6, Term("متجه ذاتي", "ar")),
        (7, Term("patch", "en")), (7, Term("rustine", "fr")), (8, Term("list", "en")), (8, Term("afficher", "fr")), (9, Term("Git", "en")),
        (9, Term("جت", "ar")), (10, Term("thread", "en")), (10, Term("fil", "fr")),
    ]
)  # fmt: skip


def check(source: str, target: str, usage: Usage | None = None, to: str = "ar") -> list[SegmentFinding]:
    options = CheckOptions() if usage is None else CheckOptions(usage=lambda concept, term: usage)
    return check_segment(source, target, "en", to, INDEX, options)


def only(source: str, target: str, usage: Usage | None = None, to: str = "ar") -> tuple[str, Severity, str]:
    (found,) = check(source, target, usage, to)
    assert not found.doubt or f"not sure: {found.doubt}" in found.message
    return found.code, found.severity, found.doubt


OTHERWISE = "the texts mostly have something else"
COMMON = "it is a common word, which may have another sense"


@pytest.mark.parametrize(
    ("source", "target", "usage", "doubt"),
    [
        # Without a corpus, or with one that agrees, nothing speaks for the translator.
        ("a function", "شيء", None, ""),
        ("a function", "شيء", Usage(24, 24), ""),
        ("an eigenvector", "شيء", Usage(6, 6), ""),
        ("a neural network", "شيء", Usage(3, 2), ""),
        # Common words have other senses, unless enough places say otherwise.
        ("a function", "شيء", Usage(9, 9), COMMON),
        ("a function", "لها وظيفة", Usage(24, 24, elsewhere=("وظيفة", "دالة")), "“وظيفة” renders the word in other places, too"),
        ("an eigenvector", "شيء", Usage(8, 6, elsewhere=()), "the texts render the word otherwise, too"),
        # Verbs of two words are single words there.
        ("we set up a thing", "شيء", Usage(24, 20, elsewhere=()), "the texts render the word otherwise, too"),
        ("a neural network", "شبكة عصبونية", Usage(3, 0, others=("شبكة عصبونية",)), OTHERWISE),
        ("a neural network", "شبكة عصبونية", Usage(9, 4, others=("شبكة عصبونية",)), OTHERWISE),
        ("a neural network", "شبكة عصبونية", Usage(9, 8, others=("شبكة عصبونية",)), ""),
        # The form that stands here counts where it is frequent enough: *git* is a command where *Git* is a name.
        ("use git here", "شيء", Usage(23, 21, forms={"git": (5, 1)}), OTHERWISE),
        # A part of a longer translation, and its words far from each other where the corpus has them together.
        ("the infectivity", "ضعفت العدوى", None, "a word of the same root or a part of a translation stands there"),
        ("neural networks", "شبكات كبيرة وأخرى عصبية", Usage(9, 9), "a word of the same root or a part of a translation stands there"),
    ],
)  # fmt: skip
def test_what_is_missing(source: str, target: str, usage: Usage | None, doubt: str) -> None:
    assert only(source, target, usage)[1:] == (Severity.INFORMATION if doubt else Severity.WARNING, doubt)


@pytest.mark.parametrize(
    ("source", "target", "to", "code", "doubt"),
    [
        ("a clone of it", "كتبنا clone هنا", "ar", "term-untranslated", ""),
        ("run git clone now", "نفذ git clone الآن", "ar", "term-untranslated", "the words beside it are those of the source, so it may be a name or a command"),
        ("the 'clone' strategy", "الطريقة 'clone' هنا", "ar", "term-untranslated", "the words beside it are those of the source, so it may be a name or a command"),
        ("this patch fails", "ce patch échoue", "fr", "term-untranslated", ""),
        # A word of the target's language is none of the source's, however it is spelt.
        ("the list of it", "la liste", "fr", "term-missing", ""),
    ],
)  # fmt: skip
def test_what_is_left(source: str, target: str, to: str, code: str, doubt: str) -> None:
    found = next(f for f in check(source, target, None, to) if f.source_term != "Git")
    assert (found.code, found.doubt) == (code, doubt)


@pytest.mark.parametrize(
    "source", ["with --threads=4", "thread[0] fails", "thread() fails", "see thread.log", "thread_count", "thread://x"]
)
def test_names_for_machines_hold_no_terms(source: str) -> None:
    assert not [f for f in check(source, "rien", None, "fr") if f.code.startswith("term-")]


def test_what_stays_in_capitals_is_a_name_and_not_missing() -> None:
    assert not check("NEURAL NETWORK is hard.", "NEURAL NETWORK صعبة.")


def test_a_saying_is_no_term_though_the_termbase_has_it() -> None:
    terms = TermIndex([(1, Term("order of magnitude", "en")), (1, Term("رتبة حجم", "ar"))])
    assert not check_segment("two orders of magnitude larger", "أكبر كثيرا", "en", "ar", terms)
