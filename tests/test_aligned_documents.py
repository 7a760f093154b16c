"""Aligned text from file to page: stored as it is read, all or nothing, once, taken back exactly, shown in pages."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import command, content, dump, section_file, sound, wait_until, working_in

from termbase.commands.extract import MORE
from termbase.documents.tally import TROUBLES
from termbase.pipeline.extraction.extract import Extraction, extract
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.pipeline.review import undo
from termbase.publish.site import build_site
from termbase.store import connect, queries

READ = f"termbase: {MORE}\n1 document read, 0 unchanged since the last run\n"


def tmx(count: int, head: str = "Sentence", cut: int | None = None) -> bytes:
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{head} number {n}.</seg></tuv>\n<tuv xml:lang="ar"><seg>الجملة رقم {n}.</seg></tuv></tu>\n'
        for n in range(1, count + 1)
    )
    return f'<tmx version="1.4"><header srclang="en"/><body>\n{units}</body></tmx>\n'.encode()[:cut]


def run(connection: sqlite3.Connection, *paths: Path, **options: object) -> Extraction:
    return extract(connection, list(paths), ExtractOptions(root=paths[0].parent, **options))


def stored(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in connection.execute(
            "SELECT d.name, s.position, s.source_text, s.source_line, s.target_text, s.target_line FROM segment s"
            " JOIN document d ON d.id = s.document_id ORDER BY d.name, s.position"
        )
    ]


class TestStored:
    def test_segments_with_their_places_and_stems(self, empty: sqlite3.Connection, tmp_path: Path) -> None:
        path = tmp_path / "a.tmx"
        path.write_bytes(tmx(3))
        result = run(empty, path)
        assert result.read == ["a.tmx"]
        assert stored(empty)[1] == ("a.tmx", 2, "Sentence number 2.", 4, "الجملة رقم 2.", 5)
        assert [row["position"] for row in queries.segments_with(empty, "ar", "جملة", 9)] == [1, 2, 3]
        assert tuple(empty.execute("SELECT format, source_language, target_language FROM document").fetchone()) == (
            "tmx",
            "en",
            "ar",
        )

    def test_a_second_run_reads_nothing(self, empty: sqlite3.Connection, tmp_path: Path) -> None:
        path = tmp_path / "a.tmx"
        path.write_bytes(tmx(3))
        run(empty, path)
        before = dump(empty)
        assert run(empty, path).unchanged == ["a.tmx"]
        assert dump(empty) == before
        path.write_bytes(tmx(2, "Changed"))
        assert run(empty, path).read == ["a.tmx"]
        assert len(stored(empty)) == 2

    def test_what_is_cut_off_leaves_nothing_behind(self, empty: sqlite3.Connection, tmp_path: Path) -> None:
        before, revisions = dump(empty), empty.execute("SELECT count(*) FROM revision").fetchone()[0]
        (tmp_path / "a.tmx").write_bytes(tmx(2000, cut=-200))
        result = run(empty, tmp_path / "a.tmx")
        assert "a.tmx:" in str(result.problems[0])
        assert "it was cut off; nothing of it was kept" in str(result.problems[0])
        assert dump(empty) == before
        assert empty.execute("SELECT count(*) FROM revision").fetchone()[0] == revisions

    def test_what_was_read_before_stays_when_the_new_file_is_bad(
        self, empty: sqlite3.Connection, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.tmx"
        path.write_bytes(tmx(5))
        run(empty, path)
        before = dump(empty)
        path.write_bytes(tmx(2000, "Other", cut=-50))
        assert run(empty, path).problems
        assert dump(empty) == before

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_the_others_go_on_in_one_revision(self, tmp_path: Path, jobs: int) -> None:
        folder = tmp_path / "f"
        folder.mkdir()
        (folder / "a.md").write_text(section_file(notes="- **Key terms:** buffer (صوان)"), encoding="utf-8")
        (folder / "b.tmx").write_bytes(tmx(50, cut=-5))
        (folder / "c.tmx").write_bytes(tmx(50))
        (folder / "d.en.txt").write_text("one\ntwo\n", encoding="utf-8")
        (folder / "d.ar.txt").write_text("واحد\nاثنان\n", encoding="utf-8")
        for passed_over in ("alone.en.txt", "notes.txt", "glossary.csv", "table.tsv"):
            (folder / passed_over).write_text("source,target\n", encoding="utf-8")
        connection = connect(tmp_path / "t.db", writable=True, make=True)
        result = extract(connection, [folder], ExtractOptions(root=folder, jobs=jobs))
        assert result.read == ["a.md", "c.tmx", "d.en.txt"]
        assert [error.place for error in result.problems] == [str(folder / "b.tmx")]
        assert connection.execute("SELECT count(*) FROM revision").fetchone()[0] == 1
        assert extract(connection, [folder], ExtractOptions(root=folder, jobs=jobs)).unchanged == result.read
        connection.close()
        sound(tmp_path / "t.db")

    def test_taken_back_exactly(self, empty: sqlite3.Connection, tmp_path: Path) -> None:
        path, states = tmp_path / "a.tmx", [dump(empty)]
        for count, head in ((300, "First"), (200, "Second")):
            path.write_bytes(tmx(count, head))
            run(empty, path)
            states.append(dump(empty))
        undo(empty, None, "tester")
        assert dump(empty) == states[1]
        undo(empty, None, "tester")
        assert dump(empty) == states[0]
        undo(empty, 4, "tester")
        undo(empty, 3, "tester")
        assert dump(empty) == states[2]

    @pytest.mark.slow
    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        import tracemalloc

        peaks = []
        for count in (500, 5000):
            path = tmp_path / f"{count}.tmx"
            path.write_bytes(tmx(count))
            connection = connect(tmp_path / f"{count}.db", writable=True, make=True)
            tracemalloc.start()
            run(connection, path)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            connection.close()
        # Words are remembered, up to a limit: each number here is a new one.
        assert peaks[1] < peaks[0] + 4_000_000

    def test_troubles_become_findings_once(self, empty: sqlite3.Connection, tmp_path: Path) -> None:
        path = tmp_path / "a.tsv"
        rows = ["one\tواحد", "two\t", "three\t", "four\tأربعة\tx", "five\tخمسة", "ستة\tsix", "seven\tسبعة"]
        path.write_text("\n".join(rows), encoding="utf-8")
        result = run(empty, path)
        assert result.problems == []
        found = [(row["code"], row["line"], row["message"]) for row in queries.findings(empty)]
        assert found == [
            ("segment-left-out", 4, "rows with another number of cells, left out: 1"),
            (
                "sides-swapped",
                6,
                "en text on the ar side and the other way round in 1 of 6 segments; kept with an alignment score of 0",
            ),
            ("text-missing", 2, "no ar text in 2 of 6 segments"),
        ]
        assert sorted(str(warning) for warning in result.warnings) == sorted(
            f"{path}:{line}: {said}" for _, line, said in found
        )


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children of a process are read from /proc")
@pytest.mark.slow
def test_workers_do_not_outlive_a_run_that_was_killed(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.md").write_text(
            section_file("A text. " * 400, "نص. " * 400, title=str(number)), encoding="utf-8"
        )
    started = subprocess.Popen([sys.executable, "-m", "termbase.cli", "--db", tmp_path / "t.db", "extract", "--jobs", "2", tmp_path],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    workers: list[str] = []

    def both() -> bool:
        workers[:] = children.read_text(encoding="ascii").split()
        return len(workers) >= 2

    wait_until(both)
    started.kill()
    started.wait()
    wait_until(lambda: not any("extract" in cmdline(pid) for pid in workers))


def cmdline(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


class TestCommand:
    def test_warnings_are_no_failure(self, tmp_path: Path) -> None:
        (tmp_path / "a.po").write_text('msgid "a"\nmsgstr "ا"\n\nmsgid "b"\nmsgstr ""\n', encoding="utf-8")
        with working_in(tmp_path):
            result = command(tmp_path / "t.db", "extract", "a.po")
        assert result.exit_code == 0
        assert result.stderr.splitlines() == [
            "termbase: a.po:4: no ar text in 1 of 2 segments", f"termbase: {MORE}", "1 document read, 0 unchanged since the last run"
        ]  # fmt: skip

    def test_two_files_given_as_a_pair(self, tmp_path: Path) -> None:
        (tmp_path / "one").write_text("first\nsecond\n", encoding="utf-8")
        (tmp_path / "other").write_text("أول\nثان\n", encoding="utf-8")
        with working_in(tmp_path):
            assert command(tmp_path / "t.db", "extract", "--pair", "one", "other").stderr == READ
            assert (
                command(tmp_path / "t.db", "extract", "--pair", "one", "other").stderr
                == "0 documents read, 1 unchanged since the last run\n"
            )
            (tmp_path / "other").write_text("أول\nثالث\n", encoding="utf-8")
            assert command(tmp_path / "t.db", "extract", "--pair", "one", "other").stderr == READ
            result = command(tmp_path / "t.db", "extract", "--pair", "one", "none")
        assert result.exit_code == 2
        assert "termbase: none: does not exist" in result.stderr

    def test_both_names_of_a_pair_are_one_document(self, tmp_path: Path) -> None:
        (tmp_path / "g.en.txt").write_text("first\nsecond\n", encoding="utf-8")
        (tmp_path / "g.ar.txt").write_text("أول\nثان\n", encoding="utf-8")
        with working_in(tmp_path):
            result = command(tmp_path / "t.db", "extract", "g.ar.txt", "g.en.txt", "--pair", "g.en.txt", "g.ar.txt")
        assert (result.exit_code, result.stderr) == (0, READ)

    def test_nothing_to_read(self, tmp_path: Path) -> None:
        assert command(tmp_path / "t.db", "extract").exit_code == 2

    def test_the_same_content_from_every_format(self, tmp_path: Path) -> None:
        pairs = [("alpha beta", "ألف باء"), ("gamma", "جيم")]
        files = {
            "a.tmx": '<tmx><header srclang="en"/><body>' + "".join(
                f'<tu><tuv xml:lang="en"><seg>{a}</seg></tuv><tuv xml:lang="ar"><seg>{b}</seg></tuv></tu>' for a, b in pairs
            ) + "</body></tmx>",
            "a.po": "".join(f'msgid "{a}"\nmsgstr "{b}"\n\n' for a, b in pairs),
            "a.tsv": "".join(f"{a}\t{b}\n" for a, b in pairs),
        }  # fmt: skip
        seen = set()
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            with working_in(tmp_path):
                assert command(tmp_path / f"{name}.db", "extract", name).exit_code == 0
            connection = connect(tmp_path / f"{name}.db", writable=False)
            rows = [line for line in content(connection).splitlines() if line.startswith('["segment"')]
            seen.add(re.sub(r'"a\.\w+"|, \d+(?=,)', "", "\n".join(rows)))
            connection.close()
        assert len(seen) == 1


class TestPages:
    @pytest.fixture(scope="class")
    @staticmethod
    def fetch(tmp_path_factory: pytest.TempPathFactory):
        folder = tmp_path_factory.mktemp("pages")
        (folder / "a.tmx").write_bytes(tmx(450))
        connection = connect(folder / "t.db", writable=True, make=True)
        run(connection, folder / "a.tmx")
        connection.close()
        site = build_site(folder / "t.db")
        return lambda path: asyncio.run(site.client.get(path)).text

    def shown(self, page: str) -> list[int]:
        return [int(number) for number in re.findall(r"Sentence number (\d+)\.", page)]

    def test_a_page_shows_some_and_leads_to_the_others(self, fetch) -> None:
        page = fetch("/document/1")
        assert self.shown(page) == list(range(1, 201))
        assert "segments 1 to 200 of 450" in page
        assert 'rel="next" href="?from=200"' in page
        assert 'rel="last" href="?from=400"' in page
        assert 'rel="prev"' not in page

    @pytest.mark.parametrize(
        ("query", "first", "last"),
        [
            ("from=200", 201, 400), ("from=400", 401, 450), ("from=333", 201, 400), ("from=9999", 401, 450),
            ("line=2", 1, 200), ("line=402", 201, 400), ("line=403", 201, 400), ("line=99999", 401, 450), ("line=x", 1, 200),
        ],
    )  # fmt: skip
    def test_other_pages(self, fetch, query: str, first: int, last: int) -> None:
        assert self.shown(fetch(f"/document/1?{query}")) == list(range(first, last + 1))

    def test_the_line_is_there(self, fetch) -> None:
        assert 'id="L802"' in fetch("/document/1?line=802")
        assert "450" in fetch("/documents")


def test_every_code_is_in_the_docs() -> None:
    text = (Path(__file__).parent.parent / "docs" / "documents.md").read_text(encoding="utf-8")
    assert {code for code, _, _ in TROUBLES.values()} <= set(re.findall(r"`([a-z-]+)`", text))
