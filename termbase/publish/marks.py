"""Texts on pages: cut at the terms in them, and long ones shortened to the sentences that matter."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from termbase.documents.sentences import sentence_pairs
from termbase.languages.base import FORMULA
from termbase.matching import TermIndex, recognise
from termbase.matching.pairs import REJECTED
from termbase.model import Occurrence

CODE = re.compile(rf"`([^`\n]+)`|{FORMULA}")
LONGEST_MARKED_TEXT = 20_000
# A segment with a longer side is shortened where both are shown for the sake of a term: some three lines of a page.
LONGEST_SHOWN = 300


@dataclass(frozen=True)
class Piece:
    """A stretch of text; where it is a term, its status and how it was recognised; the concept, where it has one."""

    text: str
    concept_id: int | None = None
    status: str = ""
    title: str = ""
    code: bool = False


def pieces(
    text: str | None, code: str, index: TermIndex, only: Container[int] | None = None, beside: Set[int] | None = None
) -> list[Piece]:
    """A text cut at the terms in it; ``only`` names the concepts whose terms are marked.

    ``beside`` has the concepts that the text on the other side uses: of several concepts on one span one of them is
    taken, and an inflected form is marked only for one of them, since a light analysis also meets other words.
    """
    if text is None:
        return []
    found = recognise(text, code, index) if len(text) <= LONGEST_MARKED_TEXT else []
    if beside is not None:
        found = [o for o in found if o.concept_id in beside or (o.kind == "exact" and not _is_rejected(o))]
        found.sort(key=lambda o: (o.start, -o.end, o.concept_id not in beside))
    cut: list[Piece] = []
    position = 0
    for occurrence in found:
        if occurrence.start < position or (only is not None and occurrence.concept_id not in only):
            continue
        cut += [*_plain(text[position : occurrence.start]), _piece(occurrence)]
        position = occurrence.end
    return [piece for piece in [*cut, *_plain(text[position:])] if piece.text]


def _is_rejected(occurrence: Occurrence) -> bool:
    return occurrence.term.administrative_status in REJECTED


def both_sides(
    segment: sqlite3.Row, languages: tuple[str, str], index: TermIndex, only: Container[int] | None = None,
    otherwise: Container[int] = (),
) -> dict[str, list[Piece]]:  # fmt: skip
    """The two sides of a segment with their terms marked; of the source, those that are rendered ``otherwise`` so."""
    source, target = segment["source_text"], segment["target_text"]
    used = None
    if source and target and len(source) <= LONGEST_MARKED_TEXT:
        used = {occurrence.concept_id for occurrence in recognise(source, languages[0], index)}
    return {
        "source": [_otherwise(piece, otherwise) for piece in pieces(source, languages[0], index, only)],
        "target": pieces(target, languages[1], index, only, used),
    }


def _plain(text: str) -> Iterator[Piece]:
    """Text without terms: marks of emphasis go; code and formulas, which read from left to right, are told apart."""
    position = 0
    text = text.replace("**", "")
    for match in CODE.finditer(text):
        yield Piece(text[position : match.start()])
        yield Piece(match[1] or match[0], code=True)
        position = match.end()
    yield Piece(text[position:])


def marked_at(text: str, start: int, end: int, concept: int, title: str) -> list[Piece]:
    """A text with the one term marked that stands there."""
    found = [*_plain(text[:start]), Piece(text[start:end], concept, "accepted", title), *_plain(text[end:])]
    return [piece for piece in found if piece.text]


def _piece(occurrence: Occurrence) -> Piece:
    if not occurrence.concept_id:
        return Piece(occurrence.surface, status="proposed")
    rules = f" ({', '.join(occurrence.rules)})" if occurrence.rules else ""
    title = f"{occurrence.term.text}, {occurrence.term.administrative_status.value}, {occurrence.kind}{rules}"
    status = "rejected" if _is_rejected(occurrence) else "accepted"
    return Piece(occurrence.surface, occurrence.concept_id, status, title)


def _otherwise(piece: Piece, concepts: Container[int]) -> Piece:
    if piece.status != "accepted" or piece.concept_id not in concepts:
        return piece
    return replace(piece, status="otherwise", title=f"{piece.title}; not rendered as accepted here")


def shortened(segment: dict[str, Any]) -> dict[str, Any]:
    """A segment with a long side reduced to the sentences that have a mark and those that translate them.

    Left as it is where a mark is in no such sentence. What is left out shows as an ellipsis; the page of the document
    has the whole.
    """
    sides = segment["source"], segment["target"]
    texts = ["".join(piece.text for piece in side) for side in sides]
    if max(map(len, texts)) <= LONGEST_SHOWN or not all(texts):
        return segment
    marks = [_marks(side) for side in sides]
    chosen = [
        pair for pair in sentence_pairs(*texts) if _touches(pair.source, marks[0]) or _touches(pair.target, marks[1])
    ]
    spans = [pair.source for pair in chosen], [pair.target for pair in chosen]
    if not chosen or any(not _touches(mark, found) for side, found in zip(marks, spans, strict=True) for mark in side):
        return segment
    return {
        **segment,
        "source": _cut(sides[0], spans[0], len(texts[0])),
        "target": _cut(sides[1], spans[1], len(texts[1])),
    }


def _marks(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where the terms stand in the text that the pieces make."""
    found, position = [], 0
    for piece in pieces:
        if piece.status:
            found.append((position, position + len(piece.text)))
        position += len(piece.text)
    return found


def _touches(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _cut(pieces: Sequence[Piece], spans: Sequence[tuple[int, int]], length: int) -> list[Piece]:
    """The pieces within some stretches of their text, in order, with an ellipsis for what is left out."""
    cut: list[Piece] = []
    shown = 0
    for first, last in spans:
        if first - shown > 1:
            cut.append(Piece(" … " if cut else "… "))
        elif cut:
            cut.append(Piece(" "))
        position = 0
        for piece in pieces:
            start, end = max(first - position, 0), min(last - position, len(piece.text))
            if start < end:
                # A term or a formula is never parted.
                cut.append(piece if piece.status or piece.code else replace(piece, text=piece.text[start:end]))
            position += len(piece.text)
        shown = last
    return [*cut, *([Piece(" …")] if shown < length else [])]
