"""What independent programs make of the files that we write: schemas, translate-toolkit, deepl, rdflib, openpyxl, OmegaT."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import DATA, command, cpu_bound, one_line

from termbase.formats import FORMATS, Options
from termbase.model import AdministrativeStatus, Concept, Term

Status = AdministrativeStatus
REJECTED = ("باكيت", "باك أب", "كمبيوتر")


@pytest.fixture
def out(db: Path, tmp_path: Path):
    """Export the demo termbase: `out("tbx2", ".tbx")` gives the path."""

    def call(form: str, suffix: str) -> Path:
        path = tmp_path / f"out{suffix}"
        assert command(db, "export", str(path), "--format", form, "--quiet").exit_code == 0
        return path

    return call


class TestTbx:
    @pytest.mark.parametrize("form", ["tbx3", "tbx3-min", "tbx3-core"])
    def test_v3_is_valid(self, out, form: str) -> None:
        etree = pytest.importorskip("lxml.etree")
        grammar = etree.RelaxNG(etree.parse(DATA / "tbx_basic_dca.rng"))
        assert grammar.validate(etree.parse(out(form, ".tbx"))), grammar.error_log

    def test_rich_entries_are_valid(self, tmp_path: Path) -> None:
        etree = pytest.importorskip("lxml.etree")
        term = Term(
            "حزمة", "ar", Status.FORBIDDEN, "proposed", "proper noun", "feminine", "dual", "shortForm", True, "c", "s",
            0.5, "n", fields=(("languageTag", "ar-EG"), ("x", "y")),
        )  # fmt: skip
        concept = Concept(
            (Term("packet", "en"), term), "Networks", "A unit", "n", "https://example.org/a.png", 1, "e1",
            (("definition@ar-EG", "وحدة"), ("imageTitle", "A picture")), (("associative", "1"), ("broader", "1")),
        )  # fmt: skip
        path = tmp_path / "a.tbx"
        with path.open("wb") as stream:
            FORMATS["tbx3"].writer([concept], stream, Options())
        grammar = etree.RelaxNG(etree.parse(DATA / "tbx_basic_dca.rng"))
        assert grammar.validate(etree.parse(path)), grammar.error_log

    @pytest.mark.parametrize("form", ["tbx3-dct", "tbx3-min-dct", "tbx3-core-dct"])
    def test_dct_declares_the_namespaces_that_it_uses(self, out, form: str) -> None:
        etree = pytest.importorskip("lxml.etree")
        root = etree.parse(out(form, ".tbx")).getroot()
        assert {element.prefix for element in root.iter() if isinstance(element.tag, str)} <= {None, "min", "basic"}

    def test_translate_toolkit_reads_v2(self, out) -> None:
        tbx = pytest.importorskip("translate.storage.tbx")
        units = tbx.tbxfile.parsefile(str(out("tbx2", ".tbx"))).units
        found = {unit.source: unit for unit in units}
        assert len(units) > 200
        terms = found["packet"].get_target_terms("ar")
        assert [(t.text, t.administrative_status) for t in terms] == [
            ("حزمة", "preferredTerm-admn-sts"), ("باكيت", "deprecatedTerm-admn-sts"),
        ]  # fmt: skip


class TestTranslateToolkit:
    def test_tmx(self, out) -> None:
        tmx = pytest.importorskip("translate.storage.tmx")
        with out("tmx", ".tmx").open("rb") as stream:
            units = tmx.tmxfile(stream, "en", "ar").units
        pairs = {(unit.source, unit.target) for unit in units}
        assert ("packet", "حزمة") in pairs
        assert not {target for _, target in pairs} & set(REJECTED)

    def test_xliff(self, out) -> None:
        xliff = pytest.importorskip("translate.storage.xliff2")
        units = {unit.source: unit.target for unit in xliff.Xliff2File.parsefile(str(out("xliff", ".xlf"))).units}
        assert units["packet"] == "حزمة"
        assert not set(REJECTED) & set(units.values())

    def test_po(self, out) -> None:
        po = pytest.importorskip("translate.storage.pypo")
        units = [unit for unit in po.pofile.parsefile(str(out("po", ".po"))).units if not unit.isheader()]
        assert ("packet", "حزمة") in {(unit.source, unit.target) for unit in units}
        assert len({(unit.source, unit.getcontext()) for unit in units}) == len(units)

    def test_utx(self, out) -> None:
        utx = pytest.importorskip("translate.storage.utx")
        units = utx.UtxFile.parsefile(str(out("utx", ".utx"))).units
        assert ("packet", "حزمة") in {(unit.source, unit.target) for unit in units}

    def test_omegat(self, out) -> None:
        omegat = pytest.importorskip("translate.storage.omegat")
        units = omegat.OmegaTFile.parsefile(str(out("omegat", ".utf8"))).units
        assert ("packet", "حزمة") in {(unit.source, unit.target) for unit in units}


class TestServices:
    def test_deepl_takes_our_glossary(self, out) -> None:
        util = pytest.importorskip("deepl.util")
        entries = util.convert_tsv_to_dict(out("deepl", ".tsv").read_text(encoding="utf-8"))
        assert entries["packet"] == "حزمة"
        assert not set(entries.values()) & set(REJECTED)

    def test_what_a_service_would_refuse_is_left_out_and_listed(self, tmp_path: Path) -> None:
        def concept(*terms: str) -> Concept:
            return Concept((Term(terms[0], "en"), *(Term(text, "ar") for text in terms[1:])))

        concepts = [
            concept("a", "أ"), concept("a", "ب"), concept("b\u2028c", "ب"), concept("long", "ن" * 600),
            concept("d", "د", "ذ"), concept("e", "x\x85y"), concept("  f ", "ف"),
        ]  # fmt: skip
        options = Options()
        with (tmp_path / "a.tsv").open("wb") as stream:
            FORMATS["deepl"].writer(concepts, stream, options)
        assert (tmp_path / "a.tsv").read_text(encoding="utf-8") == "a\tأ\nd\tد\nf\tف\n"
        assert sum(loss.count for loss in options.losses) == 5

    def test_amazon_has_the_languages_on_top_and_google_none(self, out) -> None:
        assert out("amazon", ".csv").read_text(encoding="utf-8").startswith("en,ar\n")
        assert not out("google", ".csv").read_text(encoding="utf-8").startswith("en,ar")


class TestSkos:
    def test_at_most_one_preferred_label_a_language_and_no_label_twice(self, out) -> None:
        rdflib = pytest.importorskip("rdflib")
        graph = rdflib.Graph().parse(out("skos", ".ttl"), format="turtle")
        query = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
                   SELECT ?c WHERE { ?c skos:prefLabel ?a, ?b . FILTER(lang(?a) = lang(?b) && str(?a) != str(?b)) }"""
        assert list(graph.query(query)) == []
        assert len(set(graph.subjects(rdflib.RDF.type, rdflib.SKOS.Concept))) > 200
        hidden = {str(label) for label in graph.objects(None, rdflib.SKOS.hiddenLabel)}
        assert set(REJECTED) <= hidden

    def test_json_ld_says_what_turtle_says(self, out) -> None:
        rdflib = pytest.importorskip("rdflib")
        compare = pytest.importorskip("rdflib.compare")
        one = rdflib.Graph().parse(out("skos", ".ttl"), format="turtle")
        other = rdflib.Graph().parse(out("skos-jsonld", ".jsonld"), format="json-ld")
        assert len(one) > 1000
        assert compare.isomorphic(one, other)

    def test_ontolex_has_an_entry_a_term_and_no_forbidden_one_without_its_status(self, out) -> None:
        rdflib = pytest.importorskip("rdflib")
        graph = rdflib.Graph().parse(out("ontolex", ".ttl"), format="turtle")
        query = """PREFIX o: <http://www.w3.org/ns/lemon/ontolex#>
                   PREFIX l: <http://www.lexinfo.net/ontology/3.0/lexinfo#>
                   SELECT ?t ?s WHERE { ?e a o:LexicalEntry ; o:evokes ?c ; l:normativeAuthorization ?s ;
                                           o:canonicalForm/o:writtenRep ?t . ?c a o:LexicalConcept }"""
        found = {str(row.t): str(row.s).rpartition("#")[2] for row in graph.query(query)}
        assert len(found) > 400
        assert {found[text] for text in REJECTED} == {"deprecatedTerm"}

    def test_what_is_not_read_of_a_graph_is_reported(self, db: Path, tmp_path: Path) -> None:
        pytest.importorskip("rdflib")
        path = tmp_path / "a.ttl"
        path.write_text(
            '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:x> a skos:Concept ; skos:prefLabel "zebra"@en ;'
            ' skos:editorialNote "check" ; skos:exactMatch <urn:y>, <urn:z> .\n', encoding="utf-8",
        )  # fmt: skip
        said = command(db, "import", str(path)).stderr
        assert "1  property http://www.w3.org/2004/02/skos/core#editorialNote: not imported (first: check)" in said
        assert "2  property http://www.w3.org/2004/02/skos/core#exactMatch" in said

    def test_json_ld_made_by_another_program_is_read(self, out, tmp_path: Path) -> None:
        rdflib = pytest.importorskip("rdflib")
        path = tmp_path / "a.jsonld"
        path.write_text(rdflib.Graph().parse(out("skos", ".ttl")).serialize(format="json-ld"), encoding="utf-8")
        result = command(tmp_path / "other.db", "import", str(path))
        assert result.exit_code == 0, result.stderr
        assert "added " in result.stderr


class TestSpreadsheet:
    def test_right_to_left_without_formulas(self, out) -> None:
        openpyxl = pytest.importorskip("openpyxl")
        sheet = openpyxl.load_workbook(out("xlsx", ".xlsx")).worksheets[0]
        assert sheet.sheet_view.rightToLeft
        assert sheet["A1"].value == "source"
        assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}

    @pytest.mark.slow
    def test_a_zip_bomb_is_refused_at_once(self, db: Path, tmp_path: Path) -> None:
        pytest.importorskip("openpyxl")
        path = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"<x>" + b" " * (80 << 20))
        with cpu_bound(3):
            assert "bomb" in one_line(command(db, "import", str(path)).stderr)

    def test_entities_in_a_part_are_refused(self, db: Path, tmp_path: Path) -> None:
        pytest.importorskip("openpyxl")
        path = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
        assert "document type" in one_line(command(db, "import", str(path)).stderr)


class TestXmlTools:
    @pytest.mark.parametrize(
        ("form", "suffix"),
        [("tbx2", ".tbx"), ("tbx3-dct", ".tbx"), ("tmx", ".tmx"), ("xliff", ".xlf"), ("multiterm", ".xml")],
    )
    def test_well_formed_for_another_parser(self, out, form: str, suffix: str) -> None:
        if not shutil.which("xmllint"):
            pytest.skip("xmllint is not installed (Debian: libxml2-utils)")
        done = subprocess.run(
            ["xmllint", "--noout", "--nonet", str(out(form, suffix))], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
