"""XLIFF 1.2 and 2.x, and the dialects of tools that keep to them.

In XLIFF 1.2 a unit that was cut into segments (``<mrk mtype="seg">``) gives one segment for each that both sides have.
Suggestions (``alt-trans``, the matches module) are no translations. A target that is marked as new, or as still to be
translated, counts as missing. A file from the target to the source language is read the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from termbase.documents.tally import Side, Tally
from termbase.documents.xmlstream import XmlHandler, read_xml, without_codes
from termbase.model import Segment

UNFINISHED = frozenset({"new", "needs-translation", "initial"})
UNITS = frozenset({"trans-unit", "segment"})
# Marks in collected text: where a segment begins, and behind its number and its line.
BEGIN, BEHIND = "\2", "\3"


def read_xliff(path: Path, tally: Tally) -> Iterator[Segment]:
    """The units of an XLIFF file in the languages of the tally. Raises `InputError`."""
    return read_xml(path, _Xliff(path, tally))


class _Xliff(XmlHandler):
    root, kind = "xliff", "XLIFF"

    def __init__(self, path: Path, tally: Tally) -> None:
        super().__init__(path, tally)
        self._languages: dict[str, str] = {}
        self._texts: dict[str, tuple[str, int]] = {}
        self._tags: dict[str, str] = {}
        self._state = ""
        self._open_segments: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("source", "target", "seg-source"):
            if self.stack[-2] in UNITS:
                if name == "target":
                    self._state = attributes.get("state", self._state)
                if "xml:lang" in attributes:
                    self._tags[name] = attributes["xml:lang"]
                self.collect()
        elif name in UNITS:
            self._texts, self._tags, self._state = {}, {}, attributes.get("state", "")
        elif name in ("file", "xliff"):
            self._language_pair(name, attributes)

    def _language_pair(self, name: str, attributes: dict[str, str]) -> None:
        """Note the languages of a file (1.2) or of all (2.x)."""
        of_all = name == "xliff"
        one = attributes.get("srcLang" if of_all else "source-language")
        other = attributes.get("trgLang" if of_all else "target-language")
        if of_all or one:
            self._languages = {"source": one or "", "target": other or ""}
        if one and other and self.tally.primary(one) == self.tally.primary(other):
            self.refuse(f"says that its source and its target are both {one}; nothing of it was kept")

    def inline_start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mrk" and attributes.get("mtype") == "seg":
            self._open_segments.append(len(self.stack))
            self.mark(f"{BEGIN}{attributes.get('mid', '')[:80]}{BEHIND}{self.line}{BEHIND}")

    def inline_end(self, name: str) -> None:
        if self._open_segments and self._open_segments[-1] == len(self.stack):
            self._open_segments.pop()
            self.mark(f"{BEGIN}{BEHIND}{self.line}{BEHIND}")

    def collected(self, name: str, text: str, line: int) -> None:
        self._open_segments.clear()
        if self.stack[-2] in UNITS:
            self._texts[name] = text, line

    def end(self, name: str) -> None:
        if name not in UNITS or not self._texts:
            return
        one = self._tags.get("source") or self._languages.get("source", "")
        other = self._tags.get("target") or self._languages.get("target", "")
        self.tally.met(one)
        # A file that does not name its target language is taken to have the one that was asked for.
        if "target" in self._texts or other:
            self.tally.met(other or self.tally.target)
        turn = self.tally.orientation(one, other or None)
        if not turn:
            return
        source = self._texts.get("seg-source") or self._texts.get("source")
        target = self._texts.get("target")
        if target and self._state in UNFINISHED:
            if without_codes(target[0]).strip():
                self.tally.note("unfinished", target[1])
            target = None
        for pair in _pairs(source, target):
            self.keep(*(pair if turn > 0 else pair[::-1]))


def _pairs(source: tuple[str, int] | None, target: tuple[str, int] | None) -> Iterator[tuple[Side | None, Side | None]]:
    """The sides of a unit: by its segments where both have the same ones, else as a whole."""
    ones, others = _segments(source), _segments(target)
    if ones and ones.keys() == others.keys():
        for mid, side in ones.items():
            yield side, others[mid]
    else:
        yield _whole(source), _whole(target)


def _segments(text: tuple[str, int] | None) -> dict[str, Side]:
    found = {}
    for piece in text[0].split(BEGIN)[1:] if text else ():
        mid, line, content = piece.split(BEHIND, 2)
        if mid:
            clean = without_codes(content)
            found[mid] = Side(clean, int(line), clean != content)
    return found


def _whole(text: tuple[str, int] | None) -> Side | None:
    if text is None:
        return None
    raw = text[0]
    if BEGIN in raw:
        first, *pieces = raw.split(BEGIN)
        raw = first + "".join(piece.split(BEHIND, 2)[2] for piece in pieces)
    clean = without_codes(raw)
    return Side(clean, text[1], clean != raw)
