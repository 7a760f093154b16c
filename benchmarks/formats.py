"""Time and memory of a large TBX: read alone, into an empty termbase, and out again.

    python benchmarks/formats.py [--entries 1000000] [--format tbx3] [--keep FOLDER]

Prints a table for docs/quality.md. The entries are made up here: English and Arabic, a part of speech, a status, a
definition for every tenth. CPU seconds are user and system time of the process, memory is its peak resident set.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from termbase.formats import FORMATS, Options, SourceFile
from termbase.model import Concept, Term

ARABIC = "ابتثجحخدرزسشصضطعغفقكلمنهوي"
STEPS = ("read", "import", "export")


def concepts(count: int) -> object:
    """So many concepts, no two terms alike."""
    for number in range(1, count + 1):
        word = "".join(chr(97 + number // 26**place % 26) for place in range(5))
        other = "".join(ARABIC[number // 26**place % 26] for place in range(5))
        terms = (
            Term(f"{word} {number % 97} unit", "en", part_of_speech="noun"),
            Term(f"وحدة {other} {number}", "ar", part_of_speech="noun"),
        )
        yield Concept(terms, "Units", f"What is called {word}" if number % 10 == 0 else None, id=number)


def step(name: str, form: str, folder: Path) -> None:
    """One step in this process."""
    file, db = folder / "in.tbx", folder / "termbase.db"
    if name == "read":
        reader = FORMATS[form].reader
        assert reader is not None
        print(sum(1 for _ in reader(SourceFile(file), Options())), end=" ")
    else:
        from termbase.pipeline.terminology import export_terminology, import_terminology
        from termbase.store import connect

        connection = connect(db, writable=True, make=True)
        if name == "import":
            print(sum(import_terminology(connection, file, root=folder).counts.values()), end=" ")
        else:
            with (folder / "out.tbx").open("wb") as out:
                export_terminology(connection, out, FORMATS[form])
            print((folder / "out.tbx").stat().st_size, end=" ")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.1f} {used.ru_maxrss / 1024:.0f}")


def main() -> None:
    """Make the file, then run each step in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--format", default="tbx3")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave the files there")
    options = parser.parse_args()
    if options.step:
        step(options.step, options.format, options.keep)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        writer = FORMATS[options.format].writer
        assert writer is not None
        with (folder / "in.tbx").open("wb") as out:
            writer(concepts(options.entries), out, Options())  # type: ignore[arg-type]
        size = (folder / "in.tbx").stat().st_size / 1e6
        print(f"{options.entries:,} entries, {options.format}, {size:.0f} MB\n")
        print("| step | CPU s | peak MB |\n| --- | --- | --- |")
        for name in STEPS:
            command = [sys.executable, __file__, "--step", name, "--format", options.format, "--keep", str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            print(f"| {name} | {done[1]} | {done[2]} |", flush=True)


if __name__ == "__main__":
    main()
