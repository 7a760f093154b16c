"""What a document claims of itself, against what it holds.

    claim-unused   a term that the document claims to use occurs in neither text
    claim-score    the overall figure is not the mean of its parts, or two statements of it differ
    text-missing   a block, or a whole text, has no counterpart
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from termbase.languages import Language, has_script, language
from termbase.matching import uses
from termbase.model import Document, Field, Finding, Severity

PARTS_OF_OVERALL = ("semantic-equivalence", "technical-accuracy", "readability", "glossary-consistency")
# Figures are given with two digits; what differs by no more than one unit of the second was rounded.
TOLERANCE = 0.0101
SEPARATOR = re.compile(r"\s*[,;،؛]\s*(?![^()]*\))")
COUNT = re.compile(r"\s*\(\s*(?:x\s*)?\d+\s*(?:x|times?)?\s*\)", re.IGNORECASE)
BRACKETED = re.compile(r"\(([^()]*)\)")


def check_claims(document: Document, is_claim: Callable[[str], bool]) -> list[Finding]:
    """The findings of one document; ``is_claim`` tells the labels of fields that list glossary terms used."""
    findings = list(_overall(document))
    findings += _missing(document)
    if any(segment.source or segment.target for segment in document.segments):
        for statement in document.fields:
            if statement.labelled and is_claim(statement.name):
                findings += _unused(statement, document)
    return findings


def claimed_terms(value: str) -> Iterator[tuple[str, ...]]:
    """The terms of a claim, each as its alternatives: the term, and what stands in brackets behind it."""
    for piece in SEPARATOR.split(value):
        bare = COUNT.sub("", piece).strip(" .*_`")
        outside = BRACKETED.sub(" ", bare).strip()
        forms = [outside, *(inner.strip() for inner in BRACKETED.findall(bare))]
        alternatives = tuple(dict.fromkeys(form for form in forms if any(c.isalpha() for c in form)))
        if alternatives and alternatives[0].casefold() not in ("none", "n/a", "keine", "aucun"):
            yield alternatives


def _unused(statement: Field, document: Document) -> Iterator[Finding]:
    sides = [language(document.source_language), language(document.target_language)]
    texts = [
        [token for s in document.segments if s.source for token in sides[0].tokens(s.source.text)],
        [token for s in document.segments if s.target for token in sides[1].tokens(s.target.text)],
    ]
    vocabularies = [{rules.stem(token.text) for token in tokens} for rules, tokens in zip(sides, texts, strict=True)]
    for alternatives in claimed_terms(statement.value):
        if not any(
            _occurs(term, rules, tokens, words)
            for term in alternatives
            for rules, tokens, words in zip(sides, texts, vocabularies, strict=True)
        ):
            yield Finding(
                "claim-unused", Severity.WARNING, line=statement.line, source_term=alternatives[0],
                message=f"“{alternatives[0]}” is claimed in “{statement.name}” but occurs in neither text",
            )  # fmt: skip


def _occurs(term: str, rules: Language, tokens: list, vocabulary: set[str]) -> bool:
    words = [token.text for token in rules.tokens(term)]
    if rules.script != "LATIN" and not has_script(term, rules.script):
        return any(token.text.casefold() == words[0].casefold() for token in tokens) if len(words) == 1 else False
    last = words[-1:] if words else []
    if not all(any(form in vocabulary for form in (rules.stem(word), *rules.search_forms(word))) for word in last):
        return False
    return uses(tokens, term, rules)


def _overall(document: Document) -> Iterator[Finding]:
    claimed = {metric.name: metric for metric in reversed(document.metrics)}
    overall, parts = claimed.get("overall"), [claimed.get(name) for name in PARTS_OF_OVERALL]
    if overall and all(parts):
        mean = sum(part.value for part in parts if part) / len(parts)
        if abs(mean - overall.value) > TOLERANCE:
            yield _score(overall.line, f"the overall score is given as {overall.value:.2f}, its parts have a mean of {mean:.3f}", overall.value, mean)
    header = claimed.get("header-quality")
    if overall and header and abs(header.value - overall.value) > TOLERANCE / 2:
        message = f"the header gives the quality as {header.value:.2f}, the metrics give {overall.value:.2f}"
        yield _score(header.line, message, header.value, overall.value)


def _score(line: int, message: str, found: float, expected: float) -> Finding:
    return Finding("claim-score", Severity.WARNING, message, line, "overall", (f"{expected:.3f}",), f"{found:.3f}")


def _missing(document: Document) -> Iterable[Finding]:
    for segment in document.segments:
        block = segment.source or segment.target
        if block and not (segment.source and segment.target):
            side, other = ("source", "target") if segment.source else ("target", "source")
            start = " ".join(block.text.split())[:60]
            yield Finding(
                "text-missing", Severity.INFORMATION, line=block.line, found=start,
                message=f"this {block.kind} of the {side} text has no counterpart in the {other} text: “{start}”",
            )  # fmt: skip
