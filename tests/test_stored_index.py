"""The terms of a termbase recognised without loading them: same answers cold, warmed, after changes, from a damaged file."""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import cpu_bound, process
from hypothesis import given
from hypothesis import strategies as st

from termbase.errors import FuzzyQueryError, UsageError
from termbase.matching import TermIndex, fuzzy_beside, likeness, recognise, stored, trie_beside
from termbase.matching.fuzzy_beside import fuzzy_path, likeness_beside
from termbase.matching.source import Mark
from termbase.matching.stored import Memory, StoredIndex
from termbase.matching.trie_beside import trie_path
from termbase.model import Concept, Term
from termbase.pipeline.editing import change_concept
from termbase.pipeline.recognition import _memories, lookup, term_index
from termbase.store import connect, queries, revisions, writes
from termbase.store.connection import connect_in_memory
from termbase.store.term_source import StoredTerms

ENGLISH = st.lists(st.sampled_from(["a", "data", "datas", "base", "bases", "cache", "caches", "IT", "it", "gpu", "GPUs", "the", "net", ".NET", "A*", "databse", "data-base", "$a$", "$a b$", ","]), min_size=1, max_size=6).map(" ".join)  # fmt: skip
ARABIC = st.lists(st.sampled_from(["شبكة", "الشبكات", "بشبكة", "عصبية", "العصبية", "دقة", "دقيقة", "وبالدقة", "مكتب", "مكتبة", "في", "وكتابه", "الالتفافية", "التفافية", "شبككة", "ﷺ"]), min_size=1, max_size=6).map(" ".join)  # fmt: skip
CHINESE = st.text("深度学习网络 a,", min_size=1, max_size=8).filter(str.strip)
ANY = st.text(min_size=1, max_size=8).filter(
    lambda text: text.strip() and not any("\ud800" <= c <= "\udfff" for c in text)
)


def store(connection: sqlite3.Connection, *terms: Term) -> None:
    """One revision that adds a concept for each term."""
    with revisions.revision(connection, "import", "tester", "terms"):
        for term in terms:
            writes.add_concept(connection, Concept((term,)))


def seen(found) -> list[tuple]:
    return [(o.start, o.end, o.surface, o.term, o.concept_id, o.kind, o.similarity, o.rules) for o in found]


@given(st.sampled_from([("en", ENGLISH), ("ar", ARABIC), ("zh", CHINESE), ("xx", ANY)]).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.lists(pair[1], min_size=1, max_size=12, unique=True), st.lists(pair[1], min_size=1, max_size=3).map(" ".join))), st.sampled_from([100, 80, 61]), st.booleans())  # fmt: skip
def test_stored_terms_answer_as_terms_in_memory(case: tuple[str, list[str], str], cutoff: int, indexed: bool) -> None:
    code, terms, text = case
    connection = connect_in_memory(None)
    store(connection, *(Term(term, code) for term in terms), Term("other", "fr"))
    plain = TermIndex(queries.terms(connection))
    wanted = seen(recognise(text, code, plain, cutoff))
    with pytest.MonkeyPatch.context() as patch:
        for module in (likeness, fuzzy_beside, trie_beside):
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


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A termbase for which five terms are many."""
    for module in (likeness, fuzzy_beside, trie_beside):
        monkeypatch.setattr(module, "FEW", 5)
    monkeypatch.setattr(stored, "OPEN_AFTER", 1)
    connection = connect(tmp_path / "many.db", writable=True, make=True)
    store(connection, *(Term(f"steady term {n}", "en") for n in range(30)), Term("مصطلح", "ar"))
    yield connection
    connection.close()


def forget() -> None:
    """As if this were a new process."""
    _memories.clear()


def agrees(connection: sqlite3.Connection) -> None:
    """The index answers as one made of all terms."""
    plain = TermIndex(queries.terms(connection))
    for text in ("a stedy term 7", "steady term 12", "added termm", "renamd term", "steady term 29 steady term 1"):
        assert seen(recognise(text, "en", term_index(connection), 80)) == seen(recognise(text, "en", plain, 80))


class TestFileBeside:
    def test_changes_are_applied_without_writing_the_file(self, many: sqlite3.Connection) -> None:
        path = fuzzy_path(Path(queries.file_of(many)), "en")
        agrees(many)
        written = path.read_bytes()
        store(many, Term("added term", "en"), Term("added term", "de"))
        agrees(many)
        with revisions.revision(many, "review", "tester", "changes"):
            many.execute(
                "UPDATE term SET text = 'renamed term', spelling = 'renamed term', stems = 'renamed term' WHERE text = 'steady term 7'"
            )
            many.execute("DELETE FROM term WHERE text = 'steady term 12'")
        for again in (lambda: None, forget):
            again()
            agrees(many)
        assert [x.surface for x in recognise("steady term 12", "en", term_index(many), 100)] == []
        revisions.undo(many, None, "tester")
        for again in (lambda: None, forget):
            again()
            agrees(many)
        assert path.read_bytes() == written

    @pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "text", "removed", "folder", "version"])
    def test_what_cannot_be_trusted_is_made_anew(self, many: sqlite3.Connection, damage: str) -> None:
        path = fuzzy_path(Path(queries.file_of(many)), "en")
        agrees(many)
        good = path.read_bytes()
        middle = len(good) // 2
        if damage == "removed":
            path.unlink()
        elif damage == "folder":
            path.unlink()
            path.mkdir()
        else:
            path.write_bytes({"flipped": good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :], "cut": good[:middle], "empty": b"", "text": b"no index\n" * 99, "version": good[:8] + b"\x63" + good[9:]}[damage])  # fmt: skip
        forget()
        agrees(many)
        assert path.is_dir() if damage == "folder" else path.read_bytes() == good
        assert not list(path.parent.glob("*.tmp"))

    def test_the_file_of_another_termbase_is_made_anew(self, many: sqlite3.Connection, tmp_path: Path) -> None:
        agrees(many)
        other = connect(tmp_path / "other.db", writable=True, make=True)
        store(other, *(Term(f"other term {n}", "en") for n in range(40)))
        path = fuzzy_path(tmp_path / "other.db", "en")
        path.write_bytes(fuzzy_path(tmp_path / "many.db", "en").read_bytes())
        agrees(other)
        other.close()

    def test_a_file_that_lags_far_behind_is_written_again(
        self, many: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fuzzy_beside, "MOST_LAG", 3)
        path = fuzzy_path(Path(queries.file_of(many)), "en")
        agrees(many)
        written = path.read_bytes()
        store(many, *(Term(f"added term {n}", "en") for n in range(4)))
        forget()
        agrees(many)
        assert path.read_bytes() != written

    @pytest.mark.slow
    def test_it_costs_nothing_when_unused(self, many: sqlite3.Connection, tmp_path: Path) -> None:
        done = process(
            "--db", tmp_path / "many.db", "lookup", "steady term 3", "--min-similarity", "100", "--format", "jsonl"
        )
        assert '"steady term 3"' in done.stdout
        assert [path.name for path in tmp_path.glob("*.fuzzy*")] == []
        code = f"import sys\nfrom pathlib import Path\nfrom termbase.pipeline.recognition import lookup\nfrom termbase.store import connect\nlookup(connect(Path({str(tmp_path / 'many.db')!r}), writable=False), 'steady term 3', 'en', 'ar', 100)\nassert not {{'numpy', 'rapidfuzz'}} & set(sys.modules)"
        import subprocess

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestWarming:
    def test_a_language_is_warmed_behind_the_first_texts(
        self, many: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stored, "WARM_AFTER", 3)
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
        mark = Mark(7, 12, "2026-11-21T08:00:00+00:00")
        assert Mark.parse(str(mark)) == mark
        assert [Mark.parse(text) for text in ("", "a b c", "1 2", "x")] == [None] * 4


class TestTrieBeside:
    @pytest.fixture
    def path(self, many: sqlite3.Connection) -> Path:
        """The file of the trie, written."""
        termbase = Path(queries.file_of(many))
        Memory("en", termbase).warm(StoredTerms(many))
        forget()
        return trie_path(termbase, "en")

    def mapped(self, connection: sqlite3.Connection) -> bool:
        """Whether this process asks the trie."""
        return _memories[queries.file_of(connection), "en"].memo is not None

    def test_changes_are_added_without_writing_the_file(self, many: sqlite3.Connection, path: Path) -> None:
        written = path.read_bytes()
        agrees(many)
        assert self.mapped(many)
        store(many, Term("added term", "en"), Term("steady steady term", "en"), Term("added term", "de"))
        agrees(many)
        with revisions.revision(many, "review", "tester", "changes"):
            many.execute(
                "UPDATE term SET text = 'renamed term', spelling = 'renamed term', stems = 'renamed term' WHERE text = 'steady term 7'"
            )
            many.execute("UPDATE term SET administrative_status = 'forbidden' WHERE text = 'steady term 1'")
            many.execute("DELETE FROM term WHERE text = 'steady term 12'")
        for again in (lambda: None, forget):
            again()
            agrees(many)
            found = recognise("steady term 12, steady term 7, renamed term, steady term 1", "en", term_index(many))
            assert [o.term.text for o in found] == ["renamed term", "steady term 1"]
            assert found[1].term.administrative_status == "forbidden"
        revisions.undo(many, None, "tester")
        for again in (lambda: None, forget):
            again()
            agrees(many)
            assert self.mapped(many)
        assert path.read_bytes() == written

    @pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "text", "removed", "folder", "version", "lagging"])
    def test_what_cannot_be_trusted_is_not_asked_and_made_anew(
        self, many: sqlite3.Connection, path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        good = path.read_bytes()
        middle = len(good) // 2
        if damage in ("removed", "folder"):
            path.unlink()
        if damage == "folder":
            path.mkdir()
        elif damage == "lagging":
            monkeypatch.setattr(trie_beside, "MOST_LAG", 2)
            store(many, *(Term(f"added term {n}", "en") for n in range(3)))
        elif damage != "removed":
            path.write_bytes({"flipped": good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :], "cut": good[:middle], "empty": b"", "text": b"no index\n" * 99, "version": good[:8] + b"\x63" + good[9:]}[damage])  # fmt: skip
        agrees(many)
        assert not self.mapped(many)
        memory = _memories[queries.file_of(many), "en"]
        memory.warm(StoredTerms(many))
        agrees(many)
        assert memory.memo is not None
        assert path.is_dir() if damage == "folder" else (path.read_bytes() == good) == (damage != "lagging")
        assert not list(path.parent.glob("*.tmp"))

    def test_the_file_of_another_termbase_is_not_asked(self, many: sqlite3.Connection, path: Path) -> None:
        other = connect(path.with_name("other.db"), writable=True, make=True)
        store(other, *(Term(f"other term {n}", "en") for n in range(20)))
        trie_path(path.with_name("other.db"), "en").write_bytes(path.read_bytes())
        agrees(other)
        assert not self.mapped(other)
        other.close()


@pytest.mark.slow
def test_readers_while_a_writer_imports(
    many: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody touches is found all the time, exactly and misspelt, whatever is imported and taken back meanwhile."""
    monkeypatch.setattr(stored, "WARM_AFTER", 20)
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


class TestBounds:
    """What is asked in earnest or in malice is answered in bounded time, or refused in one line."""

    @pytest.mark.parametrize(
        "text",
        ["", " " * 1_000_000, "\0" * 1000, "\0steady term 3\0", "\ud800 steady term 3", "steady term 3 " * 4_000, "x" * 1_000_000, "a " * 30_000, "深" * 20_000, "\u0301" * 100_000, "$" * 100_000, "$$ " * 30_000, "((((" * 100_000, "steady " * 10_000],
        ids=lambda text: f"{len(text)} of {text[:9]!r}",
    )  # fmt: skip
    @pytest.mark.parametrize("code", ["en", "zh"])
    def test_any_text(self, many: sqlite3.Connection, text: str, code: str) -> None:
        with cpu_bound(8):
            found = recognise(text, code, term_index(many), 80)
        assert all(text[o.start : o.end] == o.surface for o in found)
        assert len(found) == (text.count("steady term 3") if code == "en" else 0)

    @pytest.mark.parametrize("cutoff", [-1, 101, float("nan")])
    def test_cutoffs_out_of_range(self, many: sqlite3.Connection, cutoff: float) -> None:
        with pytest.raises(FuzzyQueryError, match="between 0 and 100"):
            recognise("steady", "en", term_index(many), cutoff)
        with pytest.raises(FuzzyQueryError):
            term_index(many).similar("steady", "en", cutoff)
        with pytest.raises(UsageError, match="between 0 and 100"):
            lookup(many, "steady", "en", "ar", cutoff)

    def test_a_cutoff_of_nothing_is_that_of_the_lowest_similarity(self, many: sqlite3.Connection) -> None:
        text = "stdy trm three and nothing else"
        assert recognise(text, "en", term_index(many), 0) == recognise(text, "en", term_index(many), 60)

    def test_unknown_languages(self, many: sqlite3.Connection) -> None:
        assert recognise("steady term 3", "xx", term_index(many), 80) == []
        with pytest.raises(UsageError, match="language tag"):
            lookup(many, "steady", "no language!", "ar")

    def test_lone_surrogates_and_nul_in_names(self, many: sqlite3.Connection) -> None:
        index = term_index(many)
        for name in ("\ud800", "\0", "steady\ud800", ""):
            assert index.named(name, "en") == []
            assert index.similar(name, "en", 95) == []

    def test_terms_with_a_nul(self, many: sqlite3.Connection) -> None:
        store(many, Term("\0+", "en"), Term("a \0 term", "en"))
        plain = TermIndex(queries.terms(many))
        for name in ("\0+", "\0", "a \0 term"):
            assert term_index(many).similar(name, "en", 60) == plain.similar(name, "en", 60)
            assert [x.concept_id for x in term_index(many).named(name, "en")] == [
                x.concept_id for x in plain.named(name, "en")
            ]
        assert [entry.term.text for entry, _ in term_index(many).similar("\0+", "en", 100)] == ["\0+"]

    @given(st.text(max_size=40), st.integers(0, 100))
    def test_any_unicode(self, text: str, cutoff: int) -> None:
        made = TermIndex([(1, Term("steady term", "en", id=1)), (2, Term("شبكة", "en", id=2))])
        found = recognise(text, "en", made, cutoff)
        assert all(text[o.start : o.end] == o.surface for o in found)


def test_translations_that_are_kept_follow_changes(connection: sqlite3.Connection) -> None:
    """What was asked once is kept, and forgotten when a term changes, goes or comes; laid-over terms stand behind."""
    numbers = [row[0] for row in connection.execute("SELECT id FROM concept LIMIT 40")]

    def check() -> None:
        for _ in range(2):
            index = term_index(connection, "en", "ar")
            each = index.terms_of_each([*numbers, *numbers, 10**9], "ar")
            assert each == {number: index.terms_of(number, "ar") for number in [*numbers, 10**9]}

    check()
    concept = queries.concept(connection, numbers[0])
    for terms in ((*concept.terms, Term("جديد", "ar")), concept.terms[:1], (concept.terms[0], Term("آخر", "ar"))):
        change_concept(connection, numbers[0], {}, terms, "tester", lambda _: None)
        check()
    laid_over = term_index(connection, "en", "ar")
    laid_over.add(numbers[1], Term("فوق", "ar"))
    assert laid_over.terms_of_each(numbers, "ar")[numbers[1]][-1].text == "فوق"
    assert "فوق" not in [term.text for term in term_index(connection).terms_of_each(numbers, "ar")[numbers[1]]]
