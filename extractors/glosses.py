"""Glosses in running text: ``التعلم الهرمي (Hierarchical Learning)``, the author's own translation.

The words in brackets belong to the source language. They take no part in word alignment (else the term would align
with its own copy) and raise the weight of the term's projection that ends at the bracket. How far the gloss reaches to
the left is what alignment finds, not a count of words.
"""

from __future__ import annotations

from dataclasses import dataclass

from termbase.languages.units import Unit, is_latin

LONGEST = 8
# What a projection that a gloss confirms counts.
WEIGHT = 2.0
_OPENING, _CLOSING, _INSIDE = "([", ")]", "-‐–/'’&."


@dataclass(frozen=True, slots=True)
class Gloss:
    """Units first..last (exclusive) stand in brackets, in the other side's script, behind a word of this side's."""

    first: int
    last: int
    key: str


def find_glosses(text: str, found: list[Unit]) -> list[Gloss]:
    """The glosses of a text whose script differs from that of its brackets; none in a text in Latin script."""
    glosses, place = [], 1
    while place < len(found):
        if text[found[place].start] in _OPENING and _own_script(text, found[place - 1]):
            last = place + 1
            while last < len(found) and last - place <= LONGEST + 1 and text[found[last].start] not in _CLOSING:
                last += 1
            if last < len(found) and text[found[last].start] in _CLOSING:
                inside = found[place + 1 : last]
                words = [text[unit.start : unit.end] for unit in inside if unit.kind != "p"]
                if _is_gloss(text, inside, words):
                    glosses.append(Gloss(place + 1, last, " ".join(word.casefold() for word in words)))
                    place = last
        place += 1
    return glosses


def _is_gloss(text: str, inside: list[Unit], words: list[str]) -> bool:
    return (
        all(map(is_latin, words))
        and any(word.isalpha() for word in words)
        and all(unit.kind in "wn" or text[unit.start] in _INSIDE for unit in inside)
    )


def _own_script(text: str, unit: Unit) -> bool:
    return unit.kind == "w" and not is_latin(text[unit.start : unit.end])
