"""What to decide first: disagreements by what they cost in the texts, each with a proposal and what speaks for it.

A proposal is never a bare majority: what the termbase prefers stays unless the texts clearly use another rendering,
that is unless the confidence intervals of the two shares are apart; where they are not, a person must look. What one
translator does in many documents is one habit: the texts overrule the termbase only by the documents of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from termbase.shares import wilson

# How much more a use against the termbase weighs than one that only other uses contradict.
AGAINST_TERMBASE = 2


@dataclass(frozen=True, slots=True)
class Use:
    """One rendering of a term: in how many of its segments and documents it stands, and one place as document:line.

    ``accepted``: the termbase has it. ``low`` and ``high`` bound its share (Wilson, 95 percent). ``translators``: how
    many the documents have; one that names none counts for itself (0: not counted).
    """

    text: str
    segments: int
    documents: int
    accepted: bool
    low: float
    high: float
    example: str
    translators: int = 0


@dataclass(frozen=True, slots=True)
class WorkItem:
    """What to decide on: a term with its renderings, or a rendering with the terms that it serves (``kind``).

    ``uses`` are the renderings, or the terms served, by use; ``pairs`` are mined pairs to decide on, as (id, target).
    """

    term: str
    segments: int
    documents: int
    uses: tuple[Use, ...]
    proposal: str
    reason: str
    cost: int
    kind: str = "several renderings"
    pairs: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a rendering beside its use: the documents whose notes state it, the glossary's words on it.

    ``reliability`` (0..1) and ``note`` are the termbase's or the glossary's. ``translators`` counts those of the
    documents as in `Use`.
    """

    stated: int = 0
    reliability: float | None = None
    note: str = ""
    translators: int = 0


NO_SUPPORT = Support()


def work_item(
    term: str, found: Sequence[tuple[str, str, frozenset[str]]], accepted: Sequence[str],
    support: Mapping[str, Support] | None = None, pairs: Sequence[tuple[int, str]] = (),
    translators: Mapping[str, str] | None = None,
) -> WorkItem:  # fmt: skip
    """A term with its segments, each (document, place, renderings there); ``accepted`` are the termbase's.

    ``support`` tells what else speaks for a rendering, ``translators`` who translated a document, where that is known.
    Segments without any known rendering count half.
    """
    texts = list(dict.fromkeys([*accepted, *(text for _, _, there in found for text in sorted(there))]))
    uses = []
    for text in texts:
        places = [(document, place) for document, place, there in found if text in there]
        low, high = wilson(len(places), len(found))
        example, documents = places[0][1] if places else "", {document for document, _ in places}
        people = several(documents, translators or {})
        uses.append(Use(text, len(places), len(documents), text in accepted, low, high, example, people))
    uses.sort(key=lambda use: (-use.segments, not use.accepted, use.text))
    proposal, reason = _proposal(uses, len(found), support or {})
    number = len({document for document, _, _ in found})
    contrary = sum(1 for _, _, there in found if there and proposal not in there)
    unknown = [place for _, place, there in found if not there]
    if unknown:
        reason += f"; otherwise, or not at all, in {len(unknown)}, as at {unknown[0]}"
    weight = AGAINST_TERMBASE if accepted else 1
    cost = (2 * contrary + len(unknown)) * number * weight // 2
    return WorkItem(
        term, len(found), number, tuple(uses), proposal, reason, cost, pairs=tuple(pairs)
    )  # fmt: skip


def several(documents: Iterable[str], translators: Mapping[str, str]) -> int:
    """How many translators some documents have; one whose translator is not known counts for itself."""
    return len(
        {(translators.get(document, ""), "" if translators.get(document) else document) for document in documents}
    )


def served_item(word: str, uses: Sequence[tuple[str, int, int, str]], own: Mapping[str, str]) -> WorkItem:
    """A rendering with the terms it serves, each (term, segments, documents, a place); ``own`` has the termbase's other
    renderings of them, empty where there is none.
    """
    ranked = sorted(uses, key=lambda use: (-use[1], use[0]))
    total = sum(segments for _, segments, _, _ in ranked)
    shown = []
    for name, segments, documents, example in ranked:
        low, high = wilson(segments, total)
        shown.append(Use(name, segments, documents, bool(own.get(name)), low, high, example))
    free = [name for name, *_ in ranked if not own.get(name)]
    keeper = free[0] if free else ranked[0][0]
    others = [name for name, *_ in ranked if name != keeper]
    told = [f"“{own[name]}” for “{name}”, as the termbase has it" for name in others if own.get(name)]
    open_ones = [f"“{name}”" for name in others if not own.get(name)]
    reason = f"one word for {len(ranked)} terms; “{keeper}” has no other rendering in the termbase"
    if not free:
        reason = f"one word for {len(ranked)} terms; it stands for “{keeper}” most"
    if told:
        reason += "; " + ", ".join(told)
    if open_ones:
        reason += f"; a rendering of its own is wanted for {', '.join(open_ones)}"
    minority = total - max(segments for _, segments, _, _ in ranked)
    documents = max(documents for _, _, documents, _ in ranked)
    weight = AGAINST_TERMBASE if any(own.values()) else 1
    return WorkItem(
        word, total, documents, tuple(shown), f"“{word}” for “{keeper}” alone", reason, minority * documents * weight,
        "one rendering for several terms",
    )  # fmt: skip


def _proposal(uses: Sequence[Use], segments: int, support: Mapping[str, Support]) -> tuple[str, str]:
    """The rendering to choose and why: what people stated on purpose counts before what the texts merely have."""
    first = uses[0]
    kept = next((use for use in uses if use.accepted), None)
    said = {use.text: _said(support.get(use.text, NO_SUPPORT)) for use in uses}
    if kept is None:
        best = max(uses, key=lambda use: (*_weight(support.get(use.text, NO_SUPPORT)), use.segments))
        second = max((use for use in uses if use is not best), key=lambda use: use.segments, default=None)
        if second is None or best.low > second.high:
            return best.text, f"the termbase has none; {_used(best, segments)}, clearly most{said[best.text]}"
        return best.text, (
            f"the termbase has none and no rendering is clearly ahead ({best.segments} to {second.segments}): look"
            + said[best.text]
        )
    if kept is first:
        return kept.text, f"the termbase has it and the texts use it most ({_used(kept, segments)}){said[kept.text]}"
    stated = support.get(first.text, NO_SUPPORT)
    deliberate = stated.stated > 0 or stated.reliability is not None
    clear = first.low > kept.high and first.documents > 1
    if clear and first.translators < 2:
        return kept.text, (
            f"the termbase has it{said[kept.text]}; “{first.text}” is more frequent ({first.segments} of {segments}, "
            f"against {kept.segments}), but in documents of one translator alone{said[first.text]}"
        )
    if clear and (deliberate or not support):
        people = f" by {first.translators} translators" if first.translators < first.documents else ""
        return first.text, (
            f"{first.documents} documents{people} use it in {first.segments} of {segments} segments, "
            f"“{kept.text}” of the termbase in {kept.segments}: admit it, or correct them{said[first.text]}"
        )
    if clear:
        return kept.text, (
            f"the termbase has it{said[kept.text]}; “{first.text}” is more frequent ({first.segments} of {segments}, "
            f"against {kept.segments}), but nobody has stated it: a habit, no decision"
        )
    return kept.text, (
        f"the termbase has it{said[kept.text]}; “{first.text}” ({first.segments} of {segments}, against "
        f"{kept.segments}) is not clearly ahead in several documents{said[first.text]}"
    )


def _weight(support: Support) -> tuple[int, int]:
    """How much a rendering was stated: by how many translators, then in how many documents."""
    return support.translators or support.stated, support.stated


def _used(use: Use, segments: int) -> str:
    return f"used in {use.segments} of {segments} segments"


def _said(support: Support) -> str:
    """What speaks for a rendering beside its use, in brackets."""
    parts = []
    if support.stated:
        parts.append(f"stated in the notes of {support.stated} documents")
    if support.reliability is not None:
        parts.append(f"reliability {support.reliability:.2f}")
    if support.note:
        parts.append(f"“{support.note}”")
    return f" ({', '.join(parts)})" if parts else ""
