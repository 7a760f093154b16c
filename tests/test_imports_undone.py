"""Imports of every format, large ones too, taken back: every byte is as it was."""

from __future__ import annotations

import io
import os
import random
import sqlite3
from pathlib import Path

import pytest
from conftest import command, dump, sound

from termbase.formats import FORMATS, Losses, Options, Selection
from termbase.matching import Policy
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.pipeline.review import undo
from termbase.pipeline.terminology import ImportRequest, export_terminology, import_terminology
from termbase.store import connect, page_queries, queries
from termbase.store.search import search_concepts

Status = AdministrativeStatus


def lossless(connection: sqlite3.Connection) -> bytes:
    out = io.BytesIO()
    export_terminology(connection, out, FORMATS["json"])
    return out.getvalue()


class TestBulk:
    def test_a_large_file_into_an_empty_termbase_is_searchable_and_undone(self, tmp_path: Path) -> None:
        path = tmp_path / "a.tbx"
        concepts = (
            Concept((Term(f"packet {n}", "en"), Term(f"حزمة {n}", "ar")), note="n" * 400, id=n) for n in range(1, 2201)
        )
        with path.open("wb") as out:
            FORMATS["tbx3"].writer(concepts, out, Options())
        assert path.stat().st_size > 1 << 20
        db = tmp_path / "t.db"
        assert "added 2200 concepts and " in command(db, "import", str(path)).stderr
        connection = connect(db, writable=True)
        (found,) = search_concepts(connection, "packet 1234")
        assert found["term"] == "packet 1234"
        # The history of a concept knows the run of rows that it came in with.
        assert len(page_queries.concept_history(connection, found["concept_id"])) == 3
        assert queries.revisions(connection)[0]["changes"] == 3 * 2200
        command(db, "undo")
        assert queries.counts(connection)["terms"] == 0
        (tmp_path / "b.csv").write_text("source,target\nframe,إطار\n", encoding="utf-8")
        assert command(db, "import", str(tmp_path / "b.csv")).exit_code == 0
        assert len(search_concepts(connection, "frame")) == 1
        connection.close()
        sound(db)


class TestUndo:
    def test_json_makes_the_same_termbase_elsewhere(self, db: Path, tmp_path: Path) -> None:
        one, two = tmp_path / "1.json", tmp_path / "2.json"
        command(db, "export", str(one))
        assert command(tmp_path / "other.db", "import", str(one)).exit_code == 0
        command(tmp_path / "other.db", "export", str(two))
        assert one.read_bytes() == two.read_bytes()

    @pytest.mark.slow
    def test_random_imports_taken_back_leave_every_byte(self, db: Path, tmp_path: Path) -> None:
        chance = random.Random(7)
        connection = connect(db, writable=True)
        connection.execute("PRAGMA synchronous = OFF")
        pool = list(queries.concepts(connection))
        before, rows = lossless(connection), dump(connection)
        for number in range(int(os.environ.get("TERMBASE_IMPORTS", "25"))):
            path, form = _random_file(chance, pool, tmp_path, number)
            policy = chance.choice(["keep", "replace", "both"])
            outcome = import_terminology(
                connection, path, root=tmp_path,
                request=ImportRequest(form, decide=lambda _, policy=policy: Policy(policy)),
            )  # fmt: skip
            if outcome.revision:
                undo(connection, outcome.revision)
            assert lossless(connection) == before, (number, form, policy)
        assert dump(connection) == rows
        connection.close()
        sound(db)


def _random_file(chance: random.Random, pool: list[Concept], folder: Path, number: int) -> tuple[Path, str]:
    """Some concepts of the termbase, altered by chance, in a format chosen by chance."""
    form = chance.choice(sorted(FORMATS))
    concepts = []
    for concept in chance.sample(pool, 6):
        terms = list(concept.terms)
        where = chance.randrange(len(terms))
        words = chance.choice(["رتل", "حزمة", "صف جديد", "packet", "a new word"])
        status = chance.choice(list(Status))
        terms[where] = Term(words, terms[where].language, status, note=chance.choice([None, "n"]))
        if chance.random() < 0.4:
            terms.append(
                Term(
                    f"extra {number}", chance.choice(["en", "ar", "de"]), status, do_not_translate=chance.random() < 0.3
                )
            )
        relations = (("associative", str(chance.choice(pool).id)),) if chance.random() < 0.3 else ()
        concepts.append(
            Concept(tuple(terms), definition=chance.choice([None, "d"]), id=concept.id, relations=relations)
        )
    path = folder / f"{number}.{form}"
    concepts.append(Concept((Term("file", "en"), Term("ملف", "ar")), id=10**6))
    chosen, losses = FORMATS[form], Losses()
    with path.open("wb") as out:
        selection = Selection(chosen, ("en", "ar") if chosen.pair else None, losses)
        chosen.writer(selection(concepts), out, Options())
    return path, form
