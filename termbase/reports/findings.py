"""Findings of a check as text for people, JSON lines, SARIF 2.1.0 and GitHub annotations.

All take records: the keys of the JSON lines, and ``source_text`` and ``target_text``, the segment.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]

FIELDS = (
    "code", "severity", "document", "line", "segment", "source_term", "source_start", "source_end", "target_start",
    "target_end", "expected", "found", "message",
)  # fmt: skip
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "information": "note"}
GITHUB = {"error": "error", "warning": "warning", "information": "notice"}
COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "information": "\x1b[1;36m"}
DIM, BOLD, PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[0m"
# So many characters of the segment are shown on each side of a place.
AROUND = 40
# Keeps a piece of right-to-left text together in a line of the other direction (UAX #9: FSI, PDI).
ISOLATE, POP = "\u2068", "\u2069"


def as_jsonl(records: Iterable[Record]) -> str:
    """A line of JSON for each finding, with the keys of `FIELDS`."""
    return "".join(json.dumps({key: r[key] for key in FIELDS}, ensure_ascii=False) + "\n" for r in records)


def as_text(records: Sequence[Record], colour: bool = False) -> str:
    """For each finding its place and message, and the words of both sides that it speaks of, with carets below."""
    lines = []
    for r in records:
        paint = (COLOURS[r["severity"]], PLAIN, BOLD, DIM) if colour else ("", "", "", "")
        mark, plain, bold, dim = paint
        lines.append(
            f"{bold}{r['document']}:{r['line']}{plain}: {mark}{r['severity']}{plain} {r['code']}: {r['message']}"
        )
        for side in ("source", "target"):
            lines += _excerpt(r.get(f"{side}_text") or "", r[f"{side}_start"], r[f"{side}_end"], mark, plain, dim)
    return "".join(line + "\n" for line in lines)


def _excerpt(text: str, start: int | None, end: int | None, mark: str, plain: str, dim: str) -> list[str]:
    """The words around a place and carets below it; brackets instead where the text runs from right to left."""
    if start is None or end is None or not text:
        return []
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, found, after = (_flat(piece) for piece in (text[first:start], text[start:end], text[end:last]))
    before, after = ("…" if first else "") + before, after + ("…" if last < len(text) else "")
    long = len(found) > 3 * AROUND
    found = found[: 3 * AROUND] + "…" if long else found
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in before + found + after):
        shown = found if long else f"⟦{found}⟧"
        return [f"    {ISOLATE}{before}{mark}{shown}{plain}{after}{POP}"]
    carets = " " * _width(before) + "^" * max(1, _width(found))
    return [f"    {before}{mark}{found}{plain}{after}", f"    {dim}{carets}{plain}"]


def _flat(text: str) -> str:
    return "".join(" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)


def _width(text: str) -> int:
    """The columns of a terminal that a text takes: two for wide characters, none for combining ones."""
    shown = [c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"]
    return len(shown) + sum(unicodedata.east_asian_width(c) in "WF" for c in shown)


def as_github(records: Iterable[Record]) -> str:
    """Workflow commands that GitHub shows as annotations of the lines."""
    lines = []
    for r in records:
        place = f"file={_property(r['document'])},line={max(r['line'], 1)},title={_property(r['code'])}"
        lines.append(f"::{GITHUB[r['severity']]} {place}::{_data(r['message'])}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(records: Sequence[Record], codes: Iterable[tuple[str, str, str, str]], version: str) -> str:
    """The findings as SARIF 2.1.0 (OASIS); ``codes`` are (name, severity, meaning, remedy) of every rule there is."""
    rules = [
        {
            "id": name, "shortDescription": {"text": meaning}, "help": {"text": remedy},
            "defaultConfiguration": {"level": LEVELS[severity]},
        }
        for name, severity, meaning, remedy in codes
    ]  # fmt: skip
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {
        "name": "termbase", "version": version, "semanticVersion": version, "rules": rules,
    }  # fmt: skip
    run = {
        "tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
        "results": [_result(r, numbers[r["code"]]) for r in records],
    }  # fmt: skip
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(r: Record, rule: int) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": max(r["line"], 1)}
    if r.get("target_text"):
        region["snippet"] = {"text": r["target_text"]}
    return {
        "ruleId": r["code"], "ruleIndex": rule, "level": LEVELS[r["severity"]], "message": {"text": r["message"]},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(r["document"])}, "region": region}}],
        "partialFingerprints": {"termbase/v1": "|".join([r["document"], r["code"], r["source_term"], r["found"]])},
        "properties": {key: r[key] for key in FIELDS if key not in ("code", "severity", "message", "document", "line")},
    }  # fmt: skip


def _uri(name: str) -> str:
    from urllib.parse import quote

    return quote(name)
