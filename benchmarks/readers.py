"""What reading aligned text costs: memory for a large TMX, CPU time for a translation memory of common size.

    python benchmarks/readers.py [--megabytes 1024] [--pairs 55700] [--folder FOLDER] [--store]

The texts are made up: words of random letters with the frequencies of a real text (Zipf), 20 words a sentence. Memory
is the largest resident set of a process of its own, as the kernel counts it. ``--store`` puts the large file into a
termbase too, which takes as long as it takes.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path

WORDS = 60_000
READ = """
import sys
from pathlib import Path
from termbase.documents import aligned_document, document_file
file = document_file(Path(sys.argv[1]), "en", "ar")
print(sum(1 for _ in aligned_document(file, "x", "0", "en", "ar").segments))
"""


def sentences(letters: str, seed: int) -> Iterator[str]:
    """Made-up sentences of one language, without end."""
    chance = random.Random(seed)
    words = list({"".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(WORDS)})
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    while True:
        for start in range(0, 20_000, 20):
            if not start:
                drawn = chance.choices(words, cum_weights=weights, k=20_000)
            yield " ".join(drawn[start : start + 20]) + "."


def pairs() -> Iterator[tuple[str, str]]:
    return zip(sentences("abcdefghilmnoprstu", 1), sentences("ابتثجحدرسشصعفقكلمنهوي", 2), strict=False)


def write_tmx(path: Path, *, count: int | None = None, size: int = sys.maxsize) -> None:
    with path.open("wb") as file:
        written = file.write(
            b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">'
            b'<header srclang="en" segtype="sentence" datatype="plaintext"/><body>\n'
        )
        for number, (source, target) in enumerate(pairs(), 1):
            unit = (
                f'<tu tuid="{number}">\n<tuv xml:lang="en"><seg>{source} <bpt i="1">&lt;b&gt;</bpt>x<ept i="1">'
                f'&lt;/b&gt;</ept></seg></tuv>\n<tuv xml:lang="ar"><seg>{target}</seg></tuv>\n</tu>\n'
            )
            written += file.write(unit.encode())
            if number == count or written > size:
                break
        file.write(b"</body></tmx>\n")


def write_xliff(path: Path, *, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<xliff version="1.2"><file source-language="en" target-language="ar"><body>\n')
        for number, (source, target) in zip(range(count), pairs(), strict=False):
            file.write(f'<trans-unit id="{number}"><source>{source}</source><target>{target}</target></trans-unit>\n')
        file.write("</body></file></xliff>\n")


def write_po(path: Path, *, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('msgid ""\nmsgstr "Language: ar\\n"\n\n')
        for _, (source, target) in zip(range(count), pairs(), strict=False):
            file.write(f'msgid "{source}"\nmsgstr "{target}"\n\n')


def write_tsv(path: Path, *, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for _, (source, target) in zip(range(count), pairs(), strict=False):
            file.write(f"{source}\t{target}\n")


def measured(*command: str) -> tuple[float, float]:
    """CPU seconds and the largest resident set, in MiB, of a command. Raises where it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def written(write: Callable[..., object], path: Path, **limits: int) -> None:
    """Write a file in a process of its own: what that one needs would count for the processes started later."""
    process = get_context("spawn").Process(target=write, args=(path,), kwargs=limits)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{path} cannot be written")


def row(name: str, path: Path, *command: str) -> None:
    seconds, memory = measured(*command)
    print(f"| {name} | {path.stat().st_size / 1e6:,.0f} | {seconds:.1f} | {memory:.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--pairs", type=int, default=55_700)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args()
    formats: dict[str, Callable[..., object]] = {
        "tmx": write_tmx, "xliff": write_xliff, "po": write_po, "tsv": write_tsv,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        store = [sys.executable, "-m", "termbase.cli", "--db"]
        print("| what | MB | CPU s | resident MiB |\n| --- | --- | --- | --- |")
        for suffix, write in formats.items():
            path = folder / f"pairs.{suffix}"
            written(write, path, count=options.pairs)
            row(f"{options.pairs:,} pairs, {suffix}, read", path, sys.executable, "-c", READ, str(path))
            database = str(folder / f"{suffix}.db")
            row(f"{options.pairs:,} pairs, {suffix}, stored", path, *store, database, "extract", str(path))
            row("the same again, unchanged", path, *store, database, "extract", str(path))
        if options.megabytes:
            path = folder / "large.tmx"
            written(write_tmx, path, size=options.megabytes * 1_000_000)
            row("large tmx, read", path, sys.executable, "-c", READ, str(path))
            if options.store:
                row("large tmx, stored", path, *store, str(folder / "l.db"), "extract", str(path))


if __name__ == "__main__":
    main()
