"""Renderings: where a target has what the termbase gives for a term.

Every group of occurrences of one term is weighed as a whole. A rendering counts in any inflection; derived forms,
broken plurals and parted words count too where the check would otherwise call a term missing (`Language.kin`), so that
doubt speaks for the translator.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from termbase.checks.spans import Marked, Span
from termbase.languages import Language, Token, has_script
from termbase.matching import TermIndex
from termbase.matching.pairs import REJECTED
from termbase.model import Occurrence, Term

# So many words may stand between the words of a rendering that a sentence has parted.
GAP = 6
BRACKETED = re.compile(r"[(（\[][^()（）\[\]]{1,160}[)）\]]")
NAME_SIGN = re.compile(r"[_/=<(]|[.:]\w")
FOREIGN_SPACE = re.compile(r"[\s\-‐‑]+")
FOREIGN_BEFORE = re.compile(r"(?:[A-Za-z0-9][\w.'’-]*[\s/-]+)*$")
FOREIGN_BEHIND = re.compile(r"(?:[\s/:-]+[A-Za-z0-9][\w.'’-]*)*")


@dataclass(frozen=True, slots=True)
class Rendering:
    """A place of the target that renders a term: how it was compared, and the rules that took off what differs."""

    start: int
    end: int
    kind: str
    rules: tuple[str, ...] = ()


@dataclass
class Group:
    """The occurrences of one term in the source with its concepts (several where the term names several)."""

    term: Term
    places: list[Occurrence]
    concepts: tuple[int, ...]
    accepted: list[Term]
    kept: bool
    renderings: list[Rendering] | None = None


class TargetText:
    """The target of a segment with its words, ready to be asked for renderings."""

    def __init__(self, text: Marked, rules: Language) -> None:
        self.text, self.rules = text, rules
        self.prose = text.prose
        self._found: dict[str, list[Rendering]] = {}

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the prose."""
        return self.rules.tokens(self.prose)

    def _places(self, keys: Callable[[str], frozenset[str]]) -> dict[str, list[int]]:
        """The positions of the words that have a key."""
        places: dict[str, list[int]] = defaultdict(list)
        for position, token in enumerate(self.tokens):
            for key in keys(token.text):
                places[key].append(position)
        return places

    @cached_property
    def _by_kin(self) -> dict[str, list[int]]:
        return self._places(self.rules.kin)

    @cached_property
    def _by_close_kin(self) -> dict[str, list[int]]:
        return self._places(self.rules.close_kin)

    @cached_property
    def _by_base(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for position, token in enumerate(self.tokens):
            for reading in self.rules.analyses(token.text):
                places[reading.base].append(position)
        return places

    def strict(self, text: str) -> list[Rendering]:
        """Where the text uses a term, word for word in a row, in any inflection."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._strict(text)
        return found

    def _strict(self, text: str) -> list[Rendering]:
        words = _words(text, self.rules)
        if not words:
            return []
        starts = sorted({p for a in self.rules.analyses(words[0]) for p in self._by_base.get(a.base, ())})
        found: list[Rendering] = []
        for place in starts:
            window = self.tokens[place : place + len(words)]
            if len(window) == len(words) and all(
                self.rules.same_word(token.text, word) for token, word in zip(window, words, strict=True)
            ):
                applied = tuple(
                    dict.fromkeys(r for t, w in zip(window, words, strict=True) for r in self._applied(t.text, w))
                )
                found.append(Rendering(window[0].start, window[-1].end, "inflected" if applied else "exact", applied))
        return found

    def _applied(self, found: str, word: str) -> tuple[str, ...]:
        if self.rules.spelling(found) == self.rules.spelling(word):
            return ()
        bases = {a.base: a.rules for a in self.rules.analyses(word)}
        fits = [a.rules or bases[a.base] for a in self.rules.analyses(found) if a.base in bases]
        return min(fits, key=len, default=())

    def loose(self, text: str, source_words: int) -> list[Rendering]:
        """Where the text has kin of every word of a term, in any order, at most `GAP` words apart.

        Words that only hold others together may be others, or none. A rendering longer than the source term may be cut
        short to as many words: *framework*, إطار for إطار العمل.
        """
        words, short = _telling(text, self.rules, source_words)
        places = [sorted({p for key in self.rules.kin(word) for p in self._by_kin.get(key, ())}) for word in words]
        found = self._together(places)
        if not found and short < len(words):
            found = self._together(places[:short])
        return found

    def close(self, text: str) -> list[Rendering]:
        """As `loose`, but with inflections alone of a single word, and the words of several side by side."""
        words = _words(text, self.rules)
        kin, places = (self.rules.kin, self._by_kin) if len(words) > 1 else (self.rules.close_kin, self._by_close_kin)
        found = [sorted({p for key in kin(word) for p in places.get(key, ())}) for word in words]
        return self._together(found, 0)

    def duals(self, text: str) -> list[Rendering]:
        """Where the text says two of what a single word names."""
        words = _words(text, self.rules)
        found = [token for token in self.tokens if len(words) == 1 and self.rules.is_dual(token.text, words[0])]
        return [Rendering(token.start, token.end, "inflected", ("dual",)) for token in found]

    def _together(self, places: list[list[int]], gap: int = GAP) -> list[Rendering]:
        """The stretches that have one of each of these lists of words near each other."""
        found: list[Rendering] = []
        for anchor in min(places, key=len) if places else ():
            near = [min(options, key=lambda p: abs(p - anchor)) for options in places]
            if max(near) - min(near) <= gap + len(places):
                found.append(Rendering(self.tokens[min(near)].start, self.tokens[max(near)].end, "derived"))
        return found

    # The words of the source as they are

    def as_written(self, text: str) -> list[Rendering]:
        """Where the target has the words of the source as they are, with whatever its language puts before them."""
        return [Rendering(*span, "exact") for span in self._foreign(text, 0, self.text.text)]

    def foreign(self, text: str) -> list[Span]:
        """Where the prose has the words of a source term, with an ending of at most two letters."""
        return self._foreign(text, 2, self.prose)

    def _foreign(self, text: str, ending: int, where: str) -> list[Span]:
        words = FOREIGN_SPACE.split(text.strip())
        if any(word.casefold() not in self._folded for word in words):
            return []
        pattern = r"[\s\-‐‑]{1,2}".join(map(re.escape, words))
        found = re.finditer(rf"(?<![A-Za-z0-9]){pattern}[a-z]{{0,{ending}}}(?![A-Za-z0-9])", where, re.IGNORECASE)
        return [match.span() for match in found]

    @cached_property
    def _folded(self) -> str:
        return self.text.text.casefold()

    def in_name(self, span: Span, script: str, source: str) -> bool:
        """Whether foreign words are part of a name or a quotation: capitals beside capitals, or a run of such words.

        A run that ``source`` does not have in this order is none.
        """
        text = self.text.text
        if NAME_SIGN.match(text[span[1] : span[1] + 2]) or text[span[0] - 1 : span[0]] in tuple("_/.@\\<-"):
            return True
        if script == self.rules.script:
            return text[span[0]].isupper()
        before = FOREIGN_BEFORE.search(text[max(0, span[0] - 120) : span[0]])
        after = FOREIGN_BEHIND.match(text[span[1] : span[1] + 120])
        if before and after:
            stretch = before.group() + text[slice(*span)] + after.group()
            if " ".join(stretch.split()) not in " ".join(source.split()):
                return False
            if before.group()[:1].isupper() and after.group().strip()[:1].isupper():
                return True
        run = ((before.group() if before else "") + " " + (after.group() if after else "")).split()
        if len(run) > 1 and before and after:
            # Three words of the source in a row are a title.
            return True
        small = [word for word in run if word[:1].islower() and len(word) > 2]
        capital = [word for word in run if word[:1].isupper() and len(word) > 1]
        return len(small) > 1 or bool(capital and text[span[0]].isupper())

    def bracketed(self, span: Span) -> Span | None:
        """The brackets that a span stands in as a gloss, with no word of the target beside it."""
        text = self.text.text
        for match in BRACKETED.finditer(text):
            if match.start() < span[0] and span[1] < match.end():
                beside = text[match.start() : span[0]] + text[span[1] : match.end()]
                short = len(beside.strip("()（）[] ")) <= len(text[slice(*span)])
                return (
                    match.span()
                    if not has_script(beside, self.rules.script) or (self.rules.script == "LATIN" and short)
                    else None
                )
        return None

    def glossed(self, span: Span, words: int) -> Span | None:
        """The words, so many at most, right before the round brackets that a span stands in alone."""
        around, text = self.bracketed(span), self.text.text
        if around is None or text[around[0]] not in "(（" or span[0] - around[0] > 2 or around[1] - span[1] > 3:
            return None
        ahead = self.rules.tokens(text[max(0, around[0] - 80) : around[0]])
        offset = max(0, around[0] - 80)
        if not ahead or text[offset + ahead[-1].end : around[0]].strip(' "”»*'):
            return None
        first = len(ahead) - 1
        while (
            first > 0
            and len(ahead) - first < words
            and not text[offset + ahead[first - 1].end : offset + ahead[first].start].strip()
        ):
            first -= 1
        return offset + ahead[first].start, offset + ahead[-1].end


@lru_cache(1 << 15)
def _words(term: str, rules: Language) -> tuple[str, ...]:
    return tuple(rules.words(term))


@lru_cache(1 << 15)
def _telling(term: str, rules: Language, most: int) -> tuple[tuple[str, ...], int]:
    """The words of a term that a text has to have, and how many of them come to ``most`` besides *not*."""
    words = _words(term, rules)
    kept = [word for word in words if rules.spelling(word) not in rules.function_words - rules.negations] or list(words)
    telling = [place for place, word in enumerate(kept, 1) if rules.spelling(word) not in rules.negations]
    return tuple(kept), telling[most - 1] if len(telling) >= most > 0 else len(kept)


def groups_of(found: Sequence[Occurrence], index: TermIndex, code: str) -> list[Group]:
    """The occurrences by term; those on one span that name several concepts are one group with all of them."""
    spans: dict[Span, list[Occurrence]] = defaultdict(list)
    for occurrence in found:
        spans[occurrence.start, occurrence.end].append(occurrence)
    groups: dict[tuple[int, ...], Group] = {}
    for occurrences in spans.values():
        concepts = tuple(sorted({o.concept_id for o in occurrences}))
        if concepts in groups:
            groups[concepts].places.append(occurrences[0])
            continue
        targets = [t for number in concepts for t in index.terms_of(number, code)]
        groups[concepts] = Group(
            occurrences[0].term, [occurrences[0]], concepts,
            [t for t in targets if t.administrative_status not in REJECTED],
            any(o.term.do_not_translate for o in occurrences) or any(t.do_not_translate for t in targets),
        )  # fmt: skip
    return list(groups.values())
