"""Abbreviations and their full forms."""

from __future__ import annotations

import re


def abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` is built of the initials (or first letters) of ``long``: *SGD*, *ReLUs*, *a-machine*."""
    letters = [c for c in short.removesuffix("s").casefold() if c.isalnum()]
    words = re.findall(r"[^\W_]+", long.casefold())
    if not 2 <= len(letters) <= 12 or len(words) < 1 or len(short) >= len(long) or " " in short:
        return False
    if "-" in short and short.rpartition("-")[2].casefold() == words[-1]:
        return True
    if not any(c.isupper() for c in short):
        return False
    position, joined = 0, "".join(words)
    for letter in letters:
        position = joined.find(letter, position) + 1
        if not position:
            return False
    return bool(letters[0] == words[0][0])
