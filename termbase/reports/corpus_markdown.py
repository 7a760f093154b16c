"""The sections of the report on the texts and on claims, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from termbase.reports.consistency import ConsistencyReport
from termbase.reports.corpus import Corpus
from termbase.reports.corpus_html import SECTIONS
from termbase.reports.markdown import cell, escaped, table
from termbase.reports.measurements import Comparison

MOST = 40


def markdown_sections(report: ConsistencyReport) -> Iterator[str]:
    """The lines of all sections that have something to say."""
    corpus = report.corpus
    if corpus and corpus.uses:
        yield from _corpus(corpus)
    if report.comparisons:
        yield from _claims(report.comparisons)
    if corpus and corpus.lacking:
        yield from [f"## {SECTIONS['lacking']} ({corpus.lacking_all:,})", ""]
        rows = [[cell(str(r["source"])), cell(str(r["target"])), f"{r['documents']}", f"{r['occurrences']}"]
                for r in corpus.lacking[:MOST]]  # fmt: skip
        yield from table(["source", "target", "documents", "times"], rows, (2, 3))


def _corpus(corpus: Corpus) -> Iterator[str]:
    yield from [f"## {SECTIONS['adherence']}", ""]
    yield f"{corpus.accepted:,} of {corpus.uses:,} uses of terms in {corpus.segments:,} segments are as accepted."
    yield ""
    rows = []
    for a in corpus.adherence[:MOST]:
        found = ", ".join(f"{cell(text) if text else 'none known'} {times}" for text, times in a.renderings)
        places = ", ".join(escaped(f"{p.document}:{p.line}") for p in a.places[:3])
        share = f"{a.accepted / a.segments:.2f} ({a.low:.2f} to {a.high:.2f})"
        rows.append([cell(a.term), f"{a.accepted}", f"{a.segments}", share, found, places])
    yield from table(["term", "as accepted", "of", "share, 95 %", "found", "otherwise, for instance"], rows, (1, 2))
    if corpus.periods:
        yield from [f"## {SECTIONS['drift']}", ""]
        shown = [
            [p.label, f"{p.accepted:,}", f"{p.segments:,}", f"{p.accepted / p.segments:.3f}"] for p in corpus.periods
        ]
        yield from table(["date", "as accepted", "of", "share"], shown, (1, 2, 3))
    if corpus.drifts:
        changed = [[cell(d.term), cell(d.rendering), f"{d.early.accepted} of {d.early.segments}",
                    f"{d.late.accepted} of {d.late.segments}"] for d in corpus.drifts[:MOST]]  # fmt: skip
        yield from table(["term", "rendering", "earlier half", "later half"], changed, (2, 3))
    if corpus.agreement:
        yield from [f"## {SECTIONS['agreement']}", ""]
        alike = [
            [escaped(a.of), f"{a.groups}", f"{a.terms}", f"{a.alike / a.compared:.2f} ({a.low:.2f} to {a.high:.2f})"]
            for a in corpus.agreement
        ]
        yield from table(["between", "how many", "shared terms", "alike, 95 %"], alike, (1, 2))
    if corpus.only_once:
        yield from [f"## {SECTIONS['only-once']} ({len(corpus.only_once):,})", ""]
        yield ", ".join(f"{cell(a.term)} {a.segments}" for a in corpus.only_once[:MOST])
        yield ""


def _claims(comparisons: tuple[Comparison, ...]) -> Iterator[str]:
    yield from [f"## {SECTIONS['claims']}", ""]
    rows = []
    for c in comparisons:
        found = "" if c.correlation is None else "{:+.2f} ({:+.2f} to {:+.2f})".format(*c.correlation)
        means = ["" if mean is None else f"{mean:.3f}" for mean in (c.claimed_mean, c.measured_mean)]
        rows.append([c.name, f"{c.claims}", means[0], f"{c.measured}", means[1], found, f"{c.off}", escaped(c.verdict),
                     escaped(c.method)])  # fmt: skip
    head = [
        "figure",
        "claims",
        "mean",
        "measured",
        "mean",
        "correlation, 95 %",
        "off",
        "what the claims say",
        "measured by",
    ]
    yield from table(head, rows, (1, 2, 3, 4, 5, 6))
    outliers = [
        [escaped(f"{f.document}:{f.line}"), f.name, f"{f.claimed:.2f}", f"{f.measured:.2f}", f"{f.trials or ''}"]
        for c in comparisons
        for f in c.outliers
    ]
    if outliers:
        yield from table(["claims farthest off", "figure", "claimed", "measured", "of"], outliers, (2, 3, 4))
