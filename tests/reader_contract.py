"""What every reader of aligned text must do: the contract that each format subclasses, and its helpers."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import cpu_bound

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
