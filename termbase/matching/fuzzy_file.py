"""The file of a fuzzy index: written whole and renamed into place, read by mapping, checked before it is trusted.

    header      magic, version, byte order, file size, parts, terms, fingerprint; its own checksum
    directory   for each part: offset, size, dead ids, checksum
    parts       each a buffer of fuzzy_layout, then its dead ids as int64; all at multiples of 64

Every byte is covered by a checksum, Fletcher's two sums over 64-bit words modulo 2^64: it finds any change within one
word, and of several words all but one in 2^64 at random. It is against accidents, not against an attacker.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Sequence
from pathlib import Path

from termbase.errors import FuzzyFileError
from termbase.matching.fuzzy_engine import Engine
from termbase.matching.fuzzy_layout import padded
from termbase.matching.fuzzy_part import Part

MAGIC = b"TB fuzzy"
VERSION = 1
BYTE_ORDER = 0x01020304
FINGERPRINT_BYTES = 64
PREFIX = struct.Struct("=8sIIQQQ64s2Q")
ENTRY = struct.Struct("=QQQ2Q")


def write_file(path: str, parts: Sequence[Part], fingerprint: str, engine: Engine) -> None:
    """Write the parts to `path`, atomically: readers see the old file or the new one. Raises OSError, ValueError.

    Not flushed to disk: after a power cut the file may be damaged, which the next reader finds.
    """
    mark = _fingerprint_bytes(fingerprint)
    at = padded(PREFIX.size + len(parts) * ENTRY.size)
    entries, chunks = [], []
    for part in parts:
        dead = struct.pack(f"={len(part.dead)}q", *sorted(part.dead))
        dead += bytes(-len(dead) % 64)
        sums = _joint_sums(engine.checksum(part.buffer), engine.checksum(memoryview(dead)), len(dead))
        entries.append(ENTRY.pack(at, part.head.size, len(part.dead), *sums))
        chunks += [part.buffer, memoryview(dead)]
        at += part.head.size + len(dead)
    fields = (MAGIC, VERSION, BYTE_ORDER, at, len(parts), sum(map(len, parts)), mark)
    head = PREFIX.pack(*fields, 0, 0) + b"".join(entries)
    head += bytes(-len(head) % 64)
    head = PREFIX.pack(*fields, *engine.checksum(memoryview(head))) + head[PREFIX.size :]
    temporary = Path(f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(head)
            file.writelines(chunks)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_file(path: str, fingerprint: str | None, engine: Engine) -> tuple[list[Part], str]:
    """The parts of the file, mapped, and its fingerprint. Raises FuzzyFileError unless every byte is as written, and
    the fingerprint the expected one (None: any). The mapping lives as long as a part does."""
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < PREFIX.size:
                raise FuzzyFileError(path, "damaged", f"only {size} bytes")
            whole = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
    except FileNotFoundError as error:
        raise FuzzyFileError(path, "missing", "no such file") from error
    except OSError as error:
        raise FuzzyFileError(path, "unreadable", str(error)) from error
    magic, version, order, stated, count, _, mark, *sums = PREFIX.unpack_from(whole)
    if magic != MAGIC or order != BYTE_ORDER:
        raise FuzzyFileError(path, "foreign", "another kind of file, or of a machine with another byte order")
    if version != VERSION:
        raise FuzzyFileError(path, "version", f"version {version}, not {VERSION}")
    head_size = padded(PREFIX.size + count * ENTRY.size)
    if stated != size or head_size > size:
        raise FuzzyFileError(path, "damaged", f"{size} bytes instead of {stated}")
    head = bytearray(whole[:head_size])
    head[PREFIX.size - 16 : PREFIX.size] = bytes(16)
    if engine.checksum(memoryview(head)) != tuple(sums):
        raise FuzzyFileError(path, "damaged", "the header's checksum differs")
    found = mark.rstrip(b"\0").decode("utf-8", "replace")
    if fingerprint is not None and mark != _fingerprint_bytes(fingerprint):
        raise FuzzyFileError(path, "stale", f"made of {found!r}, not {fingerprint!r}")
    entries = [ENTRY.unpack_from(whole, PREFIX.size + number * ENTRY.size) for number in range(count)]
    return [_read_part(path, whole, entry, engine) for entry in entries], found


def _read_part(path: str, whole: memoryview, entry: tuple[int, ...], engine: Engine) -> Part:
    at, size, dead_count, *sums = entry
    end = at + size + padded(8 * dead_count)
    if at % 64 or size % 64 or end > len(whole) or engine.checksum(whole[at:end]) != tuple(sums):
        raise FuzzyFileError(path, "damaged", "a part's checksum differs")
    try:
        return Part(whole[at : at + size], struct.unpack_from(f"={dead_count}q", whole, at + size))
    except ValueError as error:
        raise FuzzyFileError(path, "damaged", str(error)) from error


def _joint_sums(left: tuple[int, int], right: tuple[int, int], right_bytes: int) -> tuple[int, int]:
    """The checksum of two buffers end to end."""
    return (left[0] + right[0]) % 2**64, (left[1] + right[1] + left[0] * (right_bytes // 8)) % 2**64


def _fingerprint_bytes(fingerprint: str) -> bytes:
    mark = fingerprint.encode("utf-8")
    if len(mark) > FINGERPRINT_BYTES or mark.endswith(b"\0"):
        raise ValueError(f"a fingerprint has at most {FINGERPRINT_BYTES} bytes of UTF-8 and ends in no NUL")
    return mark.ljust(FINGERPRINT_BYTES, b"\0")
