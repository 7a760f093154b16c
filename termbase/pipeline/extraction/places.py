"""Which files a run reads, and which stored document each is: the same, whichever folder it is named from."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from termbase.documents import WALKED, DocumentFile, document_file, find_documents
from termbase.documents.files import document_name
from termbase.errors import InputError
from termbase.pipeline.extraction.options import ExtractOptions


def place_of(row: sqlite3.Row) -> str:
    """The absolute path of the file that a stored document was read from."""
    return str(os.path.normpath(Path(row["root"]) / row["name"]))


class StoredPlaces:
    """The stored documents by name and by place, and what a file is called among them.

    With a ``root`` of None documents are named relative to the working directory, and one that is known under another
    name keeps that; with a root they are named as that says.
    """

    def __init__(self, rows: Iterable[sqlite3.Row], root: Path | None) -> None:
        self._named = root is not None
        self._root = os.path.abspath(root or Path.cwd())
        self.rows = list(rows)
        self._by_name = {row["name"]: row for row in self.rows}
        self._by_place = {place_of(row): row for row in self.rows}

    def find(self, path: Path) -> tuple[str, str, sqlite3.Row | None]:
        """(name, root, stored document) of a file. Raises `InputError` where its name is that of another file."""
        place = os.path.abspath(path)
        name = document_name(path, Path(self._root))
        below = Path(place).is_relative_to(self._root)
        root = self._root if below else str(Path.cwd())
        row, other = self._by_place.get(place), self._by_name.get(name)
        if row is None:
            if other is not None and not other["gone"] and Path(place_of(other)).exists():
                raise InputError(
                    f"would be named {name}, as {place_of(other)} is; give --root, a folder above both", path
                )
            # Moved with its folder, as the checkout of another machine is.
            return name, root, other
        if row["name"] != name and (other is not None or not self._named):
            return row["name"], row["root"], row
        return name, root, row


def files_of(paths: Sequence[Path], options: ExtractOptions) -> Iterator[DocumentFile | InputError]:
    """The documents that the paths and pairs stand for; each once, though a pair of files may be named twice."""
    named, seen = set(paths), set()
    for path in find_documents(paths, WALKED):
        try:
            if isinstance(path, InputError):
                raise path
            file = document_file(path, options.source, options.target, named=path in named)
        except InputError as error:
            yield error
            continue
        if file and (file.other is None or file.paths not in seen):
            seen.add(file.paths)
            yield file
    yield from (DocumentFile(source, "parallel", target) for source, target in options.pairs)
