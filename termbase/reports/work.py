"""What to decide first: disagreements by what they cost in the texts, each with a proposal and what speaks for it.

A proposal is never a bare majority: what the termbase prefers stays unless the texts clearly use another rendering,
that is unless the confidence intervals of the two shares are apart; where they are not, a person must look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from termbase.reports.statistics import wilson

# How much more a use against the termbase weighs than one that only other uses contradict.
AGAINST_TERMBASE = 2


@dataclass(frozen=True, slots=True)
class Use:
    """One rendering of a term: in how many of its segments and documents it stands, and one place as document:line.

    ``accepted``: the termbase has it. ``low`` and ``high`` bound its share (Wilson, 95 percent).
    """

    text: str
    segments: int
    documents: int
    accepted: bool
    low: float
    high: float
    example: str


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A term to decide on: its segments, their documents, its renderings by use, what is proposed and why."""

    term: str
    segments: int
    documents: int
    uses: tuple[Use, ...]
    proposal: str
    reason: str
    cost: int


def work_item(term: str, found: Sequence[tuple[str, str, frozenset[str]]], accepted: Sequence[str]) -> WorkItem:
    """A term with its segments, each (document, place, renderings there); ``accepted`` are the termbase's."""
    texts = list(dict.fromkeys([*accepted, *(text for _, _, there in found for text in sorted(there))]))
    uses = []
    for text in texts:
        places = [(document, place) for document, place, there in found if text in there]
        low, high = wilson(len(places), len(found))
        example = places[0][1] if places else ""
        uses.append(Use(text, len(places), len({d for d, _ in places}), text in accepted, low, high, example))
    uses.sort(key=lambda use: (-use.segments, not use.accepted, use.text))
    proposal, reason = _proposal(uses, len(found))
    documents = {document for document, _, _ in found}
    contrary = sum(1 for _, _, there in found if there and proposal not in there)
    weight = AGAINST_TERMBASE if accepted else 1
    return WorkItem(
        term, len(found), len(documents), tuple(uses), proposal, reason, contrary * len(documents) * weight
    )  # fmt: skip


def _proposal(uses: Sequence[Use], segments: int) -> tuple[str, str]:
    first = uses[0]
    kept = next((use for use in uses if use.accepted), None)
    if kept is None:
        second = uses[1] if len(uses) > 1 else None
        if second is None or first.low > second.high:
            return first.text, f"the termbase has none; used in {first.segments} of {segments} segments, clearly most"
        return (
            first.text,
            f"the termbase has none and no rendering is clearly ahead ({first.segments} to {second.segments}): look",
        )
    if kept is first:
        return kept.text, f"the termbase has it and the texts use it most ({kept.segments} of {segments} segments)"
    if first.low > kept.high and first.documents > 1:
        return first.text, (
            f"{first.documents} documents use it in {first.segments} of {segments} segments, "
            f"“{kept.text}” of the termbase in {kept.segments}: admit it, or correct them"
        )
    return kept.text, (
        f"the termbase has it; “{first.text}” ({first.segments} of {segments}, against {kept.segments}) "
        "is not clearly ahead in several documents"
    )
