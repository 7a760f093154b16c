"""Finding documents in folders and decoding them: encodings, line ends, what is no text, links, what is no file."""

from __future__ import annotations

import codecs
import os
import subprocess
from pathlib import Path

import pytest
from conftest import section_file

from termbase.documents import content_hash, decode, find_documents, read_bytes
from termbase.documents.sections import SUFFIXES
from termbase.errors import InputError

TEXT = section_file("Hello.\n\nAgain.", "مرحبا.\n\nثانية.", "- **Key terms:** alpha (ألف)")


def found(*paths: Path) -> list[Path]:
    return [path for path in find_documents(paths, SUFFIXES) if isinstance(path, Path)]


def problems(*paths: Path) -> list[InputError]:
    return [error for error in find_documents(paths, SUFFIXES) if isinstance(error, InputError)]


class TestDecode:
    @pytest.mark.parametrize(
        "data",
        [
            TEXT.encode(),
            codecs.BOM_UTF8 + TEXT.encode(),
            codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
            codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
            codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
            codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
            TEXT.replace("\n", "\r\n").encode(),
            TEXT.replace("\n", "\r").encode(),
            codecs.BOM_UTF16_LE + TEXT.replace("\n", "\r\n").encode("utf-16-le"),
        ],
        ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "crlf", "cr", "utf-16 crlf"],
    )
    def test_encodings_and_line_ends(self, data: bytes) -> None:
        assert decode(data, Path("x.md")) == TEXT

    @pytest.mark.parametrize(
        ("data", "line", "said"),
        [
            (b"one\ntwo\nthr\xe9e\n", 3, "is not UTF-8 (byte 11)"),
            ("نص".encode("cp1256"), 1, "is not UTF-8 (byte 0)"),
            (b"one\r\ntwo\r\n\xff", 3, "is not UTF-8"),
            (b"one\rtwo\r\xff", 3, "is not UTF-8"),
            (TEXT.encode("utf-16-le"), 1, ""),
            (codecs.BOM_UTF16_LE + "one\ntwo\n".encode("utf-16-le") + b"\x00\xd8x", 3, "is not UTF-16"),
            (codecs.BOM_UTF16_LE + "one\u0a0a two".encode("utf-16-le") + b"\x00\xd8xx", 1, "is not UTF-16"),
            (b"text\n\x00\x01\x02", 2, "is a binary file"),
            (b"\x7fELF\x02\x01\x01\x00\x00", 1, "is a binary file"),
            (b"\x89PNG\r\n\x1a\n\x00", 1, "is not UTF-8"),
            (b"", None, "is empty"),
            (b" \n\t\r\n", None, "is empty"),
            (codecs.BOM_UTF8, None, "is empty"),
        ],
    )
    def test_what_is_no_text_says_where(self, data: bytes, line: int | None, said: str) -> None:
        with pytest.raises(InputError) as caught:
            decode(data, Path("x.md"))
        assert said in str(caught.value)
        assert caught.value.line == line
        assert "\n" not in str(caught.value)

    def test_form_feeds_and_line_separators_do_not_count_as_lines(self) -> None:
        with pytest.raises(InputError) as caught:
            decode("one\x0b\x0c\u2028\x85two\n".encode() + b"\xff", Path("x.md"))
        assert caught.value.line == 2


class TestRead:
    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "x.md"
        with path.open("wb") as file:
            file.truncate(40 << 20)
        with pytest.raises(InputError, match="has 40 MiB"):
            read_bytes(path)

    def test_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="does not exist"):
            read_bytes(tmp_path / "x.md")

    def test_a_pipe_does_not_wait(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "x.md")
        with pytest.raises(InputError, match="not a regular file"):
            read_bytes(tmp_path / "x.md")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="not a regular file"):
            read_bytes(tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, tmp_path: Path) -> None:
        path = tmp_path / "x.md"
        path.write_text("x", encoding="utf-8")
        path.chmod(0)
        with pytest.raises(InputError, match="no permission"):
            read_bytes(path)

    def test_the_hash_tells_one_byte(self) -> None:
        assert content_hash(b"a") == content_hash(b"a") != content_hash(b"b")
        assert len(content_hash(b"")) == 32


class TestFind:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name in (
            "b.md",
            "a.md",
            "sub/c.MARKDOWN",
            "sub/deep/d.md",
            "x.txt",
            "y.mdx",
            ".hidden.md",
            ".git/e.md",
            "dir.md/f.md",
        ):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("x", encoding="utf-8")
        return tmp_path

    def names(self, folder: Path, *paths: Path) -> list[str]:
        return [path.relative_to(folder).as_posix() for path in found(*(paths or (folder,)))]

    def test_walk(self, folder: Path) -> None:
        assert self.names(folder) == ["a.md", "b.md", "dir.md/f.md", "sub/c.MARKDOWN", "sub/deep/d.md"]

    def test_a_file_that_is_named_is_taken_whatever_its_suffix(self, folder: Path) -> None:
        assert self.names(folder, folder / "x.txt", folder / ".hidden.md") == ["x.txt", ".hidden.md"]

    def test_each_file_once(self, folder: Path) -> None:
        assert len(self.names(folder, folder, folder / "sub", folder / "a.md", folder / "sub" / ".." / "a.md")) == 5
        os.link(folder / "a.md", folder / "z.md")
        assert "z.md" not in self.names(folder)

    def test_links_in_a_circle(self, folder: Path) -> None:
        (folder / "sub" / "up").symlink_to(folder)
        (folder / "self").symlink_to(folder / "self")
        (folder / "again").symlink_to(folder / "sub")
        (folder / "link.md").symlink_to(folder / "a.md")
        names = self.names(folder)
        assert len(names) == 5
        assert len({os.path.realpath(folder / name) for name in names}) == 5

    def test_a_link_that_leads_nowhere(self, folder: Path) -> None:
        (folder / "broken.md").symlink_to(folder / "nowhere")
        (folder / "loop.md").symlink_to(folder / "loop.md")
        assert sorted(Path(p.place).name for p in problems(folder)) == ["broken.md", "loop.md"]
        assert len(found(folder)) == 5

    def test_not_there(self, tmp_path: Path) -> None:
        (problem,) = problems(tmp_path / "nowhere")
        assert "does not exist" in str(problem)

    @pytest.mark.slow
    def test_1200_folders_deep(self, tmp_path: Path) -> None:
        here = os.open(tmp_path, os.O_RDONLY)
        try:
            for _ in range(1200):
                os.mkdir("d", dir_fd=here)
                below = os.open("d", os.O_RDONLY, dir_fd=here)
                os.close(here)
                here = below
        finally:
            os.close(here)
        (tmp_path / "a.md").write_text("x", encoding="utf-8")
        (tmp_path / "z.md").write_text("x", encoding="utf-8")
        try:
            assert [path.name for path in found(tmp_path)] == ["a.md", "z.md"]
        finally:
            # pytest clears its folders with shutil.rmtree, which in Python 3.11 recurses and would fail here.
            subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_folder_without_permission(self, folder: Path) -> None:
        (folder / "sub").chmod(0)
        try:
            assert "no permission" in str(problems(folder)[0])
            assert len(found(folder)) == 3
        finally:
            (folder / "sub").chmod(0o755)
