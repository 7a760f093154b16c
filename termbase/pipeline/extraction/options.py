"""What an extraction is asked for, and which extractors there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import extractors
from extractors.notes import mine_notes
from termbase import documents
from termbase.documents import load_conventions, read_dictionary
from termbase.errors import UsageError
from termbase.languages import primary_subtag
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, TermPair

# Extractors that read one document at a time.
BY_DOCUMENT: dict[str, Callable[..., list[TermPair]]] = {"notes": mine_notes}
EXTRACTORS = (*BY_DOCUMENT, "aligned", "candidates")
# What runs unless something else is asked for: the same on every machine, whatever taggers are installed there.
DEFAULT = ("notes",)


@dataclass(frozen=True)
class ExtractOptions:
    """What to extract and how; ``root`` is the folder that document names are relative to (None: where we are).

    ``pairs`` are further documents of two files of plain text each, source and target; ``dictionaries`` help to align.
    """

    source: str = DEFAULT_SOURCE
    target: str = DEFAULT_TARGET
    extractors: tuple[str, ...] = DEFAULT
    min_score: float | None = None
    jobs: int = 1
    root: Path | None = None
    config: Path | None = None
    author: str = "termbase"
    pairs: tuple[tuple[Path, Path], ...] = ()
    aligner: str = "hmm"
    dictionaries: tuple[Path, ...] = ()

    def settings_hashes(self) -> tuple[str, ...]:
        """What a stored document must have been read with to count as unchanged; the first is written now.

        A document from which more was read than is asked for now is unchanged too.
        """
        asked = sorted(name for name in self.extractors if name in BY_DOCUMENT)
        said = (extractors.VERSION, documents.VERSION, self.source, self.target, load_conventions(self.config))
        return tuple(
            hashlib.blake2b(repr((said, names)).encode(), digest_size=8).hexdigest()
            for names in ([asked] if asked else [asked, sorted(BY_DOCUMENT)])
        )

    def check(self) -> None:
        """Raises `UsageError` for extractors that there are not, and where both languages are one.

        Raises `InputError` for what is no dictionary of both languages.
        """
        if unknown := [name for name in self.extractors if name not in EXTRACTORS]:
            raise UsageError(f"there is no extractor {unknown[0]!r}; there are {', '.join(EXTRACTORS)}")
        if self.dictionaries and "aligned" not in self.extractors:
            raise UsageError("a dictionary helps to align texts: give --extractor aligned with --dictionary")
        if "candidates" in self.extractors:
            raise UsageError("the extractor 'candidates' reads texts in one language; run it alone")
        if primary_subtag(self.source) == primary_subtag(self.target):
            raise UsageError(f"source and target are both {primary_subtag(self.source)!r}; give two languages")
        for path in self.dictionaries:
            next(read_dictionary(path, self.source, self.target))
