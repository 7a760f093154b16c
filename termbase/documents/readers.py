"""The registry of readers of aligned text: the format of a file, and a document whose segments are read as they come.

A reader is a function from a path and a `Tally` to segments, in order and in constant memory. A new format is a module
with a reader, entered in `READERS` and with its suffixes in `SUFFIXES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from termbase.documents import delimited, parallel, po, sections, tmx, xliff
from termbase.documents.files import opened
from termbase.documents.tally import Tally
from termbase.errors import InputError
from termbase.model import Document, Finding, Segment

# Raised when what a reader finds in the same file changes, so that stored documents are read again.
VERSION = 3
READERS: dict[str, Callable[..., Iterator[Segment]]] = {
    "tmx": tmx.read_tmx, "xliff": xliff.read_xliff, "po": po.read_po, "tsv": delimited.read_tsv,
    "csv": delimited.read_csv, "parallel": parallel.read_parallel,
}  # fmt: skip
SECTIONS = "sections"
SUFFIXES = {
    **dict.fromkeys(sections.SUFFIXES, SECTIONS), ".tmx": "tmx", ".po": "po", ".tsv": "tsv", ".tab": "tsv",
    ".csv": "csv",
    **dict.fromkeys((".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"), "xliff"),
}  # fmt: skip
# What is taken from a folder. A table may hold anything, so it must be named.
WALKED = frozenset({suffix for suffix, name in SUFFIXES.items() if name not in ("tsv", "csv")} | {".txt"})


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file to read, its format, and the file of the target text where that is another one."""

    path: Path
    format: str
    other: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files that the document is made of."""
        return (self.path, self.other) if self.other else (self.path,)


@dataclass
class SegmentFile(Iterable[Segment]):
    """The segments of a file: each iteration opens the file and reads it through.

    After a whole iteration `findings` says what was wrong with them. Raises `InputError` while it is iterated, also
    at its end, when the file as a whole turns out to be unfit.
    """

    file: DocumentFile
    source: str
    target: str
    _stamp: tuple[int, ...] = ()
    _findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stamp = self._now()

    def __iter__(self) -> Iterator[Segment]:
        tally = Tally(self.source, self.target)
        others = (self.file.other,) if self.file.other else ()
        yield from READERS[self.file.format](self.file.path, tally, *others)
        if self._now() != self._stamp:
            raise InputError("was changed while it was read; run it again", self.file.path)
        tally.judge(self.file.path)
        self._findings = tally.findings()

    def _now(self) -> tuple[int, ...]:
        try:
            states = [path.stat() for path in self.file.paths]
        except OSError:
            return ()
        return tuple(number for state in states for number in (state.st_size, state.st_mtime_ns))

    def findings(self) -> list[Finding]:
        """What was wrong with the segments, one finding a kind; none before a whole iteration."""
        return self._findings


def document_file(path: Path, source: str, target: str, *, named: bool = True) -> DocumentFile | None:
    """What a path stands for when text is read from ``source`` to ``target`` (BCP 47 tags).

    None for what is passed over in a folder (``named`` is False): text without a counterpart. Raises `InputError`.
    """
    format_name = SUFFIXES.get(path.suffix.lower())
    if format_name:
        return DocumentFile(path, format_name)
    pair = parallel.counterpart(path, source, target)
    if pair and all(each.exists() for each in pair):
        return DocumentFile(pair[0], "parallel", pair[1])
    if not named:
        return None
    if pair:
        absent = next(each for each in pair if not each.exists())
        raise InputError(f"has no counterpart {absent.name} beside it; name both files with --pair", path)
    return DocumentFile(path, _by_content(path))


def _by_content(path: Path) -> str:
    """The format of a file whose name does not tell it; a section file unless it begins like something else."""
    with opened(path) as file:
        start = file.read(4096).replace(b"\0", b"")
    for mark, name in ((b"<tmx", "tmx"), (b"<xliff", "xliff")):
        if mark in start:
            return name
    lines = [line for line in start.splitlines() if line.strip()]
    if any(line.startswith((b'msgid "', b'msgctxt "')) for line in lines):
        return "po"
    if len(lines) > 1 and all(line.count(b"\t") == lines[0].count(b"\t") in (1, 2) for line in lines[:-1]):
        return "tsv"
    return SECTIONS


def aligned_document(file: DocumentFile, name: str, content_hash: str, source: str, target: str) -> Document:
    """The document of a file of aligned text; its segments are read when they are iterated."""
    segments = SegmentFile(file, source, target)
    codes = Tally(source, target).codes
    return Document(name, file.format, content_hash, *codes, segments=segments)
