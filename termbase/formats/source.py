"""A terminology file to read: its bytes as a stream, and as text in the encoding that it has."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from termbase.documents.files import BOMS, MEBIBYTE
from termbase.errors import InputError, UsageError

LARGEST_FILE = 4096 * MEBIBYTE
CHUNK = 1 << 16
# A line of a text format, in characters; a longer one is no terminology.
LONGEST_LINE = 4 * MEBIBYTE


class SourceFile:
    """A regular file of at most 4 GiB. Reading it again starts anew.

    ``encoding`` is that of text formats (a Python name; XML says its own); by default UTF-8, or UTF-16 and UTF-32 with
    a byte order mark. ``progress`` is called with the bytes read and the size.
    """

    def __init__(
        self, path: Path, encoding: str | None = None, progress: Callable[[int, int], None] = lambda done, size: None
    ) -> None:
        self.path = path
        self.place = str(path)
        self._progress = progress
        try:
            if not path.exists():
                raise InputError("does not exist; check the name and the folder", path)
            if path.is_dir():
                raise InputError("is a folder; name the files in it", path)
            if not path.is_file():
                raise InputError("is not a regular file", path)
            self.size = path.stat().st_size
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", path) from None
        if self.size > LARGEST_FILE:
            raise InputError(f"has {self.size // MEBIBYTE} MiB; at most {LARGEST_FILE // MEBIBYTE} are read", path)
        if encoding is not None:
            try:
                encoding = codecs.lookup(encoding).name
            except LookupError:
                raise UsageError(f"there is no encoding {encoding!r}; try utf-8, utf-16, windows-1256") from None
        self.named_encoding = encoding

    @cached_property
    def start(self) -> bytes:
        """The first 64 KiB."""
        with self.binary() as stream:
            return stream.read(1 << 16)

    @property
    def encoding(self) -> str:
        """The encoding of the text: the one named, else by the byte order mark, else UTF-8."""
        by_mark = next((name for bom, name in BOMS if self.start.startswith(bom)), None)
        if self.named_encoding and by_mark and self.named_encoding.replace("-", "")[:5] in ("utf8", "utf16", "utf32"):
            return by_mark
        return self.named_encoding or by_mark or "utf-8"

    def beginning(self) -> str:
        """The text of the first 64 KiB, with replacement characters where it cannot be decoded."""
        return self.start.decode(self.encoding, "replace").lstrip("\ufeff")

    @contextmanager
    def binary(self) -> Iterator[BinaryIO]:
        """The bytes as a stream. Raises `InputError`."""
        try:
            stream = self.path.open("rb")
        except OSError as error:
            reason = "may not be read (no permission)" if isinstance(error, PermissionError) else str(error.strerror)
            raise InputError(reason, self.path) from None
        with stream:
            yield stream

    def chunks(self) -> Iterator[bytes]:
        """The bytes in pieces of 64 KiB."""
        with self.binary() as stream:
            done = 0
            while chunk := stream.read(CHUNK):
                done += len(chunk)
                self._progress(done, self.size)
                yield chunk

    def lines(self) -> Iterator[str]:
        """The lines of the text, each with a line feed at its end but perhaps the last.

        Raises `InputError` with the line of the first byte that is not text.
        """
        empty = True
        for number, line in enumerate(self._decoded(), 1):
            if "\0" in line:
                raise InputError(
                    "is a binary file, not text (UTF-16 without a mark? name it with --encoding)", self.place, number
                )
            if len(line) > LONGEST_LINE:
                raise InputError(f"has a line of more than {LONGEST_LINE} characters", self.place, number)
            if empty and line.strip():
                empty = False
            yield line
        if empty:
            raise InputError("is empty", self.place)

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)()
        translate = io.IncrementalNewlineDecoder(None, translate=True)
        rest, done, line = "", 0, 1
        chunk = b""
        try:
            for chunk in self.chunks():
                text = rest + translate.decode(decoder.decode(chunk))
                if not done:
                    text = text.removeprefix("\ufeff")
                done += len(chunk)
                lines = text.splitlines(keepends=True) if _plain(text) else _split(text)
                rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
                if len(rest) > LONGEST_LINE:
                    raise InputError(f"has a line of more than {LONGEST_LINE} characters", self.place, line)
                line += len(lines)
                yield from lines
            chunk = b""
            rest += translate.decode(decoder.decode(b"", final=True), final=True)
        except UnicodeDecodeError as error:
            name = self.encoding.removesuffix("-sig").upper()
            raise InputError(
                f"is not {name} (byte {done + error.start}); save it as UTF-8 or name its encoding with --encoding",
                self.place, line + chunk.count(b"\n", 0, error.start),
            ) from None  # fmt: skip
        if rest:
            yield rest

    def content_hash(self) -> str:
        """BLAKE2b of the bytes, 16 bytes, hexadecimal; read in pieces."""
        digest = hashlib.blake2b(digest_size=16)
        with self.binary() as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


def _plain(text: str) -> bool:
    """Whether `str.splitlines` cuts at line feeds only."""
    return not any(sign in text for sign in "\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def _split(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
