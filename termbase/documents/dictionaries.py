"""Bilingual dictionaries, read as pairs of words and short phrases.

A dictionary of dictd (dictfmt(1)) is an index beside a text: each line of the index has a headword, an offset and a
length, both as numbers to the base of 64. An entry begins with its headword, the pronunciation between slashes, and
has its renderings below, numbered or separated by commas and semicolons, as the dictionaries of FreeDict have them.
Other dictionaries are tables of two columns, or any other aligned text whose segments are entries.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

from termbase.documents.files import MEBIBYTE, opened, text_lines
from termbase.documents.readers import SECTIONS, SegmentFile, document_file
from termbase.errors import InputError
from termbase.languages import has_script, primary_subtag, script_of_language

# A text as large as this is no dictionary; the largest of FreeDict has a tenth of it.
LARGEST = 256 * MEBIBYTE
# Renderings of more words explain rather than translate.
LONGEST = 4
_SUFFIXES = (".index", ".dict.dz", ".dict")
_DIGITS = {digit: value for value, digit in enumerate(ascii_uppercase + ascii_lowercase + digits + "+/")}
# Pronunciation, grammar and remarks.
_ASIDE = re.compile(r"/[^/\n]*/|<[^<>\n]*>|\[[^\[\]\n]*\]|\([^()\n]*\)|\{[^{}\n]*\}")
_NUMBER = re.compile(r"^\s*\d+\.\s*")
_BETWEEN = re.compile(r"[,;،؛]|\s[-–—]\s")


def read_dictionary(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    """The words of ``source`` with their renderings in ``target`` (BCP 47 tags), one by one. Raises `InputError`."""
    base = next((path.name.removesuffix(end) for end in _SUFFIXES if path.name.endswith(end)), None)
    entries = _segments(path, source, target) if base is None else _dictd(path.with_name(base))
    script_of = [script_of_language(primary_subtag(code)) for code in (source, target)]
    found = False
    for pair in entries:
        if all(has_script(text, script) for text, script in zip(pair, script_of, strict=True)):
            found = True
            yield pair
    if not found:
        raise InputError(f"has no entry from {source} to {target}; name a dictionary of that direction", path)


def _segments(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    file = document_file(path, source, target)
    if file is None or file.format == SECTIONS:
        raise InputError("is no dictionary: name a table of two columns, or a file of a dictd dictionary", path)
    for segment in SegmentFile(file, source, target):
        if segment.source and segment.target:
            yield segment.source.text, segment.target.text


def _dictd(base: Path) -> Iterator[tuple[str, str]]:
    index, text = base.with_name(f"{base.name}.index"), _text(base)
    seen: set[int] = set()
    for number, line in text_lines(index):
        cells = (line or "").split("\t")
        if cells[0].startswith("00database") or not cells[0]:
            continue
        try:
            start, length = (_number(cell) for cell in cells[1:3])
            entry = text[start : start + length].decode()
        except (KeyError, ValueError):
            said = "is no index of dictd, whose lines have a headword, an offset and a length"
            raise InputError(said, index, number) from None
        if start not in seen:
            seen.add(start)
            yield from _entry(entry)


def _text(base: Path) -> bytes:
    """The text beside an index; what dictzip compresses is gzip."""
    plain, packed = base.with_name(f"{base.name}.dict"), base.with_name(f"{base.name}.dict.dz")
    path = plain if plain.exists() else packed
    with opened(path) as file:
        try:
            text = (gzip.GzipFile(fileobj=file) if path == packed else file).read(LARGEST + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"cannot be unpacked: {error}; get the dictionary again", path) from None
    if len(text) > LARGEST:
        raise InputError(f"has more than {LARGEST // MEBIBYTE} MiB, which no dictionary has", path)
    return text


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS[digit]
    return value


def _entry(text: str) -> Iterator[tuple[str, str]]:
    first, *lines = text.splitlines() or [""]
    headword = " ".join(_ASIDE.sub(" ", first).split())
    for line in lines:
        for part in _BETWEEN.split(_ASIDE.sub(" ", _NUMBER.sub("", line))):
            words = part.split()
            if headword and 0 < len(words) <= LONGEST:
                yield headword, " ".join(words)
