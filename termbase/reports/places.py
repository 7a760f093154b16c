"""Where something stands: what every figure of a report leads to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A document and a line in it."""

    document: str
    document_id: int
    line: int
