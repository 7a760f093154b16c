"""Cells of raw tables, where Datasette sets neither language nor direction."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup


def isolated(value: object) -> Markup | None:
    """Text with right-to-left letters, wrapped so that its direction stays its own; None for all else."""
    if not isinstance(value, str) or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in value):
        return None
    return Markup('<bdi dir="auto">{}</bdi>').format(value)
