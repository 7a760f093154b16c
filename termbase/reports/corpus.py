"""How the texts render the terms, over all documents: adherence, heat map, drift, agreement, what is used only once.

All is counted from uses: a segment whose source names a concept, with the rendering that its target has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from termbase.reports.places import Place
from termbase.shares import wilson

# A term that is used in fewer segments is not listed by itself.
LEAST = 5
# So many documents get a column each in the heat map; of more, folders do. So many columns and rows are drawn.
DOCUMENTS, COLUMNS, ROWS = 24, 44, 30
# Segments that each half of the documents must have of a term before a drift is called one.
HALF = 8
# So many places are named beside a figure; all stand in the table ``term_use``.
PLACES = 6


@dataclass(frozen=True, slots=True)
class Use:
    """One segment that uses a concept: how it is rendered there (empty: not found), whether that is accepted."""

    concept_id: int
    term: str
    rendering: str
    outcome: str
    place: Place


@dataclass(frozen=True, slots=True)
class Text:
    """What is known of a document: its name, who translated it and when (ISO 8601), empty where unknown."""

    document: str
    document_id: int
    translator: str = ""
    dated: str = ""

    @property
    def folder(self) -> str:
        """The folder of the document, which is the paper that it is a section of; its name where it has none."""
        return self.document.rpartition("/")[0] or self.document


@dataclass(frozen=True, slots=True)
class Adherence:
    """How often a term is rendered as accepted: in ``accepted`` of ``segments``, with bounds (Wilson, 95 percent).

    ``renderings`` are what was found with how often, empty for nothing known; ``places`` are some where it was not.
    """

    term: str
    concept_id: int
    accepted: int
    segments: int
    low: float
    high: float
    documents: int
    renderings: tuple[tuple[str, int], ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A term in one column of the heat map."""

    accepted: int
    segments: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Terms by columns, which are documents or folders; a cell is None where the column does not use the term."""

    columns: tuple[str, ...]
    of_folders: bool
    rows: tuple[tuple[str, int, tuple[Cell | None, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """The documents of one date: how many terms they use and render as accepted."""

    label: str
    accepted: int
    segments: int
    documents: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Drift:
    """A rendering whose share of a term differs between the earlier and the later half of the documents."""

    term: str
    concept_id: int
    rendering: str
    early: Cell
    late: Cell


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two groups that both render a term render it alike.

    ``by_group`` has for each its name and in how many of how many comparisons it is alike, the worst first.
    """

    of: str
    groups: int
    terms: int
    alike: int
    compared: int
    low: float
    high: float
    by_group: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Corpus:
    """All that is said of the texts; ``every``: one of so many segments was looked at."""

    segments: int = 0
    accepted: int = 0
    uses: int = 0
    every: int = 1
    adherence: tuple[Adherence, ...] = ()
    heat: HeatMap | None = None
    periods: tuple[Period, ...] = ()
    drifts: tuple[Drift, ...] = ()
    by_date: bool = False
    agreement: tuple[Agreement, ...] = ()
    only_once: tuple[Adherence, ...] = ()
    unused: int = 0
    lacking: tuple[dict[str, object], ...] = ()
    lacking_all: int = 0


def adherences(uses: Iterable[Use]) -> list[Adherence]:
    """All terms that the texts use, those with the most segments that do otherwise first."""
    by_concept: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        by_concept[use.concept_id].append(use)
    found = []
    for number, those in by_concept.items():
        accepted = sum(use.outcome == "accepted" for use in those)
        otherwise = [use.place for use in those if use.outcome != "accepted"]
        found.append(
            Adherence(
                Counter(use.term for use in those).most_common(1)[0][0], number, accepted, len(those),
                *wilson(accepted, len(those)), len({use.place.document_id for use in those}),
                tuple(Counter(use.rendering for use in those).most_common()), tuple(otherwise[:PLACES]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda a: (a.accepted - a.segments, a.high, a.term))


def heat_map(uses: Sequence[Use], texts: Mapping[int, Text]) -> HeatMap:
    """The terms least adhered to that several columns use, by documents, or by folders where documents are many."""
    documents = {use.place.document_id for use in uses}
    of_folders = len(documents) > DOCUMENTS
    column = {n: texts[n].folder if of_folders else texts[n].document for n in documents}
    widest = Counter(column[use.place.document_id] for use in uses).most_common(COLUMNS)
    columns = sorted(name for name, _ in widest)
    cells: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    terms: dict[int, str] = {}
    for use in uses:
        cell = cells[use.concept_id][column[use.place.document_id]]
        cell[0] += use.outcome == "accepted"
        cell[1] += 1
        terms.setdefault(use.concept_id, use.term)
    several = [number for number, row in cells.items() if len(row.keys() & set(columns)) > 1]
    several.sort(key=lambda n: (sum(c[0] - c[1] for c in cells[n].values()), -len(cells[n]), terms[n]))
    rows = tuple(
        (terms[n], n, tuple(Cell(*cells[n][name]) if name in cells[n] else None for name in columns))
        for n in several[:ROWS]
    )
    return HeatMap(tuple(columns), of_folders, rows)


def periods(uses: Iterable[Use], texts: Mapping[int, Text]) -> tuple[Period, ...]:
    """How the documents of each date render their terms; nothing where fewer than two dates are known."""
    found: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        if texts[use.place.document_id].dated:
            found[texts[use.place.document_id].dated].append(use)
    if len(found) < 2:
        return ()
    rows = []
    for label, those in sorted(found.items()):
        accepted = sum(use.outcome == "accepted" for use in those)
        documents = len({use.place.document_id for use in those})
        rows.append(Period(label, accepted, len(those), documents, *wilson(accepted, len(those))))
    return tuple(rows)


def drifts(uses: Iterable[Use], texts: Mapping[int, Text]) -> tuple[Drift, ...]:
    """Renderings whose share changes from the earlier to the later half of a term's documents.

    Documents stand in the order of their dates, then of their names. The bounds of the two shares must be apart, and
    one document alone makes no drift.
    """
    by_concept: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        by_concept[use.concept_id].append(use)
    found: list[tuple[float, Drift]] = []
    for number, those in by_concept.items():
        order = sorted({use.place.document_id for use in those}, key=lambda n: (texts[n].dated, texts[n].document))
        early = set(order[: len(order) // 2])
        halves = [
            [use for use in those if (use.place.document_id in early) is first and use.rendering]
            for first in (True, False)
        ]  # fmt: skip
        if min(map(len, halves)) < HALF:
            continue
        for rendering in {use.rendering for use in those if use.rendering}:
            cells = [Cell(sum(u.rendering == rendering for u in half), len(half)) for half in halves]
            (low, high), (later_low, later_high) = (wilson(c.accepted, c.segments) for c in cells)
            spread = {u.place.document_id for half in halves for u in half if u.rendering == rendering}
            if (high < later_low or later_high < low) and len(spread) > 1:
                gap = abs(cells[0].accepted / cells[0].segments - cells[1].accepted / cells[1].segments)
                found.append((gap, Drift(those[0].term, number, rendering, *cells)))
    return tuple(drift for _, drift in sorted(found, key=lambda f: (-f[0], f[1].term, f[1].rendering)))


def agreement(of: str, chosen: Iterable[Mapping[str, str]]) -> Agreement | None:
    """The agreement of groups, None where no two share a term.

    ``chosen`` has for each term the rendering that each group takes.
    """
    alike: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    same = pairs = terms = 0
    for by_group in chosen:
        times = Counter(by_group.values())
        if len(by_group) < 2:
            continue
        terms += 1
        pairs += len(by_group) * (len(by_group) - 1) // 2
        same += sum(n * (n - 1) // 2 for n in times.values())
        for group, text in by_group.items():
            compared[group] += len(by_group) - 1
            alike[group] += times[text] - 1
    if not pairs:
        return None
    rows = sorted(compared, key=lambda group: (alike[group] / compared[group], -compared[group], group))
    by = tuple((group, alike[group], compared[group]) for group in rows)
    return Agreement(of, len(rows), terms, same, pairs, *wilson(same, pairs), by)


def taken(uses: Iterable[Use], group: Mapping[int, str]) -> list[dict[str, str]]:
    """For each concept the rendering that each group takes most; ``group`` names the group of a document."""
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for use in uses:
        name = group.get(use.place.document_id)
        if name and use.rendering:
            found[use.concept_id][name][use.rendering] += 1
    return [{name: c.most_common(1)[0][0] for name, c in by_group.items()} for by_group in found.values()]
