"""Entries read by a template are the same as entries read element by element, whatever stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termbase.errors import InputError
from termbase.formats import Loss, Losses, SourceFile
from termbase.formats.base import Options
from termbase.formats.xml import shapes, tbx_read
from termbase.formats.xml.records import records
from termbase.matching import Incoming

SPACE = st.sampled_from(["", "", "\n", "\n  ", "\r\n\t"])
TEXT = st.sampled_from([
    "plain", "two words", "  edges\t", "line\n   break", "line\nbreak", "a &amp; b", "&lt;b&gt;", "&#x41;", "&#32;", "",
    "a > b", 'say "hi"', "it's", "<![CDATA[<raw>]]>", "x<!-- </conceptEntry> -->y", "a <hi>b</hi> c", "<hi>b</hi>",
    "<?go on?>", "[termbase] processStatus: proposed", "[termbase] field/x: y", "ﷺ \u200f", "𐎠", "\u00a0", "noun",
])  # fmt: skip
STATUS = st.sampled_from(["preferredTerm-admn-sts", "deprecatedTerm-admn-sts", "unheard of", "forbidden", ""])


@st.composite
def statements(draw: st.DrawFn, level: str) -> str:
    """What may stand at a concept, a language or a term."""
    text, other = draw(TEXT), draw(TEXT)
    kinds = [
        f"<note>{text}</note>", f'<descrip type="definition">{text}</descrip>', f'<admin type="source">{text}</admin>',
        f'<descripGrp><descrip type="context">{text}</descrip><admin type="source">{other}</admin></descripGrp>',
        f'<transacGrp><transac type="transactionType">origination</transac><date>{text}</date>'
        f'<transacNote type="responsibility" target="x">{other}</transacNote></transacGrp>',
        f'<xref type="xGraphic" target="http://x.example/a.png">{text}</xref>',
        f'<ref type="crossReference" target="c2">{text}</ref>', f'<descrip type="subjectField" id="d1">{text}</descrip>',
    ]  # fmt: skip
    if level == "term":
        kinds += [
            f'<termNote type="administrativeStatus">{draw(STATUS)}</termNote>',
            f'<termNote type="partOfSpeech">{text}</termNote>', f"<min:partOfSpeech>{text}</min:partOfSpeech>",
            f'<termNote type="processStatus">{draw(st.sampled_from(["unprocessed", "other"]))}</termNote>',
            f'<termNote type="translate">{draw(st.sampled_from(["no", "yes"]))}</termNote>',
            f'<termNote type="figure">{text}</termNote>',
        ]  # fmt: skip
    return str(draw(st.sampled_from(kinds)))


@st.composite
def concept(draw: st.DrawFn) -> str:
    """A concept with few kinds of shapes, so that templates are made and used."""
    space = draw(SPACE)
    said = draw(st.lists(statements("concept"), max_size=1))
    parts = [f'<conceptEntry id="{draw(st.sampled_from(["c1", "x y", "é", "a&amp;b", ""]))}">', *said]
    for code in draw(st.sampled_from([["en"], ["en", "ar"], ["en", "pt-BR"]])):
        notes = "".join(draw(st.lists(statements("term"), max_size=2)))
        parts.append(
            f'<langSec xml:lang="{code}"><termSec id="t{code}"><term>{draw(TEXT)}</term>{notes}</termSec>{space}'
        )
        parts.append("</langSec>")
    between = draw(st.sampled_from(["", "", "", "<!-- between -->", "<!-- <conceptEntry> -->", "<other/>"]))
    return space.join(parts) + f"{space}</conceptEntry>{draw(st.sampled_from(['', '', ' ']))}{space}{between}"


Found = tuple[list[Incoming], list[Loss]] | str


def both(path: Path) -> tuple[Found, Found]:
    """What a file is and what of it is lost, read by templates and element by element; the error where it has one."""
    found: list[Found] = []
    for by_template in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shapes, "FREQUENT", 3)
            if not by_template:
                patch.setattr(tbx_read, "entries", _one_by_one)
            try:
                options = Options()
                found.append((list(tbx_read.read_tbx(SourceFile(path), options)), list(options.losses)))
            except InputError as error:
                found.append(str(error))
    return found[0], found[1]


def _one_by_one(
    source: SourceFile, names: tuple[str, ...], roots: tuple[str, ...], codes: re.Pattern[str], read: shapes.Read,
    losses: Losses,
) -> Iterator[Incoming]:  # fmt: skip
    return map(shapes._Shapes("", codes, read, losses).read, records(source, names, roots, losses))


def file_of(body: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}\n<tbx style="dca"><text><body>{body}</body></text></tbx>'.encode()


@settings(max_examples=60, deadline=None)
@given(some=st.lists(concept(), min_size=1, max_size=4), order=st.lists(st.integers(0, 3), min_size=4, max_size=30))
def test_what_is_read_by_templates_is_what_is_read_element_by_element(
    some: list[str], order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("tbx") / "a.tbx"
    path.write_bytes(file_of("".join(some[n % len(some)] for n in order)))
    quick, slow = both(path)
    assert quick == slow


ENTRY = (
    '<conceptEntry id="c{0}"><langSec xml:lang="en"><termSec><term>term {0}</term></termSec></langSec></conceptEntry>\n'
)


@pytest.mark.parametrize("damage", [
    b"</termSec>", b"&undeclared;", b"<x", b"]]>", b"\x00", b"\xff", b"</conceptEntry>", b"<!DOCTYPE a>", b"&",
])  # fmt: skip
def test_damage_behind_many_entries_of_one_shape_has_the_same_place(damage: bytes, tmp_path: Path) -> None:
    whole = file_of("".join(ENTRY.format(n) for n in range(3000)))
    for share in (0.5, 0.9):
        at = int(len(whole) * share)
        (tmp_path / "a.tbx").write_bytes(whole[:at] + damage + whole[at:])
        quick, slow = both(tmp_path / "a.tbx")
        assert quick == slow
        assert isinstance(quick, str)


def test_templates_are_used_and_longer_files_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    fill = shapes._Shapes.fill
    monkeypatch.setattr(shapes._Shapes, "fill", lambda *a: made.append(fill(*a)) or made[-1])
    other = '<!-- <conceptEntry id="no"> --><conceptEntry id="a"><langSec xml:lang="ar"><termSec><term>ب &amp; ت</term></termSec></langSec></conceptEntry >'
    body = "".join(ENTRY.format(n) + (other if n % 500 == 0 else "") for n in range(4000))
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "a.tbx").write_bytes(file_of(body, "").decode().encode(encoding))
        quick, slow = both(tmp_path / "a.tbx")
        assert quick == slow
        assert len(quick[0]) == 4008
        assert encoding == "utf-16" or sum(row is not None for row in made) > 3900
        made.clear()
