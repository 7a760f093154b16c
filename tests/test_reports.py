"""The consistency report: it finds what seeds/README.md lists, invents nothing, and renders it whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import SEEDS, command, section_file
from hypothesis import given
from hypothesis import strategies as st

from termbase.languages import language
from termbase.publish import contexts, lists
from termbase.reports.consistency import ConsistencyReport, Statement, build_report
from termbase.store import connect

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


def test_conflicts_are_counted_alike_everywhere(tmp_path: Path) -> None:
    glossary, notes = tmp_path / "g.csv", tmp_path / "a.md"
    glossary.write_text("source,target\nlatency,زمن الوصول\nqueue,طابور\n", encoding="utf-8")
    notes.write_text(
        section_file(notes="- **Key Terms**: latency (تأخير), latency (كمون), queue (رتل)"), encoding="utf-8"
    )
    db = tmp_path / "t.db"
    for arguments in (("import", glossary), ("extract", notes)):
        assert command(db, *map(str, arguments)).exit_code == 0
    listed = command(db, "pairs", "--status", "conflict", "--format", "jsonl").stdout.splitlines()
    report = json.loads(command(db, "report", "--format", "json").stdout)
    connection = connect(db, writable=False)
    assert len(listed) == 3
    assert contexts.home(connection)["conflicts"] == lists.pairs(connection, "conflict", 0)["total"] == 3
    assert report["counts"]["pairs conflict"] == 3
    assert [len(c["pairs"]) for c in report["conflicts"]] == [2, 1]
    assert "(2 concepts, 3 pairs)" in command(db, "report", "--format", "md").stdout
