"""A team's own names for headings and fields, as data in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import DATA, command, one_line, working_in

from termbase.documents import load_conventions, name_key, read_sections
from termbase.errors import InputError
from termbase.model import Part

TEAM = """# Titel

### Ausgangstext

Buffers are small.

### Zieltext

Puffer sind klein.

### Bemerkungen

- **Wörterliste:** buffer (Puffer), cache (Zwischenspeicher)

### Zahlen

- Verständlichkeit: 0.9
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Back-Translation", "back translation"),
        ("**Key Terms:**", "key terms"),
        ("2.1 English Version (Summary)", "english version"),
        ("IV. Notes", "notes"),
        ("Translator’s Notes", "translators notes"),
        ("ÜBERSETZUNG", "übersetzung"),
        ("النسخة العربية (ملخص)", "النسخة العربية"),
        ("Cafe\u0301", "café"),
    ],
)
def test_names_are_compared_without_case_emphasis_numbering_and_qualifier(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_the_file_of_another_team_and_language_pair() -> None:
    conventions = load_conventions(DATA / "team.toml")
    document = read_sections(TEAM, "x.md", "0", "en", "de", conventions)
    assert [(s.source.text, s.target.text) for s in document.segments] == [("Buffers are small.", "Puffer sind klein.")]
    assert [f.part for f in document.fields] == [Part.NOTES, Part.METRICS]
    assert [(m.name, m.value) for m in document.metrics] == [("readability", 0.9)]
    assert conventions.kind_of_field("Wörterliste (neu)") == "terms"


def test_a_file_adds_and_takes_nothing_away() -> None:
    packaged, own = load_conventions(), load_conventions(DATA / "team.toml")
    for table in ("languages", "parts", "fields", "kept", "metrics"):
        for name, values in getattr(packaged, table).items():
            assert set(values) <= set(getattr(own, table)[name])
    assert packaged.part_of_heading("Ausgangstext", "en", "de") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[languages\n", "TOML"),
        ("[headings]\nx = ['y']\n", "headings"),
        ("[parts]\nnotes = 'Notes'\n", "list of strings"),
        ("[parts]\nnotes = [1]\n", "list of strings"),
        ("parts = 3\n", "parts"),
        ("[languages]\n'!!' = ['x']\n", "language tag"),
    ],
)
def test_errors_name_the_file_and_the_reason(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "team.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "x.md").write_text("# T\n", encoding="utf-8")
    with working_in(tmp_path):
        result = command(tmp_path / "t.db", "extract", ".", "--config", "team.toml")
    assert result.exit_code == 2
    message = one_line(result.stderr)
    assert said in message
    assert "team.toml" in message


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_bytes(b"[parts]\nnotes = ['\xff']\n")
    with pytest.raises(InputError, match=r"team\.toml"):
        load_conventions(tmp_path / "team.toml")


def test_the_commands_use_termbase_toml_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(TEAM, encoding="utf-8")
    arguments = ("extract", ".", "--target", "de", "--format", "tsv")
    with working_in(tmp_path):
        assert "Puffer" not in command(tmp_path / "one.db", *arguments).stdout
        (tmp_path / "termbase.toml").write_bytes((DATA / "team.toml").read_bytes())
        found = command(tmp_path / "one.db", *arguments)
    assert "buffer\tPuffer" in found.stdout
    assert "1 document read, 0 unchanged since the last run" in found.stderr, (
        "other conventions: the document is read again"
    )


def test_each_call_with_a_changed_file_sees_the_change(tmp_path: Path) -> None:
    path = tmp_path / "team.toml"
    path.write_text("[parts]\nnotes = ['eins']\n", encoding="utf-8")
    assert load_conventions(path).part_of_heading("eins", "en", "de") is Part.NOTES
    path.write_text("[parts]\nnotes = ['zwei-drei']\n", encoding="utf-8")
    assert load_conventions(path).part_of_heading("zwei drei", "en", "de") is Part.NOTES
