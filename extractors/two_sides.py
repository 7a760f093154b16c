"""Whether the two sides of a document are in the languages that they are said to be in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from termbase.languages import forms
from termbase.languages.units import units

# Words looked at on each side, and the least that a judgement is made on.
SAMPLE, LEAST = 4000, 20
# Of running text a fifth or more are function words of its own language, and hardly any those of another.
CLEAR = 3.0


def sides_notice(pairs: Iterable[tuple[str, str]], source: str, target: str) -> str:
    """What is wrong with the sides of a document: swapped, both in one language, or without words; "" for nothing."""
    texts = list(pairs)
    ours, theirs = _words(text for text, _ in texts), _words(text for _, text in texts)
    if texts and not (ours and theirs):
        empty = "source" if not ours else "target"
        return f"the {empty} side has no words"
    if min(len(ours), len(theirs)) < LEAST or not (forms(source).function_words and forms(target).function_words):
        return ""
    source_is_target = _share(ours, target) > CLEAR * _share(ours, source)
    target_is_source = _share(theirs, source) > CLEAR * _share(theirs, target)
    if source_is_target and target_is_source:
        return f"the sides seem to be swapped: the source is {target}, the target {source}; swap --source and --target"
    if source_is_target or target_is_source:
        return f"both sides seem to be in {target if source_is_target else source}"
    return ""


def _words(texts: Iterable[str]) -> list[str]:
    found = (text[u.start : u.end] for text in texts for u in units(text[:SAMPLE]) if u.kind == "w")
    return list(islice(found, SAMPLE))


def _share(words: list[str], code: str) -> float:
    rules = forms(code)
    return (sum(map(rules.is_function, words)) + 0.5) / len(words)
