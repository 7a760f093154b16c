"""A team that works in other languages than the samples: its table, its headings, its numbers, the first few texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import command, one_line, section_file, working_in
from wordfreq import top_n_list

from termbase.checks.segment import CheckOptions, check_segment
from termbase.documents import load_conventions
from termbase.languages import language, stemming
from termbase.matching import TermIndex
from termbase.model import Part
from termbase.publish.contexts import document
from termbase.store import connect

WORDS = [
    "Wörterbücher",
    "Häuser",
    "Übersetzungen",
    "Begriffe",
    "Maschinen",
    "Benennungen",
    "Datenbanken",
    "Terminologien",
]
TABLE = """English,Français,Statut,Définition,Remarque
wind turbine,éolienne,préféré,Machine à vent,
wind turbine,turbine éolienne,interdit,,
gearbox,multiplicateur,préféré,,pas « boîte »
"""
ONE = "The gearbox raises the speed of the wind turbine.", "Le multiplicateur élève la vitesse de l'éolienne."
OTHER = "A gearbox drives 1,200 wind turbines.", "Une boîte de vitesses entraîne 1 200 turbines éoliennes."


def text_of(english: str, french: str, heading: str) -> str:
    metrics = "- **Cohérence du glossaire :** 0,95"
    text = section_file(english, french, metrics=metrics).replace("### النسخة العربية", f"### {heading}")
    return text.replace("### Quality Metrics", "### Métriques de qualité")


def test_from_a_table_with_french_headings_to_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "t.db"
    (tmp_path / "g.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for name, sides, heading in (("a", ONE, "Version française"), ("b", OTHER, "French Text")):
        (tmp_path / "docs" / f"{name}.md").write_text(text_of(*sides, heading), encoding="utf-8")
    command(db, "init")
    with working_in(tmp_path):
        refused = command(db, "import", "g.csv")
        assert refused.exit_code == 2
        assert "columns for en, fr; say which with --source and --target" in one_line(refused.stderr)
        monkeypatch.setenv("TERMBASE_TARGET", "fr")
        assert command(db, "import", "g.csv").exit_code == 0
        exported = command(db, "export", "out.csv")
        assert exported.exit_code == 0
        assert "turbine éolienne,forbidden" in (tmp_path / "out.csv").read_text(encoding="utf-8")
        assert command(db, "extract", "docs").exit_code == 0
        found = command(db, "check", "docs", "--format", "jsonl").stdout.splitlines()
    # The wrong rendering is told, though half of the two places where the term stands have it.
    assert sorted((f["document"], f["code"], f["source_term"]) for f in map(json.loads, found)) == [
        ("docs/b.md", "term-forbidden", "wind turbine"), ("docs/b.md", "term-missing", "gearbox"),
    ]  # fmt: skip
    connection = connect(db, writable=False)
    claimed = connection.execute("SELECT claimed FROM metric WHERE name = 'glossary-consistency'").fetchall()
    assert [share for (share,) in claimed] == [0.95, 0.95]
    # On the page of the document the term is marked that the text renders otherwise.
    assert command(db, "report", "--output", str(tmp_path / "r.md")).exit_code == 0
    marked = {
        s["row"]["id"]: [p.status for p in s["source"] if p.concept_id] for s in document(connection, 2)["segments"]
    }
    assert list(marked.values()) == [["otherwise", "otherwise"]]
    connection.close()


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Italiano", "it"), ("Italian Version", "it"), ("2. Italian text (excerpt)", "it"), ("Polski / Polish", "pl"),
        ("中文", "zh"), ("Deutsche Fassung", "de"), ("Türkçe", "tr"),
    ],
)  # fmt: skip
def test_headings_by_the_names_of_any_language(heading: str, code: str) -> None:
    conventions = load_conventions()
    assert conventions.part_of_heading(heading, "en", code) is Part.TARGET
    assert conventions.part_of_heading(heading, code, "en") is Part.SOURCE
    assert conventions.part_of_heading(heading, "en", "ar") is None
    assert conventions.part_of_heading("Italian food", "en", "it") is None


def test_a_text_without_its_counterpart_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text_of(*ONE, "Texte"), encoding="utf-8")
    command(tmp_path / "t.db", "init")
    result = command(tmp_path / "t.db", "extract", str(tmp_path / "a.md"), "--target", "fr")
    assert result.exit_code == 2
    assert "no known heading opens one in fr" in result.stderr
    assert "[languages]" in result.stderr


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("In 2023, 1,200 files.", "En 2023, 1 200 fichiers.", False), ("1200 of 3 100", "1 200 sur 3 100", False),
        ("12,500,000 people", "12 500 000 personnes", False), ("784, 256, 128", "784 256 128", False),
        ("1, 200 and 300", "1 200 300", False), ("1,200 files", "1 300 fichiers", True), ("1,200", "1 2000", True),
        ("1 200 files", "200 fichiers", True), ("1\u2009200 files", "1,200 fichiers", False),
        ("1 300,5 m", "1300.5 m", False), ("1 300 files", "mille trois cents fichiers", False),
        ("Table 5 300 rows", "Tableau 5 : 300 lignes", False),
    ],
)  # fmt: skip
def test_blanks_between_groups_of_thousands(source: str, target: str, wrong: bool) -> None:
    for one, other, languages in ((source, target, ("en", "fr")), (target, source, ("fr", "en"))):
        found = check_segment(one, other, *languages, TermIndex([]), CheckOptions())
        assert [f.code for f in found if f.code == "number-mismatch"][:1] == ["number-mismatch"] * wrong, (one, other)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2007", "\u2009", "\u202f"])
@pytest.mark.parametrize("target", ["Des fichiers.", "1 400 fichiers", "300 fichiers"])
def test_a_number_with_blanks_is_reported_whole(blank: str, target: str) -> None:
    found = check_segment(f"1{blank}300 files", target, "en", "fr", TermIndex([]), CheckOptions())
    assert found[0].expected == (f"1{blank}300",)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[[str], str]]:
    """What stems by snowballstemmer alone, as where PyStemmer is of another version."""
    monkeypatch.setattr(stemming, "_release", lambda package: package)
    return lambda code: stemming.snowball.__wrapped__(code)


def test_threads_do_not_stem_each_others_words(plain: Callable[[str], Callable[[str], str]]) -> None:
    stem, wrong = plain("de"), list[str]()
    wanted = {word: stem(word) for word in WORDS}

    def many() -> None:
        wrong.extend(word for word in WORDS * 100 if stem(word) != wanted[word])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            for done in [threads.submit(many) for _ in range(4)]:
                done.result()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong


@pytest.mark.parametrize("code", ["de", "fr", "ru", "tr"])
def test_both_stemmers_give_the_same_stems(code: str, plain: Callable[[str], Callable[[str], str]]) -> None:
    """Keys that were stored with one are asked for with the other."""
    quick = pytest.importorskip("Stemmer").Stemmer(stemming.SNOWBALL[code])
    words = list(map(language(code).normalise_word, top_n_list(code, 3000)))
    assert quick.stemWords(words) == list(map(plain(code), words))
