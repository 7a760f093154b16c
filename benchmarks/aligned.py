"""How good pairs from aligned text are, and what they cost.

    python benchmarks/aligned.py quality [--shared FOLDER]     every corpus with a glossary (--dictionary ar FILE)
    python benchmarks/aligned.py terms [--shared FOLDER]       candidates of one language: ACTER, and the glossaries
    python benchmarks/aligned.py calibration [--shared FOLDER] the score beside the share that the glossaries confirm
    python benchmarks/aligned.py speed [--shared FOLDER]       55,700 pairs to the termbase, then ten more documents

Everything runs as commands on files, from nothing to the termbase. FOLDER has the texts and the scorers, which are not
part of this project.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent.parent
NOTES_AND_TEXT = ("notes", "aligned")
# Name, texts, target language, glossary, extractors.
CORPORA = (
    ("papers, text alone", ("papers", "abstracts"), "ar", "glossary.en-ar.tsv", ("aligned",)),
    ("papers, notes and text", ("papers", "abstracts"), "ar", "glossary.en-ar.tsv", NOTES_AND_TEXT),
    ("TICO-19 EN-AR", ("tico19/en-ar.tmx",), "ar", "tico19.en-ar.tsv", ("aligned",)),
    ("Pro Git EN-AR", ("progit/en-ar.tsv",), "ar", "progit.en-ar.tsv", ("aligned",)),
    ("git EN-FR", ("git/en-fr.tsv",), "fr", "git.en-fr.tsv", ("aligned",)),
)
Corpus = tuple[str, tuple[str, ...], str, Path, Path, float]
ACTER = ("corp", "equi", "wind")
STAGES = ("cutting into sentences, tagging", "learning to align", "mining", "counting")
# Words that occur so often get another spelling in each round of the texts.
RARE = 2
# Sentences of so many words or fewer are left out, which makes 1.1 million words of 55,700 pairs.
SHORTEST = 4


def termbase(db: Path, *arguments: str) -> tuple[float, float, float]:
    """Run a command; seconds by the clock, CPU seconds, peak resident MB of its largest process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "termbase.cli", "--db", str(db), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode == 2 and "read" not in done.stderr:
        raise SystemExit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, cpu, after.ru_maxrss / 1024


def mined(shared: Path, folder: Path, dictionaries: dict[str, str]) -> Iterator[Corpus]:
    """Each corpus mined: name, texts, language, glossary, the file of pairs, CPU seconds."""
    for number, (name, texts, code, glossary, extractors) in enumerate(CORPORA):
        output = folder / f"{number}.tsv"
        chosen = [part for extractor in extractors for part in ("--extractor", extractor)]
        chosen += ["--dictionary", dictionaries[code]] if code in dictionaries else []
        chosen += ["--root", str(shared / "data"), "--target", code, "--output", str(output)]
        paths = [str(shared / "data" / text) for text in texts]
        cpu = termbase(folder / f"{number}.db", "extract", *paths, *chosen)[1]
        yield name, texts, code, shared / "eval" / "gold" / glossary, output, cpu


def quality(shared: Path, dictionaries: dict[str, str]) -> None:
    """Print L1 and L0 of every corpus; ``dictionaries`` gives the file of one by target language."""
    print("| texts | sources | coverage | L1 P@1 | L1 F1 | L0 F1 | attainable P@1 | order, AP | CPU s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as temporary:
        for name, texts, code, glossary, output, cpu in mined(shared, Path(temporary), dictionaries):
            corpora = [part for text in texts for part in ("--corpus", str(shared / "data" / text))]
            found = _json(
                shared, "score_pairs.py", "--sys", str(output), "--gold", str(glossary), "--lang", code, *corpora
            )
            one, exact = found["L1"], found["L0"]
            order = order_of_pairs(shared, output, glossary, code)
            figures = (found["coverage"], one["P@1"], one["F1"], exact["F1"], found["attainable_P@1"], order)
            said = " | ".join(f"{figure:.3f}" for figure in figures)
            print(f"| {name} | {found['system_sources']:,} | {said} | {cpu:.0f} |", flush=True)


def scorers(shared: Path) -> tuple[ModuleType, ModuleType]:
    """The modules that normalise texts and score pairs."""
    sys.path.insert(0, str(shared / "eval"))
    return import_module("norm"), import_module("score_pairs")


def order_of_pairs(shared: Path, output: Path, glossary: Path, code: str) -> float:
    """The average precision of a list of pairs, best first; right is what a glossary has, at L1.

    Most terms are in no glossary, so the figure is low, and only the difference between two orders tells something.
    """
    norm, score_pairs = scorers(shared)
    gold = {
        source: {norm.key(text, code, 1) for text in texts}
        for source, texts in score_pairs.read_gold(glossary, code).items()
    }
    pairs = (line.split("\t")[:2] for line in output.read_text(encoding="utf-8").splitlines()[1:])
    return average_precision([norm.key(t, code, 1) in gold.get(norm.key(s, "en"), ()) for s, t in pairs])


def average_precision(hits: list[bool]) -> float:
    """The mean, over all hits of a list, of the share of hits among the places up to there."""
    right = list(itertools.accumulate(hits))
    return sum(n / place for place, (n, hit) in enumerate(zip(right, hits, strict=True), 1) if hit) / right[-1]


def terms(shared: Path) -> None:
    """Print how good candidates are with and without a tagger."""
    with tempfile.TemporaryDirectory() as temporary:
        annotated_terms(shared, Path(temporary))
    listed_terms(shared)


def annotated_terms(shared: Path, folder: Path) -> None:
    """Print F1 of candidates against ACTER, every form of a term counting for itself; one cut for all domains."""
    from extractors.candidates import Tagger, read_sentences
    from extractors.termhood import CUT, judge
    from termbase.documents.sentences import sentences
    from termbase.languages import forms

    for tagged in (True, False):
        place = folder / f"acter-{tagged}"
        place.mkdir()
        tagger = Tagger("en", tagged)
        for domain in ACTER:
            lines = [
                line[start:end]
                for path in sorted((shared / "data" / "acter" / domain / "texts").glob("*.txt"))
                for line in path.read_text(encoding="utf-8").split("\n")
                for start, end in sentences(line)
            ]
            terms = judge((("", sentence) for sentence in read_sentences(lines, tagger)), forms("en"))
            rows = (f"{form}\t{term.score}\n" for term in terms for form in term.forms)
            (place / f"{domain}.tsv").write_text("".join(rows), encoding="utf-8")
        print(f"\nACTER, cut {CUT}, {'tagger' if tagger.pipeline else 'no tagger'}")
        command = [sys.executable, str(shared / "eval" / "score_terms.py"), str(shared / "data" / "acter")]
        done = subprocess.run(
            [*command, "--sys", str(place), "--min-score", str(CUT)], capture_output=True, text=True, check=True
        )
        print(done.stdout, flush=True)


def listed_terms(shared: Path) -> None:
    """Print the average precision of all candidates against glossaries, which list some of the terms of a text."""
    norm, score_pairs = scorers(shared)
    from extractors.candidates import Tagger, read_sentences
    from extractors.termhood import judge
    from termbase.documents.sentences import sentences
    from termbase.languages import forms

    for tagged in (True, False):
        tagger = Tagger("en", tagged)
        for name, texts, code, glossary, extractors in CORPORA:
            if "notes" in extractors:
                continue
            gold = set(score_pairs.read_gold(shared / "eval" / "gold" / glossary, code))
            sources = (s for text in texts for s, _ in norm.read_corpus(shared / "data" / text, code))
            lines = [line[a:b] for s in sources for line in s.split("\n") for a, b in sentences(line)]
            found = judge((("", sentence) for sentence in read_sentences(lines, tagger)), forms("en"))
            hits = [not gold.isdisjoint(norm.key(form, "en") for form in term.forms) for term in found]
            kind = "tagger" if tagger.pipeline else "no tagger"
            print(f"{name}, {kind}: {len(found):,} candidates, AP {average_precision(hits):.3f}", flush=True)


def _json(shared: Path, script: str, *arguments: str) -> dict:
    command = [sys.executable, str(shared / "eval" / script), *arguments, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def calibration(shared: Path) -> None:
    """Print, by tenths of the score, how many best pairs the glossaries confirm, each corpus alike."""
    norm, score_pairs = scorers(shared)
    table: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary:
        for _, _, code, glossary, output, _ in mined(shared, Path(temporary), {}):
            gold = score_pairs.read_gold(glossary, code)
            best: dict[str, tuple[float, str]] = {}
            for line in output.read_text(encoding="utf-8").splitlines()[1:]:
                source, target, score = line.split("\t")[:3]
                key = norm.key(source, "en")
                best[key] = max(best.get(key, (0.0, "")), (float(score), target))
            for key, (score, target) in best.items():
                if key in gold:
                    right = norm.key(target, code, 1) in {norm.key(text, code, 1) for text in gold[key]}
                    table[min(9, int(score * 10))].append((score, right))
    print("| score | pairs | mean score | confirmed |\n| --- | --- | --- | --- |")
    for tenth, rows in sorted(table.items()):
        mean, right = sum(s for s, _ in rows) / len(rows), sum(r for _, r in rows) / len(rows)
        print(f"| {tenth / 10:.1f}-{(tenth + 1) / 10:.1f} | {len(rows)} | {mean:.2f} | {right:.2f} |")


def speed(shared: Path, pairs: int, jobs: int) -> None:
    """Print where the time of a first run goes, and what a second one and one after ten more documents take."""
    rows = list(texts_of(shared, pairs))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "texts").mkdir()
        for start in range(0, pairs, 557):
            body = "".join(f"{source}\t{target}\n" for source, target in rows[start : start + 557])
            (folder / "texts" / f"{start:06}.tsv").write_text("en\tar\n" + body, encoding="utf-8")
        files = sorted((folder / "texts").glob("*.tsv"))
        words = [sum(len(pair[side].split()) for pair in rows) for side in (0, 1)]
        print(f"{pairs:,} pairs in {len(files)} files, {words[0]:,} and {words[1]:,} words, {jobs} processes\n")
        print("| run, stage | seconds | CPU seconds | peak MB |\n| --- | --- | --- | --- |")
        for name, chosen in (("all but ten files", files[:-10]), ("unchanged", files[:-10]), ("ten more", files)):
            given = ["stages", *map(str, chosen), "--jobs", str(jobs), "--db", str(folder / "t.db")]
            done = subprocess.run([sys.executable, __file__, *given], stdout=subprocess.PIPE, text=True, check=True)
            for stage, seconds, cpu, memory in json.loads(done.stdout):
                print(f"| {name}, {stage} | {seconds:.1f} | {cpu:.1f} | {memory:,.0f} |", flush=True)


def texts_of(shared: Path, pairs: int) -> Iterator[tuple[str, str]]:
    """So many different sentence pairs: the texts that there are, over and over, their rare words spelled anew.

    Words that occur once or twice get another ending in each round, so that the vocabulary grows as that of real text.
    """
    from termbase.documents.sentences import sentence_pairs

    norm, _ = scorers(shared)
    texts = [
        (" ".join(source[a:b].split()), " ".join(target[c:d].split()))
        for name in ("tico19/en-ar.tmx", "progit/en-ar.tsv", "papers", "abstracts")
        for source, target in norm.read_corpus(shared / "data" / name, "ar")
        for (a, b), (c, d) in ((pair.source, pair.target) for pair in sentence_pairs(source, target))
        if source.count(" ", a, b) >= SHORTEST
    ]
    counts = [Counter(word for pair in texts for word in pair[side].split()) for side in (0, 1)]
    for number in range(pairs):
        turn, place = divmod(number, len(texts))
        yield tuple(
            " ".join(
                word + ending * turn if turn and count[word] <= RARE and word.isalpha() else word
                for word in text.split()
            )
            for text, count, ending in zip(texts[place], counts, ("q", "ق"), strict=True)
        )


def stages(db: Path, jobs: int, files: list[Path]) -> None:
    """Extract, and print what each stage took as JSON: name, seconds, CPU seconds, peak MB of all processes."""
    start, seen = _clock(), []

    def progress(done: int, total: int, name: str) -> None:
        stage = name if name in STAGES else "reading, storing"
        if not seen or seen[-1][0] != stage:
            seen.append((stage, _clock()))

    from termbase.pipeline.extraction.extract import extract
    from termbase.pipeline.extraction.options import ExtractOptions
    from termbase.store import connect

    connection = connect(db, writable=True, make=True)
    extract(connection, files, ExtractOptions(extractors=("aligned",), jobs=jobs, root=files[0].parent), progress)
    connection.close()
    marks = [("starting", start), *seen, ("", _clock())]
    rows = [
        (name, end[0] - begin[0], end[1] - begin[1], end[2])
        for (name, begin), (_, end) in itertools.pairwise(marks)
    ]  # fmt: skip
    rows.append(("all", marks[-1][1][0] - start[0], marks[-1][1][1] - start[1], marks[-1][1][2]))
    print(json.dumps(rows))


def _clock() -> tuple[float, float, float]:
    """Seconds by the clock, CPU seconds of this process and its children, peak MB of both together at most."""
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime
    return time.monotonic(), cpu, ours.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quality", "terms", "calibration", "speed", "stages"])
    parser.add_argument("files", nargs="*", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--db", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--shared", type=Path, default=HERE.parent / "shared")
    parser.add_argument("--dictionary", nargs=2, action="append", default=[], metavar=("LANGUAGE", "FILE"))
    parser.add_argument("--pairs", type=int, default=55_700)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    if given.what == "stages":
        stages(given.db, given.jobs, given.files)
        return
    if not (given.shared / "eval").is_dir():
        raise SystemExit(f"there are no texts and scorers in {given.shared}; name their folder with --shared")
    more = {"speed": (given.pairs, given.jobs), "quality": (dict(given.dictionary),)}.get(given.what, ())
    {"quality": quality, "terms": terms, "calibration": calibration, "speed": speed}[given.what](given.shared, *more)


if __name__ == "__main__":
    main()
