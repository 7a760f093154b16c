"""Pairs from aligned text: the steps."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from extractors import scoring
from extractors.alignment import HmmAligner
from extractors.candidates import Tagger, phrases, read_sentences
from extractors.citation import Spelling
from extractors.glosses import find_glosses
from extractors.projection import Projector, functional, side
from extractors.scoring import Counts, is_name, is_shared
from extractors.termhood import judge
from extractors.two_sides import sides_notice
from termbase.documents.sentences import align_sentences, sentence_pairs, sentences
from termbase.languages import Forms, Lexicon, forms
from termbase.languages.units import surfaces, units

AR, EN, FR = forms("ar"), forms("en"), forms("fr")


def test_units_keep_offsets_and_take_emphasis_for_space() -> None:
    text = "A **cache** holds $x_i$, l'arbre وTarjan 3.5"
    found = units(text)
    assert surfaces(text, found) == ["A", "cache", "holds", "$x_i$", ",", "l'", "arbre", "و", "Tarjan", "3.5"]


def test_sentences_and_beads() -> None:
    text = "See e.g. Fig. 2 for it. Then stop."
    assert [text[a:b] for a, b in sentences(text)] == ["See e.g. Fig. 2 for it.", "Then stop."]
    beads = align_sentences(["a b c 12", "d e f BERT", "g h"], ["ا ب ج 12 د ه و BERT", "ز ح"])
    assert beads[0].source == (0, 2)
    assert beads[0].target == (0, 1)


@pytest.mark.slow
def test_sentence_pairs_of_a_huge_segment_take_bounded_time() -> None:
    start = time.process_time()
    assert len(sentence_pairs("One two three. " * 20_000, "واحد اثنان.")) < 3
    assert time.process_time() - start < 5


def test_glosses() -> None:
    text = "التعلم الهرمي (Hierarchical Learning) مهم"
    assert [gloss.key for gloss in find_glosses(text, units(text))] == ["hierarchical learning"]
    first = "المميز (Discriminator) يتعلم"
    assert [gloss.key for gloss in find_glosses(first, units(first))] == ["discriminator"]
    assert find_glosses("a tree (binary) grows", units("a tree (binary) grows")) == []


def test_phrases() -> None:
    assert {(a, b) for a, b, _ in phrases("ANN")} == {(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)}
    assert (0, 3, True) in set(phrases("NoN"))


def test_words_joined_by_hyphens_are_a_candidate_whatever_they_are() -> None:
    [sentence] = read_sentences(["the state-of-the-art few-shot learner is built-in"], Tagger("en", tagged=False))
    found = {candidate.key: candidate.shape for candidate in sentence.candidates}
    assert "state of the art" in found
    assert "built in" in found
    # It stands before a noun.
    assert found["few shot"] == "A"


def test_the_aligner_finds_words_that_go_together() -> None:
    words = {"red": "rouge", "house": "maison", "big": "grand", "tree": "arbre", "old": "vieux", "dog": "chien"}
    drawn = random.Random(1)
    pairs = [(chosen := drawn.sample(list(words), 3), [words[w] for w in reversed(chosen)]) for _ in range(60)]
    aligner = HmmAligner.train(pairs, {})
    for number, links in aligner.links(pairs):
        source, target = pairs[number]
        for i, j in enumerate(np.argmax(links, 1)):
            assert target[j] == words[source[i]]


def test_clitics_that_stand_alone_are_function_words() -> None:
    assert [AR.is_function(word) for word in ("و", "بـ", "ولـ", "ب", "بـ1")] == [True, True, True, False, False]


def test_projection_takes_the_stretch_and_leaves_its_neighbours() -> None:
    source, target = side("the binary search tree grows"), side("تنمو شجرة البحث الثنائية")
    links = np.zeros((5, 4), np.float32)
    for i, j in ((1, 3), (2, 2), (3, 1), (4, 0)):
        links[i, j] = 1.0
    flags = [functional(one, rules, {}) for one, rules in ((source, EN), (target, AR))]
    [found] = Projector(links, *flags, target.breaks).project([(1, 4)])
    left, right, fit = found or (0, 0, 0.0)
    assert (left, right) == (1, 4)
    assert fit > 0.9


def test_what_a_hyphen_joins_to_the_next_word_is_no_function_word() -> None:
    sides = side("the submodules"), side("les sous-modules sous Windows, peut-être")
    links = np.zeros((2, len(sides[1].words)), np.float32)
    links[1, 1], links[1, 2] = 0.4, 0.9
    flags = [functional(one, rules, {}) for one, rules in zip(sides, (EN, forms("fr")), strict=True)]
    assert flags[1].tolist() == [True, False, False, True, False, False, True]
    [found] = Projector(links, *flags, sides[1].breaks).project([(1, 2)])
    assert found is not None
    assert found[:2] == (1, 3)


@pytest.mark.parametrize(
    ("code", "source", "target"),
    [
        ("ar", "nondeterministic programs", "برامج لا حتمية"),
        ("fr", "an unrecognized option", "une option non reconnue"),
    ],
)
def test_what_negates_stays_with_its_word(code: str, source: str, target: str) -> None:
    sides = side(source), side(target)
    links = np.zeros((len(sides[0].words), 3 if code == "ar" else 4), np.float32)
    place = source.split().index("nondeterministic" if code == "ar" else "unrecognized")
    links[place, -2:] = 0.8
    links[1 - place if code == "ar" else 2, -3] = 1.0
    flags = [functional(one, rules, {}) for one, rules in zip(sides, (EN, forms(code)), strict=True)]
    [found] = Projector(links, *flags, sides[1].breaks).project([(place, place + 1)])
    assert found
    assert sides[1].words[found[0] : found[1]] == target.split()[-2:]


@pytest.mark.parametrize(
    ("text", "name"),
    [("BERT", True), ("D²-City", True), ("IFNβ", True), ("Sₘₐₓ", False), ("Lα", False), ("et al", False), ("II", False),
     ("October", False)],
)  # fmt: skip
def test_names_that_stay(text: str, name: bool) -> None:
    assert is_name(text, EN, AR) is name


@pytest.mark.parametrize(
    ("text", "rules", "shared"),
    [
        ("virus", FR, True), ("commit", FR, False), ("PCR", FR, False), ("virus", AR, False), ("magnitude", FR, True),
        ("abdominal", FR, True), ("user", FR, False), ("Dickinson", FR, False),
    ],
)  # fmt: skip
def test_words_that_both_languages_write_alike_are_no_copies(text: str, rules: Forms, shared: bool) -> None:
    assert is_shared(text, EN, rules) is shared
    key = text.casefold()
    count = Counts(key, key, 20.0, 22, 0, 25, 21.0, 20.0, 0)
    [pair] = scoring.judge(
        [count], {(key, key): [Spelling(text, "", 20.0, 20.0)]}, {key: text}, {}, (EN, rules), Lexicon(rules.code), 1.0
    )
    assert (pair.score > 0.5) is shared
    assert pair.kept is not shared


def test_a_capital_that_the_source_does_not_have_goes_where_it_only_begins_sentences() -> None:
    def target(source: str, observed: dict[str, float]) -> str:
        count = Counts("varicella", "x", 9.0, 9, 0, 9, 9.0, 9.0, 0)
        spellings = {("varicella", "x"): [Spelling("Varicelle aiguë", "", 9.0, 9.0)]}
        lexicon = Lexicon("fr", {}, FR.fold, observed)
        [pair] = scoring.judge([count], spellings, {"varicella": source}, {}, (EN, FR), lexicon, 1.0)
        return pair.target

    assert target("acute varicella", {}) == "varicelle aiguë"
    assert target("Varicella", {}) == target("acute varicella", {"varicelle": 1.0}) == "Varicelle aiguë"


def test_sides_that_are_not_what_they_should_be() -> None:
    english = "The tree of the house is in the garden and it is not for you to see what we have in it now, is it?"
    arabic = (
        "إن شجرة البيت في الحديقة وهي ليست لك لأن ما لدينا في هذا المكان هو ما كان من قبل عند الذين كانوا فيه مع كل من"
    )
    assert sides_notice([(english, arabic)], "en", "ar") == ""
    assert "swapped" in sides_notice([(arabic, english)], "en", "ar")
    assert "both sides" in sides_notice([(english, english)], "en", "ar")
    assert "no words" in sides_notice([("**", "--")], "en", "ar")


def test_candidates_without_a_tagger_say_that_they_are_weaker() -> None:
    tagger = Tagger("en", tagged=False)
    assert "weaker" in tagger.notice
    texts = ["The hash table stores a key in the hash table.", "A hash table is fast.", "The key of it."]
    terms = judge((("d", sentence) for sentence in read_sentences(texts, tagger)), EN)
    assert "hash table" in [term.text for term in terms[:3]]


def test_function_words_of_the_source_need_no_word_of_their_own() -> None:
    def score(source: str) -> float:
        count = Counts(source, "متقدم", 20.0, 22, 0, 25, 21.0, 20.0, 0)
        spellings = {(source, "متقدم"): [Spelling("متقدم", "", 20.0, 20.0)]}
        [pair] = scoring.judge([count], spellings, {}, {}, (EN, AR), Lexicon(AR.code), 1.0)
        return pair.score

    assert score("state of the art") == score("state art") < score("advanced")


def test_a_phrase_of_any_subject_is_no_good_pair_of_terms() -> None:
    def score(source: str, stated: int = 0) -> float:
        count = Counts(source, "x", 9.0, 9, stated, 9, 9.0, 9.0, 0)
        pairs = scoring.judge(
            [count], {(source, "x"): [Spelling("x", "", 9.0, 9.0)]}, {}, {}, (EN, FR), Lexicon(FR.code), 1.0
        )
        return next(iter(pairs)).score

    assert score("new method") < score("hash table")
    assert score("way") < score("hash")
    assert score("way", 1) > score("way"), "a note that states it knows"
