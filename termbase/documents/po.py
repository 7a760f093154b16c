"""PO files of GNU gettext: messages and their translations.

Of a message with plural forms, the singular is paired with the form that the header's ``Plural-Forms`` gives for 1, and
the plural with the one for 5, then with each of the others that there are. Obsolete messages are passed over; a fuzzy
translation counts as missing.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from termbase.documents.files import text_lines
from termbase.documents.tally import LONGEST_SEGMENT, Side, Tally
from termbase.errors import InputError
from termbase.model import Segment

ENTRY = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)\s*(".*)')
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*')
ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a"}
CHARSET = re.compile(r"charset=([\w.:-]+)")


@dataclass
class _Message:
    """One entry as it is read; ``texts`` maps msgid, msgid_plural and msgstr[n] to text and line."""

    fuzzy: bool = False
    texts: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    length: int = 0

    def side(self, name: str) -> Side | None:
        if name not in self.texts:
            return None
        return Side("".join(self.texts[name]), self.lines[name])


def read_po(path: Path, tally: Tally) -> Iterator[Segment]:
    """The messages of a PO file. Raises `InputError`."""
    turn, forms = 1, (0, 1)
    for number, message in enumerate(_messages(path)):
        head = message.side("msgid")
        if head is not None and not head.text and "msgctxt" not in message.texts:
            header = message.side("msgstr") or message.side("msgstr[0]")
            if header is None or number:
                continue
            turn, forms = _header(header, path, tally)
            continue
        if number == 0:
            tally.met(tally.source)
            tally.met(tally.target)
        for source, target in _pairs(message, forms):
            if target and message.fuzzy and target.text:
                tally.note("unfinished", target.line)
                target = None
            segment = tally.segment(*((source, target) if turn > 0 else (target, source)))
            if segment:
                yield segment


def _header(header: Side, path: Path, tally: Tally) -> tuple[int, tuple[int, int]]:
    """Which way the file goes (1 as asked, -1 reversed), and which plural forms stand for one and for many."""
    values = {}
    for line in header.text.split("\n"):
        name, _, value = line.partition(":")
        values[name.strip().casefold()] = value.strip()
    charset = CHARSET.search(values.get("content-type", ""))
    if charset and charset[1].casefold() not in ("utf-8", "utf8", "us-ascii", "ascii", "charset", "utf-16"):
        raise InputError(f"is written in {charset[1]}; convert it: msgconv --to-code=UTF-8", path, header.line)
    # Messages are in English, or in what some tools name; a file that does not name its language has the one asked for.
    source = values.get("x-source-language") or ""
    target = values.get("language") or ""
    turn = tally.orientation(source or tally.source, target or None)
    if not source and target and tally.primary(target) == tally.codes[0]:
        source, turn = tally.target, -1
    if not turn:
        raise InputError(
            f"is a translation {f'from {source} ' if source else ''}into {target}, not from {tally.source} to "
            f"{tally.target}; say with --source and --target", path, header.line,
        )  # fmt: skip
    tally.met(source or tally.source)
    tally.met(target or tally.target)
    return turn, _forms(values.get("plural-forms", ""))


def _forms(rule: str) -> tuple[int, int]:
    match = re.search(r"plural\s*=\s*([^;]+)", rule)
    if match is None or len(match[1]) > 500:
        return 0, 1
    try:
        # The parser of the standard library for this language of C expressions; it admits nothing else.
        form = gettext.c2py(match[1].strip())
        return int(form(1)), int(form(5))
    except (ValueError, RecursionError, ArithmeticError):
        return 0, 1


def _pairs(message: _Message, forms: tuple[int, int]) -> Iterator[tuple[Side | None, Side | None]]:
    one, many = message.side("msgid"), message.side("msgid_plural")
    if many is None:
        yield one, message.side("msgstr")
        return
    # A language with one form uses it for both.
    first = message.side(f"msgstr[{forms[0]}]")
    yield one, first
    yield many, message.side(f"msgstr[{forms[1]}]") or (first if forms[1] == 1 else None)
    # What else there is, for two and for a few and the like, says the plural too.
    for name in sorted(message.texts):
        if name.startswith("msgstr[") and name not in (f"msgstr[{forms[0]}]", f"msgstr[{forms[1]}]"):
            other = message.side(name)
            if other and other.text:
                yield many, other


def _messages(path: Path) -> Iterator[_Message]:
    """The entries of a file, in order; comments and obsolete entries are passed over."""
    message, current, number = _Message(), "", 0
    for number, line in text_lines(path):
        if line is None:
            raise InputError("has a line of more than a million characters", path, number)
        stripped = line.strip()
        if stripped.startswith("#"):
            if "msgstr" in message.texts or "msgstr[0]" in message.texts:
                yield message
                message, current = _Message(), ""
            if stripped.startswith("#,") and "fuzzy" in stripped:
                message.fuzzy = True
        elif stripped.startswith('"') and current:
            _append(message, current, stripped, path, number)
        elif stripped:
            entry = ENTRY.fullmatch(stripped)
            if entry is None:
                raise InputError(f"is no PO file here: {stripped[:40]!r}", path, number)
            name = entry[1]
            if name in ("msgctxt", "msgid") and any(key.startswith("msgstr") for key in message.texts):
                yield message
                message = _Message()
            if name in message.texts:
                raise InputError(f"has a second {name} in one message", path, number)
            current = name
            message.texts[name], message.lines[name] = [], number
            _append(message, name, entry[3], path, number)
    if message.texts and not any(key.startswith("msgstr") for key in message.texts):
        raise InputError("ends inside a message: it was cut off; nothing of it was kept", path, number)
    if message.texts:
        yield message


def _append(message: _Message, name: str, quoted: str, path: Path, line: int) -> None:
    match = QUOTED.fullmatch(quoted)
    if match is None:
        raise InputError("has a string without its closing quotation mark", path, line)
    # Of a message that is far too long no more is kept than shows that it is.
    if message.length <= 10 * LONGEST_SEGMENT:
        message.length += len(match[1]) + 1
        message.texts[name].append(ESCAPE.sub(_unescaped, match[1]) if "\\" in match[1] else match[1])


def _unescaped(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1], 8) if match[1] else int(match[2], 16))
    return ESCAPES.get(match[3], match[3])
