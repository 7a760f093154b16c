"""The fuzzy index answers as rapidfuzz does over every term: same scores and order, for any text and either engine."""

from __future__ import annotations

import random
import string
import subprocess
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from rapidfuzz import fuzz, process

from termbase.errors import FuzzyQueryError
from termbase.matching.fuzzy import index as fuzzy_index
from termbase.matching.fuzzy import numpy_engine
from termbase.matching.fuzzy.engine import AVAILABLE
from termbase.matching.fuzzy.index import FuzzyIndex
from termbase.matching.fuzzy.score import SCORERS, brute_force, split_tokens

ODD = "\0\x85\xa0\u200f\u202e\ufeff\ufffe\uffff\ud800\udfff\u0301\u0651\u2003\u3000\U0001f600\U0010ffff\t\n İßﬀ"
LETTERS = st.sampled_from("ab cdé شبكة" + ODD)
NEAR = st.text(st.sampled_from("ab c"), max_size=12)
TEXTS = st.one_of(NEAR, st.text(LETTERS, max_size=24), st.text(max_size=12), st.text("ab ", max_size=150))
CUTOFFS = st.one_of(
    st.integers(50, 100),
    st.sampled_from([0, 1e-9, 66.66666666666667, 83.33333333333334, 80.0, 99.99999]),
    st.floats(0, 100),
)
NEEDS_COMPILED = pytest.mark.skipif("compiled" not in AVAILABLE, reason="the compiled engine was not built")
SCANS = [*(pytest.param(scan, marks=NEEDS_COMPILED) for scan in "0123"), "numpy"]
IDS = st.one_of(st.integers(0, 50), st.integers(-(2**63), 2**63 - 1), st.integers(2**32 - 2, 2**32 + 2))


@pytest.fixture(params=AVAILABLE)
def engine(request, monkeypatch):
    """Each engine, never falling back on brute force."""
    monkeypatch.setattr(numpy_engine, "BRUTE_ROWS", 0)
    monkeypatch.setattr(numpy_engine, "BRUTE_SHARE", 1.1)
    return request.param


def rapidfuzz_answer(query, terms, cutoff, limit, scorer):
    ordered = sorted(terms.items())
    found = process.extract(
        query, [key for _, key in ordered], scorer=getattr(fuzz, scorer), score_cutoff=cutoff, limit=limit
    )
    return [(ordered[i][0], score, key) for key, score, i in found]


def check(index, terms, queries, cutoff, limit=None):
    """Scores are compared as floats, exactly."""
    for scorer in SCORERS:
        expected = [rapidfuzz_answer(query, terms, cutoff, limit, scorer) for query in queries]
        assert index.search_many(queries, cutoff, limit, scorer) == expected
        assert [index.search(query, cutoff, limit, scorer) for query in queries] == expected


@pytest.mark.parametrize("name", AVAILABLE)
@given(
    terms=st.dictionaries(IDS, TEXTS, max_size=30),
    queries=st.lists(TEXTS, max_size=4),
    cutoff=CUTOFFS,
    limit=st.one_of(st.none(), st.integers(0, 4)),
)
def test_equals_rapidfuzz(name, terms, queries, cutoff, limit):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numpy_engine, "BRUTE_ROWS", 0)
        patch.setattr(numpy_engine, "BRUTE_SHARE", 1.1)
        check(FuzzyIndex.build(terms.items(), engine=name), terms, [*queries, *list(terms.values())[:2]], cutoff, limit)


@given(terms=st.dictionaries(st.integers(0, 99), st.text("abc ", max_size=9), min_size=20, max_size=60), cutoff=CUTOFFS)
def test_below_the_threshold_numpy_tries_every_term(terms, cutoff):
    check(FuzzyIndex.build(terms.items(), engine="numpy"), terms, list(terms.values())[:3], cutoff)


def test_many_similar_terms(engine):
    """Enough terms, of enough lengths, for every band and full tiles of the scan; queries at edges of the bounds."""
    terms = {i: f"{'abcdefghij' * 5}{i:b}"[-(i % 60) :] for i in range(5000)}
    index = FuzzyIndex.build(terms.items(), engine=engine)
    for cutoff in (50, 75, 80, 90, 100):
        check(index, terms, ["", "a", "abcdefghij1010", "ij1", "10101" * 12], cutoff, 50)


@pytest.mark.parametrize("scan", SCANS[:-1])
def test_every_scan_that_the_processor_can_do(scan, monkeypatch):
    monkeypatch.setenv("TERMBASE_FUZZY_SCAN", scan)
    test_many_similar_terms("compiled")


@pytest.mark.parametrize("scan", SCANS)
@given(
    seed=st.integers(0, 2**32),
    letters=st.sampled_from(["ab", "abcdefgh ", "شبكة abcdef"]),
    query=st.text("abcdef شبكة", max_size=14),
    cutoff=CUTOFFS,
)
@settings(max_examples=25)
def test_blocks_that_are_skipped_hold_no_answer(scan, seed, letters, query, cutoff):
    """Many rows of few lengths: blocks full and not, alike within and unlike each other."""
    rng = random.Random(seed)
    terms = {n: "".join(rng.choices(letters, k=rng.choice((6, 9, 9, 9, 10)))) for n in range(400)}
    near = [terms[7], terms[300][1:] + "x", terms[99][:4] + terms[98][:5]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERMBASE_FUZZY_SCAN", scan)
        patch.setattr(numpy_engine, "BRUTE_ROWS", 0)
        patch.setattr(numpy_engine, "BRUTE_SHARE", 1.1)
        engine = "numpy" if scan == "numpy" else "compiled"
        check(FuzzyIndex.build(terms.items(), engine=engine), terms, [query, *near], cutoff)


def test_huge_and_empty_terms(engine):
    terms = {1: "", 2: "ab" * 5000, 3: "ba" * 5000, 4: "شب كة" * 2001, 5: "x", 6: "\U0001f600 " * 700, 7: " " * 300}
    terms |= {10 + n: "q" * n for n in (62, 63, 64, 65, 127, 128, 129, 255, 256, 257)}
    index = FuzzyIndex.build(terms.items(), engine=engine)
    for cutoff in (0, 50, 90):
        check(
            index,
            terms,
            ["", "ab" * 4990, "شب كة" * 2001, "\U0001f600" * 500, "q" * 64, "q" * 200, "b a" * 3000],
            cutoff,
        )
    assert index.search("y" * 1_000_000, 80) == []
    assert index.search(" " * 1_000_000, 80, scorer="token_sort_ratio") == [(1, 100.0, ""), (7, 100.0, " " * 300)]


def test_more_characters_than_codes(engine):
    """Terms of a script with thousands of characters are kept as code points."""
    terms = {
        n: "".join(chr(0x4E00 + (n * k) % 3000) for k in range(1, 3 + n % 9)) + " ab"[: n % 4] for n in range(3000)
    }
    index = FuzzyIndex.build(terms.items(), engine=engine)
    for cutoff in (50, 70, 85):
        check(index, terms, [terms[7], terms[100][1:], terms[2999] + "x", "ab", "永和九年"], cutoff)


def test_split_is_that_of_rapidfuzz():
    """Every code point, next to narrow and to wide characters: rapidfuzz has a white space for each width."""
    for wide in ("", "\u0101", "\U00010000"):
        for point in range(sys.maxunicode + 1):
            text = f"b{chr(point)}a{wide}"
            if point < 0x3100 or point % 97 == 0:
                parted = fuzz.token_sort_ratio(text, f"a{wide} b") == 100
                assert (sorted(split_tokens(text)) == sorted([f"a{wide}", "b"])) == parted, hex(point)


@pytest.mark.parametrize(
    "question",
    [{"cutoff": 101}, {"cutoff": -1}, {"cutoff": float("nan")}, {"limit": -1}, {"scorer": "WRatio"}],
)
def test_unanswerable_questions(question):
    with pytest.raises(FuzzyQueryError):
        FuzzyIndex.build([(1, "a")]).search("a", **question)


def test_unfit_ids():
    for ids in ([1, 1], [2**63]):
        with pytest.raises(ValueError, match="an id that"):
            FuzzyIndex.build([(term, "a") for term in ids])
    with pytest.raises(ValueError, match="an id that"):
        FuzzyIndex().add(2**63, "a")
    with pytest.raises(KeyError):
        FuzzyIndex.build([(1, "a")]).remove(2)


def test_spans(engine):
    terms = {1: "neural network", 2: "network", 3: "deep neural network", 4: "a b c d e f"}
    index = FuzzyIndex.build(terms.items(), engine=engine)
    tokens = ["the", "deep", "neurl", "network", "network", "of", "a", "b", "c", "d", "e", "f"]
    found = {(span.start, span.end): span.hits for span in index.spans(tokens, 80, limit=3)}
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + 5, len(tokens)) + 1):
            expected = brute_force(" ".join(tokens[start:end]), terms.items(), 80, 3)
            assert found.get((start, end), []) == expected
    assert index.spans([], 80) == []
    with pytest.raises(FuzzyQueryError):
        index.spans(["a"] * (fuzzy_index.MAX_SPANS // 5 + 1), 80)


class Changes(RuleBasedStateMachine):
    """Additions, replacements, removals and questions in any order."""

    def __init__(self):
        super().__init__()
        self.terms: dict[int, str] = {}
        self.index = FuzzyIndex.build([], engine=AVAILABLE[0])
        fuzzy_index.LATE = 3

    def teardown(self):
        fuzzy_index.LATE = 128

    @rule(term=st.integers(0, 30), key=NEAR)
    def add(self, term, key):
        self.terms[term] = key
        self.index.add(term, key)

    @rule(terms=st.dictionaries(st.integers(0, 60), NEAR, max_size=12))
    def update(self, terms):
        self.terms |= terms
        self.index.update(terms.items())

    @precondition(lambda self: self.terms)
    @rule(data=st.data())
    def remove(self, data):
        gone = data.draw(st.sets(st.sampled_from(sorted(self.terms)), min_size=1, max_size=4))
        for term in gone:
            del self.terms[term]
        self.index.remove(*gone)

    @rule(query=NEAR, cutoff=CUTOFFS, limit=st.one_of(st.none(), st.integers(0, 3)))
    def search(self, query, cutoff, limit):
        check(self.index, self.terms, [query], cutoff, limit)

    @invariant()
    def holds_the_terms(self):
        assert len(self.index) == len(self.terms)
        assert dict(self.index.terms()) == self.terms


Changes.TestCase.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
test_changes = Changes.TestCase


def test_engines_agree_on_many_words():
    """Pseudo-words long and short; both engines, both scorers, against each other."""
    letters = string.ascii_lowercase
    words = ["".join(letters[(n * p) % 26] for p in range(1, 2 + n % 11)) for n in range(1, 400)]
    terms = [(n, " ".join(words[(n * k) % 399] for k in range(1, 2 + n % 4))) for n in range(6000)]
    several = [FuzzyIndex.build(terms, engine=name) for name in AVAILABLE]
    queries = [key[1:] + "x" for _, key in terms[::500]]
    for scorer in SCORERS:
        answers = [index.search_many(queries, 70, scorer=scorer) for index in several]
        assert all(answer == answers[0] for answer in answers)
        assert answers[0][0] == brute_force(queries[0], terms, 70, scorer=scorer)


def test_idle_import_is_light():
    """Importing the index loads neither numpy nor rapidfuzz."""
    code = "import sys, termbase.matching.fuzzy.index as f; f.FuzzyIndex()\n"
    code += "print({'numpy', 'rapidfuzz'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"set()\n"


def test_threads_search_while_one_changes(engine):
    """Terms that nobody touches are found all the time, whatever is added, removed and merged meanwhile."""
    index = FuzzyIndex.build([(n, f"steady {n}") for n in range(300)], engine=engine)
    expected = set(index.search("steady 17", 90))
    failures: list[set[object]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            missing = expected - set(index.search("steady 17", 90))
            failures.extend([missing] if missing else [])

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(1000, 1600):
        index.add(n, f"other {n}")
        if n % 3 == 0:
            index.remove(n)
    done.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert len(index) == 300 + 600 - 200
