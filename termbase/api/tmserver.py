"""The tmserver (amaGama) protocol: terms and translated sentences like a unit, with a quality of 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from termbase.api.exchange import Context
from termbase.errors import TooLarge, UsageError
from termbase.languages import language, primary_subtag
from termbase.model import AdministrativeStatus, best_first
from termbase.store import edits

LONGEST_UNIT = 2_000
CANDIDATES = 40
MOST = 50
RULED_OUT = (AdministrativeStatus.FORBIDDEN, AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED)


def units(context: Context, source: str, target: str, text: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Suggestions for a unit, the best first. Takes ``min_similarity`` (70) and ``max_candidates`` (5)."""
    if len(text) > LONGEST_UNIT:
        raise TooLarge(f"the unit has {len(text)} characters, at most {LONGEST_UNIT} are looked up")
    source, target = primary_subtag(source), primary_subtag(target)
    cutoff = _number(query, "min_similarity", 70, 100)
    most = _number(query, "max_candidates", 5, MOST)
    found = _terms(context, source, target, text, cutoff)
    rules = language(source)
    key = rules.normalise(text)
    for row in edits.alike_segments(context.connection, source, target, text.replace("\0", " "), CANDIDATES):
        quality = fuzz.ratio(key, rules.normalise(row["source_text"]), score_cutoff=cutoff)
        if quality >= cutoff and row["source_text"].strip():
            found.append(_unit(row["source_text"], row["target_text"], quality))
    found.sort(key=lambda unit: (-unit["quality"], unit["source"] != text))
    distinct = {(unit["source"], unit["target"]): unit for unit in reversed(found)}
    return [unit for unit in found if distinct.get((unit["source"], unit["target"])) is unit][:most]


def _terms(context: Context, source: str, target: str, text: str, cutoff: float) -> list[dict[str, Any]]:
    index = context.state.index
    named = [(entry, 100.0 if entry.term.text == text else 99.0) for entry in index.named(text, source)]
    near = index.similar(text, source, cutoff) if len(text) <= 100 else []
    found, seen = [], set()
    for entry, quality in [*named, *near]:
        if entry.term.id in seen:
            continue
        seen.add(entry.term.id)
        for term in best_first(index.terms_of(entry.concept_id, target)):
            if term.administrative_status not in RULED_OUT:
                found.append(_unit(entry.term.text, term.text, quality))
    return found


def _unit(source: str, target: str, quality: float) -> dict[str, Any]:
    return {"source": source, "target": target, "quality": int(quality), "rank": round(quality, 1)}


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    given = query.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) <= 4 and int(given) <= most):
        raise UsageError(f"{name} is a whole number from 0 to {most}")
    return int(given)
