"""What every format of the registry promises; each has a subclass of `FormatContract`."""

from __future__ import annotations

import io
import zipfile
from typing import ClassVar

from format_contract import FormatContract

from termbase.formats import FORMATS

BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FOREIGN = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def bad_xml(root: str, open_body: str, close_body: str, entry: str) -> dict[str, bytes]:
    """Ten kinds of damage for an XML format."""
    begin, end = f"<{root}>{open_body}".encode(), f"{close_body}</{root}>".encode()
    one = entry.encode()
    return {
        "empty": b"", "not xml": b"packet,word\n", "another root": b"<html><p>x</p></html>", "cut": begin + one[:-5],
        "bomb": BOMB + begin + b"&b;" + one + end, "external entity": FOREIGN + begin + b"&a;" + one + end,
        "undeclared entity": begin + one.replace(b"packet", b"&nbsp;packet") + end,
        "deep": begin + b"<x>" * 5000 + b"</x>" * 5000 + end,
        "attributes": begin + b"<x " + b" ".join(b'a%d="1"' % n for n in range(300_000)) + b"/>" + end,
        "wrong encoding": begin + one.replace(b"packet", b"\xff\xfepacket") + end,
        "crossed tags": begin + b"<a><b></a></b>" + end, "control character": begin + one.replace(b"packet", b"pa\x01cket") + end,
        "unknown encoding": b'<?xml version="1.0" encoding="klingon"?>' + begin + one + end,
    }  # fmt: skip


def bad_text(good: bytes) -> dict[str, bytes]:
    """Damage that any text format must see."""
    return {
        "empty": b"", "blank": b" \n\n", "binary": good + b"\0\1\2\0", "wrong encoding": good + b"\xff\xfe\xfa",
        "utf-16 without a mark": good.decode().encode("utf-16-le"), "cut character": good.rstrip(b"\n") + "ب".encode()[:1],
    }  # fmt: skip


CSV_HEAD = "source,target,status\n"
BAD_CSV = bad_text(CSV_HEAD.encode() + "a,أ,\n".encode()) | {
    "open quote": (CSV_HEAD + 'a,"أ\n').encode(), "text behind a quote": (CSV_HEAD + 'a,"أ"x,\n').encode(),
    "no source": (CSV_HEAD + ",ب,\n").encode(), "unknown status": (CSV_HEAD + "a,أ,splendid\n").encode(),
    "no column": b"a,b\nc,d\n", "long cell": (CSV_HEAD + "a," + "x" * 2_000_000 + ",\n").encode(),
}  # fmt: skip
BAD_TBX3 = bad_xml(
    'tbx', '<text><body>', '</body></text>',
    '<conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>packet</term></termSec></langSec></conceptEntry>',
) | {
    "no language": b"<tbx><text><body><conceptEntry><langSec><termSec><term>a</term></termSec></langSec></conceptEntry></body></text></tbx>",
    "a bad language": b"<tbx><text><body><conceptEntry><langSec xml:lang='!'><termSec><term>a</term></termSec></langSec></conceptEntry></body></text></tbx>",
}  # fmt: skip


class TestJson(FormatContract):
    name = "json"
    malformed: ClassVar = bad_text(b'{"format": "termbase", "version": 1, "concepts": [\n]}\n') | {
        "another json": b'{"a": 1}\n', "a list": b"[1, 2]\n", "cut": b'{"format": "termbase", "version": 1, "concepts": [\n{"id": 1, "terms": []},\n',
        "deep": b"[" * 200_000, "number as text": b'{"format": "termbase", "concepts": [{"id": 1, "terms": [{"language": "en", "text": 5}]}]}',
        "unknown status": b'{"format": "termbase", "concepts": [{"terms": [{"language": "en", "text": "a", "administrative_status": "x"}]}]}',
        "surrogate": b'{"format": "termbase", "concepts": [{"terms": [{"language": "en", "text": "\\ud800"}]}]}',
        "a bad language": b'{"format": "termbase", "concepts": [{"terms": [{"language": "!", "text": "a"}]}]}',
    }  # fmt: skip


class TestCsv(FormatContract):
    name = "csv"
    malformed: ClassVar = BAD_CSV


class TestTsv(FormatContract):
    name = "tsv"
    variant = True
    malformed: ClassVar = {
        kind: data.replace(b",", b"\t") for kind, data in BAD_CSV.items() if kind != "utf-16 without a mark"
    }


def damaged_zip() -> bytes:
    """A workbook whose first part cannot be unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<a/>" * 50)
    data = out.getvalue()
    begin = 30 + len("a.xml")
    return data[:begin] + b"\xff\xff" + data[begin + 2 :]


class TestXlsx(FormatContract):
    name = "xlsx"
    malformed: ClassVar = {
        "empty": b"", "not a zip": b"source,target\n", "a cut zip": b"PK\x03\x04" + b"\0" * 100,
        "a damaged part": damaged_zip(),
    }  # fmt: skip


class TestGlossary(FormatContract):
    name = "glossary"
    malformed: ClassVar = bad_text("| English | Arabic |\n|---|---|\n| a | أ |\n".encode()) | {
        "no table": b"# Terms\n\nNothing\n", "no column": b"| x | y |\n|---|---|\n| a | b |\n",
    }  # fmt: skip


class TestTbx3(FormatContract):
    name = "tbx3"
    malformed: ClassVar = BAD_TBX3


class TestTbx3Dct(FormatContract):
    name = "tbx3-dct"
    variant = True
    malformed: ClassVar = BAD_TBX3


class TestTbx3Min(FormatContract):
    name = "tbx3-min"
    variant = True


class TestTbx3MinDct(FormatContract):
    name = "tbx3-min-dct"
    variant = True


class TestTbx3Core(FormatContract):
    name = "tbx3-core"
    variant = True


class TestTbx3CoreDct(FormatContract):
    name = "tbx3-core-dct"
    variant = True


class TestTbx2(FormatContract):
    name = "tbx2"
    malformed: ClassVar = bad_xml(
        "martif", "<text><body>", "</body></text>",
        '<termEntry><langSet xml:lang="en"><tig><term>packet</term></tig></langSet></termEntry>',
    )  # fmt: skip


class TestTbx2Ntig(FormatContract):
    name = "tbx2-ntig"
    variant = True


class TestMultiTerm(FormatContract):
    name = "multiterm"
    malformed: ClassVar = bad_xml(
        "mtf", "", "",
        '<conceptGrp><languageGrp><language lang="EN"/><termGrp><term>packet</term></termGrp></languageGrp></conceptGrp>',
    )  # fmt: skip


class TestTmx(FormatContract):
    name = "tmx"
    malformed: ClassVar = bad_xml("tmx", "<body>", "</body>", '<tu><tuv xml:lang="en"><seg>packet</seg></tuv></tu>')


class TestXliff(FormatContract):
    name = "xliff"
    malformed: ClassVar = bad_xml(
        "xliff", "<file>", "</file>",
        '<unit id="u"><gls:glossary><gls:glossEntry><gls:term>packet</gls:term></gls:glossEntry></gls:glossary></unit>',
    )  # fmt: skip


class TestPo(FormatContract):
    name = "po"
    malformed: ClassVar = bad_text('msgid "a"\nmsgstr "أ"\n'.encode()) | {
        "open quote": b'msgid "a\nmsgstr "b"\n', "no msgstr": b'msgid "a"\n', "not po": b"a = b\n",
        "cut": b'msgid "a"\nmsgstr "b"\n\nmsgid "c"\n',
    }  # fmt: skip


class TestOmegaT(FormatContract):
    name = "omegat"
    malformed: ClassVar = bad_text("a\tأ\n".encode()) | {"no tab": b"one two\n"}


class TestUtx(FormatContract):
    name = "utx"
    malformed: ClassVar = bad_text("#UTX 1.11; en/ar\n#src\ttgt\na\tأ\n".encode()) | {
        "no columns": b"#UTX 1.11; en/ar\na\tb\n", "unknown status": b"#src\ttgt\tterm status\na\tb\tsplendid\n",
        "no source": b"#src\ttgt\n\tb\n",
    }  # fmt: skip


class TestSkos(FormatContract):
    name = "skos"
    malformed: ClassVar = bad_text(b"@prefix a: <b:> .\n") | {
        "open string": b'@prefix a: <b:> .\na:b a:c "d .\n', "unknown prefix": b"x:y a x:z .\n",
        "remote context": b'{"@context": "http://127.0.0.1:9/context", "@id": "a"}', "cut json": b'{"@context": {',
        "import": b'{"@context": {"@import": "http://127.0.0.1:9/context"}}',
    }  # fmt: skip


class TestSkosJsonLd(FormatContract):
    name = "skos-jsonld"
    malformed: ClassVar = TestSkos.malformed


class TestOntoLex(FormatContract):
    name = "ontolex"
    malformed: ClassVar = TestSkos.malformed


class TestDeepl(FormatContract):
    name = "deepl"
    malformed: ClassVar = bad_text("a\tأ\n".encode()) | {"no tab": b"one two\n"}


class TestGoogle(FormatContract):
    name = "google"
    variant = True
    malformed: ClassVar = bad_text("a,أ\n".encode()) | {"one column": b"one\n", "open quote": b'a,"b\n'}


class TestAmazon(FormatContract):
    name = "amazon"
    malformed: ClassVar = bad_text("en,ar\na,أ\n".encode()) | {"one column": b"one\n"}


class TestAzure(FormatContract):
    name = "azure"
    variant = True
    malformed: ClassVar = bad_text("a\tأ\n".encode()) | {"no tab": b"one two\n"}


class TestMateCat(FormatContract):
    name = "matecat"
    malformed: ClassVar = bad_text("Forbidden,Domain,en,ar\n,,a,أ\n".encode()) | {"no column": b"a,b\nc,d\n"}


class TestMateCatWorkbook(FormatContract):
    name = "matecat-xlsx"
    variant = True
    malformed: ClassVar = TestXlsx.malformed


class TestMemoQ(FormatContract):
    name = "memoq"
    variant = True
    malformed: ClassVar = bad_text("Entry_ID;English;Arabic\n1;a;أ\n".encode()) | {"no column": b"a;b\nc;d\n"}


class TestPhrase(FormatContract):
    name = "phrase"
    variant = True
    malformed: ClassVar = bad_text("term,translatable,ar\na,true,أ\n".encode()) | {"no column": b"x,y\nc,d\n"}


class TestPhraseTms(FormatContract):
    name = "phrase-tms"
    variant = True
    malformed: ClassVar = TestXlsx.malformed


class TestCrowdin(FormatContract):
    name = "crowdin"
    variant = True
    malformed: ClassVar = bad_text("Term [en],Term [ar]\na,أ\n".encode()) | {"no column": b"a,b\nc,d\n"}


class TestLokalise(FormatContract):
    name = "lokalise"
    variant = True
    malformed: ClassVar = bad_text("term;translatable;ar\na;yes;أ\n".encode()) | {"no column": b"x;y\nc;d\n"}


def test_every_format_has_its_contract() -> None:
    assert {contract.name for contract in FormatContract.__subclasses__()} == set(FORMATS)
