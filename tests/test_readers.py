"""Readers of aligned text: one contract for every format, a round trip, hostile and broken files."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from conftest import cpu_bound
from hypothesis import given
from hypothesis import strategies as st

from termbase.documents import SegmentFile, aligned_document, document_file
from termbase.documents.tally import LONGEST_SEGMENT
from termbase.errors import InputError
from termbase.model import Segment

Pair = tuple[str, str]
PAIRS: list[Pair] = [
    ("The router drops the packet.", "يُسقط الموجّه الحزمة."),
    ("A buffer is full & <b>slow</b>.", "المخزن المؤقت ممتلئ & بطيء."),
    ('It says "stop", then\\n C:\\temp; done', 'يقول «قف» ثم "اذهب"، انتهى'),
    ("latency", "زمن الانتقال"),
    ("naïve façade 😀", "واجهة ساذجة 😀"),
]


def segments(path: Path, source: str = "en", target: str = "ar", other: Path | None = None) -> SegmentFile:
    file = document_file(path, source, target)
    assert file is not None
    found = aligned_document(file, path.name, "0" * 32, source, target).segments
    assert isinstance(found, SegmentFile)
    return found


def texts(found: SegmentFile | list[Segment]) -> list[tuple[str | None, str | None]]:
    return [(s.source.text if s.source else None, s.target.text if s.target else None) for s in found]


def read(
    path: Path, content: str | bytes, source: str = "en", target: str = "ar"
) -> list[tuple[str | None, str | None]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return texts(segments(path, source, target))


def refused(path: Path, content: str | bytes, source: str = "en", target: str = "ar") -> InputError:
    """The error that reading raises: one line that names the file."""
    with pytest.raises(InputError) as caught:
        read(path, content, source, target)
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)
    return caught.value


def said(path: Path, content: str | bytes, source: str = "en", target: str = "ar") -> list[tuple[str, int, str]]:
    """(code, line, message) of what is wrong with the segments of a file."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = segments(path, source, target)
    assert found.findings() == []
    for _ in found:
        pass
    return [(f.code, f.line, f.message) for f in found.findings()]


class Contract:
    """What every reader does. A subclass says how a file of its format is written."""

    name = ""
    names_language = True

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        raise NotImplementedError

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / self.name

    def put(self, path: Path, pairs: list[Pair], source: str = "en", target: str = "ar") -> Path:
        path.write_text(self.write(pairs, source, target), encoding="utf-8", newline="")
        return path

    def test_pairs_come_as_they_were_written_in_their_order(self, path: Path) -> None:
        assert texts(segments(self.put(path, PAIRS))) == PAIRS

    def test_lines_are_where_the_texts_stand(self, path: Path) -> None:
        lines = self.put(path, PAIRS).read_text(encoding="utf-8").split("\n")
        for segment in segments(path):
            word = re.findall(r"\w+", segment.source.text)[0]
            assert any(word in line for line in lines[segment.source.line - 1 : segment.source.line + 1])

    def test_every_iteration_reads_again(self, path: Path) -> None:
        found = segments(self.put(path, PAIRS))
        assert texts(found) == texts(found) == PAIRS
        assert all(s.score == 1.0 for s in found)

    def test_it_is_lazy(self, path: Path) -> None:
        found = segments(self.put(path, PAIRS * 2000))
        with cpu_bound(1.0):
            assert texts([next(iter(found))]) == PAIRS[:1]

    def test_a_side_without_text_is_counted_and_kept(self, path: Path) -> None:
        self.put(path, [*PAIRS, ("alone", ""), ("", "وحيد"), ("again", "")])
        found = segments(path)
        assert texts(found)[-3:] == [("alone", None), (None, "وحيد"), ("again", None)]
        assert [s.score for s in found][-3:] == [0.0, 0.0, 0.0]
        messages = [f.message for f in found.findings()]
        assert "no ar text in 2 of 8 segments" in messages
        assert "no en text in 1 of 8 segments" in messages
        assert {f.code for f in found.findings()} == {"text-missing"}

    def test_a_segment_of_a_megabyte_is_left_out_and_the_rest_stays(self, path: Path) -> None:
        self.put(path, [*PAIRS, ("x" * (LONGEST_SEGMENT + 1), "طويل"), ("long " * 200_000, "طويل"), ("end", "نهاية")])
        found = segments(path)
        assert texts(found) == [*PAIRS, ("end", "نهاية")]
        assert [f.message for f in found.findings()] == ["segments with more than 50,000 characters, left out: 2"]

    def test_swapped_sides_are_refused(self, path: Path) -> None:
        self.put(path, [(b, a) for a, b in PAIRS])
        with pytest.raises(
            InputError, match=r"sides seem to be swapped: in 5 of 5 segments.*try --source ar --target en"
        ):
            texts(segments(path))

    def test_a_swapped_segment_gets_no_weight(self, path: Path) -> None:
        found = segments(self.put(path, [*PAIRS, PAIRS[0][::-1]]))
        assert [s.score for s in found] == [1, 1, 1, 1, 1, 0]
        assert [f.code for f in found.findings()] == ["sides-swapped"]

    def test_one_language_on_both_sides_is_refused(self, path: Path) -> None:
        self.put(path, [(a, a + " too") for a, _ in PAIRS])
        with pytest.raises(InputError, match="both sides seem to be in the same language: 5 of 5"):
            texts(segments(path))

    def test_copies_are_refused_where_scripts_do_not_tell(self, path: Path) -> None:
        self.put(path, [(a, a) for a, _ in PAIRS], "en", "fr")
        with pytest.raises(InputError, match="both sides seem to be in the same language"):
            texts(segments(path, "en", "fr"))

    @pytest.mark.parametrize("asked", ["ar", "AR", "ar_AR", "ar-EG", "ar-"])
    def test_tags_of_one_language_are_one_request(self, path: Path, asked: str) -> None:
        assert texts(segments(self.put(path, PAIRS), "EN_us", asked)) == PAIRS

    @pytest.mark.parametrize("there", ["ar_AR", "AR", "ar-EG"])
    def test_tags_in_the_file_too(self, path: Path, there: str) -> None:
        assert texts(segments(self.put(path, PAIRS, "en-US", there))) == PAIRS

    def test_a_language_that_is_not_there(self, path: Path) -> None:
        if not self.names_language:
            pytest.skip("this format does not say what language it is in")
        self.put(path, PAIRS)
        with pytest.raises(InputError) as caught:
            texts(segments(path, "en", "fr"))
        assert "fr" in str(caught.value)
        assert "ar" in str(caught.value)

    def test_bytes_that_are_no_text_are_told_with_their_line(self, path: Path) -> None:
        data = self.put(path, PAIRS).read_bytes()
        place = data.index(b"latency")
        path.write_bytes(data[:place] + b"\xe9\xe8" + data[place:])
        with pytest.raises(InputError, match="not UTF-8") as caught:
            texts(segments(path))
        assert caught.value.line == data.count(b"\n", 0, place) + 1

    def test_a_byte_order_mark_and_utf_16(self, path: Path) -> None:
        text = self.put(path, PAIRS).read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert texts(segments(path)) == PAIRS
        path.write_bytes(text.replace('encoding="UTF-8"', "").encode("utf-16"))
        assert texts(segments(path)) == PAIRS

    def test_windows_line_ends(self, path: Path) -> None:
        text = self.put(path, PAIRS).read_text(encoding="utf-8")
        path.write_bytes(text.replace("\n", "\r\n").encode())
        assert texts(segments(path)) == PAIRS

    def test_an_empty_file(self, path: Path) -> None:
        for content in ("", " \n\n"):
            refused(path, content)

    def test_a_file_without_segments(self, path: Path) -> None:
        self.put(path, [])
        with pytest.raises(InputError):
            texts(segments(path))

    def test_a_file_that_changes_while_it_is_read(self, path: Path) -> None:
        found = segments(self.put(path, PAIRS))
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        with pytest.raises(InputError, match="was changed while it was read"):
            texts(found)

    def test_a_file_that_is_gone(self, path: Path) -> None:
        found = segments(self.put(path, PAIRS))
        path.unlink()
        with pytest.raises(InputError, match="does not exist"):
            texts(found)

    def test_any_cut_is_an_error_or_gives_a_beginning(self, path: Path) -> None:
        data = self.put(path, PAIRS).read_bytes()
        for length in range(0, len(data), 7):
            path.write_bytes(data[:length])
            found = []
            with suppress(InputError):
                found = texts(segments(path))
            assert found[:-1] == PAIRS[: max(len(found) - 1, 0)]


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


class TestPo(Contract):
    name = "x.po"

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n' + f'"Language: {target}\\n"\n'
        head += "" if source.startswith("en") else f'"X-Source-Language: {source}\\n"\n'
        return head + "".join(
            f'\n#: file.c:{n}\n#| msgid "before"\nmsgctxt "c{n}"\nmsgid {quoted(one)}\nmsgstr {quoted(two)}\n'
            for n, (one, two) in enumerate(pairs)
        )

    def entry(self, text: str, head: str = "") -> str:
        return self.write([]).rstrip("\n") + f"\n{head}\n{text}\n"

    def test_strings_over_several_lines_and_escapes(self, path: Path) -> None:
        content = self.entry('msgid ""\n"a\\tb \\"c\\" "\n"d\\\\n\\101\\x41"\nmsgstr "ب"')
        assert read(path, content) == [('a\tb "c" d\\nAA', "ب")]

    def test_plural_forms(self, path: Path) -> None:
        rule = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"
        forms = "".join(f'msgstr[{n}] "شكل {n}"\n' for n in range(6))
        content = self.entry(
            f'msgid "%d file"\nmsgid_plural "%d files"\n{forms}', f'"Plural-Forms: nplurals=6; plural=({rule});\\n"\n'
        )
        assert read(path, content) == [("%d file", "شكل 1"), ("%d files", "شكل 3")]

    def test_plural_forms_of_other_languages(self, path: Path) -> None:
        content = self.entry('msgid "a"\nmsgid_plural "as"\nmsgstr[0] "un"\nmsgstr[1] "des"')
        assert read(path, content.replace("ar", "fr", 1).replace("Language: ar", "Language: fr"), "en", "fr") == [
            ("a", "un"), ("as", "des")
        ]  # fmt: skip
        hostile = '"Plural-Forms: nplurals=2; plural=__import__(1);\\n"'
        assert read(path, self.entry('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "ا"\nmsgstr[1] "ب"', hostile)) == [
            ("a", "ا"), ("b", "ب")
        ]  # fmt: skip

    def test_fuzzy_and_obsolete(self, path: Path) -> None:
        content = self.entry(
            '#, fuzzy, c-format\nmsgid "a"\nmsgstr "خطأ"\n\n#~ msgid "b"\n#~ msgstr "ب"\n\nmsgid "c"\nmsgstr "ج"'
        )
        assert read(path, content) == [("a", None), ("c", "ج")]
        assert "translations marked as unfinished, not used: 1" in [m for _, _, m in said(path, content)]

    def test_reversed(self, path: Path) -> None:
        assert read(path, self.write([(b, a) for a, b in PAIRS], "ar", "en")) == PAIRS

    @pytest.mark.parametrize(
        ("text", "reason", "line"),
        [
            ("hello", "no PO file here", 6),
            ('msgid "a"\nmsgstr "b', "without its closing quotation mark", 7),
            ('msgid "a"', "ends inside a message", 6),
            ('msgid "a"\nmsgid "b"\nmsgstr "c"', "second msgid", 7),
        ],
    )
    def test_what_is_malformed(self, path: Path, text: str, reason: str, line: int) -> None:
        error = refused(path, self.entry(text))
        assert reason in str(error)
        assert error.line == line

    def test_another_encoding(self, path: Path) -> None:
        assert "msgconv" in str(refused(path, self.write(PAIRS).replace("UTF-8", "CP1256")))


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class TestTsv(Contract):
    name = "x.tsv"

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        return f"{source}\t{target}\n" + "".join(f"{one}\t{two}\n" for one, two in pairs)

    def test_without_header(self, path: Path) -> None:
        assert read(path, "one\tواحد\ntwo\tاثنان\n") == [("one", "واحد"), ("two", "اثنان")]
        assert read(path, "d.md\tone\tواحد\n") == [("one", "واحد")]

    @pytest.mark.parametrize(
        ("header", "row"),
        [
            ("source\ttarget", "one\tواحد"),
            ("document\tsource\ttarget", "d\tone\tواحد"),
            ("Arabic\tEnglish", "واحد\tone"),
            ("id\tSource text\tx\tar-EG", "7\tone\t\tواحد"),
            ("fr\ten\tar", "un\tone\tواحد"),
        ],
    )
    def test_headers(self, path: Path, header: str, row: str) -> None:
        assert read(path, f"{header}\n{row}\n") == [("one", "واحد")]

    def test_quotes_are_text_but_for_those_of_a_spreadsheet(self, path: Path) -> None:
        rows = '"Hello" said\tأهلا\n"say ""hi"" now"\tقل\n"whole"\tكل\n'
        assert [one for one, _ in read(path, rows)] == ['"Hello" said', 'say "hi" now', '"whole"']

    def test_rows_of_another_width(self, path: Path) -> None:
        content = "one\tواحد\ntwo\tاثنان\tmore\nthree\nfour\tأربعة\t\n"
        assert read(path, content) == [("one", "واحد"), ("three", None), ("four", "أربعة")]
        assert ("segment-left-out", 2, "rows with another number of cells, left out: 1") in said(path, content)

    def test_what_is_no_table_of_two_texts(self, path: Path) -> None:
        assert "one column" in str(refused(path, "hello\nthere\n"))
        assert "4 columns" in str(refused(path, "a\tb\tc\td\n"))

    def test_lines_of_many_megabytes(self, path: Path) -> None:
        content = "one\tواحد\n" + "x" * 5_000_000 + "\tb\ntwo\tاثنان\n"
        assert read(path, content) == [("one", "واحد"), ("two", "اثنان")]
        assert said(path, content)[0][1:] == (2, "segments with more than 50,000 characters, left out: 1")

    def test_binary(self, path: Path) -> None:
        assert "binary" in str(refused(path, b"a\tb\n\0\1\tc\n"))


class TestCsv(Contract):
    name = "x.csv"

    def write(self, pairs: list[Pair], source: str = "en", target: str = "ar") -> str:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([(source, target), *pairs])
        return text.getvalue()

    def test_semicolons_and_cells_over_lines(self, path: Path) -> None:
        assert read(path, 'source;target\n"a;\nb";"ب"\nc;ج\n') == [("a;\nb", "ب"), ("c", "ج")]

    def test_the_line_of_a_row_is_its_first(self, path: Path) -> None:
        path.write_text('en,ar\n"a\nb",ب\nc,ج\n', encoding="utf-8")
        assert [s.source.line for s in segments(path)] == [2, 4]

    def test_a_quote_that_does_not_end(self, path: Path) -> None:
        error = refused(path, 'en,ar\na,ب\n"b,ج\n')
        assert "not well-formed CSV" in str(error)
        assert error.line == 3


class TestParallel(Contract):
    name = "x.en.txt"
    names_language = False

    def put(self, path: Path, pairs: list[Pair], source: str = "en", target: str = "ar") -> Path:
        self.code = target.split("-")[0].split("_")[0].lower()
        for side, number in (("en", 0), (self.code, 1)):
            text = "".join(f"{pair[number]}\n" for pair in pairs)
            path.with_name(f"x.{side}.txt").write_text(text, encoding="utf-8", newline="")
        return path

    def test_an_empty_file(self, path: Path) -> None:
        self.put(path, PAIRS)
        assert "is empty" in str(refused(path, ""))

    def test_a_file_that_is_gone(self, path: Path) -> None:
        found = segments(self.put(path, PAIRS))
        path.with_name("x.ar.txt").unlink()
        with pytest.raises(InputError, match=r"x\.ar\.txt: does not exist"):
            texts(found)

    def test_any_cut_is_an_error_or_gives_a_beginning(self, path: Path) -> None:
        self.put(path, PAIRS)
        path.write_text("".join(f"{one}\n" for one, _ in PAIRS[:3]), encoding="utf-8")
        found = segments(path)
        assert all(s.score < 0.95 for s in found)
        assert "different numbers of lines" in found.findings()[-1].message

    def test_a_byte_order_mark_and_utf_16(self, path: Path) -> None:
        text = self.put(path, PAIRS).read_text(encoding="utf-8")
        path.write_bytes(text.encode("utf-16"))
        assert texts(segments(path)) == PAIRS

    @pytest.mark.parametrize(
        ("one", "other"),
        [("g.en.txt", "g.ar.txt"), ("g.en", "g.ar"), ("g.EN.txt", "g.ar-EG.txt"), ("a.b.en-US.txt", "a.b.ar_AR.txt")],
    )
    def test_names(self, tmp_path: Path, one: str, other: str) -> None:
        for name, text in ((one, "one\n"), (other, "واحد\n")):
            (tmp_path / name).write_text(text, encoding="utf-8")
        for name in (one, other):
            found = segments(tmp_path / name)
            assert found.file.paths == (tmp_path / one, tmp_path / other)
            assert texts(found) == [("one", "واحد")]

    def test_without_counterpart(self, path: Path) -> None:
        path.write_text("one\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"no counterpart x\.ar\.txt beside it; name both files with --pair"):
            segments(path)
        assert document_file(path, "en", "ar", named=False) is None

    def test_large_files_must_correspond(self, path: Path) -> None:
        self.put(path, [("line", "سطر")] * 10_000)
        with path.open("a", encoding="utf-8") as file:
            file.write("one more\n" * 40)
        with pytest.raises(InputError, match="must correspond one to one"):
            texts(segments(path))


class TestWhichFormat:
    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("a.tmx", "", "tmx"),
            ("a.TMX", "", "tmx"),
            ("a.sdlxliff", "", "xliff"),
            ("a.md", "", "sections"),
            ("a.xml", '<?xml version="1.0"?><tmx version="1.4">', "tmx"),
            ("a.xml", '<?xml version="1.0"?>\n<xliff version="2.0">', "xliff"),
            ("a.pot", '# c\nmsgid ""\nmsgstr ""\n', "po"),
            ("a.txt", "one\tواحد\ntwo\tاثنان\n", "tsv"),
            ("a.txt", "# Title\n\n### English\n", "sections"),
            ("a", "text", "sections"),
        ],
    )
    def test_by_suffix_and_content(self, tmp_path: Path, name: str, content: str, found: str) -> None:
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert document_file(tmp_path / name, "en", "ar").format == found


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), max_size=30)


@pytest.mark.parametrize("contract", [TestTmx, TestXliff, TestXliff2, TestPo, TestTsv, TestCsv, TestParallel])
@given(made=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_round_trip(contract: type[Contract], tmp_path_factory: pytest.TempPathFactory, made: list[Pair]) -> None:
    # A letter of each language first, so that neither side is found to be in the wrong one; no blanks at the ends.
    pairs = [(f"a{one}".strip(), f"ب{two}".strip()) for one, two in made]
    path = tmp_path_factory.mktemp("trip") / contract.name
    assert texts(segments(contract().put(path, pairs))) == pairs
