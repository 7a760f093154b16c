"""An index in a file beside the termbase: written whole and renamed into place, read by mapping, checked before it is
trusted.

    header      magic, version, byte order, file size, sections, fingerprint; its own checksum
    directory   for each section: offset, size, checksum
    sections    at multiples of 64

Every byte is covered by a checksum, Fletcher's two sums over 64-bit words modulo 2^64: it finds any change within one
word, and of several words all but one in 2^64 at random. It is against accidents, not against an attacker.

`read_file` checks all of it at once. `map_file` checks a block when something in it is first read, by the sums that its
last section holds of each block, so it opens a file of any size in the same time (`with_sums` makes that section).
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from termbase.errors import IndexFileError

BYTE_ORDER = 0x01020304
FINGERPRINT_BYTES = 64
ALIGN = 64
PREFIX = struct.Struct("=8sIIQQ64s2Q")
ENTRY = struct.Struct("=QQ2Q")

BLOCK = 1024
"""Bytes of a block, from the start of the file on; the last one before the sums may be shorter."""
SUMS = struct.Struct("=2Q")

Checksum = Callable[[memoryview], tuple[int, int]]
"""Fletcher's two sums over the 64-bit words of a buffer; see `termbase.matching.fuzzy.engine`."""


Kind = tuple[bytes, int]
"""The eight bytes that a kind of file begins with, and the version of its layout (uint32)."""


def padded(size: int) -> int:
    """`size` rounded up to a multiple of ALIGN."""
    return -(-size // ALIGN) * ALIGN


def write_file(
    path: str, kind: Kind, sections: Sequence[memoryview], fingerprint: str, checksum: Checksum, with_sums: bool = False
) -> None:
    """Write sections of bytes to `path`, atomically: readers see the old file or the new one. Raises OSError and
    ValueError.

    Not flushed to disk: after a power cut the file may be damaged, which the next reader finds.
    """
    mark = _fingerprint_bytes(fingerprint)
    chunks = [_aligned(section) for section in sections]
    sizes = [len(section) for section in sections]
    if with_sums:
        # The header is not among what the blocks hold: it has a checksum of its own.
        start = padded(PREFIX.size + (len(sections) + 1) * ENTRY.size)
        sums = b"".join([SUMS.pack(*checksum(block)) for block in _blocks(bytes(start), chunks)])
        chunks.append(_aligned(memoryview(sums)))
        sizes.append(len(sums))
    at = padded(PREFIX.size + len(chunks) * ENTRY.size)
    entries = []
    for size, chunk in zip(sizes, chunks, strict=True):
        entries.append(ENTRY.pack(at, size, *checksum(chunk)))
        at += len(chunk)
    fields = (*kind, BYTE_ORDER, at, len(chunks), mark)
    head = PREFIX.pack(*fields, 0, 0) + b"".join(entries)
    head += bytes(-len(head) % ALIGN)
    head = PREFIX.pack(*fields, *checksum(memoryview(head))) + head[PREFIX.size :]
    temporary = Path(f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(head)
            file.writelines(chunks)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _aligned(section: memoryview) -> memoryview:
    return section if len(section) % ALIGN == 0 else memoryview(bytes(section) + bytes(-len(section) % ALIGN))


def _blocks(head: bytes, chunks: Sequence[memoryview]) -> Iterator[memoryview]:
    whole = memoryview(b"".join([head, *chunks]))
    return (whole[at : at + BLOCK] for at in range(0, len(whole), BLOCK))


def read_file(path: str, kind: Kind, fingerprint: str | None, checksum: Checksum) -> tuple[list[memoryview], str]:
    """The sections of the file, mapped, and its fingerprint. Raises IndexFileError unless every byte is as written, and
    the fingerprint the expected one (None: any). The mapping lives as long as a section does."""
    whole, entries, found = _opened(path, kind, checksum)
    if fingerprint is not None and found != fingerprint:
        raise IndexFileError(path, "stale", f"made of {found!r}, not {fingerprint!r}")
    return [_section(path, whole, entry, checksum) for entry in entries], found


Parts = tuple[memoryview, memoryview, bytearray, int]


class Blocks:
    """A mapped file of which each block is checked before something in it is read."""

    def __init__(self, path: str, whole: memoryview, sums: memoryview, start: int, checksum: Checksum) -> None:
        self.path, self.whole, self.sums, self.start = path, whole, sums, start
        """``whole`` ends where the sums begin; the sections begin at ``start``: what is before it counts as zeros."""
        self.checked = bytearray(-(-len(whole) // BLOCK))
        """1 for each block that was checked."""
        self._checksum = checksum

    @property
    def parts(self) -> Parts:
        """All of it for the compiled engine, which checks in the same way."""
        return self.whole, self.sums, self.checked, self.start

    def check(self, start: int, end: int) -> None:
        """Check the blocks of some bytes. Raises IndexFileError where one is not as it was written."""
        for number in range(start // BLOCK, -(-end // BLOCK)):
            if not self.checked[number]:
                block = self.whole[number * BLOCK : (number + 1) * BLOCK]
                if before := max(0, self.start - number * BLOCK):
                    block = memoryview(bytes(min(before, len(block))) + bytes(block[before:]))
                if self._checksum(block) != SUMS.unpack_from(self.sums, number * SUMS.size):
                    raise IndexFileError(self.path, "damaged", "the checksum of a block differs")
                self.checked[number] = 1


class Section(Sequence[int]):
    """The numbers of a section of a file, checked as they are read. Slices are memory views."""

    def __init__(self, blocks: Blocks, at: int, view: memoryview) -> None:
        self.view = view
        """The same unchecked."""
        self._blocks, self._at, self._size = blocks, at, view.itemsize

    def __len__(self) -> int:
        return len(self.view)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self.view))
            if start < stop:
                self._blocks.check(self._at + start * self._size, self._at + stop * self._size)
        elif not self._blocks.checked[(self._at + index * self._size) // BLOCK]:
            self._blocks.check(self._at + index * self._size, self._at + (index + 1) * self._size)
        return self.view[index]


def map_file(path: str, kind: Kind, checksum: Checksum) -> tuple[list[tuple[int, memoryview]], Blocks, str]:
    """The sections of a file with sums of its blocks, where each begins, not checked yet; its blocks; its fingerprint.

    Raises IndexFileError unless the header and the sums are as they were written.
    """
    whole, entries, found = _opened(path, kind, checksum)
    *entries, last = entries or [(0, 0, 0, 0)]
    sums = _section(path, whole, last, checksum)
    if len(sums) != -(-last[0] // BLOCK) * SUMS.size or any(
        at % ALIGN or at + size > last[0] for at, size, *_ in entries
    ):
        raise IndexFileError(path, "damaged", "sections or sums that do not fit")
    start = padded(PREFIX.size + (len(entries) + 1) * ENTRY.size)
    blocks = Blocks(path, whole[: last[0]], sums, start, checksum)
    return [(at, whole[at : at + size]) for at, size, *_ in entries], blocks, found


def _opened(path: str, kind: Kind, checksum: Checksum) -> tuple[memoryview, list[tuple[int, ...]], str]:
    """The file, mapped, its directory and its fingerprint. Raises IndexFileError unless its header is as written."""
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < PREFIX.size:
                raise IndexFileError(path, "damaged", f"only {size} bytes")
            whole = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
    except FileNotFoundError as error:
        raise IndexFileError(path, "missing", "no such file") from error
    except OSError as error:
        raise IndexFileError(path, "unreadable", str(error)) from error
    magic, version, order, stated, count, mark, *sums = PREFIX.unpack_from(whole)
    if magic != kind[0] or order != BYTE_ORDER:
        raise IndexFileError(path, "foreign", "another kind of file, or of a machine with another byte order")
    if version != kind[1]:
        raise IndexFileError(path, "version", f"version {version}, not {kind[1]}")
    head_size = padded(PREFIX.size + count * ENTRY.size)
    if stated != size or head_size > size:
        raise IndexFileError(path, "damaged", f"{size} bytes instead of {stated}")
    head = bytearray(whole[:head_size])
    head[PREFIX.size - 16 : PREFIX.size] = bytes(16)
    if checksum(memoryview(head)) != tuple(sums):
        raise IndexFileError(path, "damaged", "the header's checksum differs")
    found = mark.rstrip(b"\0").decode("utf-8", "replace")
    entries = [ENTRY.unpack_from(whole, PREFIX.size + number * ENTRY.size) for number in range(count)]
    return whole, entries, found


def _section(path: str, whole: memoryview, entry: tuple[int, ...], checksum: Checksum) -> memoryview:
    at, size, *sums = entry
    end = at + padded(size)
    if at % ALIGN or end > len(whole) or checksum(whole[at:end]) != tuple(sums):
        raise IndexFileError(path, "damaged", "a section's checksum differs")
    return whole[at : at + size]


def _fingerprint_bytes(fingerprint: str) -> bytes:
    mark = fingerprint.encode("utf-8")
    if len(mark) > FINGERPRINT_BYTES or mark.endswith(b"\0"):
        raise ValueError(f"a fingerprint has at most {FINGERPRINT_BYTES} bytes of UTF-8 and ends in no NUL")
    return mark.ljust(FINGERPRINT_BYTES, b"\0")
