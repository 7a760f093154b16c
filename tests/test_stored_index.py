"""The terms of a termbase recognised without loading them: same answers cold, warmed, after changes, from a damaged file."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_terms import ANY, ARABIC, CHINESE, ENGLISH, agrees, seen, store

from termbase.matching import TermIndex, recognise, stored_index
from termbase.matching.exact import trie_file
from termbase.matching.fuzzy import file as fuzzy_file
from termbase.matching.fuzzy import likeness
from termbase.matching.fuzzy.file import likeness_beside
from termbase.matching.source import Mark
from termbase.matching.stored_index import Memory, StoredIndex
from termbase.model import Concept, Term
from termbase.pipeline.editing import change_concept
from termbase.pipeline.recognition import _memories, term_index
from termbase.store import connect, queries, revisions, writes
from termbase.store.connection import connect_in_memory
from termbase.store.term_source import StoredTerms


@given(st.sampled_from([("en", ENGLISH), ("ar", ARABIC), ("zh", CHINESE), ("xx", ANY)]).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.lists(pair[1], min_size=1, max_size=12, unique=True), st.lists(pair[1], min_size=1, max_size=3).map(" ".join))), st.sampled_from([100, 80, 61]), st.booleans())  # fmt: skip
def test_stored_terms_answer_as_terms_in_memory(case: tuple[str, list[str], str], cutoff: int, indexed: bool) -> None:
    code, terms, text = case
    connection = connect_in_memory(None)
    store(connection, *(Term(term, code) for term in terms), Term("other", "fr"))
    plain = TermIndex(queries.terms(connection))
    wanted = seen(recognise(text, code, plain, cutoff))
    with pytest.MonkeyPatch.context() as patch:
        for module in (likeness, fuzzy_file, trie_file):
            patch.setattr(module, "FEW", 0 if indexed else 2000)
        cold = term_index(connection)
        assert seen(recognise(text, code, cold, cutoff)) == wanted
        memory = Memory(code)
        memory.warm(StoredTerms(connection))
        assert memory.memo is not None
        warmed = StoredIndex(
            StoredTerms(connection), lambda _: memory, lambda m, source: likeness_beside(None, m, source)
        )
        for _ in range(2):
            assert seen(recognise(text, code, warmed, cutoff)) == wanted
        for name in (*terms[:3], text):
            wanted_names = [entry.concept_id for entry in plain.named(name, code)]
            assert [entry.concept_id for entry in cold.named(name, code)] == wanted_names
            assert cold.terms_of(1, code) == plain.terms_of(1, code)
            assert cold.similar(name, code, 61, 2) == plain.similar(name, code, 61, 2)
    connection.close()


class TestWarming:
    def test_a_language_is_warmed_behind_the_first_texts(
        self, many: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stored_index, "WARM_AFTER", 3)
        for _ in range(3):
            assert len(recognise("steady term 3", "en", term_index(many))) == 1
        memory = _memories[queries.file_of(many), "en"]
        until = time.monotonic() + 20
        while memory.memo is None and time.monotonic() < until:
            time.sleep(0.01)
        assert memory.memo is not None
        agrees(many)
        store(many, Term("added term", "en"))
        assert [o.term.text for o in recognise("added term, steady term 3", "en", term_index(many))] == [
            "added term",
            "steady term 3",
        ]
        assert memory.memo is not None, "an addition costs no rebuild"
        revisions.undo(many, None, "tester")
        assert recognise("added term", "en", term_index(many)) == []

    def test_what_a_transaction_has_not_committed_stays_in_it(self, many: sqlite3.Connection) -> None:
        agrees(many)
        many.execute("BEGIN IMMEDIATE")
        writes.add_concept(many, Concept((Term("added term", "en"),)))
        assert len(recognise("added term", "en", term_index(many), 95)) == 1
        many.execute("ROLLBACK")
        assert recognise("added term", "en", term_index(many), 95) == []

    def test_marks(self) -> None:
        mark = Mark(7, 12, "2026-11-21T08:00:00+00:00", "7")
        assert Mark.parse(str(mark)) == mark
        assert [Mark.parse(text) for text in ("", "a b c", "1 2", "x")] == [None] * 4


@pytest.mark.slow
def test_readers_while_a_writer_imports(
    many: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody touches is found all the time, exactly and misspelt, whatever is imported and taken back meanwhile."""
    monkeypatch.setattr(stored_index, "WARM_AFTER", 20)
    problems: list[object] = []
    done = threading.Event()

    def read() -> None:
        connection = connect(tmp_path / "many.db", writable=False)
        try:
            while not done.is_set():
                found = recognise("steady term 12 and a stedy term 7", "en", term_index(connection), 80)
                if [(o.term.text, o.kind) for o in found] != [("steady term 12", "exact"), ("steady term 7", "fuzzy")]:
                    problems.append(found)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for round_ in range(15):
        store(many, *(Term(f"imported {round_} {n}", "en") for n in range(20)))
        if round_ % 3 == 2:
            revisions.undo(many, None, "tester")
    done.set()
    for reader in readers:
        reader.join()
    assert not problems, problems[:2]
    agrees(many)


def test_translations_that_are_kept_follow_changes(connection: sqlite3.Connection) -> None:
    """What was asked once is kept, and forgotten when a term changes, goes or comes; laid-over terms stand behind."""
    numbers = [row[0] for row in connection.execute("SELECT id FROM concept LIMIT 40")]

    def check() -> None:
        for _ in range(2):
            index = term_index(connection)
            each = index.terms_of_each([*numbers, *numbers, 10**9], "ar")
            assert each == {number: index.terms_of(number, "ar") for number in [*numbers, 10**9]}

    check()
    concept = queries.concept(connection, numbers[0])
    for terms in ((*concept.terms, Term("جديد", "ar")), concept.terms[:1], (concept.terms[0], Term("آخر", "ar"))):
        change_concept(connection, numbers[0], {}, terms, "tester", lambda _: None)
        check()
    laid_over = term_index(connection)
    laid_over.add(numbers[1], Term("فوق", "ar"))
    assert laid_over.terms_of_each(numbers, "ar")[numbers[1]][-1].text == "فوق"
    assert "فوق" not in [term.text for term in term_index(connection).terms_of_each(numbers, "ar")[numbers[1]]]
