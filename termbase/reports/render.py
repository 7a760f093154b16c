"""A consistency report as Markdown, JSON or one self-contained HTML page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from html import escape
from importlib.resources import files
from typing import Any

from termbase.reports.consistency import ConsistencyReport, Disagreement, Rendering

# Isolates text of either direction inside a line of the other (Unicode Standard Annex #9: FSI, PDI).
ISOLATE, POP = "\u2068", "\u2069"
TITLES = {
    "several_targets": "One term, several renderings",
    "several_sources": "One rendering, several terms",
    "conflicts": "Against the termbase",
    "findings": "Claims and missing text",
    "variants": "Variants of form only",
}
WORK = "What to decide first"
ADHERENCE = "How often terms are rendered as accepted"
EMPTY = "Nothing found."
# What begins or ends markup in CommonMark with tables (chapter 2.4 says that a backslash before them is one).
SPECIAL = re.compile(r"[\\`*_\[\]<>|&~]")


def render_json(report: ConsistencyReport) -> str:
    """The report as one JSON object; the keys are those of `ConsistencyReport`."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"


def render_markdown(report: ConsistencyReport) -> str:
    """The report as Markdown (CommonMark with tables)."""
    lines = ["# Consistency report", "", _counts(report), "", *_markdown_work(report), *_markdown_adherence(report)]
    for section in ("several_targets", "several_sources", "variants"):
        disagreements: tuple[Disagreement, ...] = getattr(report, section)
        lines += [f"## {TITLES[section]} ({len(disagreements)})", ""]
        for d in disagreements:
            lines.append(f"- **{_cell(d.term)}**")
            lines += [f"  - {_cell(_forms(r))}: {_times(r)} ({_escaped(_places(r))})" for r in d.renderings]
        lines += [] if disagreements else [EMPTY]
        lines.append("")
    lines += [f"## {TITLES['conflicts']} ({len(report.conflicts)})", ""]
    if report.conflicts:
        lines += ["| term | found | termbase | documents | pair |", "| --- | --- | --- | --- | --- |"]
        for c in report.conflicts:
            rest = ", ".join(t for t in c["termbase"] if t != c["source"])
            lines.append(
                f"| {_cell(c['source'])} | {_cell(c['target'])} | {_cell(rest)} | {c['documents']} | {c['id']} |"
            )
    else:
        lines.append(EMPTY)
    lines += ["", f"## {TITLES['findings']} ({len(report.findings)})", ""]
    lines += [
        f"- {_escaped(f['document'])}:{f['line']}: `{f['code']}` {_cell(f['message'])}" for f in report.findings
    ] or [EMPTY]
    return "\n".join(lines) + "\n"


def _markdown_work(report: ConsistencyReport) -> list[str]:
    if not report.work:
        return []
    lines = [f"## {WORK} ({len(report.work)})", "", "| term | renderings in the texts | proposed | why | cost |"]
    lines.append("| --- | --- | --- | --- | ---: |")
    for item in report.work:
        uses = ", ".join(f"{_cell(use.text)} {use.segments}" for use in item.uses if use.segments or use.accepted)
        lines.append(
            f"| {_cell(item.term)} | {uses} (of {item.segments} in {item.documents}) | {_cell(item.proposal)} "
            f"| {_cell(item.reason)} | {item.cost} |"
        )
    return [*lines, ""]


def _markdown_adherence(report: ConsistencyReport) -> list[str]:
    if not report.adherence:
        return []
    lines = [f"## {ADHERENCE}", "", "| term | as accepted | of segments | share | 95 % interval |"]
    lines.append("| --- | ---: | ---: | ---: | --- |")
    lines += [
        f"| {_cell(a.term)} | {a.accepted} | {a.segments} | {a.accepted / a.segments:.2f} "
        f"| {a.low:.2f} to {a.high:.2f} |"
        for a in report.adherence
    ]
    return [*lines, ""]


def render_html(report: ConsistencyReport) -> str:
    """The report as one HTML page that needs no other file."""
    style = files("termbase.reports").joinpath("report.css").read_text(encoding="utf-8")
    body = [f"<h1>Consistency report</h1><p>{escape(_counts(report))}</p>"]
    body += _html_work(report)
    for section in ("several_targets", "several_sources", "conflicts", "findings", "variants"):
        rows = getattr(report, section)
        body.append(f"<section><h2>{TITLES[section]} <small>{len(rows)}</small></h2>")
        body.append(_html_table(section, rows) if rows else f"<p>{EMPTY}</p>")
        body.append("</section>")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Consistency report</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body><main>'
        + "\n".join(body)
        + "</main></body></html>\n"
    )


def _html_work(report: ConsistencyReport) -> list[str]:
    """The sections on what to decide first and on adherence; nothing where nothing was weighed."""
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
        body.append(f"<section><h2>{WORK} <small>{len(rows)}</small></h2>")
        body.append(f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></section>")
    if report.adherence:
        rows = [
            f"<tr><td>{_bdi(a.term)}<td>{a.accepted} of {a.segments}<td>"
            f'<meter min="0" max="1" value="{a.accepted / a.segments:.3f}"></meter><td>{a.low:.0%}–{a.high:.0%}</tr>'
            for a in report.adherence
        ]
        head = "<tr><th>term<th>as accepted<th>share<th>95 % interval</tr>"
        body.append(f"<section><h2>{ADHERENCE}</h2>")
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
    wanted = ("documents", "segments", "concepts", "terms", "pairs", "evidence")
    return ", ".join(f"{report.counts[name]:,} {name}" for name in wanted if name in report.counts) + "."


def _forms(rendering: Rendering) -> str:
    return " = ".join([rendering.text, *rendering.variants])


def _times(rendering: Rendering) -> str:
    return f"{len(rendering.places)} in {rendering.documents} document" + ("s" if rendering.documents > 1 else "")


def _places(rendering: Rendering) -> str:
    return ", ".join(f"{place.document}:{place.line}" for place in rendering.places)


def _cell(text: str) -> str:
    """Mined text as Markdown shows it as written: no markup, no HTML, no cell of a table ends in it."""
    return ISOLATE + _escaped(text) + POP


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


RENDERERS: dict[str, Callable[[ConsistencyReport], str]] = {
    "html": render_html,
    "json": render_json,
    "md": render_markdown,
}
