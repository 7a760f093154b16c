"""Readers of TMX and XLIFF: the contract, and what only XML can get wrong."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from conftest import cpu_bound
from reader_contract import PAIRS, Contract, Pair, read, refused, said, segments, texts


class TestTmx(Contract):
    name = "x.tmx"

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        units = "".join(
            f'<tu><prop type="x">note</prop>\n<tuv xml:lang="sv"><seg>annan</seg></tuv>\n'
            f"<tuv xml:lang={quoteattr(target)}>\n<seg>{escape(two)}</seg></tuv>\n"
            f"<tuv xml:lang={quoteattr(source)}><seg>{escape(one)}</seg></tuv></tu>\n"
            for one, two in pairs
        )
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header srclang="en"/><body>\n{units}</body></tmx>\n'

    def unit(self, *variants: str, header: str = 'srclang="en"') -> str:
        return f'<tmx version="1.4"><header {header}/><body><tu>{"".join(variants)}</tu></body></tmx>'

    @pytest.mark.parametrize(
        ("seg", "text"),
        [
            ('<bpt i="1">&lt;b&gt;</bpt>bold<ept i="1">&lt;/b&gt;</ept> move', "bold move"),
            ('press <ph x="1">&lt;img/&gt;</ph>now', "press now"),
            ("line<ph>&lt;br/&gt;</ph>break", "line break"),
            ('half<it pos="begin">{\\b </it>way', "halfway"),
            ("<hi>all <hi>of</hi></hi> it", "all of it"),
            ("see<ph>note: <sub>hidden text</sub></ph> here", "see here"),
            ("old<ut>{\\f1}</ut> tag", "old tag"),
            ("<![CDATA[a < b]]> and<!-- no --> &#233;<?pi no?>", "a < b and é"),
            ("<x-own>kept</x-own>", "kept"),
            ("a<bpt i='1'><sub>x<hi>y</hi></sub></bpt>b", "ab"),
        ],
    )
    def test_codes_do_not_leak(self, path: Path, seg: str, text: str) -> None:
        content = self.unit(f'<tuv xml:lang="en"><seg>{seg}</seg></tuv>', '<tuv xml:lang="ar"><seg>نص</seg></tuv>')
        assert read(path, content) == [(text, "نص")]

    def test_nothing_but_markup(self, path: Path) -> None:
        unit = '<tu><tuv lang="en"><seg><ph>x</ph></seg></tuv><tuv lang="ar"><seg> <ph>x</ph></seg></tuv></tu>'
        content = self.write(PAIRS).replace("</body>", f"{unit}{unit}</body>")
        assert said(path, content) == [("segment-left-out", 28, "segments of nothing but markup, left out: 2")]

    def test_the_language_asked_for_among_many(self, path: Path) -> None:
        variants = [f'<tuv xml:lang="{tag}"><seg>{tag}</seg></tuv>' for tag in ("en", "pt-PT", "pt-BR", "fr", "de")]
        assert read(path, self.unit(*variants), "en", "de") == [("en", "de")]
        assert read(path, self.unit(*variants), "en", "pt") == [("en", "pt-PT")]
        assert read(path, self.unit(*variants), "en", "pt_br") == [("en", "pt-BR")]
        assert read(path, self.unit(*variants), "fr", "en") == [("fr", "en")]

    def test_absent_languages_are_told_with_those_that_are_there(self, path: Path) -> None:
        error = refused(path, self.write(PAIRS), "en", "ja")
        assert "has no text in ja; it has sv (5), ar (5), en (5)" in str(error)

    def test_lang_and_srclang(self, path: Path) -> None:
        content = self.unit(
            "<tuv><seg>one</seg></tuv>", '<tuv lang="AR"><seg>واحد</seg></tuv>', header='srclang="EN-us"'
        )
        assert read(path, content) == [("one", "واحد")]
        assert "(no language)" in str(refused(path, content.replace("EN-us", "*all*")))

    def test_a_bare_doctype_is_fine_and_never_opened(self, path: Path) -> None:
        content = self.write(PAIRS).replace("<tmx", '<!DOCTYPE tmx SYSTEM "file:///does/not/exist.dtd">\n<tmx', 1)
        assert read(path, content) == PAIRS

    @pytest.mark.parametrize(
        "declaration",
        [
            '<!ENTITY a "b">',
            '<!ENTITY a SYSTEM "file:///etc/passwd">',
            '<!ENTITY % a SYSTEM "http://localhost/x">',
            '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">',
        ],
    )
    def test_entity_declarations_are_refused_with_their_line(self, path: Path, declaration: str) -> None:
        content = self.write(PAIRS).replace("<tmx", f"<!DOCTYPE tmx [\n{declaration}\n]>\n<tmx", 1)
        error = refused(path, content)
        assert "declares the entity 'a'" in str(error)
        assert error.line == 3

    def test_entities_that_nobody_declared(self, path: Path) -> None:
        content = self.write([("a&nbsp;b", "x")]).replace("&amp;nbsp;", "&nbsp;")
        assert "undefined entity" in str(refused(path, content))
        error = refused(path, content.replace("<tmx", '<!DOCTYPE tmx SYSTEM "x.dtd"><tmx', 1))
        assert "&nbsp;" in str(error)
        assert error.line

    @pytest.mark.parametrize(
        ("inside", "reason"),
        [
            ("<a>" * 300, "nested deeper"),
            ("<a " + " ".join(f'b{n}="1"' for n in range(300)) + "/>", "more than 200 attributes"),
            ("".join(f"<a{n}/>" for n in range(6000)), "more than 5000 different names"),
            ('<a b="' + "x" * 3_000_000 + '"/>', "more than 1 MiB"),
            ("<!--" + "x" * 3_000_000 + "-->", "more than 1 MiB"),
        ],
    )
    def test_limits(self, path: Path, inside: str, reason: str) -> None:
        with cpu_bound(3.0):
            error = refused(path, f"<tmx><header/><body>\n{inside}</body></tmx>")
        assert reason in str(error)
        assert error.line == 2

    def test_a_doctype_without_end(self, path: Path) -> None:
        assert "does not end" in str(refused(path, "<!DOCTYPE tmx [" + "<!ELEMENT a (b)>" * 60_000))

    @pytest.mark.parametrize(
        ("content", "reason", "line"),
        [
            ("<html>\n</html>", "no TMX: it begins with <html>", 1),
            ("hello", "not well-formed XML", 1),
            ("<tmx>\n<body>\n<tu>\n</body></tmx>", "mismatched tag", 4),
            ("<tmx>\n<body>\n<tu><tuv xml:lang='en'><seg>x", "ends inside <seg>", 3),
            ("<tmx>\n<body></body></tmx>\n<tmx/>", "junk after document element", 3),
            ("<tmx>\n<body>a & b</body></tmx>", "not well-formed", 2),
            ("<tmx>\n<body>\0</body></tmx>", "not well-formed", 2),
        ],
    )
    def test_what_is_malformed(self, path: Path, content: str, reason: str, line: int) -> None:
        error = refused(path, content)
        assert reason in str(error)
        assert error.line == line

    def test_another_encoding_that_is_declared(self, path: Path) -> None:
        pairs = [("café", "ب")]
        content = self.write(pairs).replace("UTF-8", "ISO-8859-1").replace("ب", "&#x628;")
        assert read(path, content.encode("latin-1")) == pairs

    @pytest.mark.slow
    def test_memory_stays_the_same(self, path: Path) -> None:
        import tracemalloc

        peaks = []
        for times in (200, 1000):
            found = segments(self.put(path, PAIRS * times))
            tracemalloc.start()
            assert sum(1 for _ in found) == 5 * times
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] + 200_000


class TestXliff(Contract):
    name = "x.xlf"

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        units = "".join(
            f'<trans-unit id="{n}">\n<source>{escape(one)}</source><target state="translated">{escape(two)}</target>'
            f"<alt-trans><source>no</source><target>لا</target></alt-trans><note>no</note></trans-unit>\n"
            for n, (one, two) in enumerate(pairs)
        )
        return (
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n<file source-language='
            f'"{source}" target-language="{target}"><header/><body><group>{units}</group></body></file></xliff>\n'
        )

    def one(self, inside: str) -> str:
        return self.write([]).replace("<group>", f"<group><trans-unit id='1'>{inside}</trans-unit>")

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ('a <g id="1">bold</g> word', "a bold word"),
            ('line<x id="1" ctype="lb"/>break', "line break"),
            ('<bpt id="1">&lt;b&gt;</bpt>b<ept id="1">&lt;/b&gt;</ept>', "b"),
            ('a<bx id="1"/>b<ex id="1"/>c', "abc"),
            ('<ph id="1">code <sub>sub</sub></ph>rest', "rest"),
            ('<mrk mtype="term">term</mrk> x', "term x"),
            ("<it id='1' pos='open'>x</it>y", "y"),
        ],
    )
    def test_codes_do_not_leak(self, path: Path, source: str, text: str) -> None:
        assert read(path, self.one(f"<source>{source}</source><target>نص</target>")) == [(text, "نص")]

    def test_units_that_were_cut_into_segments(self, path: Path) -> None:
        content = self.one(
            '<source>One. Two.</source><seg-source><mrk mtype="seg" mid="1">One.</mrk> <g id="1"><mrk mtype="seg" mid="2">'
            'T<x id="3"/>wo.</mrk></g></seg-source><target><mrk mtype="seg" mid="2">اثنان.</mrk> '
            '<mrk mtype="seg" mid="1">واحد.</mrk></target>'
        )
        assert read(path, content) == [("One.", "واحد."), ("T wo.", "اثنان.")]
        assert read(path, content.replace('mid="1">واحد', 'mid="9">واحد')) == [("One. T wo.", "اثنان. واحد.")]

    def test_many_segments_of_a_unit_that_is_too_long_are_not_cut_short(self, path: Path) -> None:
        ones, others = (
            "".join(f'<mrk mtype="seg" mid="{n}">{word} </mrk>' for n in range(20_000)) for word in ("word", "كلمة")
        )
        unit = f"<trans-unit><source/><seg-source>{ones}</seg-source><target>{others}</target></trans-unit>"
        content = self.write(PAIRS).replace("</group>", unit + "</group>")
        assert read(path, content) == PAIRS
        assert "segments with more than 50,000 characters, left out: 1" in [m for _, _, m in said(path, content)]

    def test_what_is_not_translated_yet(self, path: Path) -> None:
        content = self.write(PAIRS).replace("translated", "needs-translation", 1).replace("translated", "new", 1)
        found = read(path, content)
        assert found[:2] == [(PAIRS[0][0], None), (PAIRS[1][0], None)]
        assert "translations marked as unfinished, not used: 2" in [m for _, _, m in said(path, content)]

    def test_reversed(self, path: Path) -> None:
        self.put(path, [(b, a) for a, b in PAIRS], "ar", "en")
        assert texts(segments(path)) == PAIRS

    def test_both_sides_said_to_be_one_language(self, path: Path) -> None:
        error = refused(path, self.write(PAIRS, "en", "en-GB"))
        assert "source and its target are both en" in str(error)
        assert error.line == 2

    def test_several_files_in_one(self, path: Path) -> None:
        one, two = self.write(PAIRS[:1]), self.write([("a", "b")], "en", "fr")
        content = one.replace("</xliff>", two[two.index("<file") :])
        assert read(path, content) == PAIRS[:1]
        assert read(path, content, "en", "fr") == [("a", "b")]

    def test_without_target_language(self, path: Path) -> None:
        content = self.write(PAIRS).replace(' target-language="ar"', "")
        assert read(path, content) == PAIRS


class TestXliff2(Contract):
    name = "x.xliff"

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        units = "".join(
            f'<unit id="u{n}"><notes><note>no</note></notes><mtc:matches><mtc:match ref="#1"><source>no</source><target>لا</target>'
            f"</mtc:match></mtc:matches><originalData><data id='d'>no</data></originalData>\n<segment state='final'><source>"
            f"{escape(one)}</source><target>{escape(two)}</target></segment><ignorable><source> </source></ignorable></unit>\n"
            for n, (one, two) in enumerate(pairs)
        )
        return (
            '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
            f'xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" srcLang="{source}" trgLang="{target}">\n'
            f'<file id="f">{units}</file></xliff>\n'
        )

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ('a <pc id="1" dataRefStart="d">bold</pc> word', "a bold word"),
            ('line<ph id="1" dataRef="d"/>break', "line break"),
            ('a<sc id="1"/>b<ec startRef="1"/>c', "abc"),
            ('bell<cp hex="0007"/>s', "bells"),
            ('<mrk id="m" type="term">term</mrk> x<sm id="1"/><em startRef="1"/>', "term x"),
        ],
    )
    def test_codes_do_not_leak(self, path: Path, source: str, text: str) -> None:
        content = self.write([("SOURCE", "نص")]).replace("SOURCE", source)
        assert read(path, content) == [(text, "نص")]

    def test_initial(self, path: Path) -> None:
        assert read(path, self.write(PAIRS[:2]).replace("final", "initial", 1))[0] == (PAIRS[0][0], None)
