"""What note mining costs and how good it is.

    python benchmarks/notes.py [FOLDER ...] [--scorer FILE] [--gold FILE --root FOLDER]

Cost: CPU seconds of the whole command, first run and unchanged second run, beside two baselines on the same files in
the same process: hashing them, and parsing them with markdown-it-py as it comes. Quality: precision and recall against
a hand-made reference of rows `document<TAB>source<TAB>target`, when a scorer and a reference are given.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def cpu_of(command: list[str]) -> float:
    """CPU seconds (user and system) of a command as a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def baselines(files: list[Path]) -> tuple[float, float]:
    """CPU seconds of hashing the files, and of parsing them with the CommonMark parser in its default setting."""
    from markdown_it import MarkdownIt

    start = time.process_time()
    for path in files:
        hashlib.blake2b(path.read_bytes()).digest()
    hashed = time.process_time()
    parser = MarkdownIt()
    for path in files:
        parser.parse(path.read_text(encoding="utf-8", errors="replace"))
    return hashed - start, time.process_time() - hashed


def quality(folders: list[str], scorer: Path, gold: Path, root: Path) -> dict:
    """The scorer's figures for what `extract --per-document` prints."""
    with tempfile.TemporaryDirectory() as folder:
        rows = subprocess.run(
            [sys.executable, "-m", "termbase.cli", "--db", f"{folder}/t.db", "extract", *folders, "--root", str(root),
             "--extractor", "notes", "--format", "jsonl", "--per-document"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        pairs = Path(folder) / "pairs.tsv"
        records = [json.loads(line) for line in rows.stdout.splitlines()]
        pairs.write_text("".join(f"{r['document']}\t{r['source']}\t{r['target']}\n" for r in records), encoding="utf-8")
        scored = subprocess.run(
            [sys.executable, str(scorer), "--sys", str(pairs), "--gold", str(gold), "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return json.loads(scored.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", default=[str(HERE / "seeds" / "papers")])
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--root", type=Path, default=Path.cwd())
    options = parser.parse_args()
    files = [path for folder in options.folders for path in sorted(Path(folder).rglob("*.md"))]
    # As pip leaves them: compiled.
    for package in ("termbase", "extractors"):
        compileall.compile_dir(HERE / package, quiet=2)
    hashing, parsing = baselines(files)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "termbase.cli", "--db", f"{folder}/t.db", "extract", *options.folders]
        first, second = cpu_of(command), cpu_of(command)
    print(f"| {len(files)} files | CPU s | ratio to parsing |\n| --- | --- | --- |")
    for name, seconds in (
        ("hashing all files", hashing), ("parsing all files, markdown-it-py", parsing),
        ("first run, whole command", first),
        ("unchanged second run, whole command", second),
    ):  # fmt: skip
        print(f"| {name} | {seconds:.2f} | {seconds / parsing:.2f} |")
    if options.scorer and options.gold:
        found = quality(options.folders, options.scorer, options.gold, options.root)
        print("\n| level | precision | recall | F1 | documents |\n| --- | --- | --- | --- | --- |")
        for level in ("L0", "L1"):
            figures = found[level]
            print(f"| {level} | {figures['P']:.3f} | {figures['R']:.3f} | {figures['F1']:.3f} | {found['documents']} |")


if __name__ == "__main__":
    main()
