"""Exports against the public schemas, and public samples as imports; neither is part of this project.

Set TERMBASE_SCHEMAS to a folder that holds them, at any depth: of LTAC's dialects `TBXcoreStructV03_TBX-*_integrated*.rng`,
`TBX-*_DCA*.sch`, `TBX-*_DCT*.sch`, `TBX-Core.sch`, of its modules `Min*.rng`, `Basic*.rng` and `Basic*.sch`, samples
`*.tbx`; OASIS' `xliff_core_2.*.xsd` and `glossary.xsd`; LISA's `tmx14.dtd`; OmegaT's `tbx.xsd` for TBX v2.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import command

from termbase.formats import FORMATS, Losses, Options, Selection
from termbase.model import AdministrativeStatus, Concept, Term

FOLDER = os.environ.get("TERMBASE_SCHEMAS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="TERMBASE_SCHEMAS names no folder of public schemas")
TBX, MIN, BASIC = "urn:iso:std:iso:30042:ed-2", "http://www.tbxinfo.net/ns/min", "http://www.tbxinfo.net/ns/basic"
# LTAC's drafts and a few rules of its releases name the standard so.
DRAFT = "urn:iso:std:iso:30042:ed:3.0"
DIALECTS = {"tbx3": "Basic", "tbx3-min": "Min", "tbx3-core": "Core"}
Status = AdministrativeStatus


def full(language: str, text: str, status: Status, **values: object) -> Term:
    """A term with all that a term can have."""
    known: dict[str, object] = {
        "process_status": "proposed", "part_of_speech": "noun", "grammatical_gender": "feminine",
        "grammatical_number": "dual", "term_type": "shortForm", "do_not_translate": True, "context": "a <b> & c\nd",
        "source": "RFC 791", "reliability": 0.5, "note": "n & m", "fields": (("x", "y"), ("geographicalUsage", "EG")),
    }  # fmt: skip
    return Term(text, language, status, **known | values)  # type: ignore[arg-type]


RICH = [
    Concept(
        (Term("packet", "en", source="RFC 791"), Term("packets", "en", Status.ADMITTED, grammatical_number="plural"),
         *(full("ar", f"حزمة {status.value}", status) for status in Status),
         full("ar", "رزمة", Status.PREFERRED, part_of_speech="proper noun", grammatical_gender="common",
              grammatical_number="paucal", term_type="slogan", fields=(("languageTag", "ar-EG"),)),
         Term("paquet", "fr", part_of_speech="nom")),
        "Networks", "A unit", "a < b", "https://example.org/a.png?b=1&c=2", 1, "e1",
        (("definition@ar-EG", "وحدة"), ("imageTitle", "A picture"), ("transaction origination", "2020-01-02 Mona")),
        (("associative", "2"),),
    ),
    Concept((Term("Wi-Fi", "en", do_not_translate=True),), id=2, image="file.png",
            relations=(("associative", "1"), ("broader", "1"))),
    Concept((Term("untranslated", "en"),), id=3, definition="d", fields=(("definitionLanguage", "en"),)),
    Concept((Term("\u2067بروتوكول\u2069 TCP\u200f", "ar"), Term("a\x01\ufffe\x0b]]> 𝕏 شَدّة ﷺ", "en")), id=4,
            note="[termbase] not ours"),
    Concept((Term("eins", ["zh", "Hant"][0], fields=(("languageTag", "zh-Hant-TW"),)),), id=5),
]  # fmt: skip


def schemas(*patterns: str) -> list[Path]:
    found = sorted(path for pattern in patterns for path in Path(FOLDER or "").rglob(pattern))
    if not found:
        pytest.skip(f"no {' or '.join(patterns)} in TERMBASE_SCHEMAS")
    return found


def parsed(path: Path):
    """A schema, told the namespace of the published standard where it has that of its draft."""
    etree = pytest.importorskip("lxml.etree")
    text = path.read_text(encoding="utf-8").replace(DRAFT, TBX)
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return etree.fromstring(text.encode(), parser, base_url=str(path))


def exported(name: str):
    etree = pytest.importorskip("lxml.etree")
    form, options = FORMATS[name], Options()
    pair = (options.source, options.target) if form.pair else None
    out = io.BytesIO()
    form.writer(Selection(form, pair, Losses())(RICH), out, options)
    return etree.fromstring(out.getvalue(), etree.XMLParser(load_dtd=False, no_network=True))


def violations(path: Path, document) -> list[str]:
    """What of a document breaks the rules of a Schematron schema, whose queries are XPath 2."""
    elementpath = pytest.importorskip("elementpath")
    rules = parsed(path)
    space = {"sch": "http://purl.oclc.org/dsdl/schematron"}
    names = {ns.get("prefix"): ns.get("uri") for ns in rules.iterfind("sch:ns", space)}

    def select(node, query: str):
        return elementpath.select(document, query, names, item=node, parser=elementpath.XPath2Parser)

    found = []
    for pattern in rules.iterfind("sch:pattern", space):
        seen: set[int] = set()
        for rule in pattern.iterfind("sch:rule", space):
            for node in select(document, " | ".join(f"//{part}" for part in rule.get("context").split("|"))):
                if id(node) in seen:
                    continue
                # In a pattern the first rule that fits a node is the only one for it.
                seen.add(id(node))
                for rule_out in rule.iterfind("sch:assert", space):
                    holds = select(node, rule_out.get("test"))
                    if not (holds if isinstance(holds, bool) else bool(holds)):
                        found.append(f"{node.tag} {dict(node.attrib)}: {' '.join((rule_out.text or '').split())}")
    return found


@pytest.mark.parametrize("form", [*DIALECTS, "tbx3-dct", "tbx3-min-dct", "tbx3-core-dct"])
def test_tbx_is_valid_by_the_grammar_of_its_dialect(form: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    dialect = DIALECTS[form.removesuffix("-dct")]
    for path in schemas(f"*TBX-{dialect}_integrated*.rng", f"TBX-{dialect}_DCA*.rng"):
        grammar = etree.RelaxNG(parsed(path))
        assert grammar.validate(exported(form)), grammar.error_log


@pytest.mark.parametrize("form", ["tbx3-dct", "tbx3-min-dct"])
def test_categories_as_tags_are_those_of_the_modules(form: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    document = exported(form)
    for space, pattern in ((MIN, "Min*.rng"), (BASIC, "Basic*.rng")):
        for path in schemas(pattern):
            text = etree.tostring(parsed(path)).decode().replace('type="IDREF"', 'type="NCName"')
            grammar = etree.RelaxNG(etree.fromstring(text))
            used = list(document.iter(f"{{{space}}}*"))
            assert used or space == BASIC
            for node in used:
                alone = etree.ElementTree(etree.fromstring(etree.tostring(node, with_tail=False)))
                assert grammar.validate(alone), (path, etree.tostring(node), grammar.error_log)


@pytest.mark.parametrize(
    ("form", "patterns"),
    [("tbx3", ("TBX-Basic_DCA*.sch",)), ("tbx3-min", ("TBX-Min_DCA*.sch",)), ("tbx3-core", ("TBX-Core*.sch",)),
     ("tbx3-core-dct", ("TBX-Core*.sch",)), ("tbx3-dct", ("TBX-Basic_DCT*.sch", "Basic*.sch")),
     ("tbx3-min-dct", ("TBX-Min_DCT*.sch", "Min*.sch"))],
)  # fmt: skip
def test_tbx_keeps_the_rules_of_its_dialect(form: str, patterns: tuple[str, ...]) -> None:
    for path in schemas(*patterns):
        assert not violations(path, exported(form)), path


@pytest.mark.parametrize("form", ["tbx2", "tbx2-ntig"])
def test_tbx_2_is_valid_by_the_schema_that_omegat_reads_it_with(form: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    for path in schemas("tbx.xsd"):
        schema = etree.XMLSchema(etree.parse(str(path)))
        assert schema.validate(exported(form)), schema.error_log


def test_tmx_is_valid_by_its_dtd() -> None:
    etree = pytest.importorskip("lxml.etree")
    for path in schemas("tmx14.dtd"):
        dtd = etree.DTD(path.open("rb"))
        assert dtd.validate(exported("tmx")), dtd.error_log


def test_xliff_is_valid_by_the_schema_of_its_core() -> None:
    etree = pytest.importorskip("lxml.etree")
    for path in schemas("xliff_core_2.*.xsd"):
        schema = etree.XMLSchema(etree.parse(str(path)))
        assert schema.validate(exported("xliff")), schema.error_log


def test_xliff_is_valid_by_the_schema_of_its_glossary_module() -> None:
    etree = pytest.importorskip("lxml.etree")
    for path in schemas("glossary.xsd"):
        schema = etree.XMLSchema(etree.parse(str(path)))
        found = exported("xliff").findall(".//{urn:oasis:names:tc:xliff:glossary:2.0}glossary")
        assert found
        for glossary in found:
            assert schema.validate(etree.ElementTree(etree.fromstring(etree.tostring(glossary)))), schema.error_log
            # The rule of the specification that its schema cannot say.
            assert all(len(entry) > 1 for entry in glossary)


def strings(value: object) -> Iterator[str]:
    """All strings of a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def test_valid_samples_come_in_with_nothing_lost_unreported(tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    for number, path in enumerate(schemas("*.tbx")):
        if "bad" in path.name.casefold() or "invalid" in path.name.casefold():
            continue
        db = tmp_path / f"{number}.db"
        result = command(db, "import", str(path))
        assert result.exit_code == 0, result.stderr
        command(db, "export", str(tmp_path / "out.json"), "--quiet")
        kept = " ".join(" ".join(strings(json.loads((tmp_path / "out.json").read_text(encoding="utf-8")))).split())
        for node in etree.parse(str(path)).getroot().iter("{*}*"):
            text, name = " ".join((node.text or "").split()), etree.QName(node).localname
            status = "administrativeStatus" in (node.get("type"), name) or node.get("type") == "processStatus"
            if text and text not in kept and not status:
                assert name in result.stderr, f"{path}:{node.sourceline}: {text!r} was lost in silence"
            for attribute in ("id", "target"):
                value = node.get(attribute)
                if value and value not in kept and value.lstrip("c").isdecimal() is False:
                    assert name in result.stderr, (path, node.sourceline)
