"""The sections of the report on the texts and on claims, as HTML: in the file that stands alone and on the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain, repeat

from termbase.reports.consistency import ConsistencyReport
from termbase.reports.corpus import Adherence, Agreement, Corpus, Drift
from termbase.reports.measurements import Comparison, Figure
from termbase.reports.pictures import Links, bar, bdi, drift, heat_map, linked, percent, scatter
from termbase.reports.places import Place

# Rows of a section in the overview.
MOST = 25
SECTIONS = {
    "heat": "Where terms are rendered otherwise",
    "drift": "Drift",
    "claims": "Claimed and measured",
    "adherence": "How often terms are rendered as accepted",
    "agreement": "Agreement",
    "only-once": "Terms that only one document uses",
    "lacking": "Stated by translators, lacking in the termbase",
}


def sections(report: ConsistencyReport, links: Links, most: int = MOST) -> dict[str, str]:
    """The sections that have something to say, by their keys in `SECTIONS`, without headings."""
    found: dict[str, str] = {}
    corpus = report.corpus
    if corpus and corpus.uses:
        heat = heat_map(corpus.heat, links) if corpus.heat and corpus.heat.rows else ""
        found["heat"] = summary(corpus) + heat
        if corpus.periods or corpus.drifts:
            found["drift"] = drift(corpus.periods) + _drifts(corpus.drifts[:most], links, corpus.by_date)
        if corpus.adherence:
            found["adherence"] = adherence_table(corpus.adherence[:most], links)
        if corpus.agreement:
            found["agreement"] = _agreements(corpus.agreement)
        if corpus.only_once:
            found["only-once"] = only_once_table(corpus.only_once[:most], links)
    if report.comparisons:
        found["claims"] = _claims(report.comparisons, links)
    if corpus and corpus.lacking:
        found["lacking"] = lacking_table(corpus.lacking[:most])
    return {key: found[key] for key in SECTIONS if key in found}


def summary(corpus: Corpus) -> str:
    """What the texts come to, in a sentence."""
    some = f" One of {corpus.every} segments was looked at." if corpus.every > 1 else ""
    unused = f" {corpus.unused:,} concepts of the termbase are used by no text." if corpus.unused else ""
    return (
        f"<p><b>{percent(corpus.accepted / corpus.uses)}</b> of {corpus.uses:,} uses of terms in {corpus.segments:,} "
        f"segments are rendered as the termbase says.{some}{unused}</p>"
    )


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = (), ids: Iterable[str] = ()
) -> str:
    """A table whose cells know their column, for narrow screens; ``ids`` are those of the rows."""
    kinds = [' class="n"' if place in numbers else "" for place in range(len(head))]
    top = "".join(f"<th{kind}>{name}</th>" for kind, name in zip(kinds, head, strict=True))
    body = "".join(
        f"<tr{f' id={chr(34)}{name}{chr(34)}' if name else ''}>"
        + "".join(
            f'<td{kind} data-label="{escape(label)}">{cell}</td>'
            for kind, label, cell in zip(kinds, head, row, strict=True)
        )
        + "</tr>"
        for row, name in zip(rows, chain(ids, repeat("")), strict=False)
    )
    return f'<table class="rows"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def adherence_table(rows: Sequence[Adherence], links: Links) -> str:
    """Terms with the share of segments that render them as accepted, its interval, and what stands there instead."""
    links = links.within_row()
    return _table(
        ("term", "as accepted", "share, with its interval", "what was found"),
        (
            (
                linked(bdi(a.term), links.concept(a.concept_id)),
                f"{linked(f'{a.accepted:,}', links.uses(a.concept_id, outcome='accepted'))} of "
                f"{linked(f'{a.segments:,}', links.uses(a.concept_id))}",
                f"{bar(a.accepted / a.segments, a.low, a.high)} {percent(a.accepted / a.segments)} "
                f"<small>{percent(a.low)} to {percent(a.high)}</small>",
                _renderings(a) + _places(a, links),
            )
            for a in rows
        ),
        ids=(f"term-{a.concept_id}" for a in rows),
    )


def _renderings(a: Adherence) -> str:
    said = [f"{bdi(text)} {times}" for text, times in a.renderings if text]
    lost = sum(times for text, times in a.renderings if not text)
    return ", ".join([*said, f"<i>none known</i> {lost}"] if lost else said)


def _places(a: Adherence, links: Links) -> str:
    if not a.places:
        return ""
    count = a.segments - a.accepted
    places = ", ".join(linked(escape(f"{p.document}:{p.line}"), links.place(p)) for p in a.places)
    address = links.uses(a.concept_id, outcome="otherwise")
    more = ", " + linked("all", address) if address else ", …" if count > len(a.places) else ""
    return f"<details><summary>{count:,} otherwise</summary><small>{places}{more}</small></details>"


def _drifts(rows: Sequence[Drift], links: Links, by_date: bool) -> str:
    order = "dates" if by_date else "names"
    if not rows:
        return "<p>No single term changes its rendering from the earlier to the later half of its documents.</p>"
    shown = (
        (
            linked(bdi(d.term), links.concept(d.concept_id)),
            bdi(d.rendering),
            f"{d.early.accepted} of {d.early.segments}",
            f"{d.late.accepted} of {d.late.segments}",
        )
        for d in rows
    )
    table = _table(("term", "rendering", "earlier half", "later half"), shown, (2, 3))
    return f"<p>What changes between the two halves of a term's documents, in the order of {order}.</p>{table}"


def _agreements(rows: Sequence[Agreement]) -> str:
    body = []
    for a in rows:
        worst = ", ".join(f"{bdi(name)} {percent(alike / of)}" for name, alike, of in a.by_group[:5])
        body.append(
            (
                escape(a.of),
                f"{a.groups}",
                f"{a.terms:,}",
                f"{bar(a.alike / a.compared, a.low, a.high)} {percent(a.alike / a.compared)} "
                f"<small>{percent(a.low)} to {percent(a.high)}, {a.compared:,} comparisons</small>",
                worst,
            )
        )
    note = (
        "<p>How often two of them that both render a term take the same rendering for it. In texts only renderings "
        "that the termbase or a note knows can be compared.</p>"
    )
    return note + _table(("between", "how many", "shared terms", "alike", "least alike with the others"), body, (1, 2))


def only_once_table(rows: Iterable[Adherence], links: Links) -> str:
    """Terms of one document alone, with how often and how they are rendered there."""
    return _table(
        ("term", "segments", "rendered", "places"),
        (
            (
                linked(bdi(a.term), links.concept(a.concept_id)),
                linked(f"{a.segments:,}", links.uses(a.concept_id)),
                _renderings(a),
                linked("where", links.uses(a.concept_id)) if links.uses(a.concept_id) else "",
            )
            for a in rows
        ),
        (1,),
    )


def lacking_table(rows: Iterable[dict[str, object]]) -> str:
    """Pairs that documents state and the termbase does not have."""
    return _table(
        ("source", "target", "documents", "times"),
        (
            (
                bdi(str(row["source"]), str(row["source_language"])),
                bdi(str(row["target"]), str(row["target_language"])),
                f"{row['documents']:,}",
                f"{row['occurrences']:,}",
            )
            for row in rows
        ),
        (2, 3),
    )


def _claims(rows: Sequence[Comparison], links: Links) -> str:
    pictures = "".join(scatter(row, links) for row in rows)
    body = [
        (
            row.name.replace("-", " "),
            "" if row.claimed_mean is None else f"{row.claimed_mean:.3f} <small>of {row.claims:,}</small>",
            "" if row.usual is None else f"{row.usual:.2f} <small>{percent(row.usual_share)}</small>",
            "" if row.measured_mean is None else f"{row.measured_mean:.3f} <small>of {row.measured:,}</small>",
            _correlated(row),
            f"{row.off:,}" if any(point.bounds for point in row.points) else "",
            f"{escape(row.verdict)}{f' <small>({escape(row.method)})</small>' if row.method else ''}",
        )
        for row in rows
    ]
    head = ("figure", "claimed", "most often", "measured", "correlation", "off", "what the claims say")
    outliers = [figure for row in rows for figure in row.outliers]
    found = _table(head, body, (1, 2, 3, 4, 5)) + (f'<div class="pictures">{pictures}</div>' if pictures else "")
    if outliers:
        names = ("document", "figure", "claimed", "measured", "must lie in")
        table = _table(names, (_outlier(f, links) for f in outliers), (2, 3, 4))
        found += f"<h3>Claims farthest from what was measured</h3>{table}"
    return found


def _correlated(row: Comparison) -> str:
    if row.correlation is None:
        return ""
    value, low, high = row.correlation
    return f"{value:+.2f} <small>{low:+.2f} to {high:+.2f}</small>"


def _outlier(figure: Figure, links: Links) -> tuple[str, ...]:
    low, high = figure.bounds or (0.0, 1.0)
    of = f" <small>of {figure.trials:,}</small>" if figure.trials else ""
    return (
        linked(
            escape(f"{figure.document}:{figure.line}"),
            links.place(Place(figure.document, figure.document_id, figure.line)),
        ),
        figure.name.replace("-", " "),
        f"{figure.claimed:.2f}",
        f"{figure.measured:.2f}{of}",
        f"{max(0, low):.2f} to {min(1, high):.2f}",
    )
