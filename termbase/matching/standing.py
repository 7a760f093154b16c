"""The terms that stand in a text, as written or inflected: the longest of them, apart from each other.

Mostly the words tell how long something is that stands there, so the longest is settled first: whether the rest of the
text is a form of a term need not be known, and only the terms that are kept are fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import chain

from termbase.languages import Language, Token
from termbase.matching.forms import Match, Row
from termbase.matching.index import TermIndex
from termbase.matching.words import NO_SYMBOLS, place_of, shape
from termbase.model import Occurrence

Place = tuple[int, int]
"""Where a term stands: start and end in code points of the text."""
Places = dict[Place, list[Iterable[Match]]]


def standing(text: str, rules: Language, index: TermIndex) -> list[Occurrence]:
    """The terms that stand in a text, in order. Of two that overlap the longer stays, then the one as written, then the
    first; the terms of several concepts in one place are all kept."""
    tokens = rules.tokens(text)
    places = _places(index.rows_in([token.text for token in tokens], rules.code), text, tokens, rules)
    gone: set[int] = set()
    while True:
        kept = _longest(places, len(text), gone)
        asked = [match.id for matches in kept.values() for match in matches if match.entry is None]
        entries = index.with_ids(asked, rules.code) if asked else {}
        missing = [number for number in asked if number not in entries]
        if not missing:
            break
        # They were removed since they were found, so something else may stand there.
        gone.update(missing)
    found = []
    for (start, end), matches in sorted(kept.items()):
        surface, concepts = text[start:end], set[int]()
        for number, _, rules_applied, known in matches:
            entry = known or entries[number]
            if entry.concept_id not in concepts:
                concepts.add(entry.concept_id)
                kind = "inflected" if rules_applied else "exact"
                found.append(Occurrence(start, end, surface, entry.term, entry.concept_id, kind, 100.0, rules_applied))
    return found


def _places(rows: Iterable[Row], text: str, tokens: Sequence[Token], rules: Language) -> Places:
    """Where the terms of some rows of words stand, with the symbols that belong to them."""
    places: Places = {}
    for first, end, symbols, matches in rows:
        if not symbols:
            place = place_of(text, tokens, first, end, NO_SYMBOLS)
            if place:
                places.setdefault(place, []).append(matches)
            continue
        for match in matches:
            place = place_of(text, tokens, first, end, shape(match.text, rules.code))
            if place:
                places.setdefault(place, []).append((match,))
    return places


def _longest(places: Places, size: int, gone: set[int]) -> dict[Place, list[Match]]:
    """The places that are kept, of a text of ``size`` code points, with what stands there; not those that are gone."""
    taken = bytearray(size)
    kept: dict[Place, list[Match]] = {}
    # As if all were as written, until it is known: then what is inflected comes behind what is as long.
    queue = [(start - end, False, start, end) for start, end in places]
    heapify(queue)
    while queue:
        length, inflected, start, end = heappop(queue)
        if taken.find(1, start, end) >= 0:
            continue
        matches = list(chain.from_iterable(places[start, end]))
        # What is told once is kept.
        places[start, end] = [matches]
        matches = _best(matches, gone)
        if matches and matches[0].rules and not inflected:
            heappush(queue, (length, True, start, end))
        elif matches:
            kept[start, end] = matches
            taken[start:end] = b"\1" * -length
    return kept


def _best(matches: list[Match], gone: set[int]) -> list[Match]:
    """What stays of the matches of one place: as written before inflected, by the ids of the terms."""
    if gone:
        matches = [match for match in matches if match.entry or match.id not in gone]
    if len(matches) > 1:
        matches = [match for match in matches if not match.rules] or matches
        matches.sort(key=_id)
    return matches


def _id(match: Match) -> int:
    return match.id
