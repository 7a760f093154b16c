"""What the source of a segment uses of the termbase, and what the target has for it: the ground of `TermCheck`."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from termbase.checks.bibliography import is_reference
from termbase.checks.findings import CheckOptions, Usage
from termbase.checks.misuse import is_code
from termbase.checks.renderings import Group, Rendering, TargetText, groups_of
from termbase.checks.spans import Marked, Span, aligned_sentences, sentences
from termbase.documents.block_costs import length_deviation
from termbase.languages import Language
from termbase.matching import TermIndex, recognise
from termbase.model import Occurrence

# A term, or a single word, that the corpus renders as accepted in less than this share of its segments proves nothing.
# Of a word for which the target has nothing that renders it elsewhere, less is asked.
ADHERENCE, ADHERENCE_OF_WORD, ADHERENCE_ALONE = 0.5, 0.9, 0.7
# In fewer places a share may be much higher than it looks (Wilson's interval of 95 %): where none of three renders a
# term as accepted, half of all may, and the place that is judged may be the only one that does not.
FEW = 4
# A term that the corpus renders with the very words of the termbase in this share of its segments is expected so.
PLAIN = 0.9
# Of sentences that translate each other one in a hundred is so much longer or shorter, in standard deviations.
UNLIKE = 2.58
HYPHENS = ("-", "‐", "‑")
CODE_SIGN = re.compile(r"[←→=(){}|;<>\\]|[^\W\d]\.\w")
NAME_BEFORE = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:of|the|for|and|&))?\s+$")
NAME_BEHIND = re.compile(r"\s+(?:(?:of|the|for|and|&)\s+)?[A-Z][a-z]")
NAME_RIGHT_BEHIND = re.compile(r"\s+[A-Z][a-z]")
# Words that a title in capitals has none of.
RUNNING = re.compile(r"\b[a-z]{4,}\b.*\b[a-z]{4,}\b", re.DOTALL)
MARKS = re.compile("[\u0300-\u036f]")
# Source terms that begin with so many equal letters are taken for forms of one word.
ALIKE = 5


def terms_in(text: Marked, code: str, index: TermIndex) -> list[Occurrence]:
    """What `prose_terms` finds; an entry of a list of references uses none."""
    return [] if is_reference(text.text) else prose_terms(text, code, index)


def prose_terms(text: Marked, code: str, index: TermIndex) -> list[Occurrence]:
    """The terms that the prose of a text uses: none within a formula, code or an address, nor across the former two."""
    found = recognise(text.prose, code, index)
    starts = sorted(start for start, _ in (*text.formulas, *text.code))
    if not starts:
        return found
    # No term begins in what was blanked.
    return [o for o in found if bisect_left(starts, o.start) == bisect_left(starts, o.end)]


def _apart(renderings: Iterable[Rendering], taken: bytearray) -> list[Rendering]:
    """Those that stand where none before them does; what they take of the text is marked in ``taken``."""
    kept = []
    for rendering in renderings:
        start, end = rendering.start, rendering.end
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(rendering)
    return kept


class SegmentTerms:
    """The terms of one segment by their renderings; nothing is judged yet."""

    def __init__(
        self, source: Marked, target: Marked, source_rules: Language, target_rules: Language, index: TermIndex,
        options: CheckOptions, found: Sequence[Occurrence] | None = None,
    ) -> None:  # fmt: skip
        self.source, self.source_rules = source, source_rules
        self.target_rules, self.index, self.options = target_rules, index, options
        known = options.seen.get((source.text, target.text))
        if known is None:
            self.target = TargetText(target, target_rules)
            found = terms_in(source, source_rules.code, index) if found is None else found
            self.groups = groups_of([o for o in found if not self._another(o)], index, target_rules.code)
        else:
            self.target, groups = known
            self.groups = [replace(group, renderings=None) for group in groups]

    def _another(self, occurrence: Occurrence) -> bool:
        """Whether the words of a term stand for something else here: in a compound, in a name, in another case."""
        if len(occurrence.surface) < 2 or "_" in occurrence.surface:
            return True
        text, start, end = self.source.text, occurrence.start, occurrence.end
        if self._within_compound(occurrence) or self._within_name(occurrence) or is_code(text, start, end):
            return True
        before, after = text[:start][-40:], text[end:][:40]
        rules = self.source_rules
        if " " not in occurrence.surface and rules.is_verb(before, occurrence.surface, after):
            return True
        return rules.is_idiom(before, occurrence.surface, after)

    def _within_compound(self, occurrence: Occurrence) -> bool:
        """Whether words are part of a hyphened compound, which is another term: *state-of-the-art*.

        What a hyphen joins to the end of several words leaves their term as it is: *machine learning-based*.
        """
        text = self.source.text
        several = any(c in occurrence.surface for c in " -‐‑")
        before, after = text[max(0, occurrence.start - 2) : occurrence.start], text[occurrence.end : occurrence.end + 2]
        if several:
            return before[-1:] in HYPHENS and before[:1].isalnum()
        return (before[-1:] in (*HYPHENS, "_", "/", ".") and before[:1].isalnum()) or (
            after[:1] in (*HYPHENS, "_", "/") and after[1:].isalnum()
        )

    def _within_name(self, occurrence: Occurrence) -> bool:
        """Whether capitals make a name of the words (*Projects Agency*), or the term is written otherwise (*mAP*)."""
        term, text = occurrence.term.text, self.source.text
        if is_abbreviation(term):
            return sum(c.isupper() for c in occurrence.surface) < 2 or len(occurrence.surface) < 3
        if occurrence.term.do_not_translate and term[:1].isupper() and occurrence.surface.islower():
            return True
        if " " in occurrence.surface:
            return self._begins_name(occurrence)
        if not occurrence.surface[:1].isupper() or term[:1].isupper():
            return False
        before = NAME_BEFORE.search(text[max(0, occurrence.start - 60) : occurrence.start])
        return before is not None or NAME_BEHIND.match(text[occurrence.end : occurrence.end + 60]) is not None

    def _begins_name(self, occurrence: Occurrence) -> bool:
        """Whether capitals that several words of a term have not, and one behind them, make a name in running text."""
        text, last, known = self.source.text, occurrence.surface.split()[-1], occurrence.term.text.split()[-1]
        return (
            last[:1].isupper() and known[:1].islower()
            and NAME_RIGHT_BEHIND.match(text, occurrence.end) is not None and RUNNING.search(text) is not None
        )  # fmt: skip

    def renderings(self, group: Group) -> list[Rendering]:
        """The places of the target that render a group, apart from each other, in order."""
        if group.renderings is None:
            group.renderings = self._renderings(group)
        return group.renderings

    def _renderings(self, group: Group) -> list[Rendering]:
        found = [r for term in group.accepted for r in self.target.strict(term.text)]
        if group.kept or is_abbreviation(group.term.text):
            for text in {group.term.text, *(p.surface for p in group.places), group.term.text.removesuffix("s")}:
                found += self.target.as_written(text)
            found += self._abbreviated(group.term.text)
        taken = bytearray(len(self.target.text.text))
        kept = _apart(sorted(found, key=lambda r: (r.start - r.end, r.start)), taken)
        if len(kept) < len(group.places):
            kept += _apart(self._loose(group), taken)
        return sorted(kept, key=lambda r: r.start)

    def _abbreviated(self, term: str) -> list[Rendering]:
        """Where the target has all abbreviations of a term, whatever joins them: *PS to PL*, من PS إلى PL."""
        places = [self.target.as_written(word) for word in term.split() if is_abbreviation(word)]
        return places[0] if len(places) > 1 and all(places) else []

    def _loose(self, group: Group) -> list[Rendering]:
        """What stands for a group in another form: derived words too, unless the corpus hardly ever has those."""
        if self.plain(group):
            found = [rendering for term in group.accepted for rendering in self.target.close(term.text)]
            if any("plural" in place.rules for place in group.places):
                found += [rendering for term in group.accepted for rendering in self.target.duals(term.text)]
            return found
        words = len(self.source_rules.words(group.term.text))
        return [rendering for term in group.accepted for rendering in self.target.loose(term.text, words)]

    def plain(self, group: Group) -> bool:
        """Whether the corpus renders the term with the very words of the termbase, and hardly ever otherwise."""
        usage = self.options.usage(group.concepts[0], group.term.text)
        return usage.occurrences > 0 and usage.accepted - usage.derived >= PLAIN * usage.occurrences

    def own(self, group: Group) -> list[Rendering]:
        """The renderings of a group that are not part of a longer rendering of another term of the source."""
        found = [r for r in self.renderings(group) if self._near(r, group) and not self._claimed(r, group)]
        if found:
            return found
        return [r for r in self._loose(group) if self._near(r, group) and not self._claimed(r, group)]

    def _near(self, rendering: Rendering, group: Group) -> bool:
        """Whether a rendering stands where one of the occurrences is translated; asked only of `plain` terms."""
        if not self._split or not self.plain(group):
            return True
        spans = [self.place_of(p) if self.parallel else self.around(p) for p in group.places]
        return any(first <= rendering.start < last for first, last in spans)

    @cached_property
    def _split(self) -> bool:
        return len(self._aligned) > 1

    @cached_property
    def parallel(self) -> bool:
        """Whether source and target have equally many sentences, each about as long as its translation would be."""
        ours, theirs = self.source.text, self.target.text.text
        return len(sentences(ours)) == len(sentences(theirs)) and all(
            abs(length_deviation(ours[slice(*one)], theirs[slice(*other)])) < UNLIKE for one, other in self._aligned
        )

    @cached_property
    def _strict(self) -> list[tuple[int, int, Group]]:
        """The renderings of every term that has no more of them than occurrences; abbreviations stand beside theirs."""
        return [
            (r.start, r.end, group)
            for group in self.groups
            if not is_abbreviation(group.term.text) and len(self.renderings(group)) <= len(group.places)
            for r in self.renderings(group)
            if r.kind != "derived"
        ]

    def _claimed(self, rendering: Rendering, group: Group) -> bool:
        """Whether a rendering is part of a longer one of another term, and that term is mostly rendered so there."""
        return any(
            start <= rendering.start and rendering.end <= end and end - start > rendering.end - rendering.start
            and other is not group and not self.hardly_ever(other) and self._beside(start, other)
            for start, end, other in self._strict
        )  # fmt: skip

    def _beside(self, start: int, group: Group) -> bool:
        """Whether a rendering stands where an occurrence is translated, as far as sentences tell."""
        return not self.parallel or any(
            first <= start < last for first, last in (self.place_of(place) for place in group.places)
        )

    @cached_property
    def _aligned(self) -> list[tuple[Span, Span]]:
        return aligned_sentences(self.source.text, self.target.text.text)

    def place_of(self, place: Occurrence) -> Span:
        """The sentence of the target where a rendering is expected."""
        for ours, theirs in self._aligned:
            if ours[0] <= place.start < ours[1]:
                return theirs
        return 0, len(self.target.text.text)

    def around(self, place: Occurrence) -> Span:
        """The sentence of the target that corresponds to an occurrence's, with its neighbours."""
        for number, (ours, _) in enumerate(self._aligned):
            if ours[0] <= place.start < ours[1]:
                return self._aligned[max(0, number - 1)][1][0], self._aligned[min(len(self._aligned) - 1, number + 1)][
                    1
                ][1]
        return 0, len(self.target.text.text)

    def copied(self, group: Group) -> bool:
        """Whether the target has the sentence of the source as it is: a reference, a name, a piece of code."""
        place = group.places[0]
        if place.surface.split()[0].casefold() not in self._folded_target:
            # Mostly told by the first word of the term, before sentences are aligned.
            return False
        ours = next((o for o, _ in self._aligned if o[0] <= place.start < o[1]), (0, len(self.source.text)))
        sentence = " ".join(self.source.text[slice(*ours)].split())
        if sentence.casefold() not in self._folded_target:
            return False
        words = [word for word in self.source_rules.words(sentence) if not word.isdecimal()]
        beside = len(words) - len(self.source_rules.words(group.term.text))
        return beside > 2 or CODE_SIGN.search(sentence) is not None

    @cached_property
    def _folded_target(self) -> str:
        return " ".join(self.target.text.text.split()).casefold()

    def hardly_ever(self, group: Group, least: float | None = None) -> bool:
        """Whether the corpus renders the term so seldom as the termbase says that one more place proves nothing.

        Single words have many senses; more is asked of them, and most where the target has another rendering of theirs.
        """
        usage = self.options.usage(group.concepts[0], group.term.text)
        if usage.accepted >= ADHERENCE_OF_WORD * usage.occurrences:
            return False
        word = len(self.source_rules.words(group.term.text)) == 1
        if usage.occurrences < FEW:
            # Of single words none of two bounds the share by .66, which is less than is asked of them.
            return least is None and word and usage.occurrences > 1 and not usage.accepted
        wanted = least
        if wanted is None:
            wanted = ADHERENCE if not word else ADHERENCE_OF_WORD if self._elsewhere(usage) else ADHERENCE_ALONE
        return usage.accepted < wanted * usage.occurrences

    def _elsewhere(self, usage: Usage) -> bool:
        """Whether the target has a word that renders the term elsewhere; True where nothing is known of that."""
        return usage.elsewhere is None or any(self.target.strict(text) for text in usage.elsewhere)

    def related(self, group: Group, other: Group) -> bool:
        """Whether two source terms are one in another form, or share a word."""
        one, two = (MARKS.sub("", unicodedata.normalize("NFKD", g.term.text)) for g in (group, other))
        first, second = ({k for w in self.source_rules.words(t) for k in self.source_rules.kin(w)} for t in (one, two))
        alike = one.casefold()[:ALIKE] == two.casefold()[:ALIKE]
        return alike or bool(first & second) or is_abbreviation(one) or is_abbreviation(two)


@lru_cache(1 << 14)
def is_abbreviation(term: str) -> bool:
    """Whether a term is made of abbreviations or names with inner capitals, which texts leave as they are: *PS to PL*.

    Short words between them do not count.
    """
    words = [word for word in term.split() if len(word) > 3 or not word.islower()]
    return bool(words) and all(sum(c.isupper() or c.isdecimal() for c in word) >= 2 for word in words)
