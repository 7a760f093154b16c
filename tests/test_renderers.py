"""The report as HTML, Markdown and JSON, with text that tries to break out of each."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path

import pytest
from conftest import command
from markdown_it import MarkdownIt

from termbase.reports.consistency import ConsistencyReport, Statement, build_report
from termbase.reports.render import RENDERERS


class _Page(html.parser.HTMLParser):
    """Checks that what is opened is closed, and collects what a page would load."""

    OPTIONAL = frozenset({"td", "th", "tr", "li", "p"})
    VOID = frozenset({"meta", "br", "img", "link", "hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in self.OPTIONAL:
            self.open.pop()
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


EVIL = Statement('<script>"x"</script> & | term', "مصطلح <b> | *x*", "en", "ar", "a|b<c>.md", 1, 3, 1)


def evil() -> ConsistencyReport:
    other = Statement(EVIL.source, "شيء آخر", "en", "ar", "two.md", 2, 4, 2)
    finding = {
        "code": "claim-unused",
        "severity": "warning",
        "message": "<img src=x>",
        "line": 1,
        "document": "<d>",
        "document_id": 1,
        "source_term": "x",
        "found": "",
        "expected": [],
    }
    conflict = {
        "id": 1,
        "source": "<i>",
        "target": "س|ص",
        "score": 0.5,
        "documents": 1,
        "occurrences": 1,
        "concept_id": 1,
        "similarity": 1.0,
        "termbase": ["<i>", "<u>"],
        "pairs": [1],
    }
    return build_report([EVIL, other], [finding], [conflict], {"documents": 2})


class TestRenderers:
    def test_json_is_the_report(self, report: ConsistencyReport) -> None:
        found = json.loads(RENDERERS["json"](report))
        assert set(found) == {
            "several_targets", "several_sources", "variants", "conflicts", "findings", "counts", "work", "corpus", "comparisons"
        }  # fmt: skip
        assert [d["term"] for d in found["several_targets"]] == [d.term for d in report.several_targets]
        first = found["several_targets"][0]["renderings"][0]
        assert set(first) == {"text", "variants", "places"}
        assert set(first["places"][0]) == {"document", "document_id", "line"}
        assert json.loads(json.dumps(found, ensure_ascii=False)) == found
        assert "\\u0" not in RENDERERS["json"](report), "Arabic is readable in the file"

    def test_markdown_isolates_each_term(self, report: ConsistencyReport) -> None:
        text = RENDERERS["md"](report)
        assert text.count("\u2068") == text.count("\u2069") > 100
        for line in text.splitlines():
            inside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", line)
            assert not re.search("[\u0600-\u06ff]", inside), line
            assert set(inside).isdisjoint("\u2068\u2069"), "isolates are closed on their line"
        assert text.startswith("# Consistency report\n")
        for d in report.several_targets:
            assert d.term in text

    @pytest.mark.parametrize("make", ["seeds", "evil"])
    def test_html_is_well_formed_and_needs_no_other_file(self, report: ConsistencyReport, make: str) -> None:
        text = RENDERERS["html"](report if make == "seeds" else evil())
        page = _Page()
        page.feed(text)
        page.close()
        assert page.open == []
        assert all(link.startswith("#") and f'id="{link[1:]}"' in text for link in page.loads)
        assert "@import" not in text
        assert "url(" not in text
        assert '<meta charset="utf-8">' in text
        assert "<script" not in text
        assert "<img" not in text

    def test_html_marks_direction_of_every_arabic_text(self, report: ConsistencyReport) -> None:
        text = RENDERERS["html"](report)
        outside = re.sub(r"<bdi[^>]*>.*?</bdi>", "", text, flags=re.DOTALL)
        assert not re.search("[\u0600-\u06ff]", outside)

    def test_markdown_escapes_what_would_break_a_table(self) -> None:
        tokens = MarkdownIt("commonmark").enable("table").parse(RENDERERS["md"](evil()))
        inline = [child for token in tokens for child in token.children or ()]
        # What a reader of the page sees is the text as it was stated, and nothing of it is markup.
        assert {child.type for child in inline} <= {
            "text",
            "text_special",
            "softbreak",
            "strong_open",
            "strong_close",
            "code_inline",
        }
        shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
        for text in (EVIL.source, "<i>", "س|ص", "<img src=x>"):
            assert any(text in line for line in shown), text
        rows = [token for token in tokens if token.type == "tr_open"]
        assert len(rows) == 2

    @pytest.mark.parametrize("name", sorted(RENDERERS))
    def test_nothing_to_report(self, name: str) -> None:
        assert RENDERERS[name](build_report([], [], [], {}))

    def test_a_name_of_another_kind_is_refused(self, db: Path, tmp_path: Path) -> None:
        result = command(db, "report", "--output", str(tmp_path / "r.docx"))
        assert result.exit_code == 2
        assert "is no kind of report" in result.stderr
        assert not (tmp_path / "r.docx").exists()

    @pytest.mark.parametrize(
        ("name", "start"),
        [("r.html", "<!doctype html>"), ("r.htm", "<!doctype html>"), ("r.md", "# "), ("r.json", "{"), ("r", "# ")],
    )
    def test_the_command_takes_the_format_from_the_name(self, db: Path, tmp_path: Path, name: str, start: str) -> None:
        assert command(db, "report", "--output", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
