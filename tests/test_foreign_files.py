"""What files of other tools hold is taken in or reported, in the languages that they state; the files are made here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import command


def taken_in(tmp_path: Path, name: str, text: str, *options: str) -> tuple[list[dict], str]:
    """The concepts of the lossless JSON after an import, and the list of what was left out."""
    (tmp_path / name).write_bytes(text.encode())
    left_out, out, db = tmp_path / "left.tsv", tmp_path / "out.json", tmp_path / "a.db"
    result = command(db, "import", str(tmp_path / name), "--left-out", str(left_out), *options)
    assert result.exit_code == 0, result.stderr
    assert command(db, "export", str(out)).exit_code == 0
    return json.loads(out.read_text(encoding="utf-8"))["concepts"], left_out.read_text(encoding="utf-8")


XLIFF = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0"
version="2.1" srcLang="en-GB" trgLang="de"><file id="f"><notes><note>file-note</note></notes><unit id="unit-id">
<gls:glossary><gls:glossEntry id="entry-id" ref="#m1"><gls:term source="book-1">hail</gls:term>
<gls:translation id="tr-id" source="book-2">Hagel</gls:translation>
<gls:definition source="book-3">frozen rain</gls:definition></gls:glossEntry>
<gls:glossEntry><gls:term>sleet</gls:term><gls:definition>hail and rain</gls:definition></gls:glossEntry></gls:glossary>
<segment><source>There was hail</source><target>Es hagelte</target></segment></unit></file></xliff>"""
PO = """# by-hand
msgid ""
msgstr ""
"Project-Id-Version: my-glossary\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: de\\n"

#. why-so
#: place.c:1
#, c-format, forbidden
#| msgid "former"
msgctxt "weather"
msgid "hail"
msgid_plural "hails"
msgstr[0] "Hagel"
msgstr[1] "Hageln"

#~ msgid "obsolete-id"
"""
UTX = (
    "#UTX 1.11; en/de; 2026-01-01T00:00:00Z; copyright: somebody\r\n#src\ttgt\tsrc:pos\tx:client\r\n"
    "hail\tHagel\tnoun\tACME\r\n"
)
UTX_120 = "#UTX 1.20; license: free\r\n#term:en\tterm:de\tpos:en\r\nhail\tHagel\tnoun\r\n"
MULTITERM = """<mtf><conceptGrp><concept>7</concept><languageGrp><language lang="EN" type="English"/><termGrp>
<term>hail</term><descripGrp><descrip type="Status">obsolete</descrip></descripGrp><descripGrp>
<descrip type="Process Status">finalized</descrip></descripGrp></termGrp></languageGrp><languageGrp>
<language lang="DE" type="German"/><termGrp><term>Hagel</term></termGrp></languageGrp></conceptGrp></mtf>"""
TBX = """<tbx type="TBX-Min" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader/><text><body>
<conceptEntry id="c1"><langSec xml:lang="en"><transacGrp><transac type="transactionType">origination</transac>
<date>2010-04-17</date></transacGrp><termSec><term>hail</term></termSec><termSec><term>ice</term>
<termNote type="administrativeStatus">notRecommended</termNote></termSec><termSec><term>hailstones</term>
<termNote type="administrativeStatus">splendid</termNote></termSec></langSec><langSec xml:lang="de"><termSec>
<term>Hagel</term></termSec></langSec></conceptEntry></body></text></tbx>"""
TBX_MIN = """<TBX dialect="TBX-Min"><header><creator>somebody</creator><languages source="en" target="de"/></header><body>
<entry id="C2"><subjectField>weather</subjectField><langGroup xml:lang="en"><termGroup><term>hail</term>
<partOfSpeech>noun</partOfSpeech><note><noteGrp><note><noteKey>usage</noteKey><noteValue>seldom</noteValue></note>
</noteGrp></note></termGroup></langGroup><langGroup xml:lang="de"><termGroup><term>Hagel</term><customer>ACME</customer>
</termGroup><termGroup><term>Schlossen</term><termStatus>notRecommended</termStatus></termGroup></langGroup></entry>
</body></TBX>"""
TMX = """<tmx version="1.4"><header><note>head-note</note></header><body><tu tuid="unit-9" usagecount="3">
<tuv xml:lang="en"><seg>hail <bpt i="1">b-tag</bpt>storm</seg></tuv><tuv xml:lang="de"><seg>Hagel</seg></tuv></tu>
</body></tmx>"""


@pytest.mark.parametrize(("name", "text", "options", "kept", "reported"), [
    ("a.xlf", XLIFF, [], ["en-GB", "book-1", "book-2", "book-3", "frozen rain"],
     ["file-note", "unit-id", "entry-id", "m1", "tr-id", "There was hail", "Es hagelte"]),
    ("a.po", PO, [], ["why-so", "weather", "forbidden"],
     ["by-hand", "my-glossary", "c-format", "place.c:1", "former", "hails", "Hageln", "obsolete-id"]),
    ("a.utx", UTX, [], ["noun", "x:client", "ACME"], ["copyright: somebody"]),
    ("b.utx", UTX_120, [], ["noun"], ["license: free"]),
    ("a.mtf", MULTITERM, [], ["superseded", "obsolete", "finalized"], []),
    ("a.tbx", TBX, [], ["transaction origination@en", "deprecated", "splendid"], ["splendid of hailstones"]),
    ("b.tbx", TBX_MIN, [], ["weather", "noun", "usage seldom", "ACME", "deprecated"], ["somebody"]),
    ("a.tmx", TMX, [], ["hail b-tagstorm"], ["head-note", "unit-9", "usagecount", "<bpt>"]),
    ("a.csv", "en,de,fr\nhail,Hagel,grêle\n", ["--format", "amazon"], ["grêle"], []),
    ("b.csv", "hail,Hagel,en,de,0.5\n", ["--format", "deepl", "--delimiter", ","], [], ["0.5"]),
    ("a.utf8", "hail\tHagel\twhy-so\tfourth\n", ["--target", "de"], ["why-so"], ["fourth"]),
    ("a.md", "# Weather\n\nOur words\n\n| en | de | x |\n|---|---|---|\n| hail | Hagel | odd |\n", ["--target", "de"], ["odd"],
     ["Our words"]),
])  # fmt: skip
def test_what_a_file_holds_is_kept_or_reported(
    name: str, text: str, options: list[str], kept: list[str], reported: list[str], tmp_path: Path
) -> None:
    concepts, left_out = taken_in(tmp_path, name, text, *options)
    assert ("Hagel", "de") in {(term["text"], term["language"]) for one in concepts for term in one["terms"]}
    found = json.dumps(concepts, ensure_ascii=False)
    assert [said for said in kept if said not in found] == []
    assert [said for said in reported if said not in left_out] == []


def test_what_is_kept_is_not_said_to_be_left_out(tmp_path: Path) -> None:
    _, left_out = taken_in(tmp_path, "a.tbx", TBX)
    assert [line.split("\t")[1:] for line in left_out.splitlines()[1:]] != []
    assert "origination" not in left_out
    _, left_out = taken_in(tmp_path, "a.md", "# Weather\n\n| en | ar |\n|---|---|\n| hail | برد |\n")
    assert "Weather" not in left_out


def test_a_file_says_in_which_languages_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(PO, encoding="utf-8")
    said = command(tmp_path / "a.db", "import", str(tmp_path / "a.po"))
    assert "languages: en and de, as the file says" in said.stderr
    # A template of gettext has a word there that is no language.
    template = PO.replace("Language: de", "Language: LANGUAGE")
    concepts, _ = taken_in(tmp_path, "b.po", template)
    assert {term["language"] for one in concepts for term in one["terms"]} == {"en", "ar", "de"}


def everything(version: int, words: Iterator[str]) -> str:
    """A TBX file with every kind of statement at every level; no two texts are alike."""

    def said(levels: str) -> str:
        word = words.__next__
        parts = [
            f'<descrip type="context" id="{word()}">{word()}</descrip>', f"<note>{word()} {word()}</note>",
            f'<descripGrp><descrip type="definition" xml:lang="fr">{word()}</descrip><admin type="source">{word()}'
            f'</admin><descripNote type="x">{word()}</descripNote><adminGrp><admin type="y">{word()}</admin><adminNote '
            f'type="z">{word()}</adminNote></adminGrp></descripGrp>',
            f'<adminGrp><admin type="{word()}">{word()}</admin><note>{word()}</note></adminGrp>',
            f'<transacGrp><transac type="transactionType">{word()}</transac><date>{word()}</date><transacNote '
            f'type="responsibility" target="{word()}">{word()}</transacNote></transacGrp>',
            f'<ref type="see" target="{word()}">{word()}</ref><xref type="xGraphic" target="{word()}">{word()}</xref>',
            f'<descrip type="subjectField">{word()} <hi type="bold">{word()}</hi> {word()}</descrip>',
            f"<unheard><of datum='{word()}'>{word()}</of><of>{word()}</of></unheard>",
        ]  # fmt: skip
        if levels == "term":
            parts += [
                f'<termNote type="{kind}">{value or word()}</termNote>'
                for kind, value in [
                    ("partOfSpeech", ""), ("administrativeStatus", "admittedTerm-admn-sts"),
                    ("administrativeStatus", "obsolete"), ("administrativeStatus", ""), ("processStatus", ""),
                    ("termType", ""), ("termType", ""), ("translate", ""), ("normativeAuthorization", ""),
                ]
            ]  # fmt: skip
        return "".join(parts)

    entry, language, root = ("conceptEntry", "langSec", "tbx") if version == 3 else ("termEntry", "langSet", "martif")
    languages = ""
    for tag in ("en", "de-AT", "en"):
        inner = f'<term id="{next(words)}">{next(words)}</term>{said("term")}'
        if version == 3:
            terms = f'<termSec id="{next(words)}">{inner}</termSec>'
        else:
            terms = f'<ntig id="{next(words)}"><termGrp>{inner}</termGrp>{said("term")}</ntig><tig>{inner}</tig>'
        languages += f'<{language} xml:lang="{tag}">{said("language")}{terms}</{language}>'
    body = f'<{entry} id="{next(words)}">{said("concept")}{languages}</{entry}>'
    head = f"<header><title>{next(words)}</title></header>"
    back = f'<back><refObjectList type="bibl"><refObject><item>{next(words)}</item></refObject></refObjectList></back>'
    return f"<{root}>{head}<text><body>{body * 3}</body>{back}</text></{root}>"


@pytest.mark.parametrize("version", [2, 3])
def test_each_statement_of_a_tbx_is_kept_or_reported(version: int, tmp_path: Path) -> None:
    text = everything(version, (f"w{number}w" for number in count()))
    concepts, left_out = taken_in(tmp_path, "a.tbx", text)
    found = json.dumps(concepts) + left_out
    stated = [
        word for node in ElementTree.fromstring(text).iter() for word in (node.text, node.tail, *node.attrib.values())
    ]
    words = set(re.findall(r"w\d+w", " ".join(filter(None, stated))))
    assert len(words) > 150
    assert sorted(word for word in words if word not in found) == []
    assert "obsolete" in json.dumps(concepts)
