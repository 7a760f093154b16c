"""Pairs from aligned text: the command, from files to evidence."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from conftest import command, section_file

from extractors.candidates import pipeline_of
from termbase.languages import forms

AR, EN = forms("ar"), forms("en")
NOUNS = {
    "server": "خادم", "packet": "حزمة", "router": "موجه", "query": "استعلام", "index": "فهرس", "cache": "ذاكرة",
    "thread": "خيط", "kernel": "نواة", "branch": "فرع", "commit": "إيداع",
}  # fmt: skip
VERBS = {"reads": "يقرأ", "writes": "يكتب", "finds": "يجد", "moves": "ينقل", "drops": "يسقط"}


def corpus(lines: int, seed: int = 1) -> list[tuple[str, str]]:
    """Sentences of a made-up language pair: the nouns and verbs go one to one."""
    drawn = random.Random(seed)
    found = []
    for _ in range(lines):
        one, two = drawn.sample(list(NOUNS), 2)
        verb = drawn.choice(list(VERBS))
        found.append((f"The {one} {verb} the {two}.", f"{VERBS[verb]} ال{NOUNS[one]} ال{NOUNS[two]}."))
    return found


def write(path: Path, rows: list[tuple[str, str]]) -> str:
    path.write_text("en\tar\n" + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    return str(path)


def extract(db: Path, *arguments: str) -> tuple[list[list[str]], str]:
    result = command(db, "extract", "--extractor", "aligned", *arguments)
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()[1:]], result.stderr


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("aligned")
    extract(folder / "t.db", write(folder / "a.tsv", corpus(120)), write(folder / "b.tsv", corpus(60, 2)))
    return folder


def test_pairs_have_their_citation_form_and_a_score(mined: Path) -> None:
    rows, _ = extract(mined / "t.db", str(mined / "a.tsv"), str(mined / "b.tsv"))
    best: dict[str, str] = {}
    for source, target, *_ in rows:
        best.setdefault(source, target)
    # A noun that is always definite and never plural keeps its article.
    right = [noun for noun, target in NOUNS.items() if best.get(noun, "").removeprefix("ال") == target]
    assert len(right) >= 8, best
    assert all(float(row[2]) >= 0.15 for row in rows)


def test_evidence_points_at_both_sides(mined: Path) -> None:
    connection = sqlite3.connect(mined / "t.db")
    rows = connection.execute(
        """SELECT p.source, p.target, substr(s.source_text, e.source_start + 1, e.source_end - e.source_start),
                  substr(s.target_text, e.target_start + 1, e.target_end - e.target_start), p.id
           FROM evidence e JOIN pair p ON p.id = e.pair_id JOIN segment s ON s.id = e.segment_id"""
    ).fetchall()
    assert len(rows) > 20
    for source, target, here, there, _ in rows:
        assert EN.key(here.split()) == EN.key(source.split())
        assert AR.key(there.split()) == AR.key(target.split())
    places: dict[int, int] = {}
    for row in rows:
        places[row[4]] = places.get(row[4], 0) + 1
    assert max(places.values()) == 5


def test_a_second_run_changes_nothing(mined: Path) -> None:
    with sqlite3.connect(mined / "t.db") as connection:
        before = list(connection.iterdump())
    _, said = extract(mined / "t.db", str(mined / "a.tsv"), str(mined / "b.tsv"))
    assert "0 documents read, 2 unchanged since the last run" in said
    with sqlite3.connect(mined / "t.db") as connection:
        assert list(connection.iterdump()) == before


def test_more_documents_use_the_rows_of_the_earlier_ones_and_undo_takes_them_back(mined: Path, tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    db.write_bytes((mined / "t.db").read_bytes())
    query = """SELECT p.source, p.target, e.score, e.source_start, e.target_start, e.document_id, e.segment_id
               FROM evidence e JOIN pair p ON p.id = e.pair_id ORDER BY 1, 2, 3, 4, 5, 6, 7"""
    with sqlite3.connect(db) as connection:
        before = connection.execute(query).fetchall()
        rows = connection.execute("SELECT * FROM mined_row ORDER BY document_id, position, source_start").fetchall()
    extract(db, write(tmp_path / "c.tsv", corpus(20, 3)))
    with sqlite3.connect(db) as connection:
        now = connection.execute("SELECT * FROM mined_row ORDER BY document_id, position, source_start").fetchall()
        assert now[: len(rows)] == rows
        assert len(now) > len(rows)
    assert command(db, "undo").exit_code == 0
    with sqlite3.connect(db) as connection:
        assert connection.execute(query).fetchall() == before


def test_counting_more_documents_gives_what_counting_from_nothing_gives(mined: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    one.write_bytes((mined / "t.db").read_bytes())
    added = write(tmp_path / "c.tsv", corpus(20, 3))
    extract(one, added)
    other.write_bytes(one.read_bytes())
    with sqlite3.connect(other) as connection:
        for table in ("evidence", "mined_pair", "pair", "candidate", "state"):
            connection.execute(f"DELETE FROM {table}")
    _, said = extract(other, added)
    assert "0 documents read, 1 unchanged since the last run" in said
    queries = (
        "SELECT source, target, do_not_translate, score, documents, occurrences FROM mined_pair JOIN pair ON id = pair_id",
        """SELECT source, target, segment_id, source_start, source_end, target_start, target_end, score FROM evidence
           JOIN pair ON pair.id = pair_id""",
        "SELECT * FROM candidate",
    )
    found = []
    for db in (one, other):
        with sqlite3.connect(db) as connection:
            found.append([sorted(connection.execute(query)) for query in queries])
    assert found[0] == found[1]
    assert min(map(len, found[0][:2])) >= len(NOUNS)


@pytest.mark.slow
def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{k}.tsv", corpus(30, k)) for k in range(3)]
    one, _ = extract(tmp_path / "one.db", *files)
    two, _ = extract(tmp_path / "two.db", *files, "--jobs", "2")
    assert one == two


def test_the_least_score_is_kept_to(mined: Path, tmp_path: Path) -> None:
    rows, _ = extract(tmp_path / "t.db", str(mined / "a.tsv"), "--min-score", "0.7")
    assert all(float(row[2]) >= 0.7 for row in rows)


def test_candidates_of_one_language(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("\n".join(source for source, _ in corpus(40)), encoding="utf-8")
    result = command(tmp_path / "t.db", "extract", "--extractor", "candidates", "--min-score", "0", str(text))
    found = {line.split("\t")[0] for line in result.stdout.splitlines()[1:]}
    assert set(NOUNS) - {"index"} <= found
    assert ("weaker" in result.stderr) is (pipeline_of("en") is None)


def test_candidates_end_where_the_translation_begins(tmp_path: Path) -> None:
    """Of a section file the source alone is read, whichever language its translation is in."""
    text = "### English\n\n" + "\n\n".join(source for source, _ in corpus(40))
    text += "\n\n### Deutsch\n\n" + "Der Zwischenspeicher ist hier.\n\n" * 40
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    asked = ("--extractor", "candidates", "--target", "de", "--min-score", "0")
    result = command(tmp_path / "t.db", "extract", *asked, str(tmp_path / "a.md"))
    assert "cache" in result.stdout
    assert "wischenspeicher" not in result.stdout


def test_of_renderings_that_notes_state_the_one_with_most_places_comes_first(tmp_path: Path) -> None:
    text = write(tmp_path / "a.tsv", corpus(120))
    for number, line in enumerate(("- Cache: ذاكرة", "- cache: مخبأ\n- Cache: مخبأ", "- cache: مخبأ", "- CACHE: مخبأ")):
        notes = section_file(notes="**Key terms:**\n\n" + line)
        (tmp_path / f"{number}.md").write_text(notes, encoding="utf-8")
    rows, _ = extract(tmp_path / "t.db", "--extractor", "notes", str(tmp_path), text)
    scores = {(source, target): float(score) for source, target, score, *_ in rows if source.casefold() == "cache"}
    right = [score for (_, target), score in scores.items() if target.removeprefix("ال") == "ذاكرة"]
    others = {source: score for (source, target), score in scores.items() if target == "مخبأ"}
    assert set(others) == {"cache", "Cache", "CACHE"}
    assert max(others.values()) < max(right), scores
