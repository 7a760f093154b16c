"""Which words of a sentence may be terms, and how a source is printed."""

from __future__ import annotations

import pytest

from extractors import scoring
from extractors.candidates import Tagger, candidates, read_sentences
from extractors.citation import source_texts
from extractors.phrases import letters, phrases
from extractors.scoring import Counts, ScoredPair, whole_names
from extractors.termhood import judge
from termbase.languages import Lexicon, forms
from termbase.languages.units import surfaces, units

DE, EN = forms("de"), forms("en")


def keys(text: str, tags: str) -> dict[str, str]:
    """The candidates of a text with their shapes; ``tags`` has a letter a word or sign, - for none."""
    found = units(text)
    given = letters(text, found, [None if tag == "-" else tag for tag in tags], EN)
    return {c.key: c.shape for c in candidates(text, found, given, EN)}


@pytest.mark.parametrize(
    ("text", "tags", "terms"),
    [
        ("In addition, trees grow.", "-N-NV-", "tree grow"),
        ("In addition chains trees grow.", "-NNNV-", "addition chain tree grow"),
        ("Trees grow with respect to light.", "NV-N-N-", "tree grow light"),
        ("On the one hand, a number of trees grow.", "---N--N-NV-", "tree grow"),
        ("Table 2 and the table show trees.", "NR--NVN-", "table show tree"),
        ("As Fig. 2, Equation (3) and Appendix B show.", "-N-R-N-R--NNV-", "show"),
        ("They don't grow.", "-V-V-", "grow"),
    ],
)
def test_words_of_fixed_expressions_are_no_terms(text: str, tags: str, terms: str) -> None:
    assert {key for key in keys(text, tags) if " " not in key} == set(terms.split())


def test_a_compound_before_a_noun_modifies_it_whatever_its_words_are() -> None:
    assert "write ahead log" in keys("the write-ahead log", "-V-BN")
    assert "few shot learning" in keys("few-shot learning", "--NN")
    found = keys("a state-of-the-art model", "-N-----NN")
    assert {"state of the art", "state of the art model", "model"} == set(found)
    assert found["state of the art"] == "A"


def test_a_participle_in_a_compound_begins_no_clause_behind_a_noun() -> None:
    assert "fixed size tree" in keys("models fixed-size trees", "ND-NN")
    assert set(keys("models trained on trees", "NDIN")) == {"model", "trained", "tree"}


@pytest.mark.parametrize(
    ("text", "tags", "term", "is_term"),
    [
        ("requiring early stopping.", "GAG-", "early stopping", True),
        ("It is worth noting that trees grow.", "-VAG-NV-", "worth noting", False),
        ("data available pertaining to trees", "NAG-N", "available pertaining", False),
        ("easy learning a language", "AG-N", "easy learning", False),
        ("tasks such as question answering, done", "N--NG-D", "question answering", True),
        ("trees standing, and a tree using them", "NG---NG-", "tree standing", False),
        ("a tree using them", "-NG-", "tree using", False),
    ],
)
def test_a_gerund_that_governs_nothing_is_a_noun(text: str, tags: str, term: str, is_term: bool) -> None:
    assert (term in keys(text, tags)) is is_term


def test_verbs_are_named_by_their_base_form_and_their_particle() -> None:
    assert keys("it fetches pages", "-ZN") == {"fetch": "V", "page": "N"}
    assert keys("we set up servers and work on trees", "-VtN-VtN") == {
        "set up": "Vt", "server": "N", "work": "V", "tree": "N"
    }  # fmt: skip


def test_a_verb_and_its_object_are_no_phrase() -> None:
    assert "using tree" not in keys("using trees", "GN")
    assert "sharing large model" not in keys("sharing large models", "GAN")
    assert "learning rate" in keys("the learning rate", "-GN")
    found = keys("models trained data", "NDN")
    assert "model trained data" not in found
    assert {"model", "trained", "data"} <= set(found)


def test_what_of_brings_goes_on_to_the_end_of_the_phrase() -> None:
    spans = {(first, last) for first, last, _ in phrases("NoNN")}
    assert (0, 4) in spans
    assert (0, 3) not in spans


@pytest.mark.parametrize(
    ("words", "general"),
    [("early march", True), ("hundred of thousand", True), ("kind of tree", True), ("number of blades", False),
     ("early stopping", False), ("quality of life", False), ("second derivative", False)],
)  # fmt: skip
def test_counts_and_dates_name_nothing(words: str, general: bool) -> None:
    assert EN.is_general(words.split()) is general


def test_names_in_the_plural_stay_as_they_are() -> None:
    texts = [
        "The people of the United States and of the Netherlands grow trees in a garden.",
        "There the United States and the Netherlands sell trees.",
        "All Netherlands and all United States have a state garden.",
        "Two states of the system differ from the third state.",
    ]
    terms = judge((("d", s) for s in read_sentences(texts, Tagger("en", tagged=False))), EN)
    named = {term.text for term in terms}
    assert {"United States", "Netherlands", "state"} <= named
    assert not {"United State", "Netherland", "states"} & named


def test_capitals_of_titles_and_beginnings_go_and_those_of_names_stay() -> None:
    texts = [
        "Data Recovery in Practice", "The data of the recovery are old.", "We know that James lives in Wuhan now.",
        "Deep Networks: the Gaussian noise of James is large.", "Some networks use Gaussian noise and a wall.",
    ]  # fmt: skip
    words = [[text[u.start : u.end] for u in units(text)] for text in texts]
    lexicon = Lexicon("en", {}, EN.fold, EN.observe(words))
    rows = [
        ("data recovery", "Data Recovery", 0, 1, 0, 1), ("gaussian noise", "Gaussian noise", 0, 1, 0, 0),
        ("james fillis", "James Fillis", 0, 1, 0, 1), ("food 101", "Food-101", 0, 1, 0, 1),
        ("state of the art", "State-of-the-Art", 0, 1, 0, 1), ("wall", "Walls", 1, 2, 0, 0),
        ("netherland", "Netherlands", 1, 2, 1, 2), ("turbine", "Turbines", 1, 2, 0, 0), ("onset of symptom", "onsets of symptoms", 1, 1, 0, 0),
    ]  # fmt: skip
    assert list(source_texts(rows, EN, lexicon).values()) == [
        "data recovery", "Gaussian noise", "James Fillis", "Food-101", "State-of-the-Art", "wall", "Netherlands", "turbine",
        "onset of symptoms",
    ]  # fmt: skip


def test_plurals_in_ies_of_nouns_in_ie() -> None:
    plurals = ["calories", "biopsies", "Movies", "prostheses"]
    assert [EN.singular(word) for word in plurals] == ["calorie", "biopsy", "Movie", "prosthesis"]


def test_part_of_a_longer_name_is_no_name_of_its_own() -> None:
    def name(key: str, times: int) -> ScoredPair:
        return ScoredPair(key, key, key, key, 0.9, times, 1.0, 1.0, True, False)

    names = [name("stack overflow", 4), name("overflow", 4), name("alphago", 9), name("alphago zero", 4)]
    assert [one.source for one in whole_names(names)] == ["stack overflow", "alphago", "alphago zero"]


def test_another_spelling_is_a_translation_in_one_script_and_a_copy_in_another() -> None:
    def kept(target: str, code: str) -> bool:
        count = Counts("dns server", "x", 9.0, 9, 0, 9, 9.0, 9.0, 0)
        spellings = {("dns server", "x"): [scoring.Spelling(target, "", 9.0, 9.0)]}
        names = {"dns server": "DNS server"}
        [pair] = scoring.judge([count], spellings, names, {}, (EN, forms(code)), Lexicon(code), 1.0)
        return pair.kept

    assert kept("DNS server", "de")
    assert not kept("DNS-Server", "de")
    assert kept("DNS-Server", "ar")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%sPlease give %<PRIuMAX> bytes of %(name)s", "Please give bytes of"),
        ("<b>bold</b> &zwnj;x &amp; <file>", "bold x file"),
        ("see /etc/apt/sources.list, smb.conf or a@b.example.org and/or Node.js", "see or and or Node js"),
        ("git log --no-index", "git log"),
        ("20% iOS, 5 km/h, e.g. v2", "iOS km h e g v2"),
    ],
)
def test_placeholders_markup_and_names_of_files_are_no_words(text: str, words: str) -> None:
    found = units(text)
    assert [w for w, u in zip(surfaces(text, found), found, strict=True) if u.kind == "w"] == words.split()


def test_french_without_a_tagger_has_nouns_joined_by_de_their_head_first() -> None:
    text = "Les infections des voies respiratoires et la perte de l'odorat tournent autour de deux nouveaux cas."
    [sentence] = read_sentences([text], Tagger("fr", tagged=False))
    found = {
        text[sentence.units[c.first].start : sentence.units[c.last - 1].end]: c.plural for c in sentence.candidates
    }
    assert found["infections des voies respiratoires"]
    assert found["perte de l'odorat"] is False
    assert not any("tournent" in phrase.split() for phrase in found if " " in phrase)
    rows = [("infection des voie respiratoire", "infections des voies respiratoires", 1, 3, 0, 0)]
    assert [*source_texts(rows, forms("fr"), Lexicon("fr")).values()] == ["infection des voies respiratoires"]
    assert forms("fr").is_general(["deux", "cas"])
    assert not forms("fr").is_general(["cas", "grave"])
