"""What documents claim of themselves beside what was measured: which claims say anything, and which are off.

A claim is held against the interval of what was measured where that is a share of things counted (glossary consistency,
technical accuracy), and against the very figure where it is arithmetic (overall). Readability and likeness have scales
of their own; there only the order of the documents can be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean

from termbase.reports.statistics import correlation
from termbase.shares import wilson

# Figures with two digits are equal when they differ by no more than their rounding.
ROUNDING = 0.0101
# A claim that nearly every document makes alike, or that moves by no more than this, says nothing of a document.
SAME, SPAN = 0.9, 0.03
COMPARED = ("glossary-consistency", "technical-accuracy", "readability", "semantic-equivalence", "overall",
            "header-quality")  # fmt: skip
ARITHMETIC = ("overall", "header-quality")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one document, 0..1; ``trials``: of so many things ``measured`` is the share, None: it is none."""

    name: str
    document: str
    document_id: int
    line: int
    claimed: float | None
    measured: float | None
    trials: int | None
    method: str

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The interval that a claim must lie in to agree with what was measured; None where scales differ."""
        if self.measured is None:
            return None
        if self.name in ARITHMETIC:
            return self.measured - ROUNDING, self.measured + ROUNDING
        if self.trials:
            low, high = wilson(round(self.measured * self.trials), self.trials)
            return low - ROUNDING / 2, high + ROUNDING / 2
        return None

    @property
    def off(self) -> float:
        """How far the claim lies outside of the bounds; 0 inside, or where nothing can be said."""
        bounds = self.bounds
        if self.claimed is None or bounds is None:
            return 0.0
        return max(0.0, bounds[0] - self.claimed, self.claimed - bounds[1])


@dataclass(frozen=True, slots=True)
class Comparison:
    """One kind of figure over all documents: what is claimed, what was measured, whether the two go together.

    ``usual`` is the claim most often made, by ``usual_share`` of the documents that make one; ``spread`` is the span
    that holds nine of ten claims. ``correlation`` is Spearman's with its bounds, of ``both`` documents. ``outliers``
    are claims out of their bounds, those that are too high first, ``off`` is how many there are.
    """

    name: str
    method: str
    claims: int
    measured: int
    both: int
    claimed_mean: float | None
    measured_mean: float | None
    usual: float | None
    usual_share: float
    spread: tuple[float, float] | None
    correlation: tuple[float, float, float] | None
    off: int
    outliers: tuple[Figure, ...]
    points: tuple[Figure, ...]
    verdict: str


def compare(figures: Iterable[Figure], most: int = 12) -> tuple[Comparison, ...]:
    """A comparison for each kind of figure that is both claimed by documents and measured, or only claimed."""
    by_name: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_name[figure.name].append(figure)
    return tuple(_comparison(name, by_name[name], most) for name in COMPARED if name in by_name)


def _comparison(name: str, figures: list[Figure], most: int) -> Comparison:
    claims = sorted(f.claimed for f in figures if f.claimed is not None)
    values = [f.measured for f in figures if f.measured is not None]
    both = [f for f in figures if f.claimed is not None and f.measured is not None]
    usual, times = Counter(claims).most_common(1)[0] if claims else (None, 0)
    cut = len(claims) // 20
    spread = (claims[cut], claims[-1 - cut]) if claims else None
    found = correlation([f.claimed or 0.0 for f in both], [f.measured or 0.0 for f in both])
    # Claims that are too high first: those mislead.
    off = sorted(
        (f for f in both if f.off > 0), key=lambda f: ((f.claimed or 0) < (f.measured or 0), -f.off, f.document)
    )
    methods = Counter(f.method for f in figures if f.measured is not None and f.method)
    share = times / len(claims) if claims else 0.0
    return Comparison(
        name, "; ".join(method for method, _ in methods.most_common()), len(claims), len(values), len(both),
        mean(claims) if claims else None, mean(values) if values else None, usual, share, spread, found, len(off),
        tuple(off[:most]), tuple(both), _verdict(name, usual, share, spread, found, len(both), len(off)),
    )  # fmt: skip


def _verdict(
    name: str, usual: float | None, share: float, spread: tuple[float, float] | None,
    found: tuple[float, float, float] | None, both: int, off: int,
) -> str:  # fmt: skip
    """In a sentence, what the claims are worth."""
    if usual is None or spread is None:
        return "nobody claims it"
    if share >= SAME:
        return f"carries no information: {share:.0%} of the documents claim {usual:.2f}"
    if not both:
        return "cannot be checked: nothing was measured"
    if name in ARITHMETIC:
        return "adds up everywhere" if not off else f"does not add up in {off} of {both} documents"
    narrow = f"nine of ten claims lie between {spread[0]:.2f} and {spread[1]:.2f}"
    if found is None:
        return f"too few documents to say more; {narrow}"
    if found[1] <= 0 <= found[2]:
        return f"is not shown to follow what was measured; {narrow}"
    if found[2] < 0:
        return f"is the higher, the lower what was measured; {narrow}"
    if spread[1] - spread[0] <= SPAN:
        return f"follows what was measured, but hardly moves: {narrow}"
    return f"follows what was measured; {narrow}"
