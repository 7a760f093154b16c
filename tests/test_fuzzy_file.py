"""A saved fuzzy index comes back as it was, or not at all."""

from __future__ import annotations

import multiprocessing
import random
import subprocess
import sys
from pathlib import Path

import pytest

from termbase.errors import IndexFileError
from termbase.matching.fuzzy import numpy_engine
from termbase.matching.fuzzy.engine import AVAILABLE, choose_engine
from termbase.matching.fuzzy.index import FuzzyIndex

TERMS = {n: f"term {n * 7919 % 1000} شبكة {n}  \ud800" for n in range(0, 600)}


@pytest.fixture(params=AVAILABLE)
def engine(request):
    return request.param


@pytest.fixture
def saved(tmp_path, engine):
    """An index of two parts, with dead terms, as saved."""
    index = FuzzyIndex.build(TERMS.items(), engine=engine)
    index.update((n, f"late {n}") for n in range(1000, 1200))
    index.remove(5, 1001, 77)
    index.save(tmp_path / "terms.fuzzy", "revision 17")
    return index, tmp_path / "terms.fuzzy"


def test_what_is_saved_is_opened(saved, engine):
    index, path = saved
    again = FuzzyIndex.open(path, "revision 17", engine=engine)
    assert (len(again), again.fingerprint) == (len(index), "revision 17")
    assert sorted(again.terms()) == sorted(index.terms())
    for query in ("term 77 شبكة 77", "late 1001", ""):
        assert again.search(query, 60) == index.search(query, 60)
    again.add(5000, "later")
    again.save(path, "revision 18")
    assert FuzzyIndex.open(path).search("later", 100) == [(5000, 100.0, "later")]
    assert [p.name for p in path.parent.iterdir()] == [path.name], "a temporary file was left"


def test_empty(tmp_path, engine):
    FuzzyIndex(engine=engine).save(tmp_path / "x")
    assert FuzzyIndex.open(tmp_path / "x", "").search("a", 0) == []


def reason(path, fingerprint=None, engine=None):
    with pytest.raises(IndexFileError) as caught:
        FuzzyIndex.open(path, fingerprint, engine)
    return caught.value.kind


def test_reasons_to_build_anew(saved, engine, tmp_path):
    _, path = saved
    data = path.read_bytes()
    assert reason(path, "revision 18", engine) == "stale"
    assert reason(tmp_path / "none", engine=engine) == "missing"
    assert reason(tmp_path, engine=engine) == "unreadable"
    for content, why in (
        (b"", "damaged"),
        (b"x" * 5000, "foreign"),
        (data[:8] + b"\x63" + data[9:], "version"),
        (data[:12] + data[12:16][::-1] + data[16:], "foreign"),
        (data + bytes(8), "damaged"),
    ):
        path.write_bytes(content)
        assert reason(path, engine=engine) == why


@pytest.mark.slow
def test_any_flipped_byte_is_found(saved, engine):
    """Every byte of the head and the sections' edges, and a sample of the rest."""
    _, path = saved
    data = bytearray(path.read_bytes())
    rng = random.Random(1)
    step = 7 if engine == "compiled" else 37
    for at in [*range(0, 3000, step), *rng.sample(range(len(data)), 500), len(data) - 1]:
        data[at] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        reason(path, engine=engine)
        data[at] = 0
    # the file now differs in many places


def test_any_truncation_is_found(saved, engine):
    _, path = saved
    data = path.read_bytes()
    for size in [*range(0, 700, 13), *range(700, len(data), 997), len(data) - 1, len(data) - 8, len(data) - 64]:
        path.write_bytes(data[:size])
        assert reason(path, engine=engine) in {"damaged"}


def test_checksums_agree():
    sums = [choose_engine(name).checksum for name in AVAILABLE]
    for size in (0, 8, 64, 2**19, 2**19 + 8, 2**20 + 24):
        data = memoryview(random.Random(size).randbytes(size))
        assert len({checksum(data) for checksum in sums} | {numpy_engine.checksum(data)}) == 1


@pytest.mark.skipif("compiled" not in AVAILABLE, reason="the compiled engine was not built")
@pytest.mark.slow
def test_compiled_engine_survives_damage_the_checksum_would_miss():
    """Random damage to a part in memory: an answer or ValueError, never a crash."""
    code = """
import random
from termbase.matching import _fuzzy
from termbase.matching.fuzzy.build import build_part
rng = random.Random(3)
good = build_part(range(300), [f"ab {n} c" * (n % 5) + "  " * (n % 3) + chr(n + 900) for n in range(300)])
for trial in range(4000):
    part = bytearray(good)
    for _ in range(rng.randrange(1, 6)):
        at = rng.choice([rng.randrange(144), rng.randrange(len(part))])
        part[at] = rng.randrange(256)
    try:
        _fuzzy.search(part, ["ab 12 c", "  x"], rng.choice([0.0, 60.0]), -1, rng.random() < 0.5)
    except (ValueError, MemoryError, UnicodeDecodeError):
        pass
print("done")
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "done\n"


def _read_often(path: Path, rounds: int, out) -> None:
    """Open and ask again and again; each answer must be that of one whole version."""
    seen, bad = set(), 0
    for _ in range(rounds):
        index = FuzzyIndex.open(path)
        version = int(index.fingerprint)
        hits = index.search("version", 60)
        bad += {hit[2] for hit in hits} != {f"version {version}"} or len(hits) != 50
        seen.add(version)
    out.put((len(seen), bad))


@pytest.mark.slow
def test_readers_while_a_writer_replaces_the_file(tmp_path):
    path = tmp_path / "terms.fuzzy"
    context = multiprocessing.get_context("spawn")
    versions = [FuzzyIndex.build([(n, f"version {v}") for n in range(50)]) for v in range(10)]
    versions[0].save(path, "0")
    out = context.Queue()
    readers = [context.Process(target=_read_often, args=(path, 400, out)) for _ in range(2)]
    for reader in readers:
        reader.start()
    held = FuzzyIndex.open(path, "0")
    while any(reader.is_alive() for reader in readers) and out.qsize() < 2:
        for number, index in enumerate(versions):
            index.save(path, str(number))
    results = [out.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    assert all(bad == 0 for _, bad in results)
    assert any(seen > 1 for seen, _ in results)
    assert held.search("version 0", 100)[0][2] == "version 0", "a mapping outlives the file's replacement"
