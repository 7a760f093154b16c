"""Two plain text files, the one the translation of the other, line by line.

Names tell what belongs together: ``guide.en.txt`` and ``guide.ar.txt``, or ``guide.en`` and ``guide.ar``. Where the
numbers of lines differ, lines are paired by their lengths, like the blocks of section files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from termbase.documents.blocks import MOST_CELLS, align_blocks
from termbase.documents.files import MEBIBYTE, text_lines
from termbase.documents.tally import Side, Tally
from termbase.errors import InputError
from termbase.model import Block, Segment

NAME = re.compile(
    r"(?P<stem>.+)\.(?P<tag>(?!txt\b)[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)(?P<suffix>\.txt)?", re.IGNORECASE
)


def counterpart(path: Path, source: str, target: str) -> tuple[Path, Path] | None:
    """The two files that a name speaks of, source first; None for a name that says no such thing.

    The other file is looked for in the folder, with any tag of its language (``guide.ar-EG.txt``).
    """
    match = NAME.fullmatch(path.name)
    if match is None:
        return None
    ours = _code(match["tag"])
    sides = (_code(source), _code(target))
    if ours not in sides:
        return None
    wanted = sides[1 - sides.index(ours)]
    plain = path.with_name(f"{match['stem']}.{wanted}{match['suffix'] or ''}")
    other = plain
    if not plain.exists():
        found = _listing(path.parent, path.parent.stat().st_mtime_ns)
        other = found.get((match["stem"], wanted, (match["suffix"] or "").casefold()), plain)
    return (path, other) if ours == sides[0] else (other, path)


@lru_cache(4)
def _listing(folder: Path, changed: int) -> dict[tuple[str, str, str], Path]:
    """The files of a folder that name a language, by stem, language and suffix; the first of several by name.

    ``changed`` is when the folder was changed last, so that nothing old is remembered.
    """
    found: dict[tuple[str, str, str], Path] = {}
    for entry in sorted(folder.iterdir()):
        match = NAME.fullmatch(entry.name)
        if match:
            found.setdefault((match["stem"], _code(match["tag"]), (match["suffix"] or "").casefold()), entry)
    return found


def _code(tag: str) -> str:
    return re.split("[-_]", tag)[0].casefold()


def read_parallel(path: Path, tally: Tally, other: Path) -> Iterator[Segment]:
    """The lines of a source and of a target file, paired. Raises `InputError`."""
    counts = [sum(1 for _ in text_lines(each)) for each in (path, other)]
    if counts[0] == counts[1]:
        yield from _by_line(path, other, tally)
        return
    if not min(counts):
        raise InputError("is empty", (path, other)[counts.index(0)])
    yield from _by_length(path, other, counts, tally)


def _by_line(path: Path, other: Path, tally: Tally) -> Iterator[Segment]:
    for one, two in zip_longest(text_lines(path), text_lines(other)):
        if one is None or two is None:
            raise InputError("was changed while it was read", path)
        if one[1] is None or two[1] is None:
            tally.note("long", one[0])
        elif one[1].strip() or two[1].strip():
            segment = tally.segment(Side(one[1], one[0]), Side(two[1], two[0]))
            if segment:
                yield segment


def _by_length(path: Path, other: Path, counts: list[int], tally: Tally) -> Iterator[Segment]:
    """Two texts that are small enough to be compared as a whole."""
    said = f"{counts[0]:,} lines here, {counts[1]:,} in {other.name}"
    if max(each.stat().st_size for each in (path, other)) > 8 * MEBIBYTE:
        raise InputError(f"{said}: the lines of large files must correspond one to one", path)
    texts: list[list[Block]] = []
    for each in (path, other):
        texts.append([Block("paragraph", line.strip(), n) for n, line in text_lines(each) if line and line.strip()])
    if len(texts[0]) != len(texts[1]) and 2 * len(texts[0]) * (25 + abs(len(texts[0]) - len(texts[1]))) > MOST_CELLS:
        raise InputError(f"{said}: too many to be paired by length; the lines must correspond one to one", path)
    for segment in align_blocks(*texts):
        one, two = segment.source, segment.target
        found = tally.segment(
            Side(one.text, one.line) if one else None, Side(two.text, two.line) if two else None, segment.score
        )
        if found:
            tally.note("uneven", (found.source or found.target or texts[0][0]).line)
            yield replace(found, score=min(found.score, segment.score))
