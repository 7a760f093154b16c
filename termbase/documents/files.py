"""Finding documents in folders, and their text in bytes."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from termbase.errors import InputError, UsageError

MEBIBYTE = 1 << 20
# Section files are read whole; the largest real one has 120 KB.
LARGEST_DOCUMENT = 32 * MEBIBYTE
LINE_END = re.compile(r"\r\n?|\n")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What the error handler "surrogateescape" makes of a byte that is no UTF-8.
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def find_documents(paths: Iterable[Path], suffixes: frozenset[str]) -> Iterator[Path | InputError]:
    """Every file named, and every file with one of the suffixes in every folder named, in a stable order.

    Links are followed, a folder is entered once however many links lead to it, and hidden names are passed over.
    What cannot be read is yielded as an `InputError`, so that the other documents go on.
    """
    seen_files: set[tuple[int, int]] = set()
    seen_folders: set[tuple[int, int]] = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            yield InputError(_reason(error), path)
            continue
        if not path.is_dir():
            if (status.st_dev, status.st_ino) not in seen_files:
                seen_files.add((status.st_dev, status.st_ino))
                yield path
            continue
        yield from _walk(path, suffixes, seen_files, seen_folders)


def no_documents(paths: Iterable[Path], suffixes: frozenset[str]) -> UsageError:
    """The error for folders in which there is nothing to read."""
    return UsageError(
        f"there is no document in {', '.join(map(str, paths))}: folders are searched for {' '.join(sorted(suffixes))}; "
        "files of other kinds, tables too, are read when they are named one by one"
    )


def _walk(
    top: Path, suffixes: frozenset[str], seen_files: set[tuple[int, int]], seen_folders: set[tuple[int, int]]
) -> Iterator[Path | InputError]:
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            identity = (status.st_dev, status.st_ino)
            if stat.S_ISDIR(status.st_mode):
                if identity not in seen_folders:
                    seen_folders.add(identity)
                    names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                    waiting += [path / name for name in names]
            elif path.suffix.lower() in suffixes and identity not in seen_files:
                seen_files.add(identity)
                yield path
        except OSError as error:
            yield InputError(_reason(error), path)


def read_bytes(path: Path, largest: int = LARGEST_DOCUMENT) -> bytes:
    """The bytes of a regular file of at most ``largest`` bytes. Raises `InputError`."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InputError("is not a regular file", path)
        if size > largest:
            raise InputError(
                f"has {size / MEBIBYTE:.0f} MiB; a document of this kind may have {largest // MEBIBYTE} MiB, split it",
                path,
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(_reason(error), path) from None


def content_hash(data: bytes) -> str:
    """The hash by which a changed document is known: BLAKE2b, 16 bytes, hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file, opened to be read as bytes from its beginning. Raises `InputError`."""
    try:
        if not path.exists():
            raise InputError("does not exist", path)
        if not path.is_file():
            raise InputError("is not a regular file", path)
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise InputError(_reason(error), path) from None


def stream_hash(*paths: Path) -> str:
    """The `content_hash` of files of any size, read one after the other in constant memory. Raises `InputError`."""
    digest = hashlib.blake2b(digest_size=16)
    for path in paths:
        if path is not paths[0]:
            digest.update(b"\0")
        with opened(path) as file:
            while chunk := file.read(MEBIBYTE):
                digest.update(chunk)
    return digest.hexdigest()


def text_lines(path: Path, longest: int = MEBIBYTE) -> Iterator[tuple[int, str | None]]:
    """(number, line) for every line of a text of any size, without its line end; one longer than that is None.

    UTF-8, or UTF-16 or UTF-32 with a byte order mark. Raises `InputError` with the line that is not text.
    """
    with opened(path) as file:
        start = file.read(4)
        encoding = next((name for bom, name in BOMS if start.startswith(bom)), "utf-8")
        file.seek(0)
        name, number = encoding.removesuffix("-sig").upper(), 0
        text = io.TextIOWrapper(file, encoding, errors="surrogateescape" if name == "UTF-8" else "strict")
        try:
            while line := text.readline(longest):
                number += 1
                if not line.isascii() and ESCAPED_BYTE.search(line):
                    raise InputError(f"is not {name}; save it as UTF-8", path, number)
                if "\0" in line:
                    raise InputError("is a binary file, not text", path, number)
                if len(line) < longest or line.endswith("\n"):
                    yield number, line.removesuffix("\n")
                    continue
                while line and not line.endswith("\n"):
                    line = text.readline(longest)
                yield number, None
        except UnicodeDecodeError:
            raise InputError(f"is not {name}; save it as UTF-8", path, number + 1) from None
        finally:
            text.detach()


def decode(data: bytes, path: Path) -> str:
    """The text of a file in UTF-8, or UTF-16 or UTF-32 with a byte order mark; line ends become a line feed.

    Raises `InputError` with the line of the first byte that is not text.
    """
    encoding = next((name for bom, name in BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line = len(LINE_END.findall(before)) + 1
        raise InputError(
            f"is not {encoding.removesuffix('-sig').upper()} (byte {error.start}); save it as UTF-8", path, line
        ) from None
    nul = text.find("\0")
    if nul >= 0:
        raise InputError("is a binary file, not text", path, len(LINE_END.findall(text, 0, nul)) + 1)
    if not text.strip():
        raise InputError("is empty", path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reason(error: OSError) -> str:
    return {
        "FileNotFoundError": "does not exist",
        "PermissionError": "may not be read (no permission)",
    }.get(type(error).__name__, f"cannot be read: {error.strerror or error}")


def document_name(path: Path, root: Path) -> str:
    """What a document is called: its path relative to the root when it lies below it, else as given.

    Raises `InputError` for a name that is not UTF-8, which nothing else could name.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        readable = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise InputError("the name of this file is not UTF-8; rename it", readable) from None
    absolute = Path(os.path.abspath(path))
    base = Path(os.path.abspath(root))
    return absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else path.as_posix()
