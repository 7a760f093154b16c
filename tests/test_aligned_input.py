"""Aligned text that is not what it should be, another aligner, and terms without counterpart."""

from __future__ import annotations

import random
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import command
from test_aligned_extraction import NOUNS, corpus, extract, write

from extractors.two_sides import sides_notice
from termbase.commands.extract import MORE


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(b, a) for a, b in corpus(30)], "swapped"),
        ([(a, a) for a, _ in corpus(30)], "both sides"),
        (corpus(2), "too few"),
        ([(a, "") for a, _ in corpus(30)], "no ar text in 30 of 30"),
        ([("<b>**</b>", "<i>--</i>")] * 30, "both sides seem"),
        ([(corpus(1)[0][0] * 40_000, "شجرة"), *corpus(2)], "more than 50,000 characters"),
    ],
)
def test_bad_input_is_told_each_time_and_gives_no_sure_pair(
    tmp_path: Path, rows: list[tuple[str, str]], said: str
) -> None:
    arguments = ("extract", "--extractor", "aligned", write(tmp_path / "a.tsv", rows))
    result, again = command(tmp_path / "t.db", *arguments), command(tmp_path / "t.db", *arguments)
    found = [line.split("\t") for line in result.stdout.splitlines()[1:]]
    assert said in result.stderr, result.stderr
    assert said in again.stderr, again.stderr
    assert all(float(row[2]) < 0.5 for row in found), found


def test_sentences_left_untranslated_are_no_evidence_and_repeated_ones_count_once(tmp_path: Path) -> None:
    rows = [(a, a if k % 2 else b) for k, (a, b) in enumerate(corpus(80))]
    found, said = extract(tmp_path / "t.db", write(tmp_path / "a.tsv", rows))
    assert "both sides are the same in 40 of 80 segments" in said
    assert all(source != target for source, target, *_ in found)
    found, said = extract(tmp_path / "u.db", write(tmp_path / "b.tsv", corpus(2) * 60))
    assert "only 2 different sentence pairs" in said
    assert all(float(row[2]) < 0.5 for row in found)


def test_a_side_in_a_third_language_is_told() -> None:
    english = "The tree of the house is in the garden and it is not for you to see what we have in it now, is it? " * 2
    german = (
        "Der Baum des Hauses steht in dem Garten und er ist nicht für euch, da wir ihn mit dem Nachbarn und der " * 2
    )
    assert sides_notice([(english, german)], "en", "de") == ""
    assert "the target seems to be in de, not in fr; give --target de" in sides_notice([(english, german)], "en", "fr")
    assert "the source seems to be in de" in sides_notice([(german, english)], "es", "en")


def test_a_truncated_tmx_is_named_and_nothing_of_it_is_mined(tmp_path: Path) -> None:
    unit = '<tu><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="ar"><seg>{}</seg></tuv></tu>'
    body = "".join(unit.format(*pair) for pair in corpus(60))
    (tmp_path / "a.tmx").write_text(f'<tmx version="1.4"><header/><body>{body}<tu><tuv', encoding="utf-8")
    result = command(tmp_path / "t.db", "extract", "--extractor", "aligned", str(tmp_path / "a.tmx"))
    assert result.exit_code == 2
    assert "a.tmx" in result.stderr
    assert result.stdout.count("\n") <= 1


def test_another_aligner_is_a_name_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.tsv", corpus(40))
    unknown = command(tmp_path / "t.db", "extract", "--extractor", "aligned", "--aligner", "none-such", path)
    assert unknown.exit_code == 2
    assert "there is no aligner 'none-such'" in unknown.stderr
    # A package that declares an aligner of its own in the group that is looked in.
    package = tmp_path / "site" / "mine-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n", encoding="utf-8")
    entry = "[termbase.aligners]\nmine = extractors.alignment:HmmAligner.train\n"
    (package / "entry_points.txt").write_text(entry, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    rows, _ = extract(tmp_path / "own.db", path, "--aligner", "mine")
    assert rows == extract(tmp_path / "hmm.db", path)[0]


def test_terms_without_counterpart_are_listed(tmp_path: Path) -> None:
    left_out = [(a.replace(".", " of the turbine."), b) for a, b in corpus(60)]
    extract(tmp_path / "t.db", write(tmp_path / "a.tsv", left_out))
    result = command(tmp_path / "t.db", "pairs", "--unpaired")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert rows[0] == ["language", "other_language", "text", "score", "documents", "occurrences", "missing"]
    assert "turbine" in {row[2] for row in rows[1:]}


def test_sides_that_do_not_translate_each_other_give_no_sure_pair(tmp_path: Path) -> None:
    rows = corpus(150)
    targets = [target for _, target in rows]
    random.Random(7).shuffle(targets)
    shuffled = [(source, target) for (source, _), target in zip(rows, targets, strict=True)]
    found, _ = extract(tmp_path / "t.db", write(tmp_path / "a.tsv", shuffled))
    wrong = [row for row in found if NOUNS.get(row[0]) != row[1].removeprefix("ال") and float(row[2]) >= 0.8]
    assert wrong == []


def test_texts_out_of_step_are_told_from_translations() -> None:
    sentences = corpus(400)
    lengths = [random.Random(seed).randint(1, 7) for seed in range(80)]
    parts = [sentences[sum(lengths[:k]) % 300 :][: lengths[k]] for k in range(80)]
    texts = [(" ".join(a for a, _ in part), " ".join(b for _, b in part)) for part in parts]
    shifted = [(source, target) for (source, _), (_, target) in pairwise(texts)]
    terms = [(source[:30], target) for source, target in shifted]
    assert sides_notice(texts, "en", "ar") == ""
    assert "out of step" in sides_notice(shifted, "en", "ar")
    assert sides_notice(terms, "en", "ar") == "", "of short texts the lengths tell nothing"
    assert sides_notice(shifted[:10], "en", "ar") == "", "nor do few"
    turned = [("long " * 10, "طويل " * 20), ("long " * 20, "طويل " * 10)] * 21
    assert "correlate by -1.00" in sides_notice(turned, "en", "ar")
    assert sides_notice([(one, one) for one, _ in turned], "en", "xx") == ""


def test_a_second_run_repeats_nothing_that_the_first_did_not_say(tmp_path: Path) -> None:
    items = "\n\n".join(f"Paragraph {k} stands in the source alone." for k in range(9))
    text = f"# English Version\n\nOne tree.\n\n{items}\n\n# Arabic Version\n\nشجرة.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    said = [command(tmp_path / "t.db", "extract", str(tmp_path / "a.md")).stderr for _ in range(2)]
    with sqlite3.connect(tmp_path / "t.db") as connection:
        assert connection.execute("SELECT count(*) FROM finding WHERE code = 'text-missing'").fetchone()[0] == 1
    assert said == [
        f"termbase: {MORE}\n1 document read, 0 unchanged since the last run\n",
        "0 documents read, 1 unchanged since the last run\n",
    ]
