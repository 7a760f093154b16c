"""Findings that somebody decided not to see: inline, in a configuration file, or known from before; each with a reason.

Inline, in the document, a comment on the line before a block, or in it:

    <!-- termbase-ignore term-missing: the author quotes a different sense -->
    <!-- termbase-ignore-file number-mismatch, citation-mismatch: figures are rounded on purpose -->

In a file (TOML), for many documents:

    [[ignore]]
    code = "term-missing"        # a code, or several in a list; any without
    term = "state"               # a source term as in the termbase; any without
    document = "papers/*.md"     # a pattern of document names; any without
    reason = "a verb in these papers"
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from termbase.checks.codes import CODES
from termbase.errors import InputError

COMMENT = re.compile(r"<!--\s*termbase-ignore(?P<file>-file)?\s+(?P<codes>[a-z, -]+?)\s*(?::\s*(?P<reason>.*?))?\s*-->")
KEYS = frozenset({"code", "term", "document", "reason"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What is not to be shown: codes, a term (casefolded) and a pattern of documents, each empty for any; and why."""

    codes: frozenset[str]
    term: str
    document: str
    reason: str

    def covers(self, code: str, term: str, document: str) -> bool:
        """Whether a finding is one of those."""
        return (
            (not self.codes or code in self.codes)
            and (not self.term or self.term == term.casefold())
            and (not self.document or fnmatchcase(document, self.document))
        )


@dataclass(frozen=True, slots=True)
class Inline:
    """The comments of one document: codes by line, codes of the whole file, and what is wrong."""

    lines: tuple[tuple[int, frozenset[str]], ...]
    whole: frozenset[str]
    problems: tuple[tuple[int, str], ...]

    def covers(self, code: str, first: int, last: int) -> bool:
        """Whether a finding in the block of lines ``first`` to ``last`` has a comment in or right before it."""
        return code in self.whole or any(code in codes and first - 2 <= line <= last for line, codes in self.lines)


def read_inline(text: str) -> Inline:
    """The suppressions that a document states; without a reason, or of an unknown code, one is a problem."""
    lines: list[tuple[int, frozenset[str]]] = []
    whole: set[str] = set()
    problems: list[tuple[int, str]] = []
    if "termbase-ignore" in text:
        for match in COMMENT.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            codes = frozenset(re.split(r"[\s,]+", match["codes"].strip(" ,")))
            unknown = sorted(codes - set(CODES))
            if unknown:
                problems.append((line, f"there is no code {unknown[0]!r} to ignore"))
            elif not match["reason"]:
                problems.append((line, "is not ignored: a reason must follow the code, behind a colon"))
            elif match["file"]:
                whole |= codes
            else:
                lines.append((line, codes))
    return Inline(tuple(lines), frozenset(whole), tuple(problems))


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a configuration file. Raises `InputError` with the file and the reason."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("ignore", [])
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"is no TOML: {error}", path) from None
    if not isinstance(tables, list):
        raise InputError("write [[ignore]], with two brackets", path)
    return tuple(_rule(table, number, path) for number, table in enumerate(tables, 1))


def _rule(table: object, number: int, path: Path) -> Rule:
    if not isinstance(table, dict) or set(table) - KEYS:
        raise InputError(f"[[ignore]] {number} may have {', '.join(sorted(KEYS))}", path)
    codes = table.get("code", [])
    codes = [codes] if isinstance(codes, str) else codes
    unknown = [code for code in codes if code not in CODES]
    if unknown:
        raise InputError(f"[[ignore]] {number}: there is no code {unknown[0]!r}", path)
    if not str(table.get("reason", "")).strip():
        raise InputError(f"[[ignore]] {number} needs a reason", path)
    if not (codes or table.get("term") or table.get("document")):
        raise InputError(f"[[ignore]] {number} would ignore everything; give a code, a term or a document", path)
    term, document = str(table.get("term", "")).casefold(), str(table.get("document", ""))
    return Rule(frozenset(codes), term, document, str(table["reason"]))


Key = tuple[str, str, str, str]


class Baseline:
    """Findings known from before, by document, code, term and what was found; lines may have moved since."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._left = Counter(keys)

    def takes(self, key: Key) -> bool:
        """Whether a finding was known; each known one is taken once."""
        if self._left[key] <= 0:
            return False
        self._left[key] -= 1
        return True
