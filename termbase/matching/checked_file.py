"""An index in a file beside the termbase: written whole and renamed into place, read by mapping, checked before it is
trusted.

    header      magic, version, byte order, file size, sections, fingerprint; its own checksum
    directory   for each section: offset, size, checksum
    sections    at multiples of 64

Every byte is covered by a checksum, Fletcher's two sums over 64-bit words modulo 2^64: it finds any change within one
word, and of several words all but one in 2^64 at random. It is against accidents, not against an attacker.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from termbase.errors import IndexFileError

BYTE_ORDER = 0x01020304
FINGERPRINT_BYTES = 64
ALIGN = 64
PREFIX = struct.Struct("=8sIIQQ64s2Q")
ENTRY = struct.Struct("=QQ2Q")

Checksum = Callable[[memoryview], tuple[int, int]]
"""Fletcher's two sums over the 64-bit words of a buffer; see `termbase.matching.fuzzy_engine`."""


Kind = tuple[bytes, int]
"""The eight bytes that a kind of file begins with, and the version of its layout (uint32)."""


def padded(size: int) -> int:
    """`size` rounded up to a multiple of ALIGN."""
    return -(-size // ALIGN) * ALIGN


def write_file(path: str, kind: Kind, sections: Sequence[memoryview], fingerprint: str, checksum: Checksum) -> None:
    """Write sections of bytes to `path`, atomically: readers see the old file or the new one. Raises OSError and
    ValueError.

    Not flushed to disk: after a power cut the file may be damaged, which the next reader finds.
    """
    mark = _fingerprint_bytes(fingerprint)
    at = padded(PREFIX.size + len(sections) * ENTRY.size)
    entries, chunks = [], []
    for section in sections:
        whole = section if len(section) % ALIGN == 0 else memoryview(bytes(section) + bytes(-len(section) % ALIGN))
        entries.append(ENTRY.pack(at, len(section), *checksum(whole)))
        chunks.append(whole)
        at += len(whole)
    fields = (*kind, BYTE_ORDER, at, len(sections), mark)
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


def read_file(path: str, kind: Kind, fingerprint: str | None, checksum: Checksum) -> tuple[list[memoryview], str]:
    """The sections of the file, mapped, and its fingerprint. Raises IndexFileError unless every byte is as written, and
    the fingerprint the expected one (None: any). The mapping lives as long as a section does."""
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
    if fingerprint is not None and mark != _fingerprint_bytes(fingerprint):
        raise IndexFileError(path, "stale", f"made of {found!r}, not {fingerprint!r}")
    entries = [ENTRY.unpack_from(whole, PREFIX.size + number * ENTRY.size) for number in range(count)]
    return [_section(path, whole, entry, checksum) for entry in entries], found


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
