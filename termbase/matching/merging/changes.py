"""What comes in, and what it changes: the data of merging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from termbase.model import Concept, Term
from termbase.wording import counted


class ChangeKind(StrEnum):
    """What happens to one term or description that comes in.

    ``NEW``: the first term of a concept that is made; ``ADDED``: a further term; ``VARIANT``: one that differs in form
    only from a term here; ``CHANGED``: what is here is filled or replaced; ``SAME``: nothing. ``DIFFERS`` and
    ``CONFLICT``: a description, or a rendering, that is not what is here, which stays.
    """

    NEW = "new"
    ADDED = "added"
    VARIANT = "variant"
    CHANGED = "changed"
    SAME = "same"
    DIFFERS = "differs"
    CONFLICT = "conflict"


class Policy(StrEnum):
    """What becomes of a conflict: what is here stays, gives way, or both stand side by side."""

    KEEP = "keep"
    REPLACE = "replace"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A concept as a terminology file states it, with its line and what speaks for it (0..1, and how often used).

    ``key`` is the id it has in the file. ``whole``: an entry of its own, never a row that belongs to one with others.
    ``keep_id``: the concept keeps its number where that was never used here.
    """

    concept: Concept
    line: int
    confidence: float = 1.0
    usage: int = 0
    key: str = ""
    whole: bool = False
    keep_id: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One step: ``term`` comes to concept ``concept_id``, or replaces the stored one with its id.

    ``against`` is what it stands against or what changes; ``concept`` is set where the description changes.
    """

    kind: ChangeKind
    concept_id: int
    term: Term
    line: int
    source: str
    against: str = ""
    concept: Concept | None = None


def summary(counts: Mapping[ChangeKind, int]) -> str:
    """What an import did, in a phrase: *added 2 concepts and 5 terms, 3 terms already there*.

    Says nothing of what differs and stays, which is for people to decide.
    """
    concepts = counts.get(ChangeKind.NEW, 0)
    terms = concepts + counts.get(ChangeKind.ADDED, 0) + counts.get(ChangeKind.VARIANT, 0)
    changed, same = counts.get(ChangeKind.CHANGED, 0), counts.get(ChangeKind.SAME, 0)
    added = [counted(number, noun) for number, noun in ((concepts, "concept"), (terms, "term")) if number]
    said = [f"added {' and '.join(added)}"] if added else []
    said += [f"{counted(changed, 'entry', 'entries')} filled or changed"] if changed else []
    said += [f"{counted(same, 'term')} already there"] if same else []
    return ", ".join(said) or "nothing added"
