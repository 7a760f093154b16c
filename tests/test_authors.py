"""Who is cited in a text is neither a term nor a name that a glossary keeps."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from conftest import command, cpu_bound

from extractors.authors import cited_authors, is_author
from extractors.candidates import Tagger, read_sentences


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the ZebraNet of Moreau et al. learns", "Moreau"),
        ("Graphs are old (Lindqvist, 1998; see Okafor & Lindqvist, 2003a).", "Lindqvist Okafor Lindqvist"),
        ("Okafor (2003) and Lindqvist and Okafor [12] use ZebraNet [3].", "Okafor Lindqvist Okafor"),
        ("Thanks to A. B. Okafor and to Jean K. McNamara.", "Okafor Jean McNamara"),
        ("Lindqvist, P., and van der Berg, T. Q. (1999). On graphs.", "Lindqvist van der Berg"),
        ("O'Leary-Smith et al., 2016, wrote LeMond.", "O'Leary-Smith"),
        ("Author: Ada Okafor <ada@example.org>", "Ada Okafor"),
        ("Ada Okafor, Per Lindqvist, Jean McNamara, Lu Wei, and Tom Berg wrote it.",
         "Ada Okafor Per Lindqvist Jean McNamara Lu Wei Tom Berg"),
        ("ZebraNet (2012), BERT [10] and the ZX (2014) run on Kubernetes 1.2 and Docker.", ""),
        ("In Table 3 (see Section 2), Linux, Windows and Docker stay.", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_where_a_text_cites_people(text: str, names: str) -> None:
    assert " ".join(text[start:end] for start, end in cited_authors(text)) == names


def test_any_text_is_looked_at_in_bounded_time() -> None:
    pieces = ["Aa", ", ", " and ", "B.", "et al.", "(", ")", "2001", "[1]", " ", "van", "É", "x", "@", "<a@b.c>", "ب"]
    for seed in range(300):
        text = "".join(random.Random(seed).choices(pieces, k=60))
        for start, end in cited_authors(text):
            assert text[start:end].strip()
    with cpu_bound(2):
        cited_authors("(Aa Bb, Cc Dd and Ee, " * 20_000)


def test_candidates_know_that_they_are_cited() -> None:
    (sentence,) = read_sentences(["We use the network of Moreau-Lind et al. (2010)."], Tagger("en", tagged=False))
    cited = {
        sentence.text[sentence.units[c.first].start : sentence.units[c.last - 1].end]: c.author
        for c in sentence.candidates
    }
    assert cited["Moreau-Lind"]
    assert not cited["network"]
    assert is_author(2, 4)
    assert not is_author(1, 4)
    assert not is_author(0, 0)


def test_a_name_stays_and_an_author_does_not(tmp_path: Path) -> None:
    nouns = {"server": "خادم", "index": "فهرس", "cache": "مخبأ", "kernel": "نواة", "packet": "حزمة"}
    rows = [
        row for noun, other in nouns.items() for verb, theirs in (("reads", "يقرأ"), ("moves", "ينقل"), ("finds", "يجد"))
        for row in (
            (f"So Zebranix {verb} the {noun}.", f"Zebranix {theirs} ال{other}."),
            (f"Moreau et al. (2010) {verb} the {noun}.", f"Moreau وآخرون (2010) {theirs} ال{other}."),
            (f"The {noun} {verb} it.", f"{theirs} ال{other} ذلك."),
        )
    ]  # fmt: skip
    text = tmp_path / "a.tsv"
    text.write_text("en\tar\n" + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    assert command(tmp_path / "t.db", "extract", "--extractor", "aligned", str(text)).exit_code == 0
    with sqlite3.connect(tmp_path / "t.db") as connection:
        kept = {row[0] for row in connection.execute("SELECT source FROM pair WHERE do_not_translate")}
        cited = connection.execute("SELECT count(*) FROM mined_row WHERE author AND source_form = 'Moreau'").fetchone()
        others = connection.execute("SELECT count(*) FROM mined_row WHERE source_key GLOB '*et al*'").fetchone()
    assert (kept, cited[0], others[0]) == ({"Zebranix"}, 15, 0)
