"""Short forms and the long forms that texts introduce them with."""

from __future__ import annotations

import json
import random
import zlib
from pathlib import Path

import pytest
from conftest import command

from extractors.aligned import SegmentText, mine, prepare
from extractors.alignment import HardAligner
from extractors.candidates import Tagger
from extractors.knowledge import Knowledge
from extractors.short_forms import find_short_forms
from termbase.languages import Lexicon, forms
from termbase.model import Evidence, TermPair
from termbase.pipeline.review import review
from termbase.store import connect, queries, transaction, writes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A distributed hash table (DHT) keeps it.", [("distributed hash table", "DHT")]),
        ("Many graphics processing units (GPUs) and a log sequence number (LSN).",
         [("graphics processing units", "GPUs"), ("log sequence number", "LSN")]),
        ("It runs on a CPU (central processing unit).", [("central processing unit", "CPU")]),
        ("The **maximum transmission unit** (MTU) is fixed.", [("maximum transmission unit", "MTU")]),
        ("Machine Learning as a Service (MLaaS)", [("Machine Learning as a Service", "MLaaS")]),
        ("Severe acute respiratory syndrome coronavirus 2 (SARS-CoV-2)",
         [("Severe acute respiratory syndrome coronavirus 2", "SARS-CoV-2")]),
        ("The window (see Table 2) of packets (2014) is large (RFC).", []),
        ("The hash (DHT) is alone, and so are XML (markup) and f(AB).", []),
        ("Of İstanbul one bus (OIB)", []),
        ("(AB) (", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_long_form_holds_the_letters_of_its_short_form(text: str, found: list[tuple[str, str]]) -> None:
    short_forms = [(text[a:b], text[c:d]) for a, b, c, d in find_short_forms(text)]
    assert short_forms == found


def test_any_text_can_be_looked_at() -> None:
    pieces = ["(", ")", " ", "AB", "a", "b", "*", "É", "ß", "İ", "2", "-", "ب"]
    texts = ("".join(random.Random(seed).choices(pieces, k=30)) for seed in range(500))
    for text in texts:
        for short in find_short_forms(text):
            assert min(short) >= 0
            assert text[short.long_start].isalnum()
            assert text[short.long_end - 1].isalnum()
            assert text[short.short_start : short.short_end].strip() == text[short.short_start : short.short_end] != ""


def test_a_mark_that_folds_to_a_letter_is_no_long_form() -> None:
    assert list(find_short_forms("\u0345 \u0345 (ΙΙ)")) == []


def test_a_short_form_is_rendered_by_what_renders_the_long_form() -> None:
    source = "Every distributed hash table (DHT) is large."
    prepared = prepare(1, [SegmentText(0, source, "كل جدول تجزئة موزع كبير.")], Tagger("en", tagged=False))
    (found,) = json.loads(zlib.decompress(prepared.candidates))
    words = prepared.sides[0][0].words
    rendered = {about[0]: words[slice(*place)] for _, _, about, _, place in found}
    assert rendered["dht"] == ["distributed", "hash", "table"]
    assert rendered["hash table"] == ["hash", "table"]


def test_a_short_form_that_is_left_out_takes_no_words_from_its_long_form() -> None:
    source, target = "The congestion window (CW) grows", "تنمو نافذة الازدحام"
    prepared = prepare(1, [SegmentText(0, source, target)], Tagger("en", tagged=False))
    words = prepared.sides[0][0].words
    assert words == ["The", "congestion", "window", "CW", "grows"]
    # The short form has nowhere to go but to a word of the long form.
    found = {(1, 2), (2, 1), (3, 2), (4, 0)}
    rules = forms("en"), forms("ar")
    lexicons = Lexicon("en"), Lexicon("ar")
    keys = ({word: word for word in words}, {word: word for word in target.split()})
    knowledge = Knowledge(rules, lexicons, keys, HardAligner(lambda pairs: [(found, found)]))
    [(_, rows)] = mine([prepared], knowledge)
    rendered = {row.source_key: row.target_form for row in rows}
    assert rendered["congestion window"] == rendered["cw"] == "نافذة الازدحام"


def test_an_accepted_term_has_the_type_that_the_texts_tell(tmp_path: Path) -> None:
    rows = [
        ("Every distributed hash table (DHT) is large.", "كل جدول تجزئة موزع كبير."),
        ("A DHT finds keys.", "يجد الجدول المفاتيح."), ("The table is large.", "الجدول كبير."),
    ]  # fmt: skip
    (tmp_path / "a.tsv").write_text("en\tar\n" + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    assert command(tmp_path / "t.db", "extract", str(tmp_path / "a.tsv")).exit_code == 0
    connection = connect(tmp_path / "t.db", writable=True)
    types = {"DHT": "abbreviation", "distributed hash tables": "fullForm", "table": None, "key": None}
    with transaction(connection):
        pairs = [
            writes.put_pair(connection, "en", "ar", TermPair(source, "س" + source, Evidence("notes", "", 0, "", 1.0)))
            for source in types
        ]
    review(connection, accept=pairs)
    found = {term.text: term.term_type for concept in queries.concepts(connection) for term in concept.terms}
    assert {source: found[source] for source in types} == types
    assert not any(found["س" + source] for source in types), "of the target the texts say nothing"
    connection.close()
