"""The files beside a termbase that hold what is found among its terms: kept up to date, made anew, never trusted damaged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import process
from hypothesis import given
from hypothesis import strategies as st
from stored_terms import ARABIC, CHINESE, ENGLISH, agrees, forget, seen, store

from termbase.languages import language
from termbase.matching import TermIndex, index_file, recognise
from termbase.matching.exact import memo, trie, trie_build, trie_file
from termbase.matching.index_file import path_beside
from termbase.matching.stored_index import Memory, StoredIndex
from termbase.model import Concept, Term
from termbase.pipeline.recognition import _memories, term_index
from termbase.store import connect, queries, revisions, writes
from termbase.store.term_source import StoredTerms


class TestFileBeside:
    def test_changes_are_applied_without_writing_the_file(self, many: sqlite3.Connection) -> None:
        path = path_beside(Path(queries.file_of(many)), "en", "fuzzy")
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
        path = path_beside(Path(queries.file_of(many)), "en", "fuzzy")
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
        path = path_beside(tmp_path / "other.db", "en", "fuzzy")
        path.write_bytes(path_beside(tmp_path / "many.db", "en", "fuzzy").read_bytes())
        agrees(other)
        other.close()

    def test_a_file_that_lags_far_behind_is_written_again(
        self, many: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(index_file, "MOST_LAG", 3)
        path = path_beside(Path(queries.file_of(many)), "en", "fuzzy")
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

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestTrieBeside:
    @pytest.fixture
    def path(self, many: sqlite3.Connection) -> Path:
        """The file of the trie, written."""
        termbase = Path(queries.file_of(many))
        Memory("en", termbase).warm(StoredTerms(many))
        forget()
        return path_beside(termbase, "en", "terms")

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

    @pytest.mark.parametrize("damage", ["cut", "empty", "text", "removed", "folder", "version", "lagging"])
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
            monkeypatch.setattr(index_file, "MOST_LAG", 2)
            store(many, *(Term(f"added term {n}", "en") for n in range(3)))
        elif damage != "removed":
            path.write_bytes({"cut": good[:middle], "empty": b"", "text": b"no index\n" * 99, "version": good[:8] + b"\x63" + good[9:]}[damage])  # fmt: skip
        agrees(many)
        assert not self.mapped(many)
        memory = _memories[queries.file_of(many), "en"]
        memory.warm(StoredTerms(many))
        agrees(many)
        assert memory.memo is not None
        assert path.is_dir() if damage == "folder" else (path.read_bytes() == good) == (damage != "lagging")
        assert not list(path.parent.glob("*.tmp"))

    @pytest.mark.parametrize("engine", ["compiled", "python"])
    def test_damage_anywhere_gives_no_wrong_answer(
        self, many: sqlite3.Connection, path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Blocks are checked when they are first read, so damage is found late, or never where nothing is read of it."""
        if engine == "python":
            monkeypatch.setattr(memo, "compiled", None)
            monkeypatch.setattr(trie, "compiled", None)
        plain = TermIndex(queries.terms(many))
        texts = ("steady term 12, steady terms and a term 7", "nothing steady29", "Steady term 3's")
        wanted = [seen(recognise(text, "en", plain)) for text in texts]
        good, trusted = path.read_bytes(), []
        for place in range(0, len(good), 13):
            path.write_bytes(good[:place] + bytes([good[place] ^ 0x15]) + good[place + 1 :])
            forget()
            assert [seen(recognise(text, "en", term_index(many))) for text in texts] == wanted
            memory = _memories[queries.file_of(many), "en"]
            trusted.append(memory.memo is not None)
            if not trusted[-1]:
                memory.warm(StoredTerms(many))
                assert memory.memo is not None
                assert path.read_bytes() == good
        assert not all(trusted)

    def test_the_file_of_another_termbase_is_not_asked(self, many: sqlite3.Connection, path: Path) -> None:
        other = connect(path.with_name("other.db"), writable=True, make=True)
        store(other, *(Term(f"other term {n}", "en") for n in range(20)))
        path_beside(path.with_name("other.db"), "en", "terms").write_bytes(path.read_bytes())
        agrees(other)
        assert not self.mapped(other)
        other.close()


TERMS = {"en": ENGLISH, "ar": ARABIC, "zh": CHINESE}
CHANGES = st.lists(st.tuples(st.sampled_from(["add", "rename", "status", "delete"]), st.integers(0, 9)), max_size=6)


@pytest.mark.parametrize("code", TERMS)
@given(st.data())
def test_a_mapped_file_answers_as_terms_in_memory(tmp_path_factory: pytest.TempPathFactory, code: str, data: st.DataObject) -> None:  # fmt: skip
    """Whatever was added, changed and removed since it was written; with the compiled engine and without it."""
    terms = data.draw(st.lists(TERMS[code], min_size=1, max_size=10, unique=True))
    others = iter(data.draw(st.lists(TERMS[code].filter(lambda text: text not in terms), min_size=6, max_size=6)))
    path = tmp_path_factory.mktemp("mapped") / "terms.db"
    connection = connect(path, writable=True, make=True)
    store(connection, *(Term(text, code, note=f"note {n}" if n % 3 == 0 else None) for n, text in enumerate(terms)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trie_file, "FEW", 0)
        patch.setattr(trie_build, "SHARED", 2)
        trie_file.made(path, StoredTerms(connection).mark(), code, StoredTerms(connection))
        with revisions.revision(connection, "review", "tester", "changes"):
            for what, number in data.draw(CHANGES):
                change(connection, code, what, number % len(terms) + 1, next(others))
        plain = TermIndex(queries.terms(connection))
        for _ in range(3):
            text = " ".join(data.draw(st.lists(TERMS[code], min_size=1, max_size=3)))
            for engine in {memo.compiled, None}:
                patch.setattr(memo, "compiled", engine)
                patch.setattr(trie, "compiled", engine and trie.compiled)
                memory = Memory(code, path)
                index = StoredIndex(StoredTerms(connection), lambda _, memory=memory: memory, lambda *_: None)
                for _ in range(2):
                    assert seen(recognise(text, code, index)) == seen(recognise(text, code, plain))
                assert memory.memo is not None
    connection.close()


def change(connection: sqlite3.Connection, code: str, what: str, number: int, text: str) -> None:
    """Change one of the terms, as an editor does, or add one."""
    spelling, key = language(code).keys(text)
    if what == "add":
        writes.add_concept(connection, Concept((Term(text, code),)))
    elif what == "rename":
        connection.execute("UPDATE OR IGNORE term SET text = ?, spelling = ?, stems = ? WHERE id = ?", (text, spelling, key, number))  # fmt: skip
    elif what == "status":
        connection.execute("UPDATE term SET administrative_status = 'forbidden' WHERE id = ?", (number,))
    else:
        connection.execute("DELETE FROM term WHERE id = ?", (number,))
