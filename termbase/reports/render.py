"""A consistency report as Markdown, JSON or one self-contained HTML page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from html import escape
from pathlib import Path
from typing import Any

from termbase.reports.consistency import ConsistencyReport, Disagreement, Rendering
from termbase.reports.corpus_html import SECTIONS as TEXTS
from termbase.reports.corpus_html import sections
from termbase.reports.corpus_markdown import markdown_sections
from termbase.reports.markdown import cell, escaped
from termbase.reports.pictures import LinksInFile

TITLES = {
    "several_targets": "One term, several renderings",
    "several_sources": "One rendering, several terms",
    "conflicts": "Against the termbase",
    "findings": "Claims and missing text",
    "variants": "Variants of form only",
}
WORK = "What to decide first"
EMPTY = "Nothing found."
# Rows that a section of the HTML file lists at most, and sections that stand before what is to be decided.
MOST_ROWS = 200
PICTURES = 3


def render_json(report: ConsistencyReport) -> str:
    """The report as one JSON object; the keys are those of `ConsistencyReport`."""
    # What is stated without contradiction stands in the table ``evidence``.
    found = {key: value for key, value in asdict(replace(report, stated=())).items() if key != "stated"}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def render_markdown(report: ConsistencyReport) -> str:
    """The report as Markdown (CommonMark with tables)."""
    lines = ["# Consistency report", "", _counts(report), "", *_markdown_work(report), *markdown_sections(report)]
    for section in ("several_targets", "several_sources", "variants"):
        disagreements: tuple[Disagreement, ...] = getattr(report, section)
        lines += [f"## {TITLES[section]} ({len(disagreements)})", ""]
        for d in disagreements:
            lines.append(f"- **{cell(d.term)}**")
            lines += [f"  - {cell(_forms(r))}: {_times(r)} ({escaped(_places(r))})" for r in d.renderings]
        lines += [] if disagreements else [EMPTY]
        lines.append("")
    pairs = sum(len(c["pairs"]) for c in report.conflicts)
    lines += [f"## {TITLES['conflicts']} ({len(report.conflicts)} concepts, {pairs} pairs)", ""]
    if report.conflicts:
        lines += ["| term | found | termbase | documents | pair |", "| --- | --- | --- | --- | --- |"]
        for c in report.conflicts:
            rest = ", ".join(t for t in c["termbase"] if t != c["source"])
            lines.append(f"| {cell(c['source'])} | {cell(c['target'])} | {cell(rest)} | {c['documents']} | {c['id']} |")
    else:
        lines.append(EMPTY)
    lines += ["", f"## {TITLES['findings']} ({len(report.findings)})", ""]
    lines += [
        f"- {escaped(f['document'])}:{f['line']}: `{f['code']}` {cell(f['message'])}" for f in report.findings
    ] or [EMPTY]
    return "\n".join(lines) + "\n"


def _markdown_work(report: ConsistencyReport) -> list[str]:
    if not report.work:
        return []
    lines = [f"## {WORK} ({len(report.work)})", "", "| term | renderings in the texts | proposed | why | cost |"]
    lines.append("| --- | --- | --- | --- | ---: |")
    for item in report.work:
        uses = ", ".join(f"{cell(use.text)} {use.segments}" for use in item.uses if use.segments or use.accepted)
        lines.append(
            f"| {cell(item.term)} | {uses} (of {item.segments} in {item.documents}) | {cell(item.proposal)} "
            f"| {cell(item.reason)} | {item.cost} |"
        )
    return [*lines, ""]


def render_html(report: ConsistencyReport) -> str:
    """The report as one HTML page that needs no other file."""
    style = "".join(
        Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("report.css", "pictures.css")
    )
    texts = [(key, TEXTS[key], html) for key, html in sections(report, _links(report), MOST_ROWS).items()]
    work = "".join(_html_work(report))
    parts = [*texts[:PICTURES], *([("work", "", work)] if work else []), *texts[PICTURES:]]
    for section in ("several_targets", "several_sources", "conflicts", "findings", "variants"):
        rows = getattr(report, section)
        table = _html_table(section, rows[:MOST_ROWS]) if rows else f"<p>{EMPTY}</p>"
        more = f"<p>{len(rows) - MOST_ROWS:,} more stand in the JSON report.</p>" if len(rows) > MOST_ROWS else ""
        parts.append((section.replace("_", "-"), f"{TITLES[section]} <small>{len(rows):,}</small>", table + more))
    contents = "".join(f'<li><a href="#{key}">{title or WORK}</a></li>' for key, title, _ in parts)
    body = "\n".join(
        f'<section id="{key}"><h2>{title}</h2>{html}</section>' if title else html for key, title, html in parts
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Consistency report</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body><main>'
        f"<h1>Consistency report</h1><p>{escape(_counts(report))}</p><nav><ul>{contents}</ul></nav>{body}"
        "</main></body></html>\n"
    )


def _links(report: ConsistencyReport) -> LinksInFile:
    """Figures lead to the rows of terms that the file has."""
    shown = report.corpus.adherence[:MOST_ROWS] if report.corpus else ()
    return LinksInFile({row.concept_id for row in shown})


def _html_work(report: ConsistencyReport) -> list[str]:
    """The section on what to decide first; nothing where nothing was weighed."""
    body = []
    if report.work:
        rows = []
        for item in report.work:
            uses = "<br>".join(
                f"{_bdi(use.text)} <small>{use.segments} ({use.low:.0%}–{use.high:.0%})</small>"
                + (f" <small>{escape(use.example)}</small>" if use.example else "")
                for use in item.uses
                if use.segments or use.accepted
            )
            rows.append(
                f"<tr><td>{_bdi(item.term)}<td>{item.segments} in {item.documents}<td>{uses}<td>{_bdi(item.proposal)}"
                f"<td>{_bdi(item.reason)}</tr>"
            )
        head = "<tr><th>term<th>segments<th>renderings in the texts<th>proposed<th>why</tr>"
        body.append(f'<section id="work"><h2>{WORK} <small>{len(rows)}</small></h2>')
        body.append(f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></section>")
    return body


def _html_table(section: str, rows: Sequence[Any]) -> str:
    cells: list[tuple[str, ...]]
    if section == "conflicts":
        head = "<tr><th>term<th>found<th>termbase<th>documents</tr>"
        cells = [
            (
                _bdi(r["source"]),
                _bdi(r["target"]),
                ", ".join(_bdi(t) for t in r["termbase"] if t != r["source"]),
                str(r["documents"]),
            )
            for r in rows
        ]
    elif section == "findings":
        head = "<tr><th>code<th>place<th>what</tr>"
        cells = [(f["code"], escape(f"{f['document']}:{f['line']}"), _bdi(f["message"])) for f in rows]
    else:
        head = "<tr><th>term<th>renderings</tr>"
        cells = [(_bdi(d.term, d.language), "<br>".join(_html_rendering(r, d) for r in d.renderings)) for d in rows]
    lines = ["<tr>" + "".join(f"<td>{cell}" for cell in row) + "</tr>" for row in cells]
    return f"<table><thead>{head}</thead><tbody>{''.join(lines)}</tbody></table>"


def _html_rendering(rendering: Rendering, disagreement: Disagreement) -> str:
    places = f"<details><summary>{_times(rendering)}</summary>{escape(_places(rendering))}</details>"
    return f"{_bdi(_forms(rendering), disagreement.rendering_language)} {places}"


def _bdi(text: str, code: str | None = None) -> str:
    tag = f' lang="{escape(code)}"' if code else ""
    return f'<bdi{tag} dir="auto">{escape(text)}</bdi>'


def _counts(report: ConsistencyReport) -> str:
    wanted = ("documents", "segments", "concepts", "terms", "pairs")
    said = (
        f"{n:,} {name[:-1] if n == 1 else name}"
        for name, n in ((name, report.counts[name]) for name in wanted if name in report.counts)
    )
    places = report.counts.get("evidence", 0)
    return ", ".join(said) + (f" in {places:,} place{'' if places == 1 else 's'}." if places else ".")


def _forms(rendering: Rendering) -> str:
    return " = ".join([rendering.text, *rendering.variants])


def _times(rendering: Rendering) -> str:
    return f"{len(rendering.places)} in {rendering.documents} document" + ("s" if rendering.documents > 1 else "")


def _places(rendering: Rendering) -> str:
    return ", ".join(f"{place.document}:{place.line}" for place in rendering.places)


RENDERERS: dict[str, Callable[[ConsistencyReport], str]] = {
    "html": render_html,
    "json": render_json,
    "md": render_markdown,
}
