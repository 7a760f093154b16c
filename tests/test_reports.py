"""The consistency report: it finds what seeds/README.md lists, invents nothing, and renders it whole."""

from __future__ import annotations

import html.parser
import json
import re
import sqlite3
from pathlib import Path

import pytest
from conftest import SEEDS, command
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from termbase.languages import language
from termbase.pipeline import consistency_report
from termbase.reports import RENDERERS, ConsistencyReport, Statement, build_report

PAPERS = {
    "T": "terminology-work",
    "D": "database-promises",
    "N": "network-congestion",
    "L": "learning-to-classify",
    "K": "keeping-backups",
}


def tables() -> dict[str, list[list[str]]]:
    """The tables of seeds/README.md by the heading above them."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in (SEEDS / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.strip("# ")
        elif line.startswith("|") and not set(line) <= set("|-: "):
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return {name: rows[1:] for name, rows in found.items()}


SAID = tables()


def document(short: str) -> str:
    """The name of a document from what the page calls it: K/03."""
    paper, number = short.split("/")
    (path,) = (SEEDS / "papers" / PAPERS[paper]).glob(f"{number}-*.md")
    return path.relative_to(SEEDS.parent).as_posix()


@pytest.fixture(scope="module")
def report(built: Path) -> ConsistencyReport:
    connection = sqlite3.connect(f"file:{built}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    found = consistency_report(connection)
    connection.close()
    return found


def renderings(report: ConsistencyReport, section: str, term: str, code: str) -> list[set[str]]:
    rules = language(code)
    return [
        {text for r in d.renderings for text in (r.text, *r.variants)}
        for d in getattr(report, section)
        if rules.same_term(d.term, term)
    ]


class TestSeeds:
    def test_the_page_is_as_this_test_reads_it(self) -> None:
        assert len(SAID["Between the translators"]) == 11
        assert len(SAID["False claims"]) == 7
        assert len(SAID["Variants that are not conflicts"]) == 22

    @pytest.mark.parametrize("row", SAID["Between the translators"], ids=lambda row: row[0])
    def test_what_the_translators_disagree_on(self, report: ConsistencyReport, row: list[str]) -> None:
        term, layla, _, omar, _ = row
        (found,) = renderings(report, "several_targets", term, "en")
        rules = language("ar")
        for text in (layla, omar):
            assert any(rules.same_term(text, other) for other in found), (term, text, found)

    @pytest.mark.parametrize(
        ("term", "texts"),
        [
            ("rendering", "مقابل ترجمة"),
            ("normalisation", "توحيد تطبيع تسوية"),
            ("accuracy", "دقة صحة"),
            ("snapshot", "لقطة"),
        ],
    )
    def test_what_one_translator_renders_twice(self, report: ConsistencyReport, term: str, texts: str) -> None:
        (found,) = renderings(report, "several_targets", term, "en")
        assert set(texts.split()) <= found

    @pytest.mark.parametrize(
        ("term", "texts"),
        [
            ("confusion matrix", ("مصفوفة الالتباس", "مصفوفة الخلط")),
            ("cross-validation", ("التحقق المتقاطع", "التحقق التقاطعي")),
            ("header", ("ترويسة", "رأسية")),
        ],
    )
    def test_what_only_the_notes_render_otherwise(
        self, report: ConsistencyReport, term: str, texts: tuple[str, str]
    ) -> None:
        (found,) = renderings(report, "several_targets", term, "en")
        assert set(texts) <= found

    @pytest.mark.parametrize(
        ("word", "terms"), [("دقة", {"accuracy", "precision", "resolution"}), ("سجل", {"record", "log", "register"})]
    )
    def test_one_word_for_several_terms(self, report: ConsistencyReport, word: str, terms: set[str]) -> None:
        (found,) = renderings(report, "several_sources", word, "ar")
        assert found == terms

    def test_nothing_is_ambiguous_that_is_not_listed(self, report: ConsistencyReport) -> None:
        assert {d.term for d in report.several_sources} == {"دقة", "سجل"}

    def test_forms_of_one_rendering_are_no_disagreement(self, report: ConsistencyReport) -> None:
        rules = language("ar")
        for d in report.several_targets:
            names = [r.text for r in d.renderings]
            assert not any(rules.same_term(a, b) for i, a in enumerate(names) for b in names[i + 1 :]), d.term
        for term in ("congestion", "checkpoint", "log", "repository", "latency"):
            assert renderings(report, "several_targets", term, "en") or renderings(report, "variants", term, "en"), term
        assert all(len(d.renderings) == 1 and d.renderings[0].variants for d in report.variants)

    def test_every_disagreement_is_one_that_the_page_lists(self, report: ConsistencyReport) -> None:
        listed = {row[0].lower() for row in (*SAID["Between the translators"], *SAID["Within one translator"])}
        listed |= {row[1].lower() for row in SAID["In the glossaries"] if "real conflict" in row[2]}
        assert {d.term.lower() for d in report.several_targets} <= listed

    @pytest.mark.parametrize("row", SAID["False claims"], ids=lambda row: row[0])
    def test_false_claims(self, report: ConsistencyReport, row: list[str]) -> None:
        place, what, _ = row
        found = [f for f in report.findings if f["document"] == document(place) and f["code"].startswith("claim")]
        assert len(found) == 1, found
        named = re.search(r'"([^"]+)"', what)
        if named:
            assert (found[0]["code"], found[0]["source_term"]) == ("claim-unused", named[1])
        else:
            assert found[0]["code"] == "claim-score"
            assert re.search(r"0\.\d\d", what)[0] in found[0]["message"]
        line = (SEEDS.parent / document(place)).read_text(encoding="utf-8").split("\n")[found[0]["line"] - 1]
        assert (named[1] if named else re.search(r"0\.\d\d", what)[0]) in line

    def test_no_other_claim_is_called_false(self, report: ConsistencyReport) -> None:
        assert len([f for f in report.findings if f["code"].startswith("claim")]) == len(SAID["False claims"])

    def test_every_text_has_its_counterpart(self, report: ConsistencyReport) -> None:
        assert [f for f in report.findings if f["code"] == "text-missing"] == []

    def test_conflicts_with_the_glossary(self, report: ConsistencyReport) -> None:
        rules = language("en")
        sources = [conflict["source"] for conflict in report.conflicts]
        for row in SAID["Between the translators"]:
            assert any(rules.same_term(row[0], source) for source in sources), row[0]
        assert {"gateway", "overfitting"} <= set(sources)
        assert not {"classifier", "schema", "internet", "database", "authentication", "deadlock"} & set(sources)
        for conflict in report.conflicts:
            assert conflict["termbase"]
            assert conflict["target"] not in conflict["termbase"]

    def test_every_place_is_where_it_is_said(self, report: ConsistencyReport) -> None:
        for d in (*report.several_targets, *report.variants):
            for r in d.renderings:
                assert r.places
                for place in r.places:
                    lines = (SEEDS.parent / place.document).read_text(encoding="utf-8").split("\n")
                    assert any(text.split()[0] in lines[place.line - 1] for text in (r.text, *r.variants)), place

    def test_the_heaviest_comes_first(self, report: ConsistencyReport) -> None:
        weights = [d.occurrences - max(len(r.places) for r in d.renderings) for d in report.several_targets]
        assert weights == sorted(weights, reverse=True)


class TestDecisions:
    def test_a_rejected_pair_is_no_longer_counted(self, db: Path) -> None:
        pairs = [json.loads(line) for line in command(db, "pairs", "--format", "jsonl").stdout.splitlines()]
        (number,) = [p["id"] for p in pairs if (p["source"], p["target"]) == ("confusion matrix", "مصفوفة الخلط")]
        assert command(db, "review", "--reject", str(number)).exit_code == 0
        found = json.loads(command(db, "report", "--format", "json").stdout)
        assert "confusion matrix" not in {d["term"] for d in found["several_targets"]}
        assert number not in {c["id"] for c in found["conflicts"]}


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


STATEMENTS = st.lists(
    st.builds(Statement, st.sampled_from(["log", "logs", "the log", "record", "TCP", "Transmission Control Protocol"]), st.sampled_from(["سجل", "السجل", "قيد", "سجلات"]),
              st.just("en"), st.just("ar"), st.sampled_from(["a", "b"]), st.integers(1, 2), st.integers(1, 9), st.integers(1, 9)),
    max_size=10,
)  # fmt: skip


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_no_statement_is_lost_and_their_order_does_not_matter(statements: list[Statement], chance) -> None:
    found = build_report(statements, [], [], {})
    every = sum(len(r.places) for d in (*found.several_targets, *found.variants) for r in d.renderings)
    assert every <= len(statements)
    for d in found.several_targets:
        assert len({(p.document, p.line) for r in d.renderings for p in r.places}) >= 1
        assert len(d.renderings) > 1
    mixed = list(statements)
    chance.shuffle(mixed)
    again = build_report(mixed, [], [], {})
    assert {frozenset(frozenset(r.places) for r in d.renderings) for d in again.several_targets} == {
        frozenset(frozenset(r.places) for r in d.renderings) for d in found.several_targets
    }
