"""One source segment and its translation against the termbase: the checks composed."""

from __future__ import annotations

import re

from termbase.checks.codes import CODES
from termbase.checks.figures import check_figures
from termbase.checks.findings import CheckOptions, SegmentFinding, Usage
from termbase.checks.sides import Side
from termbase.checks.spans import marked
from termbase.checks.terms import TermCheck
from termbase.documents.block_costs import length_deviation
from termbase.errors import UsageError
from termbase.languages import language
from termbase.matching import TermIndex
from termbase.model import Severity

__all__ = ["CheckOptions", "SegmentFinding", "Usage", "check_segment"]

DEFAULT = CheckOptions()
# A translation is so much shorter, in standard deviations, once in a hundred times; of a heading or a label that
# says nothing, so it is asked from so many characters on.
SHORT, PARAGRAPH = -2.33, 150
# Figures and signs are as long in any language.
NO_WORDS = re.compile(r"[\d\W_]+")


def check_segment(
    source: str, target: str, source_language: str, target_language: str, index: TermIndex,
    options: CheckOptions = DEFAULT,
) -> list[SegmentFinding]:  # fmt: skip
    """The findings of one pair of segments in the order of the source; none where nothing is wrong.

    ``index`` holds the terms of both languages (`termbase.pipeline.recognition.term_index`); languages are BCP 47
    tags. Raises `UsageError` for what is no language tag. Pure: the same arguments give the same findings.
    """
    source_rules, target_rules = language(source_language), language(target_language)
    if not source.strip() or not target.strip():
        return [_missing(source, target)] if source.strip() or target.strip() else []
    if source_rules.code == target_rules.code:
        raise UsageError(f"source and target are both {source_rules.code!r}; give two languages")
    ours, theirs = marked(source), marked(target)
    figures = list(check_figures(Side(ours, source_rules), Side(theirs, target_rules)))
    terms = TermCheck(ours, theirs, source_rules, target_rules, index, options).findings()
    found = [finding for finding in terms if not _explained(finding, figures)] + figures
    words, there = (NO_WORDS.sub(" ", text.prose) for text in (ours, theirs))
    if len(words) >= PARAGRAPH and length_deviation(words, there) < SHORT:
        # What is left out of a summary is one finding, not one for every term and number in it.
        kept = [f for f in found if f.target_start is not None and f.code != "term-missing"]
        found = [_shortened(source, target), *kept]
    wanted = [finding for finding in found if finding.code in options.codes]
    return sorted(wanted, key=lambda f: (f.source_start is None, f.source_start or f.target_start or 0, f.code))


def _explained(finding: SegmentFinding, figures: list[SegmentFinding]) -> bool:
    """Whether a term is missing for the number in it alone, which has a finding of its own: *CIFAR-10*."""
    first, last = finding.source_start, finding.source_end
    return finding.code == "term-missing" and any(
        f.code == "number-mismatch" and f.source_start is not None and first is not None and last is not None
        and first <= f.source_start < last for f in figures
    )  # fmt: skip


def _shortened(source: str, target: str) -> SegmentFinding:
    """The finding on a target that cannot hold all of its source."""
    return SegmentFinding(
        "text-missing", Severity.WARNING,
        f"the target is far too short to say all of the source ({len(target)} characters for {len(source)}); "
        "what it lacks is not listed one by one (rule: lengths)",
        "", 0, len(source), 0, len(target), (), " ".join(target.split())[:60], "lengths",
    )  # fmt: skip


def _missing(source: str, target: str) -> SegmentFinding:
    """The finding on a segment with one empty side."""
    side, other, text = ("source", "target", source) if source.strip() else ("target", "source", target)
    ours, theirs = ((0, len(text)), (None, None)) if source.strip() else ((None, None), (0, len(text)))
    return SegmentFinding(
        "text-missing", CODES["text-missing"].severity, f"this {side} text has no {other} text beside it", "", ours[0],
        ours[1], theirs[0], theirs[1], (), " ".join(text.split())[:60], "no counterpart",
    )  # fmt: skip
