"""Pictures as HTML and inline SVG: no script, no style attribute, colours from classes of pictures.css, so they follow
light and dark, print, and stand under a strict content security policy. Each says in words what it shows."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from html import escape

from termbase.reports.corpus import Cell, HeatMap, Period
from termbase.reports.measurements import ARITHMETIC, Comparison
from termbase.reports.places import Place
from termbase.shares import wilson


@dataclass(frozen=True)
class Links:
    """Where figures lead; this one leads nowhere, as in a file that stands alone."""

    def concept(self, number: int) -> str:
        """The address of a concept; empty without one."""
        return ""

    def uses(self, concept: int | None = None, column: str = "", of_folder: bool = False, outcome: str = "") -> str:
        """The address of the segments that use a concept, in one folder or document, with an outcome."""
        return ""

    def place(self, place: Place) -> str:
        """The address of a line of a document."""
        return ""

    def within_row(self) -> Links:
        """Where figures in the row of a term itself lead."""
        return self


class LinksInFile(Links):
    """Figures lead to the row of their term in the same file, which lists its places; ``concepts`` have a row."""

    def __init__(self, concepts: Container[int]) -> None:
        self.concepts = concepts

    def concept(self, number: int) -> str:
        """The row of a concept."""
        return f"#term-{number}" if number in self.concepts else ""

    def uses(self, concept: int | None = None, column: str = "", of_folder: bool = False, outcome: str = "") -> str:
        """The row of a concept, whatever the folder and the outcome."""
        return self.concept(concept) if concept else ""

    def within_row(self) -> Links:
        """A row that leads to itself leads nowhere."""
        return Links()


def linked(html: str, address: str, title: str = "") -> str:
    """HTML within a link, where there is an address."""
    said = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(address)}"{said}>{html}</a>' if address else html


def bdi(text: str, code: str = "") -> str:
    """A text that keeps its direction to itself."""
    tag = f' lang="{escape(code)}"' if code else ""
    return f'<bdi{tag} dir="auto">{escape(text)}</bdi>'


def percent(share: float) -> str:
    """A share as it is shown: 100 % and 0 % only for all and none."""
    shown = f"{share:.0%}"
    if shown == "100%" and share < 1:
        shown = ">99%"
    return shown.replace("%", "\u202f%")


# The most that the share may be (upper bound of its 95 percent interval), and the step of the colour from there on.
STEPS = ((0.9, 4), (0.75, 3), (0.5, 2), (0.25, 1), (0.0, 0))
LEGEND = ("under 25", "under 50", "under 75", "under 90")


def _heat(cell: Cell) -> int:
    """The step of a cell: 5 all as accepted, 4 not all, below that surely so few; a single miss stays pale."""
    if cell.accepted == cell.segments:
        return 5
    high = wilson(cell.accepted, cell.segments)[1]
    return next(step for least, step in STEPS if high >= least)


def without_common_folder(paths: Sequence[str]) -> list[str]:
    """Paths, parted by slashes, without the folders that all of them begin with; still one name a path."""
    parts = [path.split("/") for path in paths]
    common = 0
    while all(len(part) > common + 1 for part in parts) and len({part[common] for part in parts}) == 1:
        common += 1
    return ["/".join(part[common:]) for part in parts]


def heat_map(heat: HeatMap, links: Links) -> str:
    """Terms by columns; the number in a cell says how many segments are not rendered as accepted."""
    kind = "folder" if heat.of_folders else "document"
    names = without_common_folder(heat.columns)
    head = "".join(
        f'<th scope="col" title="{escape(column)}"><span>{bdi(name)}</span></th>'
        for name, column in zip(names, heat.columns, strict=True)
    )
    rows = []
    for term, concept, cells in heat.rows:
        shown = []
        for column, cell in zip(heat.columns, cells, strict=True):
            if cell is None:
                shown.append('<td class="h"></td>')
                continue
            less = cell.segments - cell.accepted
            said = f"{term} in {column}: {cell.accepted} of {cell.segments} as accepted"
            number = linked(str(less) if less else "·", links.uses(concept, column, heat.of_folders), said)
            shown.append(f'<td class="h h{_heat(cell)}" title="{escape(said)}">{number}</td>')
        name = linked(bdi(term), links.concept(concept))
        rows.append(f'<tr><th scope="row">{name}</th>{"".join(shown)}</tr>')
    known = [(5, "all"), (4, "not all"), *((n, f"surely {LEGEND[n]}\u202f%") for n in (3, 2, 1, 0))]
    legend = "".join(f'<span class="h h{step}">{text}</span>' for step, text in known)
    return (
        f'<figure><div class="wide-picture"><table class="heat"><caption>Terms by {kind}. The number tells how many '
        "segments are not rendered as accepted, the colour how few surely are; an empty place does not use the term."
        f"</caption><thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        f'<figcaption class="legend">as accepted: {legend}</figcaption></figure>'
    )


def bar(share: float, low: float, high: float) -> str:
    """A share as a bar with its interval as a line."""
    x, start, end = (round(100 * value, 1) for value in (share, low, high))
    return (
        f'<svg class="bar" viewBox="0 0 100 10" role="img" aria-label="{percent(share)}, between {percent(low)} and '
        f'{percent(high)}"><rect class="ground" width="100" height="10"/><rect class="share" width="{x}" height="10"/>'
        f'<path class="interval" d="M{start} 5H{end}M{start} 2.5V7.5M{end} 2.5V7.5"/></svg>'
    )


def _axis(low: float) -> list[float]:
    """The marks of an axis from ``low`` to 1."""
    step = 0.1 if low >= 0.5 else 0.25 if low >= 0.25 else 0.5
    marks = [1.0]
    while marks[-1] - step >= low - 1e-9:
        marks.append(round(marks[-1] - step, 2))
    return marks


def drift(periods: Sequence[Period]) -> str:
    """The share of terms rendered as accepted by date, with a band of 95 percent."""
    if len(periods) < 2:
        return ""
    width, height, left, top = 500, 190, 44, 12
    low = max(0.0, min(0.9, min(p.low for p in periods) - 0.02) // 0.1 * 0.1)
    across = (width - left - 24) / (len(periods) - 1)

    def x(number: int) -> float:
        return round(left + 8 + number * across, 1)

    def y(share: float) -> float:
        return round(top + (1 - (share - low) / (1 - low)) * (height - top - 34), 1)

    grid = "".join(
        f'<path class="axis" d="M{left} {y(m)}H{width}"/>'
        f'<text x="{left - 6}" y="{y(m) + 4}" text-anchor="end">{m:.0%}</text>'
        for m in _axis(low)
    )
    band = " ".join(f"{x(n)},{y(p.high)}" for n, p in enumerate(periods))
    band += " " + " ".join(f"{x(n)},{y(p.low)}" for n, p in reversed(list(enumerate(periods))))
    line = " ".join(f"{x(n)},{y(p.accepted / p.segments)}" for n, p in enumerate(periods))
    every = -(-len(periods) // 5)
    marks = []
    for n, p in enumerate(periods):
        said = f"{p.label}: {p.accepted:,} of {p.segments:,} terms in {p.documents} documents"
        label = ""
        if n % every == 0 or n == len(periods) - 1:
            anchor = "start" if n == 0 else "end" if n == len(periods) - 1 else "middle"
            label = f'<text x="{x(n)}" y="{height - 10}" text-anchor="{anchor}">{escape(p.label)}</text>'
        spot = f'<circle class="dot" cx="{x(n)}" cy="{y(p.accepted / p.segments)}" r="4"/>'
        marks.append(f"<g><title>{said}</title>{spot}</g>{label}")
    said = "; ".join(f"{p.label}: {p.accepted / p.segments:.1%} of {p.segments:,}" for p in periods)
    return (
        f'<figure><svg class="picture" viewBox="0 0 {width} {height}" role="img" aria-labelledby="drift-t drift-d">'
        f'<title id="drift-t">Terms rendered as accepted, by date</title><desc id="drift-d">{said}</desc>'
        f'{grid}<polygon class="band" points="{band}"/><polyline class="line" points="{line}"/>'
        f"{''.join(marks)}</svg>"
        "<figcaption>Terms rendered as accepted, by date of translation, with the 95\u202f% interval.</figcaption>"
        "</figure>"
    )


def scatter(comparison: Comparison, links: Links) -> str:
    """What is claimed (up) by what was measured (across), a dot a document; beyond its bounds a dot is an open one."""
    points = [(p.measured or 0.0, p.claimed or 0.0, p) for p in comparison.points]
    if not points or comparison.name in ARITHMETIC:
        return ""
    low = max(0.0, min(0.9, *(v for x, y, _ in points for v in (x, y))) // 0.1 * 0.1)
    size, left, top = 300, 40, 10
    span = size - left - top

    def place(value: float, up: bool) -> float:
        share = (value - low) / (1 - low)
        return round(top + (1 - share) * span if up else left + share * span, 1)

    base = place(low, True)
    grid = "".join(
        f'<path class="axis" d="M{left} {place(m, True)}H{left + span}M{place(m, False)} {top}V{base}"/>'
        f'<text x="{left - 5}" y="{place(m, True) + 4}" text-anchor="end">{m:.1f}</text>'
        f'<text x="{place(m, False)}" y="{base + 14}" text-anchor="middle">{m:.1f}</text>'
        for m in _axis(low)
    )
    same = f'<path class="same" d="M{left} {base}L{left + span} {top}"/>' if any(p.bounds for _, _, p in points) else ""
    dots = "".join(
        linked(
            f'<circle class="dot{" off" if p.off else ""}" cx="{place(x, False)}" cy="{place(y, True)}" r="3">'
            f"<title>{escape(p.document)}: claimed {y:.2f}, measured {x:.2f}</title></circle>",
            links.place(Place(p.document, p.document_id, p.line)),
        )
        for x, y, p in points
    )
    name = escape(comparison.name)
    return (
        f'<figure class="small-picture"><svg class="picture" viewBox="0 0 {size} {size + 6}" role="group" '
        f'aria-labelledby="s-{name}-t s-{name}-d"><title id="s-{name}-t">{name.replace("-", " ")}: claimed by measured'
        f'</title><desc id="s-{name}-d">{len(points)} documents; {escape(comparison.verdict)}</desc>{grid}{same}{dots}'
        f'<text x="{left + span}" y="{size}" text-anchor="end">measured →</text>'
        f'<text x="{left + 4}" y="{top + 8}">↑ claimed</text></svg>'
        f"<figcaption>{name.replace('-', ' ')}</figcaption></figure>"
    )
