"""Exports against the public schemas, and public samples as imports; neither is part of this project.

Set TERMBASE_SCHEMAS to a folder that holds them, at any depth: LTAC's TBX-Basic (`*integrated*.rng`, `*DCA.sch`, samples
`*.tbx`), OASIS' XLIFF (`xliff_core_2.*.xsd`, `glossary.xsd`), LISA's `tmx14.dtd`.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import command

from termbase.formats import FORMATS, Options
from termbase.model import AdministrativeStatus, Concept, Term

FOLDER = os.environ.get("TERMBASE_SCHEMAS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="TERMBASE_SCHEMAS names no folder of public schemas")
OLD, NEW = "urn:iso:std:iso:30042:ed:3.0", "urn:iso:std:iso:30042:ed-2"
Status = AdministrativeStatus
RICH = [
    Concept(
        (Term("packet", "en", source="RFC 791"), Term("packets", "en", Status.ADMITTED, grammatical_number="plural"),
         Term("حزمة", "ar", Status.FORBIDDEN, "proposed", "proper noun", "feminine", "dual", "shortForm", True, "c", "s",
              0.5, "n", fields=(("languageTag", "ar-EG"), ("x", "y"))),
         Term("رزمة", "ar", Status.SUPERSEDED, part_of_speech="noun", term_type="abbreviation", context="سياق")),
        "Networks", "A unit", "a < b", "https://example.org/a.png", 1, "e1",
        (("definition@ar-EG", "وحدة"), ("imageTitle", "A picture")), (("associative", "2"),),
    ),
    Concept((Term("Wi-Fi", "en", do_not_translate=True),), id=2, relations=(("associative", "1"), ("broader", "1"))),
    Concept((Term("untranslated", "en"),), id=3),
]  # fmt: skip


def schemas(pattern: str) -> list[Path]:
    found = sorted(Path(FOLDER or "").rglob(pattern))
    if not found:
        pytest.skip(f"no {pattern} in TERMBASE_SCHEMAS")
    return found


def parsed(path: Path):
    """A schema, told the namespace of the published standard where it has that of its draft."""
    etree = pytest.importorskip("lxml.etree")
    text = path.read_text(encoding="utf-8").replace(OLD, NEW).replace('queryBinding="xslt2"', "")
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return etree.fromstring(text.encode(), parser, base_url=str(path))


def exported(form: str):
    etree = pytest.importorskip("lxml.etree")
    out = io.BytesIO()
    FORMATS[form].writer(RICH, out, Options())
    return etree.fromstring(out.getvalue(), etree.XMLParser(load_dtd=False, no_network=True))


@pytest.mark.parametrize("form", ["tbx3", "tbx3-dct", "tbx3-min", "tbx3-core"])
def test_tbx_is_valid_by_the_grammar_of_tbx_basic(form: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    for path in schemas("*integrated*.rng"):
        grammar = etree.RelaxNG(parsed(path))
        assert grammar.validate(exported(form)), grammar.error_log


def test_tbx_is_valid_by_the_rules_of_tbx_basic() -> None:
    isoschematron = pytest.importorskip("lxml.isoschematron")
    for path in schemas("*DCA.sch"):
        rules = parsed(path)
        for rule in rules.xpath("//*[contains(@test, 'matches(')]/.."):
            rule.getparent().remove(rule)  # XPath 2, which libxml2 does not know
        checked = isoschematron.Schematron(rules, store_report=True)
        assert checked.validate(exported("tbx3")), checked.validation_report


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
        assert len(found) == 4
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
            text = " ".join((node.text or "").split())
            if text and text not in kept and node.get("type") not in ("administrativeStatus", "processStatus"):
                name = etree.QName(node).localname
                assert name in result.stderr, f"{path}:{node.sourceline}: {text!r} was lost in silence"
