"""Terminology formats: one file a format, one registry.

A format turns the text of a file into `Incoming` concepts, each with its line. A new one is a module with a reader,
entered in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from termbase.errors import UsageError
from termbase.formats.delimited import read_csv, read_tsv
from termbase.formats.glossary import read_glossary
from termbase.matching import Incoming

Reader = Callable[[str, str, str, str], Iterator[Incoming]]
READERS: dict[str, Reader] = {"glossary": read_glossary, "csv": read_csv, "tsv": read_tsv}
SUFFIXES = {".md": "glossary", ".markdown": "glossary", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "tsv"}


def format_of(path: Path, text: str) -> str:
    """The format of a terminology file, by its content where that tells, else by its name. Raises `UsageError`."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if "\t" in first:
        return "tsv"
    if path.suffix.lower() in SUFFIXES:
        return SUFFIXES[path.suffix.lower()]
    raise UsageError(f"the format cannot be told from the name; say it with --format ({', '.join(READERS)})", path)
