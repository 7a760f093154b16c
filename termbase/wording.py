"""How numbers are said to people."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: *1 term*, *2 terms*."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"
