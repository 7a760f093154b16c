"""Measure matching against its rivals, in English and Arabic, at several sizes; prints a table, writes JSON.

    python benchmarks/matching.py --quick                # under a minute
    python benchmarks/matching.py --json matching.json   # all: 10k, 100k and 1M terms, about ten minutes

Terms are made from the words of `seeds/` (or of --words), with Zipf frequencies, always the same; see matching_corpus.
SECTIONS holds the measures of a size.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from matching_corpus import Corpus  # noqa: E402
from matching_exact import recognition  # noqa: E402
from matching_fuzzy import Row, cold_start, segments, single_terms, small_sizes  # noqa: E402

Section = Callable[[Corpus, list[str], bool], list[Row]]


def fuzzy_single(corpus: Corpus, terms: list[str], quick: bool) -> list[Row]:
    """One term at a time."""
    return single_terms(corpus, terms, 50 if quick else 200, with_trigrams=True)


def fuzzy_segments(corpus: Corpus, terms: list[str], quick: bool) -> list[Row]:
    """All spans of segments."""
    return segments(corpus, terms, 3 if quick else 8)


def fuzzy_cold(corpus: Corpus, terms: list[str], quick: bool) -> list[Row]:
    """A fresh process."""
    return cold_start(corpus, terms, 3 if quick else 7)


def exact(corpus: Corpus, terms: list[str], quick: bool) -> list[Row]:
    """The terms of a segment, as written and inflected."""
    return recognition(corpus, corpus.lang, terms, 200 if quick else 500, quick)


SECTIONS: dict[str, Section] = {
    "single": fuzzy_single,
    "segments": fuzzy_segments,
    "cold": fuzzy_cold,
    "exact": exact,
}
COLUMNS = (
    "median us",
    "p99 us",
    "x median",
    "x p99",
    "x cdist",
    "x tokenising",
    "after imports us",
    "x after imports",
    "build s",
    "MB",
)
COLUMNS += ("missed", "different")


def show(rows: list[Row]) -> None:
    """Print the rows of one section as aligned columns."""
    names = [name for name in COLUMNS if any(name in row for row in rows)]
    print(f"{'measure':28} {'rival':32}" + "".join(f"{name:>17}" for name in names))
    for row in rows:
        cells = [f"{row[name]:17,.2f}" if name in row else " " * 17 for name in names]
        print(f"{row['measure']:28} {row['rival']:32}" + "".join(cells))
    print(flush=True)


def main() -> None:
    """Parse the options, run every section, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="10k terms and few queries: under a minute")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="numbers of terms")
    parser.add_argument("--langs", default="en,ar", help="en, ar or both")
    parser.add_argument("--sections", default=",".join(SECTIONS), help="some of them, comma-separated [all]")
    parser.add_argument("--words", type=Path, nargs="*", help="folders of texts to take words from [seeds/]")
    parser.add_argument("--json", type=Path, help="write all rows here")
    options = parser.parse_args()
    sizes = [10_000] if options.quick else [int(size) for size in options.sizes.split(",")]
    folders = options.words or [folder for folder in [ROOT / "seeds"] if folder.is_dir()]
    every: list[Row] = []
    print(
        f"{platform.machine()}, Python {platform.python_version()}; CPU times; x: times faster than the first rival\n"
    )
    for lang in options.langs.split(","):
        corpus = Corpus(lang, folders)
        if "single" in options.sections:
            rows = small_sizes(corpus, (100, 1000, 10_000) if options.quick else (100, 200, 500, 1000, 3000, 10_000))
            every += [row | {"lang": lang, "terms": 0} for row in rows]
            print(f"== {lang}, few terms")
            show(rows)
        for size in sizes:
            terms = corpus.terms(size)
            print(f"== {lang}, {size:,} terms")
            for name in options.sections.split(","):
                rows = SECTIONS[name](corpus, terms, options.quick)
                every += [row | {"lang": lang, "terms": size} for row in rows]
                show(rows)
    if options.json:
        facts = {"python": platform.python_version(), "machine": platform.machine(), "when": time.strftime("%F")}
        options.json.write_text(json.dumps({**facts, "rows": every}, indent=1) + "\n")
    if any(row.get("different") for row in every):
        sys.exit("some answers differ: see the last column")


if __name__ == "__main__":
    main()
