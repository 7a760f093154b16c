"""What was decided, and what is to be corrected after it: tables (TSV, Markdown) and XLIFF 2.1 with notes.

These are lists for people and their tools, not terminology, so they are no formats of `export` and cannot be imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from termbase.formats.xml.records import attribute, escape

FIX_COLUMNS = ("document", "line", "term", "found", "use", "reason", "source", "target")
DECISION_COLUMNS = ("term", "rejected", "chosen", "reason")
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: the term, the renderings ruled out, those chosen (the preferred first), and why."""

    concept_id: int
    term: str
    rejected: tuple[str, ...]
    chosen: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A segment to correct: where it stands, the term, the rendering found, those to use, and the reason."""

    document: str
    line: int
    term: str
    found: str
    use: tuple[str, ...]
    reason: str
    source: str
    target: str


def fixes_as_tsv(fixes: Iterable[Fix], source: str, target: str) -> Iterator[str]:
    """A line for each segment to correct, below a header."""
    yield _line(FIX_COLUMNS)
    for fix in fixes:
        yield _line((
            fix.document, str(fix.line), fix.term, fix.found, BETWEEN.join(fix.use), fix.reason, fix.source, fix.target,
        ))  # fmt: skip


def fixes_as_xliff(fixes: Iterable[Fix], source: str, target: str) -> Iterator[str]:
    """An XLIFF 2.1 document: a file for each document, a unit for each segment, notes that say what to write."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" '
        f'srcLang="{attribute(source)}" trgLang="{attribute(target)}">\n'
    )
    number = 0
    for count, (document, group) in enumerate(groupby(fixes, key=lambda fix: fix.document), 1):
        yield f' <file id="f{count}" original="{attribute(document)}">\n'
        for fix in group:
            number += 1
            said = f"“{fix.found}” for “{fix.term}”: use {BETWEEN.join(fix.use)}"
            yield f'  <unit id="u{number}">\n   <notes>\n    <note category="termbase">{escape(said)}</note>\n'
            if fix.reason:
                yield f'    <note category="reason">{escape(fix.reason)}</note>\n'
            yield f'    <note category="line">{fix.line}</note>\n   </notes>\n   <segment state="translated">\n'
            yield f"    <source>{escape(fix.source)}</source>\n    <target>{escape(fix.target)}</target>\n"
            yield "   </segment>\n  </unit>\n"
        yield " </file>\n"
    if not number:
        # XLIFF asks for one file at least, and for one unit in it.
        yield ' <file id="f1">\n  <unit id="u1">\n   <segment>\n    <source/>\n   </segment>\n  </unit>\n </file>\n'
    yield "</xliff>\n"


def decisions_as_tsv(decisions: Iterable[Decided]) -> Iterator[str]:
    """A line for each decision, below a header."""
    yield _line(DECISION_COLUMNS)
    for one in decisions:
        yield _line((one.term, BETWEEN.join(one.rejected), BETWEEN.join(one.chosen), one.reason))


def decisions_as_markdown(decisions: Iterable[Decided]) -> Iterator[str]:
    """A Markdown table of the decisions."""
    yield "| term | rejected | chosen | reason |\n| --- | --- | --- | --- |\n"
    for one in decisions:
        cells = (one.term, BETWEEN.join(one.rejected), BETWEEN.join(one.chosen), one.reason)
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |\n"


def _cell(text: str) -> str:
    shown = " ".join(text.split())
    for sign in "\\`*_[]<>|&~":
        shown = shown.replace(sign, "\\" + sign)
    return shown


def _line(cells: Iterable[str]) -> str:
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\n"
