"""Files checked against the termbase: read, judged, and what is suppressed or known left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from termbase.checks import check_claims
from termbase.checks.findings import CheckOptions, SegmentFinding
from termbase.checks.segment import check_segment
from termbase.checks.suppression import Baseline, Inline, Key, Rule, read_inline
from termbase.documents import (
    SECTIONS,
    WALKED,
    Conventions,
    aligned_document,
    content_hash,
    decode,
    document_file,
    find_documents,
    load_conventions,
    no_documents,
    read_bytes,
    read_sections,
    stream_hash,
)
from termbase.documents.files import document_name
from termbase.errors import InputError, UsageError
from termbase.languages import language
from termbase.matching import TermIndex
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, Block, Document, Finding, Segment, Severity
from termbase.pipeline.changes import touched_lines
from termbase.pipeline.progress import Progress
from termbase.pipeline.recognition import terms_for
from termbase.pipeline.usage import CorpusUsage
from termbase.store.term_source import StoredTerms
from termbase.wording import counted

# Segments aligned with less confidence are not judged; documents with a lower mean are not parallel texts.
SURE = 0.5
# A text is looked through for about so many bytes of what is checked: its own segments, and those of the termbase that
# have the same terms.
BYTES_A_TEXT = 40


@dataclass(frozen=True)
class CheckRequest:
    """What to check files with; ``root`` is the folder that document names are relative to."""

    source: str = DEFAULT_SOURCE
    target: str = DEFAULT_TARGET
    root: Path = field(default_factory=Path.cwd)
    rules: tuple[Rule, ...] = ()
    baseline: Baseline | None = None
    since: str | None = None
    conventions: Path | None = None


@dataclass(frozen=True)
class PlacedFinding:
    """A finding in a file; ``line`` is that of the target segment, ``segment`` its number in the document (from 1)."""

    document: str
    line: int
    segment: int
    finding: SegmentFinding
    source_text: str = ""
    target_text: str = ""

    @property
    def key(self) -> Key:
        """What a baseline knows a finding by."""
        return self.document, self.finding.code, self.finding.source_term, self.finding.found

    def record(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        found = self.finding
        return {
            "code": found.code, "severity": found.severity.value, "document": self.document, "line": self.line,
            "segment": self.segment, "source_term": found.source_term, "source_start": found.source_start,
            "source_end": found.source_end, "target_start": found.target_start, "target_end": found.target_end,
            "expected": list(found.expected), "found": found.found, "message": found.message,
        }  # fmt: skip


@dataclass
class Checked:
    """What a check found: findings in order, notices on what could not be judged, files that could not be read."""

    findings: list[PlacedFinding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)
    documents: int = 0
    suppressed: int = 0
    known: int = 0


def check_files(
    connection: sqlite3.Connection, paths: Sequence[Path], request: CheckRequest, progress: Progress | None = None
) -> Checked:
    """The findings of files and folders of bilingual documents. Raises `UsageError` for languages or a revision."""
    source, target = language(request.source).code, language(request.target).code
    if source == target:
        raise UsageError(f"source and target are both {source}; give two languages with --source and --target")
    found, named = list(find_documents(paths, WALKED)), {path for path in paths if not path.is_dir()}
    if not found:
        raise no_documents(paths, WALKED)
    terms = StoredTerms(connection)
    index = terms_for(connection, _texts(found), source, target)
    ruled_out = TermIndex(terms.ruled_out(source, target))
    result = Checked()
    if not terms.bilingual(source, target):
        result.notices.append(
            f"the termbase has no concept with a term in both {source} and {target}; terms are not judged, figures are"
        )
    usage = CorpusUsage(connection, index, source, target)
    options = CheckOptions(usage=usage, ruled_out=ruled_out, seen=usage.seen)
    for number, path in enumerate(found, 1):
        try:
            if isinstance(path, InputError):
                raise path
            _check_file(path, path in named, index, options, request, result)
        except InputError as error:
            result.problems.append(error)
        if progress:
            progress(number, len(found), str(path))
    return result


def _texts(found: Sequence[Path | InputError]) -> int:
    """About how many texts will be looked through for terms when these files are checked."""
    return sum(path.stat().st_size for path in found if isinstance(path, Path) and path.is_file()) // BYTES_A_TEXT


def _read(path: Path, named: bool, request: CheckRequest, conventions: Conventions) -> tuple[Document, str] | None:
    """The document that a path stands for, with its segments in memory, and its text; None for no bilingual file."""
    file = document_file(path, request.source, request.target, named=named)
    if file is None:
        return None
    name = document_name(file.path, request.root)
    if file.format != SECTIONS:
        document = aligned_document(file, name, stream_hash(file.path), request.source, request.target)
        return replace(document, segments=tuple(document.segments)), ""
    data = read_bytes(file.path)
    text = decode(data, file.path)
    document = read_sections(text, name, content_hash(data), request.source, request.target, conventions)
    return replace(document, segments=tuple(document.segments)), text


def _check_file(
    path: Path, named: bool, index: TermIndex, options: CheckOptions, request: CheckRequest, result: Checked
) -> None:
    touched = touched_lines(path, request.since) if request.since else None
    if touched == []:
        return
    conventions = load_conventions(request.conventions)
    read = _read(path, named, request, conventions)
    if read is None:
        return
    document, text = read
    name = document.name
    result.documents += 1
    inline = read_inline(text)
    result.notices += [f"{name}:{line}: {reason}" for line, reason in inline.problems]
    found = check_document(document, index, options, result.notices)
    if text:
        claims = check_claims(document, lambda label: conventions.kind_of_field(label) == "claimed")
        found += [_placed(document, finding) for finding in claims]
    for placed in sorted(found, key=lambda p: (p.line, p.segment)):
        lines = _lines(document, placed)
        if touched is not None and not any(
            line in span for span in touched for first, last in lines for line in range(first, last + 1)
        ):
            continue
        if _suppressed(placed, inline, lines, request.rules):
            result.suppressed += 1
        elif request.baseline and request.baseline.takes(placed.key):
            result.known += 1
        else:
            result.findings.append(placed)


def check_document(
    document: Document, index: TermIndex, options: CheckOptions, notices: list[str]
) -> list[PlacedFinding]:
    """The findings on the segments of a document; what keeps it from being judged is said once, in ``notices``."""
    sure = _judgeable(document, notices)
    found: list[PlacedFinding] = []
    for number, segment in sure:
        source, target = segment.source, segment.target
        if source is None or target is None or (source.kind == target.kind == "code"):
            continue
        for finding in check_segment(
            source.text, target.text, document.source_language, document.target_language, index, options
        ):
            found.append(PlacedFinding(document.name, target.line, number, finding, source.text, target.text))
    return found


def _judgeable(document: Document, notices: list[str]) -> list[tuple[int, Segment]]:
    """The segments of a document that are surely aligned, with their numbers."""
    segments = tuple(document.segments)
    pairs = [(n, s) for n, s in enumerate(segments, 1) if s.source and s.target]
    if not segments:
        return []
    sides = {document.source_language if segment.source else document.target_language for segment in segments}
    name, (source, target) = document.name, (document.source_language, document.target_language)
    if not pairs and len(sides) == 1:
        notices.append(
            f"{name}: has text in {min(sides)} only, so nothing can be compared; add its translation, or name the"
            " heading above it in termbase.toml, under [languages]"
        )
        return []
    sure = [(n, s) for n, s in pairs if s.score >= SURE]
    mean = sum(s.score for s in segments) / len(segments)
    if mean < SURE:
        ours, theirs = sum(s.source is not None for s in segments), sum(s.target is not None for s in segments)
        notices.append(
            f"{name}: its texts do not correspond ({counted(ours, 'block')} in {source}, {theirs} in {target}, "
            f"{len(sure) or 'none'} of them surely translations of each other), so terms and figures are not judged; "
            "see that both sides are the same text, paragraph by paragraph"
        )
        return []
    if len(sure) < len(pairs):
        left = len(pairs) - len(sure)
        notices.append(
            f"{name}: {left} of {counted(len(pairs), 'pair')} of blocks may not be translations of each other and "
            f"{'is' if left == 1 else 'are'} not judged; see that no paragraph is missing or split on one side"
        )
    return sure


def _placed(document: Document, finding: Finding) -> PlacedFinding:
    """A finding on the document as one with a place."""
    number = next(
        (n for n, s in enumerate(document.segments, 1) for b in (s.source, s.target) if b and b.line == finding.line), 0
    )
    as_segment = SegmentFinding(
        finding.code, Severity(finding.severity), finding.message, finding.source_term, expected=finding.expected,
        found=finding.found, rule=finding.code,
    )  # fmt: skip
    return PlacedFinding(document.name, finding.line, number, as_segment)


def _lines(document: Document, placed: PlacedFinding) -> list[tuple[int, int]]:
    """The first and the last line of each block that a finding speaks of."""
    if not placed.segment:
        return [(placed.line, placed.line)]
    segment = tuple(document.segments)[placed.segment - 1]
    return [_span(block) for block in (segment.source, segment.target) if block]


def _span(block: Block) -> tuple[int, int]:
    return block.line, block.line + block.text.count("\n")


def _suppressed(placed: PlacedFinding, inline: Inline, lines: list[tuple[int, int]], rules: tuple[Rule, ...]) -> bool:
    found = placed.finding
    return any(inline.covers(found.code, first, last) for first, last in lines) or any(
        rule.covers(found.code, found.source_term, placed.document) for rule in rules
    )
