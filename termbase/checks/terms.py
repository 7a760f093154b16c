"""Terms: is what the source says rendered as the termbase says?

Every group of occurrences of one term is weighed as a whole. A rendering counts in any inflection; derived forms,
broken plurals and parted words count too where the check would otherwise call a term missing (`Language.kin`), so that
doubt speaks for the translator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from termbase.checks.bibliography import is_reference
from termbase.checks.codes import CODES
from termbase.checks.doubt import doubt_of, doubt_of_left
from termbase.checks.findings import SegmentFinding
from termbase.checks.misuse import is_banned, misused, right_elsewhere
from termbase.checks.renderings import BRACKETED, Group, Rendering
from termbase.checks.segment_terms import SegmentTerms, is_abbreviation, terms_in
from termbase.checks.spans import Span
from termbase.languages.forms import frequencies
from termbase.matching.pairs import REJECTED
from termbase.model import Occurrence, Severity

# A source term that stands in the target is left there, unless the team itself leaves it in most places.
SELDOM = 0.3
# A word is the target's own that its language has so often, as a share of how often the source's has it.
OWN = 1 / 3
# A gloss stands so many characters from what it explains.
BESIDE = 3
SUPPORTED = frozenset({"term-missing", "term-inconsistent", "term-untranslated"})


class TermCheck(SegmentTerms):
    """One segment under judgement: what the source uses, what the target has for it."""

    def findings(self) -> Iterator[SegmentFinding]:
        """All findings on terms; a rendering that is ruled out explains a missing term and comes first."""
        if is_reference(self.source.text):
            return
        ruled_out: set[int] = set()
        for finding in self._forbidden():
            ruled_out.add(finding.concept_id)
            yield finding
        for group in self.groups:
            if (group.accepted or group.kept) and not ruled_out & set(group.concepts) and not self.copied(group):
                yield from self._judge(group)
        yield from self._ambiguous()

    def _judge(self, group: Group) -> Iterator[SegmentFinding]:
        left = self._left(group)
        if left is not None and not self.hardly_ever(group, SELDOM):
            yield self._untranslated(group, *left)
            return
        own = self.own(group)
        if not own:
            finding = None if self._quoted(group) else self._unrendered(group)
            if finding is not None:
                yield finding
        elif len(own) < len(group.places):
            lost = self._lost(group)
            if lost is not None and not self.hardly_ever(group):
                yield self._fewer(group, *lost, len(own))

    # Left in the source language

    def _left(self, group: Group) -> tuple[Occurrence, Span] | None:
        """A place of the target that has the source term itself, though its sentence has no rendering for it."""
        term = group.term.text
        if group.kept or is_abbreviation(term) or any(self._alike(term, t.text) for t in group.accepted):
            return None
        for text in dict.fromkeys([*(place.surface for place in group.places), term]):
            for span in self.target.foreign(text):
                shown = self.target.text.text[slice(*span)]
                if (
                    (shown.isupper() and not term.isupper())
                    or self._is_own(shown, text)
                    or self.target.bracketed(span)
                    or self.target.in_name(span, self.source_rules.script, self.source.text)
                ):
                    continue
                if not self.renderings(group):
                    return group.places[0], span
                for place in group.places:
                    theirs = self.place_of(place)
                    if theirs[0] <= span[0] < theirs[1] and not self._answered(group, place, span):
                        return place, span
        return None

    def _is_own(self, shown: str, term: str) -> bool:
        """Whether a word is one of the target's language, which may write it as the source does: *liste*, *message*."""
        if self.source_rules.script != self.target_rules.script or " " in shown:
            return False
        word = shown.casefold()
        if word not in (term.casefold(), term.casefold() + "s"):
            return True
        ours, theirs = (frequencies(rules.code).get(word, 0.0) for rules in (self.source_rules, self.target_rules))
        return theirs > OWN * ours

    def _quoted(self, group: Group) -> bool:
        """Whether the target has the words of the source in a name or a title that it quotes."""
        script, source = self.source_rules.script, self.source.text
        text = self.target.text.text
        return script != self.target_rules.script and any(
            text[slice(*span)].isupper() or self.target.in_name(span, script, source)
            for place in group.places
            for span in self.target.foreign(place.surface)
        )

    def _answered(self, group: Group, place: Occurrence, left: Span) -> bool:
        """Whether the sentence has as many renderings as occurrences, so that what is left there is more.

        Words of another script than their text are no accident: only a rendering right beside makes a gloss of them.
        """
        if self.source_rules.script != self.target_rules.script:
            return any(self._glosses(r, left) for r in self.renderings(group))
        ours = next((o for o, _ in self._aligned if o[0] <= place.start < o[1]), (0, len(self.source.text)))
        theirs = self.place_of(place)
        wanted = sum(ours[0] <= p.start < ours[1] for p in group.places)
        there = sum(
            theirs[0] <= r.start < theirs[1] and not left[0] <= r.start < left[1] for r in self.renderings(group)
        )
        return there >= wanted

    def _glosses(self, rendering: Rendering, left: Span) -> bool:
        """Whether a rendering stands right beside foreign words; what is bracketed between them is a gloss, too."""
        text = self.target.text.text
        first, last = (rendering.end, left[0]) if rendering.end <= left[0] else (left[1], rendering.start)
        between = BRACKETED.sub("", text[first:last]).replace("*", "")
        return first <= last and len(between) <= BESIDE and "." not in between

    def _alike(self, one: str, other: str) -> bool:
        """Whether a translation is written as the source term: then it cannot be told that it was left."""
        return self.target_rules.normalise(one) in self.target_rules.normalise(other)

    def _untranslated(self, group: Group, place: Occurrence, span: Span) -> SegmentFinding:
        shown = self.target.text.text[span[0] : span[1]]
        return self._finding(
            "term-untranslated", group, place, span, shown,
            f"“{shown}” is left untranslated; {_expect(group)}", "left in the source language",
            doubt=doubt_of_left(self, group, span),
        )  # fmt: skip

    # Rendered otherwise, or not at all

    def _unrendered(self, group: Group) -> SegmentFinding | None:
        place = group.places[0]
        if not group.accepted:
            if self.hardly_ever(group):
                return None
            return self._finding(
                "term-missing", group, place, self.place_of(place), "",
                f"“{group.term.text}” is to stay as it is and does not stand in the target", "do not translate",
            )  # fmt: skip
        return self._otherwise(group, place) or (
            None if self.hardly_ever(group) else self._finding(
                "term-missing", group, place, self.place_of(place), "",
                f"no translation of “{place.surface}” is in the target; {_expect(group)}", "no rendering",
                doubt=doubt_of(self, group, place),
            )
        )  # fmt: skip

    def _otherwise(self, group: Group, place: Occurrence) -> SegmentFinding | None:
        """The finding on a rendering that the target has and the termbase has not; None where none is known."""
        text = self.target.text.text
        for other in self.options.usage(group.concepts[0], group.term.text).others:
            for rendering in self.target.strict(other):
                shown = text[rendering.start : rendering.end]
                return self._finding(
                    "term-inconsistent", group, place, (rendering.start, rendering.end), shown,
                    f"“{place.surface}” is rendered as “{shown}”; {_expect(group)}", "another rendering is stated",
                    rendering.rules, doubt_of(self, group, place),
                )  # fmt: skip
        longest = max(len(self.target_rules.words(term.text)) for term in group.accepted)
        for span in self.target.foreign(group.term.text):
            before = self.target.glossed(span, longest)
            if before is not None:
                shown = text[before[0] : before[1]]
                return self._finding(
                    "term-inconsistent", group, place, before, shown,
                    f"“{place.surface}” is given as “{shown}”, with the source term in brackets; {_expect(group)}",
                    "glossed with the source term",
                )  # fmt: skip
        return None

    # Fewer renderings than occurrences

    def _lost(self, group: Group) -> tuple[Occurrence, Span] | None:
        """An occurrence in whose sentence the target has no rendering; None where sentences do not correspond."""
        if not self.parallel:
            return None
        words = {word for term in group.accepted for word in self.target_rules.words(term.text)}
        near = [r.start for word in words for r in self.target.loose(word, 1)]
        for place in group.places:
            first, last = self.around(place)
            if not any(first <= start < last for start in near):
                return place, self.place_of(place)
        return None

    def _fewer(self, group: Group, place: Occurrence, span: Span, there: int) -> SegmentFinding:
        said = f"“{place.surface}” stands {len(group.places)} times in the source, {there} in the target"
        return self._finding(
            "term-missing", group, place, span, "", f"{said}, not in this sentence; {_expect(group)}",
            "fewer renderings", doubt="a pronoun may stand for it",
        )  # fmt: skip

    # Ruled out, ambiguous

    def _forbidden(self) -> Iterator[SegmentFinding]:
        """Forbidden, deprecated and superseded terms that the target uses; a longer accepted term wins over them.

        What is forbidden is so whatever the source says, unless the word is right for another concept; where the source
        does not use the concept, neither is sure.
        """
        ruled_out, code = self.options.ruled_out, self.target_rules.code
        if ruled_out is not None and not terms_in(self.target.text, code, ruled_out):
            return
        used = terms_in(self.target.text, code, self.index)
        named = [(o, next((g for g in self.groups if o.concept_id in g.concepts), None))
                 for o in misused(self.target.text, self.target_rules, used)]  # fmt: skip
        # Where a word is right for another concept, or wrong for one that the source names, others say nothing.
        settled = right_elsewhere(used) | {(found.start, found.end) for found, group in named if group}
        for found, group in named:
            if group is not None:
                yield self._misuse(found, group, CODES["term-forbidden"].severity)
            elif (found.start, found.end) not in settled:
                yield self._misuse(found, None, Severity.WARNING if is_banned(found) else Severity.INFORMATION)

    def _misuse(self, found: Occurrence, group: Group | None, severity: Severity) -> SegmentFinding:
        status = found.term.administrative_status.value
        terms = self.index.terms_of(found.concept_id, self.target_rules.code)
        expected = tuple(t.text for t in terms if t.administrative_status not in REJECTED)
        use = f"use {_or(expected)}" if expected else "the termbase has nothing to use instead"
        place = group.places[0] if group else None
        compared = f"; compared without {', '.join(found.rules)}" if found.rules else ""
        doubt = "" if group else "the source does not name its concept"
        unsure = f"; not sure: {doubt}" if doubt else ""
        return SegmentFinding(
            "term-forbidden", severity,
            f"“{found.surface}” is {status}; {use}{unsure} (rule: {status} term{compared})",
            group.term.text if group else "", place.start if place else None, place.end if place else None,
            found.start, found.end, expected, found.surface, f"{status} term", found.rules, found.concept_id,
            doubt,
        )  # fmt: skip

    def _ambiguous(self) -> Iterator[SegmentFinding]:
        """Two concepts in one sentence that one word of the target stands for."""
        for number, group in enumerate(self.groups):
            mine = {(r.start, r.end) for r in self.renderings(group) if r.kind != "derived"}
            for other in self.groups[:number] if mine else ():
                place, theirs = group.places[0], self.place_of(group.places[0])
                shared = [
                    (r.start, r.end) for r in self.renderings(other) if r.kind != "derived" and (r.start, r.end) in mine
                ]
                span = next((s for s in shared if theirs[0] <= s[0] < theirs[1]), None)
                if span is None or self.place_of(other.places[0]) != theirs or self.related(group, other):
                    continue
                shown = self.target.text.text[span[0] : span[1]]
                yield self._finding(
                    "term-ambiguous", group, place, span, shown,
                    f"“{shown}” stands for “{other.places[0].surface}” and for “{place.surface}” in one sentence",
                    "one rendering for two concepts",
                )  # fmt: skip

    def _finding(
        self, code: str, group: Group, place: Occurrence, span: Span, found: str, message: str, rule: str,
        normalisation: tuple[str, ...] = (), doubt: str = "",
    ) -> SegmentFinding:  # fmt: skip
        """A finding; one of which something speaks for the translator is information."""
        ignored = tuple(dict.fromkeys((*place.rules, *normalisation)))
        usage = self.options.usage(group.concepts[0], group.term.text)
        support = ""
        if usage.example and code in SUPPORTED:
            support = f"; so rendered in {usage.accepted} of {usage.occurrences} segments, as at {usage.example}"
        compared = f"; compared without {', '.join(ignored)}" if ignored else ""
        unsure = f"; not sure: {doubt}" if doubt else ""
        expected = tuple(dict.fromkeys(t.text for t in group.accepted)) or (group.term.text,)
        return SegmentFinding(
            code, Severity.INFORMATION if doubt else CODES[code].severity,
            f"{message}{support}{unsure} (rule: {rule}{compared})", group.term.text, place.start, place.end, span[0],
            span[1], expected, found, rule, ignored, group.concepts[0], doubt,
        )  # fmt: skip


def _expect(group: Group) -> str:
    return f"the termbase has {_or([t.text for t in group.accepted])}"


def _or(texts: Sequence[str]) -> str:
    return " or ".join(f"“{text}”" for text in dict.fromkeys(texts)) or "nothing"
