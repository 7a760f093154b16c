"""Readers of aligned text: one contract for every format, a round trip, hostile and broken files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import test_readers_xml
from hypothesis import given
from hypothesis import strategies as st
from reader_contract import PAIRS, Contract, Pair, read, refused, said, segments, texts

from termbase.documents import document_file
from termbase.errors import InputError


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
        others = [("%d files", f"شكل {n}") for n in (3, 0, 2, 4, 5)]
        assert read(path, content) == [("%d file", "شكل 1"), *others]
        # A form that is not translated is no second missing text.
        assert read(path, content.replace("شكل 4", "")) == [("%d file", "شكل 1"), *others[:3], others[4]]

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


@pytest.mark.parametrize(
    "contract",
    [
        test_readers_xml.TestTmx,
        test_readers_xml.TestXliff,
        test_readers_xml.TestXliff2,
        TestPo,
        TestTsv,
        TestCsv,
        TestParallel,
    ],
)
@given(made=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_round_trip(contract: type[Contract], tmp_path_factory: pytest.TempPathFactory, made: list[Pair]) -> None:
    # A letter of each language first, so that neither side is found to be in the wrong one; no blanks at the ends.
    pairs = [(f"a{one}".strip(), f"ب{two}".strip()) for one, two in made]
    path = tmp_path_factory.mktemp("trip") / contract.name
    assert texts(segments(contract().put(path, pairs))) == pairs
