"""`termbase check`: formats, exit statuses, suppression, baseline, --since, and what is said of what cannot be judged."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import command, one_line

from termbase.checks.codes import CODES
from termbase.cli import main
from termbase.reports.findings import FIELDS

TEXT = """# Section 1

### English Version

A router drops a packet.

The buffer holds 12 of them.

### النسخة العربية

يُسقط الموجّه الباكيت.

يسع المخزن المؤقت 13 منها.
"""

Run = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    csv = "en,ar,status\npacket,حزمة,preferred\npacket,باكيت,forbidden\nbuffer,مخزن مؤقت,preferred\n"
    (tmp_path / "terms.csv").write_text(csv, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    def call(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--db", "t.db", *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    call("import", "terms.csv")
    return call


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestFormats:
    def test_json_lines_have_the_keys_of_the_contract(self, run: Run) -> None:
        found = records(run("check", "a.md", "--format", "jsonl", code=1))
        assert [tuple(record) for record in found] == [FIELDS, FIELDS, FIELDS]
        forbidden = found[0]
        assert (forbidden["code"], forbidden["document"], forbidden["line"], forbidden["segment"]) == (
            "term-forbidden",
            "a.md",
            11,
            1,
        )
        assert "يُسقط الموجّه الباكيت."[forbidden["target_start"] : forbidden["target_end"]] == "الباكيت"  # type: ignore[misc]
        assert [record["code"] for record in found[1:]] == ["number-mismatch", "number-mismatch"]

    def test_text_has_the_place_the_words_and_carets(self, run: Run) -> None:
        result = run("check", "a.md", code=1)
        lines = result.stdout.splitlines()
        assert lines[0].startswith("a.md:11: error term-forbidden: “الباكيت” is forbidden; use “حزمة”")
        assert (lines[1], lines[2]) == ("    A router drops a packet.", "                     ^^^^^^")
        assert "⟦الباكيت⟧" in lines[3]
        assert "3 findings in 1 document" in result.stderr

    def test_colour_only_where_it_is_wanted(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "\x1b[" not in run("check", "a.md", code=1).stdout
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[1;31m" in run("check", "a.md", code=1).stdout

    def test_github_annotations(self, run: Run) -> None:
        first = run("check", "a.md", "--format", "github", code=1).stdout.splitlines()[0]
        assert first.startswith("::error file=a.md,line=11,title=term-forbidden::")

    def test_sarif_has_every_rule_and_places(self, run: Run) -> None:
        log = json.loads(run("check", "a.md", "--format", "sarif", code=1).stdout)
        (tool,) = log["runs"]
        assert log["version"] == "2.1.0"
        assert [rule["id"] for rule in tool["tool"]["driver"]["rules"]] == list(CODES)
        for result in tool["results"]:
            assert tool["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["locations"][0]["physicalLocation"]["region"]["startLine"] > 0

    def test_sarif_passes_its_schema(self, run: Run) -> None:
        model = pytest.importorskip(
            "pydantic_sarif.model", reason="pip install pydantic-sarif: classes made from the schema"
        )
        log = json.loads(run("check", "a.md", "--format", "sarif", code=1).stdout)
        read = model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(log)
        assert len(read.runs[0].results) == 3


class TestStatus:
    def test_a_clean_file_ends_with_0_and_says_nothing(self, run: Run, here: Path) -> None:
        (here / "a.md").write_text(TEXT.replace("الباكيت", "الحزمة").replace("13", "١٢"), encoding="utf-8")
        assert run("check", "a.md").stdout == ""

    def test_never_fails_when_told_so(self, run: Run) -> None:
        assert run("check", "a.md", "--fail-on", "never").stdout

    def test_warnings_fail_only_when_told_so(self, run: Run, here: Path) -> None:
        (here / "a.md").write_text(TEXT.replace("الباكيت", "الطرد").replace("13", "12"), encoding="utf-8")
        assert "term-missing" in run("check", "a.md").stdout
        run("check", "a.md", "--fail-on", "warning", code=1)

    def test_what_cannot_be_read_is_2_and_the_rest_is_judged(self, run: Run) -> None:
        result = run("check", "a.md", "none.md", code=2)
        assert "none.md: does not exist" in result.stderr
        assert "term-forbidden" in result.stdout

    def test_no_termbase(self, run: Run) -> None:
        result = CliRunner().invoke(main, ["--db", "none.db", "check", "a.md"])
        assert (result.exit_code, result.stderr.count("\n")) == (3, 1)


class TestSuppression:
    def test_a_comment_before_the_block_with_a_reason(self, run: Run, here: Path) -> None:
        comment = "<!-- termbase-ignore term-forbidden: quoted from an old manual -->"
        (here / "a.md").write_text(TEXT.replace("يُسقط", f"{comment}\n\nيُسقط"), encoding="utf-8")
        result = run("check", "a.md", "--format", "jsonl", code=1)
        assert {record["code"] for record in records(result)} == {"number-mismatch"}

    def test_a_comment_for_the_whole_file(self, run: Run, here: Path) -> None:
        (here / "a.md").write_text(
            TEXT + "\n<!-- termbase-ignore-file number-mismatch, term-forbidden: a draft -->\n", encoding="utf-8"
        )
        result = run("check", "a.md")
        assert result.stdout == ""
        assert "3 suppressed" in result.stderr

    @pytest.mark.parametrize(
        ("comment", "said"), [("number-mismatch", "a reason must follow"), ("number-wrong: so", "there is no code")]
    )
    def test_without_a_reason_or_with_an_unknown_code_nothing_is_suppressed(
        self, run: Run, here: Path, comment: str, said: str
    ) -> None:
        (here / "a.md").write_text(TEXT + f"\n<!-- termbase-ignore-file {comment} -->\n", encoding="utf-8")
        result = run("check", "a.md", code=1)
        assert said in result.stderr
        assert "number-mismatch" in result.stdout

    def test_rules_in_a_file(self, run: Run, here: Path) -> None:
        rules = '[[ignore]]\ncode = "term-forbidden"\nterm = "Packet"\ndocument = "*.md"\nreason = "old name"\n'
        (here / "termbase-check.toml").write_text(rules, encoding="utf-8")
        assert "term-forbidden" not in run("check", "a.md", code=1).stdout

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            ('[[ignore]]\ncode = "term-forbidden"\n', "needs a reason"),
            ('[[ignore]]\nreason = "x"\n', "would ignore everything"),
            ('[[ignore]]\ncode = "nonsense"\nreason = "x"\n', "no code 'nonsense'"),
            ('[[ignore]]\nkode = "x"\n', "may have code"),
            ("[ignore]\n", "two brackets"),
            ("[[ignore", "TOML"),
        ],
    )
    def test_wrong_rules_are_one_line(self, run: Run, here: Path, rules: str, said: str) -> None:
        (here / "termbase-check.toml").write_text(rules, encoding="utf-8")
        assert said in run("check", "a.md", code=2).stderr


class TestOldDebt:
    def test_a_baseline_leaves_the_known_out_wherever_they_moved(self, run: Run, here: Path) -> None:
        run("check", "a.md", "--baseline", "known.json", "--write-baseline")
        (here / "a.md").write_text("\n\n" + TEXT.replace("يسع", "الباكيت يسع"), encoding="utf-8")
        result = run("check", "a.md", "--baseline", "known.json", "--format", "jsonl")
        assert [record["code"] for record in records(result)] == ["term-forbidden"]

    def test_what_is_no_baseline(self, run: Run, here: Path) -> None:
        (here / "known.json").write_text("[]", encoding="utf-8")
        assert "is no baseline" in run("check", "a.md", "--baseline", "known.json", code=2).stderr

    def test_since_judges_only_what_a_diff_touched(self, run: Run, here: Path) -> None:
        def git(*arguments: str) -> None:
            subprocess.run(
                ["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments],
                cwd=here,
                check=True,
                capture_output=True,
            )

        git("init", "-q")
        git("add", "a.md")
        git("commit", "-qm", "one")
        assert run("check", "a.md", "--since", "HEAD").stdout == ""
        (here / "a.md").write_text(TEXT.replace("يسع المخزن", "وسع المخزن"), encoding="utf-8")
        found = records(run("check", "a.md", "--since", "HEAD", "--format", "jsonl", code=1))
        assert {record["code"] for record in found} == {"number-mismatch"}
        (here / "b.md").write_text(TEXT, encoding="utf-8")
        assert "term-forbidden" in run("check", "b.md", "--since", "HEAD", code=1).stdout
        assert "no revision 'nonsense'" in run("check", "a.md", "--since", "nonsense", code=2).stderr


class TestBadInput:
    def test_an_empty_termbase_is_said_once(self, run: Run, here: Path) -> None:
        (here / "b.md").write_text(TEXT, encoding="utf-8")
        CliRunner().invoke(main, ["--db", "empty.db", "init"])
        result = CliRunner().invoke(main, ["--db", "empty.db", "check", "a.md", "b.md"])
        assert result.stderr.count("no concept with a term in both en and ar") == 1
        assert "number-mismatch" in result.stdout

    def test_another_pair_of_languages(self, run: Run) -> None:
        result = run("check", "a.md", "--source", "en", "--target", "fr")
        assert "no concept with a term in both en and fr" in result.stderr

    def test_one_text_only(self, run: Run, here: Path) -> None:
        (here / "a.md").write_text(TEXT.split("### النسخة")[0], encoding="utf-8")
        result = run("check", "a.md")
        assert "a.md: has text in en only, so nothing can be compared; add its translation" in result.stderr
        assert "text-missing" in result.stdout

    def test_texts_that_are_not_parallel(self, run: Run, here: Path) -> None:
        source = "\n\n".join(f"Paragraph {n} of a long text that has packet after packet in it." for n in range(12))
        (here / "a.md").write_text(
            f"### English Version\n\n{source}\n\n### النسخة العربية\n\nملخص قصير.\n", encoding="utf-8"
        )
        result = run("check", "a.md")
        assert "a.md: its texts do not correspond (12 blocks in en, 1 in ar, none of them surely" in result.stderr
        assert "see that both sides are the same text, paragraph by paragraph" in result.stderr
        assert "term-missing" not in result.stdout


def test_other_bilingual_files_are_judged_too(run: Run, here: Path) -> None:
    (here / "m.tsv").write_text("en\tar\nA router drops a packet.\tيُسقط الموجّه الباكيت.\n", encoding="utf-8")
    assert "m.tsv:2: error term-forbidden" in run("check", "m.tsv", code=1).stdout


def test_a_folder_without_documents_is_no_success(db: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = command(db, "check", str(tmp_path / "empty"))
    assert result.exit_code == 2
    assert "there is no document in" in one_line(result.stderr)


def test_a_language_that_the_termbase_lacks_is_said(db: Path) -> None:
    assert "no terms in klingon" in one_line(command(db, "lookup", "packet", "--source", "klingon").stderr)
    assert command(db, "lookup", "nothing of the kind").stderr == ""
