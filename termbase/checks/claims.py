"""What a document claims of itself, against what it holds.

claim-unused   a term that the document claims to use occurs in neither text
claim-score    the overall figure is not the mean of its parts, or two statements of it differ
text-missing   a block has no counterpart; said once of a document in which many have none
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from termbase.languages import Language, has_script, language
from termbase.languages.base import SHARED
from termbase.matching import UsedText
from termbase.matching.words import BREAKS
from termbase.model import Document, Field, Finding, Severity

PARTS_OF_OVERALL = ("semantic-equivalence", "technical-accuracy", "readability", "glossary-consistency")
# Figures are given with two digits; what differs by no more than one unit of the second was rounded.
TOLERANCE = 0.0101
SEPARATORS = frozenset(",;،؛")
# A claim longer than this is damage, not a list of terms.
LONGEST_CLAIM = 20_000
NOTHING = frozenset({"none", "n/a", "keine", "aucun"})
COUNT = re.compile(r"\s*\(\s*(?:x\s*)?\d+\s*(?:x|times?)?\s*\)", re.IGNORECASE)
BRACKETED = re.compile(r"\(([^()]*)\)")
# Hyphens within a word, and words with one.
HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
HYPHENED = re.compile(rf"(?<![^\W_])[^\W_]++(?:{HYPHEN.pattern}[^\W_]++)++")
# From so many blocks without counterpart on, and this share of all, they are one finding.
MANY, SHARE = 4, 0.2


def check_claims(document: Document, is_claim: Callable[[str], bool]) -> list[Finding]:
    """The findings of one document; ``is_claim`` tells the labels of fields that list glossary terms used."""
    findings = list(_overall(document))
    findings += _missing(document)
    if any(segment.source or segment.target for segment in document.segments):
        texts = _texts(document)
        for statement in document.fields:
            if statement.labelled and is_claim(statement.name):
                findings += _unused(statement, texts)
    return findings


def claimed_terms(value: str) -> Iterator[tuple[str, ...]]:
    """The terms of a claim, each as its alternatives: the term, and what stands in brackets behind it."""
    for piece in _pieces(value[:LONGEST_CLAIM]):
        bare = COUNT.sub("", " ".join(piece.split())).lstrip(" *_`").rstrip(" .*_`")
        outside = BRACKETED.sub(" ", bare).strip()
        forms = [outside, *(inner.strip() for inner in BRACKETED.findall(bare))]
        alternatives = tuple(dict.fromkeys(form for form in forms if any(c.isalpha() for c in form)))
        if alternatives and alternatives[0].casefold().split()[0] not in NOTHING:
            yield alternatives


def _pieces(value: str) -> Iterator[str]:
    """The value cut at separators outside brackets."""
    depth = start = 0
    for index, character in enumerate(value):
        depth = max(depth + (character == "(") - (character == ")"), 0)
        if character in SEPARATORS and not depth:
            yield value[start:index]
            start = index + 1
    yield value[start:]


class _Text:
    """One text of a document with its title, ready to be asked for terms and for what is derived from their words."""

    def __init__(self, texts: list[str], rules: Language) -> None:
        self.rules, self.used, self._texts = rules, UsedText(texts, rules), texts

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """The numbers of each word in the text; where something parts words a number is left out."""
        found: dict[str, list[int]] = defaultdict(list)
        number = 0
        for text in self._texts:
            for piece in BREAKS.split(text):
                for word in self.rules.spelt(piece):
                    number += 1
                    found[word].append(number)
                number += 1
        return found

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        """The different words by their first letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._numbers:
            found[self.rules.spelling(word)[:SHARED]].append(word)
        return found

    def has(self, term: str) -> bool:
        """Whether the text uses a term; one in another script than the text's may stand in it as a name."""
        if not has_script(term, self.rules.script):
            return term.isascii() and self.used.names(term)
        return self.used.uses(term) or self._derives(term) or self._joins(term)

    @cached_property
    def _joined(self) -> set[str]:
        """The words of the text that have a hyphen, written without it."""
        return {HYPHEN.sub("", word) for text in self._texts for word in HYPHENED.findall(text)}

    def _joins(self, term: str) -> bool:
        """Whether the text has a term with a hyphen more or less: *pre-training*, *pretraining*."""
        bare = HYPHEN.sub("", term)
        words = self.rules.words(bare)
        joined = [any(self.rules.same_word(found, word) for found in self._joined) for word in words]
        differs = bare != term or any(joined)
        return differs and all(there or self.used.uses(word) for there, word in zip(joined, words, strict=True))

    def _derives(self, term: str) -> bool:
        """Whether words akin to those of the term stand in a row: *object detector*, for *object detection*."""
        rows: dict[int, bool] | None = None
        for word in self.rules.words(term):
            near = self._by_start.get(self.rules.spelling(word)[:SHARED], ())
            akin = {found: self.rules.akin(word, found) for found in near}
            fitting = [found for found in near if akin[found] or self.rules.same_word(found, word)]
            fits = {number: akin[found] for found in fitting for number in self._numbers[found]}
            rows = {n + 1: a or (rows or {}).get(n, False) for n, a in fits.items() if rows is None or n in rows}
        return any((rows or {}).values())


def _texts(document: Document) -> tuple[_Text, _Text]:
    source, target = language(document.source_language), language(document.target_language)
    return (
        _Text([document.title, *(s.source.text for s in document.segments if s.source)], source),
        _Text([document.title, *(s.target.text for s in document.segments if s.target)], target),
    )


def _unused(statement: Field, texts: tuple[_Text, _Text]) -> Iterator[Finding]:
    for alternatives in claimed_terms(statement.value):
        if not any(text.has(term) for term in alternatives for text in texts):
            yield Finding(
                "claim-unused", Severity.WARNING, line=statement.line, source_term=alternatives[0],
                message=f"“{alternatives[0]}” is claimed in “{statement.name}” but occurs in neither text",
            )  # fmt: skip


def _overall(document: Document) -> Iterator[Finding]:
    claimed = {metric.name: metric for metric in reversed(document.metrics)}
    overall, parts = claimed.get("overall"), [claimed.get(name) for name in PARTS_OF_OVERALL]
    if overall and all(parts):
        mean = sum(part.value for part in parts if part) / len(parts)
        if abs(mean - overall.value) > TOLERANCE:
            yield _score(
                overall.line,
                f"the overall score is given as {overall.value:.2f}, its parts have a mean of {mean:.3f}",
                overall.value,
                mean,
            )
    header = claimed.get("header-quality")
    if overall and header and abs(header.value - overall.value) > TOLERANCE / 2:
        message = f"the header gives the quality as {header.value:.2f}, the metrics give {overall.value:.2f}"
        yield _score(header.line, message, header.value, overall.value)


def _score(line: int, message: str, found: float, expected: float) -> Finding:
    return Finding("claim-score", Severity.WARNING, message, line, "overall", (f"{expected:.3f}",), f"{found:.3f}")


def _missing(document: Document) -> Iterable[Finding]:
    alone = [s.source or s.target for s in document.segments if not (s.source and s.target)]
    first = next((block for block in alone if block), None)
    blocks = sum(1 for _ in document.segments)
    if first and len(alone) >= MANY and len(alone) >= SHARE * blocks:
        yield Finding(
            "text-missing", Severity.INFORMATION, line=first.line, found=" ".join(first.text.split())[:60],
            message=f"{len(alone)} of {blocks} blocks have no counterpart in the other text; this is the first of them",
        )  # fmt: skip
        return
    for segment in document.segments:
        block = segment.source or segment.target
        if block and not (segment.source and segment.target):
            side, other = ("source", "target") if segment.source else ("target", "source")
            start = " ".join(block.text.split())[:60]
            yield Finding(
                "text-missing", Severity.INFORMATION, line=block.line, found=start,
                message=f"this {block.kind} of the {side} text has no counterpart in the {other} text: “{start}”",
            )  # fmt: skip
