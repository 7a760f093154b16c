"""What formats cannot give back of a text as it is: control characters, blanks at its ends, line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Altered:
    """Texts in which ``pattern`` is found come back altered; ``how`` says in which way."""

    pattern: str
    how: str


# What `str.strip` takes away.
_BLANK = r"[\s\x1c-\x1f]"
ENDS = Altered(rf"\A{_BLANK}|{_BLANK}\Z", "blanks at the ends left out")
CONTROL = Altered("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "control characters written as U+FFFD")
RETURNS = Altered("\r", "carriage returns written as line feeds")
LINES = Altered(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", "tabs and line breaks written as blanks")
# XML that people write is wrapped and indented; its readers take that for one blank.
WRAPPED = Altered(r"\n[ \t]", "a line break before a blank written as one blank")

_BROKEN, _ILLEGAL = re.compile(f"(?:{LINES.pattern})+"), re.compile(CONTROL.pattern)

XML = (CONTROL, ENDS, WRAPPED)
# What XML forbids no list needs either: a terminal obeys some of it, and tools that read lists fail at others.
TABLE = (CONTROL, ENDS, RETURNS)


class Watch:
    """Finds the texts that come back altered; nearly all are printable, with no blank at their ends, and do not."""

    def __init__(self, altered: tuple[Altered, ...]) -> None:
        self._each = [(re.compile(one.pattern), one.how) for one in altered]

    def __call__(self, texts: Iterable[str | None]) -> Iterator[tuple[str, str]]:
        """In which way, and which text; a text once for each way."""
        there = list(filter(None, texts))
        all_of_them = f"|{'|'.join(there)}|"
        if all_of_them.isprintable() and "| " not in all_of_them and " |" not in all_of_them:
            return
        for text in there:
            for pattern, how in self._each:
                if pattern.search(text):
                    yield how, text


def on_one_line(text: str) -> str:
    """A text with what `LINES` tells of it."""
    return _BROKEN.sub(" ", text)


def without_control(text: str) -> str:
    """A text with what `CONTROL` tells of it."""
    return text if text.isprintable() else _ILLEGAL.sub("\ufffd", text)
