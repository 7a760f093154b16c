"""Errors planted in clean bilingual documents: what the checks find of them, and what right uses they disturb.

    python benchmarks/planted.py --db termbase.db [--seed 1] [--each 200]

The termbase must hold the documents and an accepted terminology (`import`, `extract`, `review --accept-above 0.9`).
Segments in which the checks find nothing are clean; into each, one change is planted whose place is known:

    forbidden     a rendering replaced by one that the termbase deprecates      -> term-forbidden
    wrong         a rendering replaced by that of another concept               -> term-missing, term-inconsistent
    deleted       a rendering removed                                           -> term-missing
    untranslated  a rendering replaced by the source term                       -> term-untranslated
    number        a number of the target changed                                -> number-mismatch
    citation      a citation of the target removed                              -> citation-mismatch
    synonym, inflected, digits      a right use: nothing may be found

A finding counts when it has the code and, for terms, the concept of what was planted. Recall is the share of planted
errors that are found; precision the share of all new findings with the code that were planted. Clean is a segment in
which nothing is found, not even information.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from termbase.checks.segment import CheckOptions, SegmentFinding, check_segment
from termbase.checks.segment_terms import SegmentTerms
from termbase.checks.sides import BRACKETS, Side
from termbase.checks.spans import marked
from termbase.languages import language
from termbase.matching import TermIndex
from termbase.model import AdministrativeStatus, Severity
from termbase.pipeline.usage import CorpusUsage
from termbase.store import connect, queries

EXPECTED = {
    "forbidden": {"term-forbidden"}, "wrong": {"term-missing", "term-inconsistent"}, "deleted": {"term-missing"},
    "untranslated": {"term-untranslated"}, "number": {"number-mismatch"}, "citation": {"citation-mismatch"},
    "synonym": set(), "inflected": set(), "digits": set(),
}  # fmt: skip
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Site:
    """A clean segment and a term of it that the target renders word for word, once."""

    source: str
    target: str
    concept: int
    surface: str
    start: int
    end: int


def invented(text: str, mark: str) -> str:
    """A word that no language has, made of the letters of ``text``, to be ruled out or admitted."""
    return " ".join(mark + word[::-1] + mark for word in text.split())


class Bench:
    """The termbase with its clean segments."""

    def __init__(self, path: Path, source: str, target: str, seed: int) -> None:
        self.source, self.target, self.random = source, target, random.Random(seed)
        connection = connect(path, writable=False)
        terms = list(queries.terms(connection, source, target))
        self.index = TermIndex(terms)
        self.ruled_out = TermIndex()
        self.options = CheckOptions(ruled_out=self.ruled_out, usage=CorpusUsage(connection, self.index, source, target))
        rows = connection.execute(
            """SELECT source_text, target_text FROM segment WHERE source_text IS NOT NULL AND target_text IS NOT NULL
               AND alignment_score = 1 ORDER BY document_id, position"""
        ).fetchall()
        self.segments = [tuple(row) for row in rows]
        self.random.shuffle(self.segments)
        self.targets = [t for _, t in terms if t.language == target and t.administrative_status.value == "preferred"]
        for concept, term in terms:
            if term.language == target and term.administrative_status.value == "preferred":
                for mark, status in (("ض", "deprecated"), ("ظ", "admitted")):
                    text = invented(term.text, mark)
                    other = replace(term, text=text, administrative_status=AdministrativeStatus(status))
                    self.index.add(concept, other)
                    if status == "deprecated":
                        self.ruled_out.add(concept, other)

    def check(self, source: str, target: str) -> list[SegmentFinding]:
        """The findings of a pair of segments."""
        return check_segment(source, target, self.source, self.target, self.index, self.options)

    def site(self, source: str, target: str) -> Site | None:
        """A term of a clean segment to plant on."""
        check = SegmentTerms(
            marked(source), marked(target), language(self.source), language(self.target), self.index, self.options
        )
        sites = []
        for group in check.groups:
            found = check.renderings(group)
            if group.kept or not group.accepted or not found or any(r.kind == "derived" for r in found):
                continue
            if len(found) >= len(group.places) == 1:
                sites.append(
                    Site(source, target, group.concepts[0], group.places[0].surface, found[0].start, found[0].end)
                )
        usable = [s for s in sites if sum(s.start < o.end and o.start < s.end for o in sites) == 1]
        return self.random.choice(usable) if usable else None

    def plant(self, kind: str, site: Site) -> str | None:
        """The target with one change of a kind; None where there is nothing to change."""
        before, after = site.target[: site.start], site.target[site.end :]
        preferred = next(t.text for t in self.index.terms_of(site.concept, self.target))
        if kind in ("forbidden", "synonym"):
            return before + invented(preferred, "ض" if kind == "forbidden" else "ظ") + after
        if kind == "wrong":
            return before + self.random.choice(self.targets).text + after
        if kind == "deleted":
            return before.rstrip() + " " + after.lstrip()
        if kind == "untranslated":
            return before + site.surface + after
        if kind == "inflected":
            bare = preferred.removeprefix("ال")
            return (
                before
                + self.random.choice(["و", "ال", "بال", "وال", "لل" if bare[0] != "ل" else "ال", "كال"])
                + bare
                + after
            )
        return self.plant_figure(kind, site.target)

    def plant_figure(self, kind: str, target: str) -> str | None:
        """The target with a number or a citation changed."""
        if kind == "citation":
            found = list(BRACKETS.finditer(target))
            if not found:
                return None
            match = self.random.choice(found)
            return target[: match.start()].rstrip() + target[match.end() :]
        numbers = [n for n in Side(marked(target), language(self.target)).demanded if n.text.isdigit()]
        if not numbers:
            return None
        number = self.random.choice(numbers)
        if kind == "digits":
            return target[: number.start] + number.text.translate(EASTERN) + target[number.end :]
        changed = str(int(number.text) + self.random.choice([1, 3, 10, 100]))
        return target[: number.start] + changed + target[number.end :]


def run(bench: Bench, each: int) -> tuple[Counter[str], Counter[str], Counter[str], dict[str, Counter[str]], list[Any]]:
    """Plant ``each`` changes of every kind.

    Returns what was planted, found, and found as more than information, new findings by kind and code, and the misses.
    """
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    new: dict[str, Counter[str]] = defaultdict(Counter)
    misses: list[Any] = []
    for source, target in bench.segments:
        wanted = [kind for kind in EXPECTED if planted[kind] < each]
        if not wanted:
            break
        if bench.check(source, target):
            continue
        site = bench.site(source, target)
        for kind in wanted:
            changed = (
                bench.plant(kind, site)
                if site
                else bench.plant_figure(kind, target)
                if kind in ("number", "citation", "digits")
                else None
            )
            if changed is None or re.sub(r"\s", "", changed) == re.sub(r"\s", "", target):
                continue
            planted[kind] += 1
            findings = bench.check(source, changed)
            right = [
                f for f in findings
                if f.code in EXPECTED[kind] and (not f.concept_id or site is None or f.concept_id == site.concept)
            ]  # fmt: skip
            hit[kind] += bool(right)
            sure[kind] += any(f.severity is not Severity.INFORMATION for f in (right if EXPECTED[kind] else findings))
            for finding in findings:
                new[finding.code]["right" if finding in right else kind] += 1
            if bool(right) != bool(EXPECTED[kind]) or len(findings) > len(right):
                misses.append((kind, site, source, changed, findings))
    return planted, hit, sure, new, misses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--source", default="en")
    parser.add_argument("--target", default="ar")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--show", metavar="KIND", help="print what was missed or wrongly found for a kind")
    given = parser.parse_args()
    started = time.process_time()
    bench = Bench(given.db, given.source, given.target, given.seed)
    planted, hit, sure, new, misses = run(bench, given.each)
    print("| planted | changes | found | share | as a warning or error |\n| --- | ---: | ---: | ---: | ---: |")
    for kind in EXPECTED:
        flagged = hit[kind] if EXPECTED[kind] else sum(1 for miss in misses if miss[0] == kind and miss[4])
        name = kind if EXPECTED[kind] else f"{kind} (right)"
        changes = max(planted[kind], 1)
        print(f"| {name} | {planted[kind]} | {flagged} | {flagged / changes:.3f} | {sure[kind] / changes:.3f} |")
    print("\n| code | right | other | precision |\n| --- | ---: | ---: | ---: |")
    for code, counts in sorted(new.items()):
        others = sum(counts.values()) - counts["right"]
        print(f"| {code} | {counts['right']} | {others} | {counts['right'] / sum(counts.values()):.3f} |")
    print(f"\nseed {given.seed}, {time.process_time() - started:.1f} CPU s")
    for kind, site, source, changed, findings in misses:
        if given.show == kind:
            print(f"\n{kind}: {site and (site.surface, site.target[site.start : site.end])}\n  {source}\n  {changed}")
            for finding in findings:
                print("  !", finding.code, finding.message)


if __name__ == "__main__":
    main()
