"""What a check of a pair of segments yields, and what it is asked with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from termbase.checks.codes import CODES
from termbase.matching import TermIndex
from termbase.model import Severity

SEGMENT_CODES = frozenset(CODES) - {"claim-unused", "claim-score"}


@dataclass(frozen=True, slots=True)
class SegmentFinding:
    """Something wrong with one pair of segments.

    Offsets count Unicode code points of the source and of the target as given; both are None on a side that has no
    place. ``rule`` names what decided, ``normalisation`` what was ignored in comparing (``article``, ``plural``, …);
    both are told in ``message`` too. ``concept_id`` is 0 for what is no term.
    """

    code: str
    severity: Severity
    message: str
    source_term: str = ""
    source_start: int | None = None
    source_end: int | None = None
    target_start: int | None = None
    target_end: int | None = None
    expected: tuple[str, ...] = ()
    found: str = ""
    rule: str = ""
    normalisation: tuple[str, ...] = ()
    concept_id: int = 0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """How the corpus renders a concept: in ``accepted`` of ``occurrences`` segments as the termbase says.

    In ``derived`` of those only a derived word stands for it. ``elsewhere`` are the forms that aligned text has for it;
    None where no text was aligned. ``forms`` are (occurrences, accepted) of each way in which sources write the term.

    ``example`` is one of those places, as ``document:line``; ``others`` are renderings stated elsewhere that the
    termbase does not have, as written.
    """

    occurrences: int = 0
    accepted: int = 0
    example: str = ""
    others: tuple[str, ...] = field(default=())
    derived: int = 0
    elsewhere: tuple[str, ...] | None = None
    forms: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def no_usage(concept_id: int, term: str) -> Usage:
    """What is known of usage without a corpus: nothing."""
    return Usage()


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to judge and with what.

    ``codes`` are those wanted; ``usage`` tells how the corpus renders a concept (concept id, source term), so that
    a finding can name what supports it and a term that the team itself hardly ever renders so stays quiet.
    ``ruled_out`` are the forbidden, deprecated and superseded terms alone, so that texts without one cost less.
    ``seen`` keeps what was found out about segments (source, target) whose usage was counted, for when they are judged.
    """

    codes: frozenset[str] = SEGMENT_CODES
    usage: Callable[[int, str], Usage] = no_usage
    ruled_out: TermIndex | None = None
    seen: dict[tuple[str, str], Any] = field(default_factory=dict)
