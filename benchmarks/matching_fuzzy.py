"""What the fuzzy index costs against its rivals: single terms, spans of segments, small sizes, cold start.

All rivals of one measure answer the same question in turn, in one process, in an order that rotates, and the answers
are compared: a figure stands only beside identical answers. Times are CPU times.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matching_corpus import Corpus, spans
from rapidfuzz import fuzz, process

from termbase.matching.fuzzy.engine import AVAILABLE
from termbase.matching.fuzzy.index import FuzzyIndex

CUTOFF = 80
Row = dict[str, Any]
Call = Callable[[str], list[tuple[int, float, str]]]


def median_and_p99(times: list[float]) -> tuple[float, float]:
    """Median and 99th percentile (nearest rank), in microseconds."""
    ordered = sorted(times)
    return statistics.median(ordered) * 1e6, ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1e6


def in_turns(rivals: dict[str, Call], queries: list[str], few: dict[str, int]) -> tuple[dict[str, list[float]], int]:
    """CPU times of each rival for each query (the first `few` queries for a slow one), and how many answers differ
    from the first rival's. `fts5 trigram` may miss answers; it is counted by `missed_by_trigrams`."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    different = 0
    for number, query in enumerate(queries):
        names = [name for name in rivals if number < few.get(name, len(queries))]
        turn = number % len(names)
        answers = {}
        for name in names[turn:] + names[:turn]:
            begin = time.process_time()
            answers[name] = rivals[name](query)
            times[name].append(time.process_time() - begin)
        expected = answers[names[0]]
        different += sum(answers[name] != expected for name in names if name != "fts5 trigram")
    return times, different


def brute(terms: list[str], scorer: str = "ratio") -> Call:
    """rapidfuzz over all terms; ids are positions."""
    function = getattr(fuzz, scorer)

    def call(query: str) -> list[tuple[int, float, str]]:
        found = process.extract(query, terms, scorer=function, score_cutoff=CUTOFF, limit=None)
        return [(position, score, key) for key, score, position in found]

    return call


def trigrams(terms: list[str]) -> tuple[Call, float]:
    """SQLite's FTS5 trigrams, the best 1000 rows by its rank rescored; and the CPU seconds to build."""
    begin = time.process_time()
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE term USING fts5(key, tokenize = 'trigram', detail = 'none')")
    db.executemany("INSERT INTO term(rowid, key) VALUES (?, ?)", enumerate(terms))

    def call(query: str) -> list[tuple[int, float, str]]:
        parts = {query[i : i + 3].replace('"', '""') for i in range(len(query) - 2)}
        match = " OR ".join(f'"{part}"' for part in sorted(parts))
        rows = (
            db.execute("SELECT rowid, key FROM term WHERE term MATCH ? ORDER BY rank LIMIT 1000", [match])
            if parts
            else []
        )
        found = sorted(rows)
        keys = [key for _, key in found]
        best = process.extract(query, keys, scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=None)
        return [(found[position][0], score, key) for key, score, position in best]

    return call, time.process_time() - begin


def single_terms(corpus: Corpus, terms: list[str], count: int, with_trigrams: bool) -> list[Row]:
    """One query at a time, median and p99, each rival against process.extract."""
    rows = []
    pairs = list(enumerate(terms))
    begin = time.process_time()
    built = FuzzyIndex.build(pairs)
    build = time.process_time() - begin
    queries = corpus.queries(terms, count)
    for scorer in ("ratio", "token_sort_ratio"):
        rivals: dict[str, Call] = {"process.extract": brute(terms, scorer)}
        for name in AVAILABLE:
            index = FuzzyIndex(built._parts, engine=name)
            rivals[f"index, {name}"] = lambda query, i=index: i.search(query, CUTOFF, scorer=scorer)  # noqa: B023
        extra = {}
        if with_trigrams and scorer == "ratio":
            rivals["fts5 trigram"], extra["fts5 trigram"] = trigrams(terms)
        for call in rivals.values():
            call("warm up")
        times, different = in_turns(
            rivals, queries if scorer == "ratio" else queries[: count // 4], {"fts5 trigram": 40}
        )
        base = median_and_p99(times["process.extract"])
        for name, taken in times.items():
            median, p99 = median_and_p99(taken)
            row = {"measure": f"one term, {scorer}", "rival": name, "median us": median, "p99 us": p99}
            row |= {"x median": base[0] / median, "x p99": base[1] / p99, "different": different}
            if name.startswith("index"):
                row |= {"build s": build, "MB": built.nbytes / 1e6}
            elif name in extra:
                row |= {"build s": extra[name], "missed": missed_by_trigrams(rivals, queries[:40])}
            rows.append(row)
    return rows


def missed_by_trigrams(rivals: dict[str, Call], queries: list[str]) -> float:
    """Share of the answers that the trigram rival does not give."""
    best = next(call for name, call in rivals.items() if name.startswith("index"))
    expected = [set(best(query)) for query in queries]
    got = [set(rivals["fts5 trigram"](query)) for query in queries]
    return 1 - sum(len(e & g) for e, g in zip(expected, got, strict=True)) / max(1, sum(map(len, expected)))


def segments(corpus: Corpus, terms: list[str], count: int, sample: int = 10) -> list[Row]:
    """All spans of 1-5 tokens of a segment of 22; process.extract is timed on `sample` spans and scaled."""
    built = FuzzyIndex.build(list(enumerate(terms)))
    indexes = {f"index, {name}": FuzzyIndex(built._parts, engine=name) for name in AVAILABLE}
    extract, rng = brute(terms), random.Random(5)
    times: dict[str, list[float]] = {"process.extract": [], "process.cdist": []} | {name: [] for name in indexes}
    different = 0
    for tokens in corpus.segments(terms, count):
        texts = spans(tokens)
        chosen = rng.sample(range(len(texts)), sample)
        begin = time.process_time()
        expected = [extract(texts[i]) for i in chosen]
        times["process.extract"].append((time.process_time() - begin) * len(texts) / sample)
        begin = time.process_time()
        matrix = process.cdist(texts, terms, scorer=fuzz.ratio, score_cutoff=CUTOFF, dtype=np.uint8, workers=1)
        pairs = set(zip(*(axis.tolist() for axis in np.nonzero(matrix)), strict=True))
        times["process.cdist"].append(time.process_time() - begin)
        for name, index in indexes.items():
            begin = time.process_time()
            found = index.spans(tokens, CUTOFF)
            times[name].append(time.process_time() - begin)
            by_text = {" ".join(tokens[span.start : span.end]): span.hits for span in found}
            different += sum(by_text.get(texts[i], []) != hits for i, hits in zip(chosen, expected, strict=True))
            different += {(i, hit[0]) for i, text in enumerate(texts) for hit in by_text.get(text, [])} != pairs
    rows = []
    base, cdist = (median_and_p99(times[f"process.{name}"]) for name in ("extract", "cdist"))
    for name, taken in times.items():
        median, p99 = median_and_p99(taken)
        row = {"measure": "spans of a segment", "rival": name, "median us": median, "p99 us": p99}
        rows.append(row | {"x median": base[0] / median, "x p99": base[1] / p99, "x cdist": cdist[0] / median})
        rows[-1]["different"] = different
    return rows


def small_sizes(corpus: Corpus, sizes: tuple[int, ...]) -> list[Row]:
    """Few terms: each engine in turns with process.extract alone, the median of 5 x 100 queries."""
    rows = []
    for size in sizes:
        terms = corpus.terms(size)
        for name in AVAILABLE:
            index = FuzzyIndex.build(list(enumerate(terms)), engine=name)
            rivals: dict[str, Call] = {"process.extract": brute(terms), "index": lambda q, i=index: i.search(q, CUTOFF)}
            times, different = in_turns(rivals, corpus.queries(terms, 100) * 5, {})
            base, (median, p99) = median_and_p99(times["process.extract"]), median_and_p99(times["index"])
            row = {"measure": f"one of {size} terms", "rival": f"index, {name}", "median us": median, "p99 us": p99}
            rows.append(row | {"x median": base[0] / median, "x p99": base[1] / p99, "different": different})
    return rows


_PROLOGUE = "import time; started = time.process_time()\nimport json, sys\n"
_OPEN = """
from termbase.matching.fuzzy.index import FuzzyIndex
imported = time.process_time()
hits = FuzzyIndex.open(sys.argv[1], engine=sys.argv[3]).search(sys.argv[2], 80)
"""
_LOAD = """
import sqlite3
from rapidfuzz import fuzz, process
imported = time.process_time()
rows = sqlite3.connect(sys.argv[1]).execute("SELECT id, key FROM term ORDER BY id").fetchall()
found = process.extract(sys.argv[2], [key for _, key in rows], scorer=fuzz.ratio, score_cutoff=80, limit=None)
hits = [(rows[position][0], score, key) for key, score, position in found]
"""
_EPILOGUE = "\nend = time.process_time(); print(json.dumps([end - started, end - imported, end, hits]))"


def cold_start(corpus: Corpus, terms: list[str], rounds: int = 7) -> list[Row]:
    """First answer of a fresh process: mapping the file, against reading all terms from SQLite. `median us` counts from
    the first line of the program, imports included; `after imports us` from the last import."""
    with tempfile.TemporaryDirectory() as folder:
        FuzzyIndex.build(list(enumerate(terms))).save(f"{folder}/terms.fuzzy")
        db = sqlite3.connect(f"{folder}/terms.db")
        with db:
            db.execute("CREATE TABLE term (id INTEGER PRIMARY KEY, key TEXT)")
            db.executemany("INSERT INTO term VALUES (?, ?)", enumerate(terms))
        db.close()
        query = corpus.queries(terms, 1)[0]
        programs = {"all terms loaded": (_LOAD, f"{folder}/terms.db", "")}
        programs |= {f"index, {name}": (_OPEN, f"{folder}/terms.fuzzy", name) for name in AVAILABLE}
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPYCACHEPREFIX": f"{folder}/pyc", "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
        taken: dict[str, list[list[Any]]] = {name: [] for name in programs}
        for _ in range(rounds + 1):
            for name, (body, path, engine) in programs.items():
                command = [sys.executable, "-c", _PROLOGUE + body + _EPILOGUE, path, query, engine]
                done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
                taken[name].append(json.loads(done.stdout))
    rows: list[Row] = []
    for name, results in taken.items():
        total, after, _, _ = zip(*results[1:], strict=True)
        row = {"measure": "first answer", "rival": name, "median us": statistics.median(total) * 1e6}
        row |= {"p99 us": max(total) * 1e6, "after imports us": statistics.median(after) * 1e6}
        row["x median"] = (rows or [row])[0]["median us"] / row["median us"]
        row["x after imports"] = (rows or [row])[0]["after imports us"] / row["after imports us"]
        row["different"] = sum(result[3] != taken["all terms loaded"][0][3] for result in results)
        rows.append(row)
    return rows
