"""What one pass over a file of aligned text has met: segments, languages, and what is wrong with them, counted.

A file may hold millions of segments, so nothing is said of each: every kind of trouble is counted, with the line of its
first case, and said once at the end. What makes the whole file unfit is an `InputError`, and nothing of it is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from termbase.errors import InputError, UsageError
from termbase.languages import has_script, primary_subtag, script_of_language, scripts, told_apart_by_script
from termbase.model import Block, Finding, Segment, Severity

# No sentence or paragraph has so many characters; what is longer is damage, or a text that was never cut.
LONGEST_SEGMENT = 50_000
# Stands for a text that was too long to be collected.
OVERLONG = "…" * (LONGEST_SEGMENT + 1)
# A file is refused when so large a share of its two-sided segments says the same thing against it.
MOST_SWAPPED, MOST_ALIKE = 0.5, 0.8
FEWEST_ALIKE = 5
MOST_LANGUAGES = 1000

# What is counted: its code as a finding, how much it weighs, and what is said of it.
TROUBLES = {
    "no-source": ("text-missing", Severity.INFORMATION, "no {source} text in {n} of {all} segments"),
    "no-target": ("text-missing", Severity.INFORMATION, "no {target} text in {n} of {all} segments"),
    "unfinished": ("text-missing", Severity.INFORMATION, "translations marked as unfinished, not used: {n}"),
    "swapped": ("sides-swapped", Severity.WARNING, "{source} text on the {target} side and the other way round in {n} "
                "of {all} segments; kept with an alignment score of 0"),
    "alike": ("text-untranslated", Severity.WARNING, "both sides seem to be in one language in {n} of {all} segments; "
              "kept with an alignment score of 0"),
    "copied": ("text-untranslated", Severity.INFORMATION, "both sides are the same in {n} of {all} segments"),
    "empty": ("segment-left-out", Severity.INFORMATION, "empty segments, left out: {n}"),
    "markup": ("segment-left-out", Severity.WARNING, "segments of nothing but markup, left out: {n}"),
    "long": ("segment-left-out", Severity.WARNING,
             f"segments with more than {LONGEST_SEGMENT:,} characters, left out: {{n}}"),
    "columns": ("segment-left-out", Severity.WARNING, "rows with another number of cells, left out: {n}"),
    "uneven": ("text-missing", Severity.WARNING, "the two files have different numbers of lines; paired by their "
               "lengths: {n}"),
}  # fmt: skip


class Side(NamedTuple):
    """One side of a segment as it was read: its text, its line, and whether markup was taken out of it."""

    text: str
    line: int
    markup: bool = False


class Tally:
    """Counts for one pass; ``source`` and ``target`` are the tags that were asked for."""

    def __init__(self, source: str, target: str) -> None:
        self.source, self.target = source, target
        self.codes = (primary_subtag(source), primary_subtag(target))
        self.scripts = (script_of_language(self.codes[0]), script_of_language(self.codes[1]))
        self.segments = self.two_sided = 0
        self.languages: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        self._distinct = told_apart_by_script(source, target)
        self._primary: dict[str, str] = {}

    def note(self, trouble: str, line: int) -> None:
        """Count one case of a trouble."""
        self._counts[trouble] += 1
        self._first.setdefault(trouble, line)

    def primary(self, tag: str) -> str:
        """The language of a tag in the file; a tag that is none stands for itself."""
        known = self._primary.get(tag)
        if known is None:
            try:
                known = primary_subtag(tag)
            except UsageError:
                known = tag.strip().casefold()[:40]
            if len(self._primary) < MOST_LANGUAGES:
                self._primary[tag] = known
        return known

    def met(self, tag: str) -> None:
        """Count a text in a language."""
        code = self.primary(tag) or "(no language)"
        if code in self.languages or len(self.languages) < MOST_LANGUAGES:
            self.languages[code] += 1

    def orientation(self, source: str, target: str | None) -> int:
        """How a file's pair of languages stands to the one asked for: 1 as asked, -1 reversed, 0 another pair."""
        one, other = self.primary(source), self.primary(target) if target else None
        if one == self.codes[0] and other in (self.codes[1], None):
            return 1
        return -1 if (other, one) == self.codes else 0

    def segment(self, source: Side | None, target: Side | None, score: float = 1.0) -> Segment | None:
        """The segment of two sides, or None where there is nothing to keep. Counts what is wrong with it.

        ``score`` is the confidence of the alignment, 0..1; a segment with one side has 0.
        """
        one, other = source.text.strip() if source else "", target.text.strip() if target else ""
        line = source.line if source else target.line if target else 0
        if not one and not other:
            marked = (source is not None and source.markup) or (target is not None and target.markup)
            self.note("markup" if marked else "empty", line)
            return None
        if len(one) > LONGEST_SEGMENT or len(other) > LONGEST_SEGMENT:
            self.note("long", line)
            return None
        self.segments += 1
        if not one or not other:
            self.note("no-target" if one else "no-source", line)
            score = 0.0
        else:
            self.two_sided += 1
            if one == other or (self._distinct and not self._as_asked(one, other)):
                score = self._suspect(one, other, line, score)
        return Segment(
            Block("paragraph", one, source.line) if source and one else None,
            Block("paragraph", other, target.line) if target and other else None,
            score,
        )

    def _as_asked(self, source: str, target: str) -> bool:
        return has_script(source, self.scripts[0]) and has_script(target, self.scripts[1])

    def _suspect(self, source: str, target: str, line: int, score: float) -> float:
        """The score of a segment whose sides are the same, or not in the scripts of their languages."""
        if source == target:
            self.note("copied", line)
            return score
        wrong_target, wrong_source = self._is_wrong(target, 1), self._is_wrong(source, 0)
        if not wrong_source and (not wrong_target or has_script(target, self.scripts[1])):
            return score
        self.note("swapped" if wrong_source and wrong_target else "alike", line)
        return 0.0

    def _is_wrong(self, text: str, side: int) -> bool:
        """Whether most letters of a text are those of the other side's language."""
        letters = scripts(text)
        return letters[self.scripts[1 - side]] > letters[self.scripts[side]]

    def judge(self, path: Path) -> None:
        """Raise an `InputError` where the file as a whole is not what was asked for."""
        source, target = self.codes
        if self.languages:
            missing = [code for code in self.codes if not self.languages[code]]
            if missing:
                there = ", ".join(f"{code} ({count:,})" for code, count in self.languages.most_common(12))
                raise InputError(
                    f"has no text in {' or '.join(missing)}; it has {there}; say with --source and --target", path
                )
        if not self.segments:
            said = "; ".join(message for _, message, _ in self._said())
            raise InputError("has no segments" + (f": {said}" if said else ""), path)
        if self._counts["swapped"] > MOST_SWAPPED * self.two_sided:
            raise InputError(
                f"its sides seem to be swapped: in {self._counts['swapped']:,} of {self.two_sided:,} segments the "
                f"{source} text has the letters of {target}, and the other way round; nothing of it was kept: "
                f"try --source {target} --target {source}, or change the columns",
                path, self._first["swapped"],
            )  # fmt: skip
        alike = self._counts["alike"] + self._counts["copied"]
        if self.two_sided >= FEWEST_ALIKE and alike > MOST_ALIKE * self.two_sided:
            first = min(self._first[key] for key in ("alike", "copied") if key in self._first)
            raise InputError(
                f"both sides seem to be in the same language: {alike:,} of {self.two_sided:,} segments are copies or "
                "in the letters of one language; nothing of it was kept",
                path, first,
            )  # fmt: skip

    def _said(self) -> Iterator[tuple[str, str, int]]:
        """(kind, message, line of the first case) for every trouble met."""
        for kind, (_, _, message) in TROUBLES.items():
            if self._counts[kind]:
                said = message.format(
                    n=f"{self._counts[kind]:,}", all=f"{self.segments:,}", source=self.codes[0], target=self.codes[1]
                )
                yield kind, said, self._first[kind]

    def findings(self) -> list[Finding]:
        """One finding for each kind of trouble met, at the line of its first case."""
        return [Finding(*TROUBLES[kind][:2], message, line) for kind, message, line in self._said()]
