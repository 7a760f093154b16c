"""What is measured of documents and of the corpus: each figure against a count by hand or another program."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from conftest import command

from termbase.checks.findings import CheckOptions
from termbase.checks.segment_terms import SegmentTerms
from termbase.checks.spans import marked
from termbase.languages import language
from termbase.languages.readability import lix, osman
from termbase.matching import TermIndex
from termbase.pipeline.extraction.measuring import chrf, is_name
from termbase.pipeline.reporting.report import consistency_report
from termbase.pipeline.reporting.uses import find_uses, uses_of
from termbase.reports import corpus, pictures
from termbase.reports.corpus import Text, Use
from termbase.reports.measurements import Figure, compare
from termbase.reports.places import Place
from termbase.reports.statistics import correlation, ranks
from termbase.store import connect, queries
from termbase.store import uses as stored_uses

ARABIC = "كتب الولد الدرس الطويل في المدرسة. ذهبت المهندسات إلى المستشفى ظهرا والمسؤولون يتحدثون. هل يستطيعون الوصول؟"
ENGLISH = (
    "The quick brown fox jumps over the lazy dog. Considerable complications notwithstanding, everybody arrived. Why?"
)


class TestAgainstOtherPrograms:
    def test_osman_is_that_of_textstat(self) -> None:
        textstat = pytest.importorskip("textstat", reason="textstat is not installed: pip install -e .[test]")
        plain = ARABIC.replace("؟", "?")
        assert osman(plain) == pytest.approx(textstat.osman(plain), abs=0.3)
        # Vowel marks change nothing here; textstat counts them as letters.
        assert osman("كَتَبَ الوَلَدُ الدَّرسَ كُلَّهُ.") == osman("كتب الولد الدرس كله.")

    def test_lix_is_that_of_textstat(self) -> None:
        textstat = pytest.importorskip("textstat", reason="textstat is not installed: pip install -e .[test]")
        assert lix(ENGLISH) == pytest.approx(textstat.lix(ENGLISH), abs=0.01)

    @pytest.mark.parametrize(
        ("text", "reference"),
        [
            ("the cat sat", "the cat sat"),
            ("a cat sat here", "the cat sat"),
            (ENGLISH, ENGLISH[::-1]),
            ("ab", "abc"),
            ("", "x"),
        ],
    )
    def test_chrf_is_that_of_sacrebleu(self, text: str, reference: str) -> None:
        metrics = pytest.importorskip("sacrebleu.metrics", reason="sacrebleu is not installed: pip install -e .[test]")
        assert chrf(text, reference) == pytest.approx(metrics.CHRF().sentence_score(text, [reference]).score / 100)


@pytest.mark.parametrize(
    ("word", "name"),
    [("ImageNet", True), ("CIFAR-10", True), ("GPT-2", True), ("mAP", True), ("ReLUs", True), ("GPU", False), ("GPUs", False),
     ("FPGA-based", False), ("NP-complete", False), ("2D", False), ("The", False), ("network", False)],
)  # fmt: skip
def test_what_is_written_as_a_name(word: str, name: bool) -> None:
    assert is_name(word) is name


def test_rank_correlation_with_ties() -> None:
    assert ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2]
    value, low, high = correlation([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [2, 1, 4, 3, 7, 8, 6, 5, 10, 9]) or (0, 0, 0)
    assert value == pytest.approx(1 - 6 * 24 / 990)
    assert low < value < high
    assert correlation([1] * 10, list(range(10))) is None


def claims(*rows: tuple[float | None, float | None, int | None], name: str = "glossary-consistency") -> list[Figure]:
    return [Figure(name, f"d{n}.md", n, 3, *row, "method") for n, row in enumerate(rows)]


class TestClaims:
    def test_a_constant_says_nothing(self) -> None:
        (found,) = compare(claims(*[(0.90, 0.5 + n / 50, 100) for n in range(20)]))
        assert (found.usual, found.usual_share) == (0.90, 1.0)
        assert "carries no information: 100% of the documents claim 0.90" in found.verdict
        assert found.correlation is None

    def test_a_claim_outside_of_what_chance_explains_is_off(self) -> None:
        (found,) = compare(
            claims((0.95, 0.70, 100), (0.95, 0.90, 20), (0.75, 0.70, 100), (None, 0.2, 9), (0.9, None, None))
        )
        assert [(f.document, f.claimed) for f in found.outliers] == [("d0.md", 0.95)]
        assert (found.claims, found.measured, found.both, found.off) == (4, 4, 3, 1)

    def test_claims_that_follow_and_claims_that_do_not(self) -> None:
        (follows,) = compare(claims(*[(0.8 + n / 100, 0.5 + n / 50, None) for n in range(15)]))
        (against,) = compare(claims(*[(0.9 - n / 100, 0.5 + n / 50, None) for n in range(15)]))
        assert "follows what was measured" in follows.verdict
        assert "the lower what was measured" in against.verdict

    def test_sums_are_held_to_their_rounding(self) -> None:
        (found,) = compare(claims((0.90, 0.905, None), (0.93, 0.90, None), name="overall"))
        assert [f.document for f in found.outliers] == ["d1.md"]


TEXTS = {n: Text(f"papers/{n % 4}/{n:02}.md", n, "", f"2026-01-{n + 1:02}") for n in range(12)}


def use(document: int, rendering: str, outcome: str = "accepted", concept: int = 1) -> Use:
    return Use(concept, f"term{concept}", rendering, outcome, Place(TEXTS[document].document, document, 5))


class TestCorpus:
    def test_a_rendering_that_came_late(self) -> None:
        uses = [use(n, "أ" if n < 6 else "ب") for n in range(12) for _ in range(2)]
        found = {d.rendering: (d.early.accepted, d.late.accepted) for d in corpus.drifts(uses, TEXTS)}
        assert found == {"أ": (12, 0), "ب": (0, 12)}
        mixed = [use(n, "أ" if n % 2 else "ب") for n in range(12) for _ in range(2)]
        assert corpus.drifts(mixed, TEXTS) == ()

    @pytest.mark.parametrize(
        ("paths", "shown"),
        [
            (["p/a/01.md", "p/b/01.md"], ["a/01.md", "b/01.md"]), (["p/a/01.md", "p/a/02.md"], ["01.md", "02.md"]),
            (["/x/a", "y/a"], ["/x/a", "y/a"]), (["a", "a/b"], ["a", "a/b"]), (["a/b"], ["b"]), (["a"], ["a"]), ([], []),
        ],
    )  # fmt: skip
    def test_columns_of_one_name_are_told_apart_by_their_folders(self, paths: list[str], shown: list[str]) -> None:
        assert pictures.without_common_folder(paths) == shown

    def test_the_heat_map_counts_what_is_there(self) -> None:
        uses = [use(0, "أ"), use(0, "", "none"), use(1, "أ"), use(2, "ج", "accepted", concept=2)]
        heat = corpus.heat_map(uses, TEXTS)
        assert heat.columns == ("papers/0/00.md", "papers/1/01.md", "papers/2/02.md")
        ((term, number, cells),) = heat.rows
        assert (term, number) == ("term1", 1)
        assert [cell and (cell.accepted, cell.segments) for cell in cells] == [(1, 2), (1, 1), None]

    def test_agreement_counts_pairs_of_groups(self) -> None:
        found = corpus.agreement("papers", [{"a": "x", "b": "x", "c": "y"}, {"a": "x", "b": "z"}, {"a": "x"}])
        assert found is not None
        assert (found.groups, found.terms, found.alike, found.compared) == (3, 2, 1, 4)
        assert found.by_group[0] == ("c", 0, 2)
        assert corpus.agreement("papers", [{"a": "x"}]) is None

    def test_periods_need_two_dates(self) -> None:
        assert [(p.label, p.accepted, p.segments) for p in corpus.periods([use(0, "أ"), use(1, "", "none")], TEXTS)] == [
            ("2026-01-01", 1, 1), ("2026-01-02", 0, 1),
        ]  # fmt: skip
        assert corpus.periods([use(0, "أ"), use(0, "")], TEXTS) == ()


@pytest.fixture(scope="module")
def seeds(built: Path, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("measures") / "seeds.db"
    shutil.copyfile(built, path)
    return connect(path, writable=True)


class TestSeeds:
    def test_uses_are_those_of_the_checks(self, seeds: sqlite3.Connection) -> None:
        index, rules = TermIndex(queries.terms(seeds)), (language("en"), language("ar"))
        found = {(segment, concept): outcome for segment, concept, _, _, _, outcome in find_uses(seeds, index)}
        differ = checked = 0
        for row in stored_uses.parallel_segments(seeds, "en", "ar", 1):
            terms = SegmentTerms(marked(row["source_text"]), marked(row["target_text"]), *rules, index, CheckOptions())
            for group in terms.groups:
                outcomes = {found[row["id"], n] for n in group.concepts if (row["id"], n) in found}
                if outcomes:
                    checked += 1
                    differ += ("accepted" in outcomes) != bool(terms.renderings(group) or group.kept)
        assert checked > 400
        assert differ <= checked // 100

    def test_what_is_kept_is_what_is_counted_and_goes_stale(self, seeds: sqlite3.Connection) -> None:
        index = TermIndex(queries.terms(seeds))
        counted = uses_of(seeds, index, keep=True)
        assert stored_uses.uses_are_of(seeds) == queries.last_revision(seeds)
        assert sorted(uses_of(seeds, index)) == sorted(counted)
        shares = Counter(u[2] for u in counted if u[5] == "accepted")
        rows = seeds.execute("SELECT * FROM claimed_and_measured WHERE figure = 'glossary-consistency'").fetchall()
        assert len(rows) == 20
        for row in rows:
            assert round(row["measured"] * row["trials"]) == shares[row["document_id"]]

    def test_the_two_translators_disagree(self, seeds: sqlite3.Connection) -> None:
        report = consistency_report(seeds)
        assert report.corpus is not None
        found = {a.of: a for a in report.corpus.agreement}
        assert {name for name, _, _ in found["translators, in what they state"].by_group} == {
            "Layla Haddad",
            "Omar Nassar",
        }
        assert found["translators, in what they state"].high < 0.7
        by_name = {c.name: c for c in report.comparisons}
        assert by_name["glossary-consistency"].correlation
        assert by_name["glossary-consistency"].correlation[1] > 0, "the claims of the samples follow what is there"
        assert {f.document.rpartition("/")[2] for f in by_name["overall"].outliers} == {
            "02-schedules-and-retention.md", "03-indexes-and-queries.md",
        }  # fmt: skip

    def test_the_report_keeps_its_count_and_says_the_same_again(self, db: Path) -> None:
        first = command(db, "report", "--format", "json").stdout
        connection = sqlite3.connect(db)
        assert connection.execute("SELECT count(*) FROM term_use").fetchone()[0] > 400
        connection.close()
        assert command(db, "report", "--format", "json").stdout == first

    def test_a_large_termbase_is_asked_and_says_the_same(
        self, seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index = TermIndex(queries.terms(seeds))
        loaded = {use[:2]: use[5] == "accepted" for use in find_uses(seeds, index)}
        monkeypatch.setattr("termbase.pipeline.recognition.MOST_LOADED", 10)
        asked = {use[:2]: use[5] == "accepted" for use in find_uses(seeds, index)}
        both = loaded.keys() & asked.keys()
        assert len(both) > 0.95 * len(loaded.keys() | asked.keys())
        assert sum(loaded[use] != asked[use] for use in both) <= len(both) // 100
