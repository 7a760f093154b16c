"""How much a candidate is a term: what speaks for one and against it."""

from __future__ import annotations

from extractors.candidates import Tagger, read_sentences
from extractors.termhood import SourceCounts, judge, termhoods
from termbase.languages import Lexicon, forms

EN = forms("en")


def counted(key: str, occurrences: int, beside: int, shape: str = "") -> SourceCounts:
    return SourceCounts(key, occurrences, occurrences, 0, 0, 0, beside, shape or "N" * len(key.split(" ")))


def test_what_speaks_against_a_term() -> None:
    words = {"turbine": 9, "rotor": 9, "blade": 9, "way": 9, "new": 9, "element": 9, "tip": 9, "spin": 9}
    counts = [
        counted("turbine", 9, 5), counted("way", 9, 5), counted("blade tip", 5, 4), counted("rotor blade", 5, 1),
        counted("new blade", 5, 4, "AN"), counted("rotor tip", 5, 4, "NsN"), counted("spin", 9, 5, "V"),
    ]  # fmt: skip
    score = dict(zip((c.key for c in counts), termhoods(counts, Lexicon("en", words, EN.fold), EN), strict=True))
    assert score["turbine"] > max(score["way"], score["spin"]), "a word of any text, a verb"
    assert score["blade tip"] > score["rotor blade"], "half a phrase always goes on in the same way"
    assert score["blade tip"] > max(score["new blade"], score["rotor tip"]), "an adjective of any text, a possessive"
    assert termhoods([], Lexicon("en"), EN) == []
    assert len(termhoods(counts[:1], Lexicon("en", words, EN.fold), EN)) == 1


def test_another_language_or_script_and_formulas_hold_no_terms() -> None:
    texts = [
        "The wind turbine has three blades, and the wind turbine stands in the sea.",
        "Yatay eksenli rüzgar türbin palalarının aerodinamik tasarımı",
        "dT = ρu rdr cosφ dFL λr uwdrw",
        "The hub (محور) of the wind turbine turns slowly, with a β-carotene coating.",
    ]
    terms = judge((("d", sentence) for sentence in read_sentences(texts, Tagger("en", tagged=False))), EN)
    found = " ".join(term.text for term in terms)
    assert "turbine" in found
    assert "hub" in found
    assert "β" in found
    assert not any(part in found for part in ("rüzgar", "uwdrw", "محور"))


def test_terms_are_printed_in_the_singular_and_in_lower_case_where_a_sentence_begins() -> None:
    texts = ["Turbines are tall.", "Turbines are loud near turbines.", "SQLite is a file, and PostgreSQL is a server."]
    terms = judge((("d", sentence) for sentence in read_sentences(texts, Tagger("en", tagged=False))), EN)
    named = {term.text: term.forms for term in terms}
    assert named["turbine"] == ("Turbines", "turbines")
    assert "PostgreSQL" in named
