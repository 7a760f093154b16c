"""Numbers, units, citations, formulas and code: what must stand on both sides, in whichever digits.

A number is satisfied by the same value in any digits, with any grouping, scaled (*1.2 million* and 1,200,000) or in
words; a citation by the same key in any brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from termbase.checks.codes import CODES
from termbase.checks.findings import SegmentFinding
from termbase.checks.sides import ANY_BRACKETS, NAMED_KEY, Number, Side, keys_of, readings
from termbase.checks.spans import Span, blank, folded
from termbase.languages.quantities import unit_of
from termbase.model import Severity

DIGIT = re.compile("[0-9]")
YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


def check_figures(source: Side, target: Side) -> Iterator[SegmentFinding]:
    """The findings on numbers, units, citations, formulas and code of one segment."""
    if DIGIT.search(source.digits) or DIGIT.search(target.digits):
        yield from _with_digits(source, target)
    yield from _verbatim(source, target)


def _with_digits(source: Side, target: Side) -> Iterator[SegmentFinding]:
    """The findings on what is written with digits."""
    shared = {k for _, keys in source.citations for k in keys} & {k for _, keys in target.citations for k in keys}
    for side, other in ((source, target), (target, source)):
        side.without(shared)
        side.grouped_like(other)
    yield from _citations(source, target)
    yield from _numbers(source, target)
    yield from _units(source, target)


def _citations(source: Side, target: Side) -> Iterator[SegmentFinding]:
    for one, other, ours in ((source, target, True), (target, source, False)):
        available = _keys(other)
        wanted: Counter[str] = Counter()
        for span, keys in one.citations:
            lost = []
            for key in dict.fromkeys(keys):
                wanted[key] += 1
                if wanted[key] > available[key]:
                    lost.append(key)
            # A key cited again need not be repeated on a side that cites it at all, unless nothing else is lost there.
            if not lost or (not ours and all(available[key] for key in lost)):
                continue
            if not ours and all(other.has(frozenset({float(k)})) for k in lost if k.isdigit()):
                continue
            text = one.marked.text[span[0] : span[1]]
            where = "the target does not cite it" if ours else "the source does not cite it"
            what = f"{text}: {', '.join(lost)} {'is' if len(lost) == 1 else 'are'} lost" if len(keys) > 1 else text
            again = " as often" if all(available[key] for key in lost) else ""
            yield _finding(
                "citation-mismatch", f"citation {what}; {where}{again} (keys compared in any digits and brackets)",
                span, ours, expected=(text,) if ours else (), found="" if ours else text, rule="citation",
                severity=Severity.WARNING if again else None,
            )  # fmt: skip


def _keys(side: Side) -> Counter[str]:
    """How often each key could be cited on a side: in brackets of any kind, and a year anywhere."""
    text = blank(side.digits, list(side.marked.code))
    found: Counter[str] = Counter()
    for match in ANY_BRACKETS.finditer(text):
        found.update(dict.fromkeys(keys_of(match[1]), 1))
    for match in NAMED_KEY.finditer(text):
        found[match[1]] += 1
    for year in YEAR.findall(text):
        if f"({year})" not in text and f"[{year}]" not in text:
            found[year] += 1
    return found


def _numbers(source: Side, target: Side) -> Iterator[SegmentFinding]:
    found = [*_lost_numbers(source, target), *_other_scales(source, target)]
    yield from found or _exchanged(source, target)


def _other_scales(source: Side, target: Side) -> Iterator[SegmentFinding]:
    """Thousands, millions, billions of one side that the other neither writes out nor says: *3 million*, 3 مليارات."""
    for one, other, ours in ((source, target, True), (target, source, False)):
        for number in one.demanded:
            if (
                not number.scaled
                or not other.has(number.values)
                or other.has(number.scaled)
                or other.says(number.scales)
            ):
                continue
            shown = one.marked.text[number.start : number.end] + " " + number.following
            side, against = ("source", "target") if ours else ("target", "source")
            yield _finding(
                "number-mismatch", f"{shown} of the {side} is not in the {against} (the number is, its scale is not)",
                (number.start, number.end), ours, expected=(shown,) if ours else (), found="" if ours else shown,
                rule="number",
            )  # fmt: skip
            return


def _exchanged(source: Side, target: Side) -> Iterator[SegmentFinding]:
    """Numbers that stand once more on one side, and others once less, where both sides have equally many."""
    if len(source.demanded) != len(target.demanded):
        return
    left = list(source.demanded)
    surplus = []
    for number in target.demanded:
        same = next((n for n in left if n.values & number.values), None)
        if same is None:
            surplus.append(number)
        else:
            left.remove(same)
    for lost, number in zip(left, surplus, strict=True):
        if target.says(lost.values) or source.says(number.values):
            continue
        wanted = source.marked.text[lost.start : lost.end]
        shown = target.marked.text[number.start : number.end]
        yield SegmentFinding(
            "number-mismatch", CODES["number-mismatch"].severity,
            f"{shown} of the target stands for {wanted} of the source (values compared, and how often each stands)", "",
            lost.start, lost.end, number.start, number.end, (wanted,), shown, "number",
        )  # fmt: skip


def _lost_numbers(source: Side, target: Side) -> Iterator[SegmentFinding]:
    for one, other, ours in ((source, target, True), (target, source, False)):
        seen: set[str] = set()
        for number in one.demanded:
            if number.text in seen or other.has(number.values):
                continue
            seen.add(number.text)
            shown = one.marked.text[number.start : number.end]
            where = "of the source is not in the target" if ours else "of the target is not in the source"
            yield _finding(
                "number-mismatch", f"the number {shown} {where} (values compared in any digits, grouping or words)",
                (number.start, number.end), ours, expected=(shown,) if ours else (), found="" if ours else shown,
                rule="number",
            )  # fmt: skip


def _units(source: Side, target: Side) -> Iterator[SegmentFinding]:
    ours = _measured(source)
    theirs = _measured(target)
    for values, found in ours.items():
        other = theirs.get(values)
        if not other or any(unit in {u for u, _ in other} for unit, _ in found):
            continue
        number, spot = found[0][1], other[0][1]
        expected = source.marked.text[number.start : number.end] + " " + number.following
        shown = target.marked.text[spot.start : spot.end] + " " + spot.following
        yield SegmentFinding(
            "unit-mismatch", CODES["unit-mismatch"].severity,
            f"{expected} of the source is {shown} in the target (units compared by their sign)", "", number.start,
            number.end, spot.start, spot.end, (expected,), shown, "unit",
        )  # fmt: skip


def _measured(side: Side) -> dict[frozenset[float], list[tuple[str, Number]]]:
    found: dict[frozenset[float], list[tuple[str, Number]]] = {}
    for number in side.demanded:
        unit = unit_of(number.following, side.rules.code) if number.following else None
        if unit:
            found.setdefault(readings(number.text), []).append((unit, number))
    return found


def _verbatim(source: Side, target: Side) -> Iterator[SegmentFinding]:
    """Formulas and code of the source that the target does not have, wherever and however it is set off there."""
    text = folded(target.marked.text)
    for code, spans in (("formula-mismatch", source.marked.formulas), ("code-mismatch", source.marked.code)):
        for start, end in spans:
            shown = source.marked.text[start:end]
            wanted = folded(shown.strip("`"))
            if not wanted or wanted in text or (_letters(wanted) <= _letters(text) and len(wanted) <= 3):
                continue
            if code == "formula-mismatch" and _same_formula(wanted, target):
                continue
            kind = code.split("-")[0]
            yield _finding(
                code, f"the {kind} {shown} of the source is not in the target (compared without spaces)",
                (start, end), True, expected=(shown,), rule=kind,
            )  # fmt: skip


def _letters(text: str) -> set[str]:
    return set(re.findall(r"\w", text))


def _same_formula(wanted: str, target: Side) -> bool:
    """Whether a formula of the target differs only in words set inside it (``\\text{if}``) and in spacing commands."""
    bare = _bare(wanted)
    return any(_bare(folded(target.digits[s:e])) == bare for s, e in target.marked.formulas)


def _bare(formula: str) -> str:
    without = re.sub(
        r"\\(?:text|mathrm|textbf|mbox|operatorname)\{[^{}]*\}|\\[,;:! ]|\\(?:left|right|quad|qquad|displaystyle)\b",
        "",
        formula,
    )
    return re.sub(r"[.,،;]$", "", without)


def _finding(
    code: str, message: str, span: Span, ours: bool, expected: tuple[str, ...] = (), found: str = "", rule: str = "",
    severity: Severity | None = None,
) -> SegmentFinding:  # fmt: skip
    start, end = span
    if ours:
        return SegmentFinding(
            code, severity or CODES[code].severity, message, "", start, end, None, None, expected, found, rule
        )
    return SegmentFinding(
        code, severity or CODES[code].severity, message, "", None, None, start, end, expected, found, rule
    )
