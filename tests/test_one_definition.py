"""What lookup finds in a text is what claims, pages, sentences behind a concept and the matching of pairs find."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from termbase.checks import check_claims
from termbase.checks.segment import check_segment
from termbase.languages import abbreviates, language
from termbase.matching import TermIndex, UsedText, match_pair, recognise
from termbase.model import AdministrativeStatus, Block, Concept, Document, Field, Part, Segment, Term
from termbase.pipeline.recognition import lookup, term_index
from termbase.pipeline.reporting.uses import find_uses
from termbase.publish import contexts
from termbase.publish.marks import pieces
from termbase.reports.consistency import Statement, build_report
from termbase.store import queries, transaction, writes
from termbase.store.connection import connect_in_memory

# language, term, text, what of the text stands for the term (empty: the text does not use it).
CASES = [
    ("en", "neural network", "Deep neural networks learn.", "neural networks"),
    ("en", "deep neural network", "deep neural networks", "deep neural networks"),
    ("en", "form", "another format", ""),
    ("en", "art", "the start", ""),
    ("en", "IT", "it runs", ""),
    ("en", "IT", "our IT staff", "IT"),
    ("en", "HTTP", "two HTTPs", "HTTPs"),
    ("en", "HTTP", "served by HTTPS alone", ""),
    ("en", "it", "IT RUNS", "IT"),
    ("en", "C", "written in c", ""),
    ("en", "C", "written in C++", ""),
    ("en", "C++", "written in C++.", "C++"),
    ("en", "C#", "in C# only", "C#"),
    ("en", ".NET", "the .NET runtime", ".NET"),
    ("en", ".NET", "net income", ""),
    ("en", ".NET", "NET income", ""),
    ("en", "A*", "the A* algorithm", "A*"),
    ("en", "A*", "A algorithm", ""),
    ("en", "key-value", "a key value store", "key value"),
    ("en", "key value", "a key-value store", "key-value"),
    ("en", "packet loss", "a packet, loss of power", ""),
    ("en", "packet loss", "one packet. Loss follows", ""),
    ("en", "packet loss", "packet\nloss", "packet\nloss"),
    ("en", "encoder-decoder", "encoder, decoder", ""),
    ("en", "red, green, blue", "red, green, blue", "red, green, blue"),
    ("en", "Node.js", "in Node.js code", "Node.js"),
    ("en", "TCP/IP", "over TCP/IP.", "TCP/IP"),
    ("en", "GPT-4", "GPT-4 and others", "GPT-4"),
    ("en", "GPT-4", "GPT-40", ""),
    ("en", "3D", "a 3D model", "3D"),
    ("en", "normalization", "batch normalisation", "normalisation"),
    ("en", "k-nearest neighbors", "the k-nearest neighbours", "k-nearest neighbours"),
    ("en", "naïve Bayes", "a naive Bayes model", "naive Bayes"),
    ("en", "labeled data", "labelled data", "labelled data"),
    ("en", "resume", "a résumé", ""),
    ("en", "cache", "the caches' sizes", "caches"),
    ("en", "matrix", "$matrix$ and vector", ""),
    ("en", "norm $a + b$", "its norm $a + b$ here", "norm $a + b$"),
    ("en", "café", "a cafe\u0301 here", "cafe\u0301"),
    ("en", "database", "🙂 a data\u00adbase", "data\u00adbase"),
    ("ar", "شبكة عصبية", "وبالشبكات العصبية", "وبالشبكات العصبية"),
    ("ar", "الشبكة العصبية الالتفافية", "كشبكة عصبية التفافية", "كشبكة عصبية التفافية"),
    ("ar", "دقة", "بعد دقيقة", ""),
    ("ar", "دقة", "بالدِّقّة", "بالدِّقّة"),
    ("ar", "تدريب", "التدريب؛ انتهى", "التدريب"),
    ("ar", "قاعدة بيانات", "قاعدة، بيانات", ""),
    ("ar", "مكتب", "في المكتبة", ""),
    ("ar", "إنترنت", "الانترنت", "الانترنت"),
    ("de", "Netz", "die Netze", "Netze"),
    ("de", "Netz", "das Netzwerk", ""),
    ("ru", "сеть", "нейронные сети", "сети"),
    ("zh", "学习", "深度学习模型", "学习"),
    ("zh", "学习", "学生习惯", ""),
    ("zh", "深度学习", "深度，学习", ""),
    ("th", "ข้อมูล", "ฐานข้อมูล", "ข้อมูล"),
    ("th", "กา", "การ", "กา"),
    ("th", "กิ", "กิ่", ""),
    ("ja", "データ", "大量のデータを", "データ"),
]  # fmt: skip


@pytest.fixture(scope="module")
def template() -> sqlite3.Connection:
    return connect_in_memory(None)


@pytest.fixture
def stored(template: sqlite3.Connection):
    """Puts a term into an empty termbase in memory."""

    def store(term: Term) -> sqlite3.Connection:
        connection = connect_in_memory(None)
        with transaction(connection):
            writes.add_concept(connection, Concept((term,)))
        return connection

    return store


def document(text: str, code: str, term: str) -> Document:
    """A text that claims to use a term."""
    claim = Field(Part.HEADER, "Terms", term, 1)
    segment = Segment(Block("paragraph", text, 2), Block("paragraph", "—", 3))
    return Document("d.md", "sections", "", code, "cy", "", (segment,), (claim,))


@pytest.mark.parametrize(("code", "name", "text", "surface"), CASES)
def test_every_door_says_the_same(code: str, name: str, text: str, surface: str, stored) -> None:
    term = Term(name, code, id=1)
    connection = stored(replace(term, id=0))
    wanted = [surface] if surface else []
    assert [o.surface for o in recognise(text, code, TermIndex([(1, term)]))] == wanted
    assert [o.surface for o in recognise(text, code, term_index(connection))] == wanted
    assert [found.occurrence.surface for found in lookup(connection, text, code, "cy", 100)] == wanted
    marked = pieces(text, code, term_index(connection))
    assert [piece.text for piece in marked if piece.concept_id] == wanted
    assert UsedText([text], language(code)).uses(name) == bool(surface)
    # A claim is cut at commas and reads what stands in brackets, so it cannot name a term that has any.
    if not set(name) & set(",*"):
        unused = [f for f in check_claims(document(text, code, name), lambda _: True) if f.code == "claim-unused"]
        assert bool(unused) != bool(surface)
    if text == surface:
        assert match_pair(text, "x", code, "cy", False, term_index(connection)).concept_id == 1


@pytest.mark.parametrize(("code", "name", "text", "surface"), CASES)
def test_the_consistency_report_brings_together_what_is_one_term(code: str, name: str, text: str, surface: str) -> None:
    """A term stated in the form in which it stands in the text is that term; a text that does not use it is not."""
    stated = [
        Statement(found, "x", code, "cy", "d.md", 1, line, line) for line, found in enumerate([name, surface or text])
    ]
    report = build_report([stated[0], replace(stated[1], target="y")], [], [], {})
    # A heading in capitals may use any term; stated so, it is a name of its own.
    if surface and not (surface.isupper() and not name.isupper()):
        assert [sorted(r.text for r in found.renderings) for found in report.several_targets] == [["x", "y"]]
    else:
        assert report.several_targets == ()
    if abbreviates(name, surface or text) or abbreviates(surface or text, name):
        return  # an abbreviation and its full form are one rendering
    turned = [replace(s, source="x", target=s.source, source_language="cy", target_language=code) for s in stated]
    assert bool(build_report(turned, [], [], {}).several_targets) == bool(not report.several_targets)


@pytest.mark.parametrize(("code", "name", "text", "surface"), [case for case in CASES if case[3]])
def test_the_sentence_is_found_behind_the_concept(code: str, name: str, text: str, surface: str, stored) -> None:
    connection = stored(Term(name, code))
    with transaction(connection):
        writes.put_document(connection, document(text, code, name), "/", "", (), ())
    concept = queries.concept(connection, 1)
    found = contexts.evidence_segments(connection, concept, TermIndex((1, term) for term in concept.terms))
    assert [row["row"]["source_text"] for row in found] == [text]


@pytest.mark.parametrize(("code", "name", "text", "surface"), CASES)
def test_the_counts_of_the_report_and_the_checks_say_the_same(code: str, name: str, text: str, surface: str) -> None:
    """Of a term in the source, with its rendering beside it; and of one that is ruled out, in the target."""
    connection = connect_in_memory(None)
    with transaction(connection):
        writes.add_concept(connection, Concept((Term(name, code), Term("rhwydwaith", "cy"))))
        segment = Segment(Block("paragraph", text, 2), Block("paragraph", "Y rhwydwaith.", 3))
        found = Document("d.md", "sections", "", code, "cy", "", (segment,), ())
        writes.put_document(connection, found, "/", "", (), ())
    # What stands between dollars is no prose, for lookup alone it is a word.
    used = bool(surface) and "$" not in surface
    assert len(list(find_uses(connection, term_index(connection)))) == used
    ruled_out = TermIndex([(1, Term(name, code, AdministrativeStatus.FORBIDDEN, id=1))])
    forbidden = [f for f in check_segment("—", text, "cy", code, ruled_out) if f.code == "term-forbidden"]
    assert [f.found for f in forbidden] == ([surface] if used else [])


def test_no_term_stands_across_a_formula() -> None:
    index = TermIndex([(1, Term("expected time", "en", AdministrativeStatus.FORBIDDEN, id=1))])
    for text in ("expected $n$ time", "expected `n` time"):
        assert recognise(text, "en", index) == []
        assert [f.code for f in check_segment("—", text, "cy", "en", index)] == []


def test_two_texts_are_not_one() -> None:
    assert not UsedText(["a packet", "loss of power"], language("en")).uses("packet loss")
    assert UsedText(["a packet", "packet loss"], language("en")).uses("packet loss")


class TestOverlaps:
    """As `recogniser` documents it."""

    @pytest.mark.parametrize(
        ("text", "terms", "wanted"),
        [
            ("deep neural network", ["network", "neural network"], ["neural network"]),
            ("deep neural networks", ["neural", "neural network"], ["neural networks"]),
            ("neural network neurall network", ["neural network"], ["neural network", "neurall network"]),
            ("deep network layr", ["network", "deep network layer"], ["network"]),
            ("a networks", ["network", "networks"], ["networks"]),
            ("one two three", ["one two", "two three"], ["two three"]),
        ],
    )
    def test_which_stays(self, text: str, terms: list[str], wanted: list[str]) -> None:
        made = TermIndex([(n, Term(t, "en", id=n)) for n, t in enumerate(terms, 1)])
        assert [o.surface for o in recognise(text, "en", made, 80)] == wanted

    def test_as_written_goes_before_inflected_in_one_place(self) -> None:
        made = TermIndex([(1, Term("network", "en", id=1)), (2, Term("networks", "en", id=2))])
        (found,) = recognise("networks", "en", made)
        assert (found.term.text, found.kind) == ("networks", "exact")
