"""Texts as the LanguageTool protocol counts them: UTF-16 code units, markup between pieces of text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Any

from termbase.errors import UsageError


class Annotated:
    """A plain text, and where its code points stand in what the client sent, in UTF-16 code units."""

    def __init__(self, pieces: list[tuple[str, str]]) -> None:
        """``pieces`` are (plain text, what the client sent for it) in order; they differ for markup."""
        self.text = "".join(plain for plain, _ in pieces)
        self._pieces = pieces
        self._starts = list(accumulate((len(plain) for plain, _ in pieces), initial=0))
        self._sent = list(accumulate((units(sent) for _, sent in pieces), initial=0))

    def _unit(self, position: int, end: bool) -> int:
        """The code unit at which a code point begins; of an end, behind the code point before it."""
        if end:
            return self._unit(position - 1, False) + self._width(position - 1) if position else 0
        number = bisect_right(self._starts, position) - 1
        if number >= len(self._pieces):
            return self._sent[-1]
        plain, sent = self._pieces[number]
        inside = position - self._starts[number]
        return self._sent[number] + (units(plain[:inside]) if plain == sent else 0)

    def _width(self, position: int) -> int:
        number = bisect_right(self._starts, position) - 1
        plain, sent = self._pieces[number]
        return units(plain[position - self._starts[number]]) if plain == sent else units(sent)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offset and length in UTF-16 code units of what the client sent, for a span of code points of the text."""
        first = self._unit(start, False)
        return first, max(self._unit(end, True) - first, 0)


def units(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text) + sum(c > "\uffff" for c in text) if not text.isascii() else len(text)


def annotated(data: Any) -> Annotated:
    """The text of a ``data`` parameter: ``{"annotation": [{"text": …}, {"markup": …, "interpretAs": …}]}``."""
    listed = data.get("annotation") if isinstance(data, dict) else None
    if isinstance(data, dict) and isinstance(data.get("text"), str) and listed is None:
        return Annotated([(data["text"], data["text"])])
    if not isinstance(listed, list):
        raise UsageError('data must be {"annotation": [{"text": "…"}, {"markup": "…"}]} or {"text": "…"}')
    pieces = []
    for entry in listed:
        members = entry if isinstance(entry, dict) else {}
        if isinstance(members.get("text"), str) and "markup" not in members:
            pieces.append((members["text"], members["text"]))
        elif (
            "text" not in members
            and isinstance(members.get("markup"), str)
            and isinstance(members.get("interpretAs", ""), str)
        ):
            pieces.append((members.get("interpretAs", ""), members["markup"]))
        else:
            raise UsageError("each entry of annotation needs text, or markup and perhaps interpretAs, as strings")
    return Annotated([piece for piece in pieces if piece != ("", "")])
