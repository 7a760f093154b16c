"""What a document is worth by what it holds: figures kept, readability, likeness of its back-translation.

Nothing here asks the termbase, so it is measured once, when a document is read. How a figure comes about:

technical-accuracy    share of the things below that the target has, all kinds together, and the terms (see `uses`)
numbers, citations, formulas, code
                      each one of the source that the target has, by the rules of the checks
names                 words of the source with a capital inside, or with capitals and digits (ImageNet, GPT-2), that
                      the target has as written
readability           OSMAN for Arabic, else LIX, of the prose of the target
semantic-equivalence  chrF2 between the source, or the part of it that was translated back, and the back-translation;
                      nothing without a back-translation
overall               the mean of the four figures that the document claims: whether its own sum is right
"""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean

from termbase.checks.claims import PARTS_OF_OVERALL
from termbase.checks.figures import check_figures
from termbase.checks.sides import Side
from termbase.checks.spans import marked
from termbase.documents import SegmentFile
from termbase.languages import Language, has_script, language
from termbase.model import Document, Measured, Segment

# Segments aligned with less confidence are not judged, as in the checks.
SURE = 0.5
# Fewer words of prose say nothing on how a text reads.
LEAST_WORDS = 50
LEAST_BACK = 5
# A back-translation that is so much shorter than the text renders a part of it.
EXCERPT = 0.6
CHRF_ORDER, MULTIPLIER = 6, 0x9E3779B97F4A7C15
KINDS = {"number-mismatch": "numbers", "citation-mismatch": "citations", "formula-mismatch": "formulas",
         "code-mismatch": "code"}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")
HAS_MORE = re.compile(r"[$`\\\[(]")
HAS_FIGURES = re.compile(r"[\d$`\\]")
# Words with a capital or a figure behind the first letter: what `is_name` decides on.
WORD = re.compile(r"(?<![\w+-])[^\W\d_][a-z-]*[A-Z\d][\w+-]*")


def measure_document(document: Document) -> list[Measured]:
    """The figures of a document with parallel texts; none of others, nor of files that are read as a stream."""
    if isinstance(document.segments, SegmentFile):
        return []
    segments = tuple(document.segments)
    if not any(segment.source and segment.target for segment in segments) or mean(s.score for s in segments) < SURE:
        return []
    source, target = language(document.source_language), language(document.target_language)
    kept, there = _figures(segments, source, target)
    found = [Measured(name, kept[name] / there[name], "kept in the target", there[name]) for name in sorted(+there)]
    # What asks the termbase is filled in by `uses`, and again whenever the termbase changes.
    found.append(Measured("terms", None, "rendered in the target"))
    found.append(Measured("technical-accuracy", None, "figures, names and terms kept"))
    found.append(Measured("glossary-consistency", None, "terms rendered as accepted"))
    prose = [s.target.text for s in segments if s.target and s.target.kind in ("paragraph", "item")]
    found += _readability(prose, target)
    if document.back_translation:
        original = " ".join(s.source.text for s in segments if s.source and s.source.kind != "code")
        translated = " ".join(s.target.text for s in segments if s.target and s.target.kind != "code")
        back = " ".join(block.text for block in document.back_translation)
        found += _equivalence(original, translated, back, target)
    return [*found, *_overall(document)]


def _figures(segments: tuple[Segment, ...], source: Language, target: Language) -> tuple[Counter[str], Counter[str]]:
    """By kind, how many things of the sources stand in the targets, and how many there are."""
    kept: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for segment in segments:
        if not (segment.source and segment.target) or segment.score < SURE or segment.source.kind == "code":
            continue
        text, other = segment.source.text, segment.target.text
        names = {word for word in WORD.findall(text) if is_name(word)}
        if names:
            folded = other.casefold()
            there["names"] += len(names)
            kept["names"] += sum(name.casefold().removesuffix("s") in folded for name in names)
        if not HAS_FIGURES.search(text):
            continue
        if not HAS_MORE.search(text):
            figures = set(NUMBER.findall(text))
            if figures and figures <= set(NUMBER.findall(other)):
                # Nothing but numbers, and each stands there as it is: nothing to judge.
                there["numbers"] += len(figures)
                kept["numbers"] += len(figures)
                continue
        ours, theirs = Side(marked(text), source), Side(marked(other), target)
        lost = Counter(f.code for f in check_figures(ours, theirs) if f.source_start is not None)
        demanded = {
            "number-mismatch": len({number.text for number in ours.demanded}),
            "citation-mismatch": len(ours.citations),
            "formula-mismatch": len(ours.marked.formulas),
            "code-mismatch": len(ours.marked.code),
        }
        for code, number in demanded.items():
            if number:
                there[KINDS[code]] += number
                kept[KINDS[code]] += max(0, number - lost[code])
    return kept, there


def is_name(word: str) -> bool:
    """Whether a word is written as names are that every language keeps: ImageNet, CIFAR-10; not GPU, FPGA-based."""
    if not word[0].isalpha() or not any(c.isupper() for c in word[:2]):
        return False
    if "-" in word:
        return any(c.isdecimal() for c in word) and all(p.isdecimal() or p[:1].isupper() for p in word.split("-"))
    letters = word.removesuffix("s")
    inner = any(c.isupper() for c in letters[1:]) and any(c.islower() for c in letters)
    return inner or any(c.isdecimal() for c in letters)


def _readability(blocks: list[str], rules: Language) -> list[Measured]:
    """How the prose of the target reads, by the index of its language."""
    # A block ends a sentence, whether it has a stop or not; formulas, code and addresses are not read out.
    prose = "\n".join(marked(block).prose.replace("**", "") + "." for block in blocks)
    if len(prose.split()) < LEAST_WORDS:
        return []
    name, value = rules.readability(prose)
    return [Measured("readability", value, name)]


def _equivalence(source: str, target: str, back: str, rules: Language) -> list[Measured]:
    """How like the source a back-translation is; of one that renders an excerpt only, how like that part."""
    # What is quoted of the target, to be rendered behind it, is no back-translation.
    back = " ".join(word for word in back.split() if not has_script(word, rules.script)) if rules.script else back
    if len(back.split()) < LEAST_BACK:
        return []
    method = "chrF2 of the back-translation"
    if len(back) < EXCERPT * min(len(source), len(target)):
        source, method = _most_alike(source, back), "chrF2 of an excerpt, translated back"
    return [Measured("semantic-equivalence", chrf(back, source), method)]


def _most_alike(source: str, back: str) -> str:
    """The stretch of as many words that shares most words with ``back``, each as often as it stands there."""
    words = source.split()
    wanted = Counter(back.casefold().split())
    folded, width = [word.casefold() for word in words], wanted.total()
    window: Counter[str] = Counter()
    best = shared = end = 0
    for place, word in enumerate(folded):
        window[word] += 1
        shared += window[word] <= wanted[word]
        if place >= width:
            left = folded[place - width]
            shared -= window[left] <= wanted[left]
            window[left] -= 1
        if shared > best:
            best, end = shared, place + 1
    return " ".join(words[max(0, end - width) : end])


def chrf(text: str, reference: str) -> float:
    """The chrF2 of a text against a reference (Popović, 2015), 0..1: characters in runs of 1 to 6, spaces left aside.

    As sacrebleu counts it, to which a test holds it; sacrebleu is no dependency, as it brings lxml along.
    """
    # Imported here: a run over documents without back-translations does not need it.
    import numpy as np

    sides = ["".join(side.split()) for side in (text, reference)]
    codes = [np.frombuffer(side.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64) for side in sides]
    orders = range(1, min(CHRF_ORDER, *map(len, sides)) + 1)
    runs = codes
    precision = recall = 0.0
    for order in orders:
        if order > 1:
            # A run of characters is a number; it overflows, and so stays as good as unique.
            runs = [run[:-1] * np.uint64(MULTIPLIER) + code[order - 1 :] for run, code in zip(runs, codes, strict=True)]
        (ours, our_times), (theirs, their_times) = (np.unique(run, return_counts=True) for run in runs)
        _, one, other = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
        shared = float(np.minimum(our_times[one], their_times[other]).sum())
        precision += shared / len(runs[0]) / len(orders)
        recall += shared / len(runs[1]) / len(orders)
    return 5 * precision * recall / (4 * precision + recall) if precision or recall else 0.0


def _overall(document: Document) -> list[Measured]:
    claimed = {metric.name: metric.value for metric in reversed(document.metrics)}
    if not all(part in claimed for part in PARTS_OF_OVERALL):
        return []
    value = mean(claimed[part] for part in PARTS_OF_OVERALL)
    return [Measured(name, value, "mean of the four claimed figures") for name in ("overall", "header-quality")
            if name in claimed]  # fmt: skip
