"""TMX 1.4b (and 1.1): translation units with a variant for each language.

The language of a variant is its ``xml:lang``, or ``lang`` as in TMX 1.1, or the ``srclang`` of unit or header for a
first variant that names none. Which of the two languages the file calls its source does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from termbase.documents.tally import Side, Tally
from termbase.documents.xmlstream import XmlHandler, read_xml, without_codes
from termbase.model import Segment


def read_tmx(path: Path, tally: Tally) -> Iterator[Segment]:
    """The units of a TMX file in the languages of the tally. Raises `InputError`."""
    return read_xml(path, _Tmx(path, tally))


class _Tmx(XmlHandler):
    root, kind = "tmx", "TMX"

    def __init__(self, path: Path, tally: Tally) -> None:
        super().__init__(path, tally)
        self._header = self._unit = self._tag = ""
        self._in_unit = False
        self._variants: list[tuple[str, Side]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "seg":
            if self._in_unit and self.stack[-2] == "tuv":
                self.collect()
        elif name == "tuv":
            tag = attributes.get("xml:lang") or attributes.get("lang") or ""
            if not tag and not self._variants:
                tag = self._unit or self._header
            self._tag = tag
            self.tally.met(tag)
        elif name == "tu":
            self._in_unit, self._variants = True, []
            self._unit = attributes.get("srclang", "").replace("*all*", "")
        elif name == "header":
            self._header = attributes.get("srclang", "").replace("*all*", "")

    def collected(self, name: str, text: str, line: int) -> None:
        clean = without_codes(text)
        code = self.tally.primary(self._tag)
        # A unit may have any number of variants: only those that were asked for are kept.
        if code in self.tally.codes and len(self._variants) < 100:
            self._variants.append((self._tag, Side(clean, line, clean != text)))

    def end(self, name: str) -> None:
        if name == "tu":
            self._in_unit = False
            source, target = self._side(0, self.tally.source), self._side(1, self.tally.target)
            if source or target:
                self.keep(source, target)

    def _side(self, which: int, asked: str) -> Side | None:
        """The variant in the very language asked for (``pt-BR``), else the first of that language (``pt``)."""
        code, first = self.tally.codes[which], None
        exact = asked.replace("_", "-").casefold()
        for tag, side in self._variants:
            if self.tally.primary(tag) == code:
                if tag.replace("_", "-").casefold() == exact:
                    return side
                first = first or side
        return first
