"""Dictionaries that help to align: what is read of them, what is refused, and what they change."""

from __future__ import annotations

import gzip
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

import pytest
from conftest import command
from test_aligned_extraction import corpus, extract, write

from termbase.documents import read_dictionary
from termbase.errors import InputError

ENTRIES = (
    "Gasket /ɡˈaskɪt/\nالحشية، الفلكة (ميكانيكا)\n",
    "Health care <n>\n1. الرعاية الصحية\n2. شيء يقال عنه ما لا يقال عن غيره\n",
    "Flange\nvoir collet; - الوصلة\n",
)


def number(value: int) -> str:
    figures = ascii_uppercase + ascii_lowercase + digits + "+/"
    return (number(value // 64) if value >= 64 else "") + figures[value % 64]


def dictd(folder: Path, *, packed: bool = True) -> Path:
    """The entries as a dictionary of dictd, each in the index under two headwords."""
    body, index = b"About this dictionary\n", ["00databaseinfo\tA\tW\n"]
    for entry in map(str.encode, ENTRIES):
        index += [f"{name}\t{number(len(body))}\t{number(len(entry))}\n" for name in ("a", "b")]
        body += entry
    (folder / "some.index").write_text("".join(index), encoding="utf-8")
    path = folder / ("some.dict.dz" if packed else "some.dict")
    path.write_bytes(gzip.compress(body) if packed else body)
    return path


@pytest.mark.parametrize("packed", [True, False])
def test_entries_of_dictd_are_words_with_their_renderings(tmp_path: Path, packed: bool) -> None:
    path = dictd(tmp_path, packed=packed)
    found = [("Gasket", "الحشية"), ("Gasket", "الفلكة"), ("Health care", "الرعاية الصحية"), ("Flange", "الوصلة")]
    assert list(read_dictionary(path, "en", "ar")) == found
    assert list(read_dictionary(tmp_path / "some.index", "en-GB", "ar-EG")) == found


def test_a_table_is_a_dictionary_too(tmp_path: Path) -> None:
    path = write(tmp_path / "d.tsv", [("gasket", "حشية"), ("flange", "")])
    assert list(read_dictionary(Path(path), "en", "ar")) == [("gasket", "حشية")]


def test_what_is_no_dictionary_of_the_two_languages_is_refused(tmp_path: Path) -> None:
    path = dictd(tmp_path)
    with pytest.raises(InputError, match="no entry from ar to en"):
        list(read_dictionary(path, "ar", "en"))
    (tmp_path / "notes.md").write_text("# Notes\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no dictionary"):
        list(read_dictionary(tmp_path / "notes.md", "en", "ar"))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InputError, match="cannot be unpacked"):
        list(read_dictionary(path, "en", "ar"))
    dictd(tmp_path)
    (tmp_path / "some.index").write_text("gasket\tW\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"some\.index:1: is no index of dictd"):
        list(read_dictionary(path, "en", "ar"))
    path.unlink()
    with pytest.raises(InputError, match="does not exist"):
        list(read_dictionary(path, "en", "ar"))


def test_a_dictionary_tells_which_of_two_rare_words_is_which(tmp_path: Path) -> None:
    text = write(tmp_path / "a.tsv", [*corpus(60), ("The gasket finds the flange.", "يجد الوصلة الحشية.")])
    for gasket, flange in (("حشية", "وصلة"), ("وصلة", "حشية")):
        # What does not occur in the texts teaches nothing.
        rows = [("gasket", gasket), ("flange", flange), ("gasket", "مرساة"), ("anchor", "حشية")]
        entries = write(tmp_path / "d.tsv", rows)
        found, _ = extract(tmp_path / "t.db", text, "--dictionary", entries)
        best = {source: target.removeprefix("ال") for source, target, *_ in reversed(found)}
        # Another dictionary has the rows mined anew.
        assert (best["gasket"], best["flange"]) == (gasket, flange)


def test_a_dictionary_that_cannot_help_is_refused_before_anything_is_stored(tmp_path: Path) -> None:
    text, absent = write(tmp_path / "a.tsv", corpus(40)), str(tmp_path / "none.dict.dz")
    result = command(tmp_path / "t.db", "extract", text, "--extractor", "aligned", "--dictionary", absent)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.stderr
    assert "none.dict.dz: does not exist" in result.stderr
    result = command(tmp_path / "t.db", "extract", text, "--dictionary", text)
    assert result.exit_code == 2
    assert "--extractor aligned" in result.stderr
    assert not (tmp_path / "t.db").exists()
