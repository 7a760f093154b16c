"""What is refused makes no termbase where none was, and leaves nothing beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import command, section_file

from termbase.errors import MadeMeanwhile, StoreError
from termbase.store import connect, queries
from termbase.store.making import made_when_done

GOOD = "source,target\nlatency,زمن الوصول\n"
BROKEN = '<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic"><text><body><conceptEntry id="1"/></body>'


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path / "new"


@pytest.mark.parametrize(
    ("name", "text"), [("a.tbx", BROKEN), ("b.csv", b"\xff\xfe\xff"), ("c.csv", ""), ("d.nonsense", "x"), ("e.csv", None)]
)  # fmt: skip
def test_a_refused_import_leaves_nothing(tmp_path: Path, place: Path, name: str, text: str | bytes | None) -> None:
    path = tmp_path / name if text is None else written(tmp_path, name, text)
    done = command(place / "t.db", "import", str(path))
    assert done.exit_code == 2
    assert names(place) == []


def test_files_before_the_refused_one_stay(tmp_path: Path, place: Path) -> None:
    good, bad = written(tmp_path, "a.csv", GOOD), written(tmp_path, "b.tbx", BROKEN)
    assert command(place / "t.db", "import", str(good), str(bad)).exit_code == 2
    assert names(place) == ["t.db"]
    assert queries.counts(connect(place / "t.db", writable=True))["concepts"] == 1


def test_an_import_where_none_can_be_made(tmp_path: Path) -> None:
    done = command(tmp_path / "no" / "t.db", "import", str(written(tmp_path, "a.csv", GOOD)))
    assert done.exit_code == 3
    assert "check that the folder exists" in done.output


@pytest.mark.parametrize("arguments", [("missing.md",), ("bad.md",), ("empty",), ("good.md", "--target", "en")])
def test_an_extraction_that_reads_nothing_leaves_nothing(
    tmp_path: Path, place: Path, arguments: tuple[str, ...]
) -> None:
    written(tmp_path, "bad.md", b"\0\1\2")
    written(tmp_path, "good.md", section_file())
    (tmp_path / "empty").mkdir()
    path, *rest = arguments
    assert command(place / "t.db", "extract", str(tmp_path / path), *rest).exit_code == 2
    assert names(place) == []
    assert command(place / "t.db", "extract", str(tmp_path / "good.md"), str(tmp_path / "bad.md")).exit_code == 2
    assert names(place) == ["t.db"]


def test_several_at_once_lose_nothing(tmp_path: Path, place: Path) -> None:
    files = [written(tmp_path, f"{n}.csv", f"source,target\nterm {n},كلمة {n}\n") for n in range(4)]
    started = [
        subprocess.Popen([sys.executable, "-m", "termbase.cli", "--db", str(place / "t.db"), "import", str(path)])
        for path in files
    ]
    assert [process.wait(120) for process in started] == [0, 0, 0, 0]
    connection = connect(place / "t.db", writable=True)
    assert queries.counts(connection)["concepts"] == 4
    connection.close()
    assert names(place) == ["t.db"]


@pytest.mark.parametrize("links", [True, False])
def test_what_another_has_made_meanwhile_stays(place: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError("no hard links here")))
    with pytest.raises(MadeMeanwhile), made_when_done(place / "t.db"):
        (place / "t.db").write_text("of another", encoding="utf-8")
    assert (place / "t.db").read_text(encoding="utf-8") == "of another"
    with made_when_done(place / "u.db") as connection:
        assert not (place / "u.db").exists()
        assert queries.counts(connection)["concepts"] == 0
    assert names(place) == ["t.db", "u.db"]
    assert queries.counts(connect(place / "u.db", writable=False))["concepts"] == 0


def test_an_error_of_sqlite_names_the_place(place: Path) -> None:
    with pytest.raises(StoreError) as raised, made_when_done(place / "t.db") as connection:
        connection.execute("nonsense")
    assert str(raised.value).startswith(str(place / "t.db"))
    assert names(place) == []


HELD = """import sys, time
from pathlib import Path
from termbase.store.making import made_when_done
with made_when_done(Path(sys.argv[1])) as connection:
    print("begun", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there, so nothing is removed")
def test_what_a_killed_import_left_is_removed_by_the_next_and_nothing_else(tmp_path: Path, place: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", HELD, str(place / "t.db")], stdout=subprocess.PIPE) for _ in range(2)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
    assert len(names(place)) == 2
    started[0].kill()
    started[0].wait()
    for name in (".t.db.notes", ".t.db.abcdefgh", ".t.db.empty___"):
        (place / name).mkdir()
    (place / ".t.db.abcdefgh" / "mine.txt").write_text("of a person", encoding="utf-8")
    assert command(place / "t.db", "import", str(written(tmp_path, "a.csv", GOOD))).exit_code == 0
    left = names(place)
    started[1].kill()
    started[1].wait()
    assert set(left) >= {".t.db.abcdefgh", ".t.db.empty___", ".t.db.notes", "t.db"}
    assert len(left) == 5, "the folder of the living process stays, that of the killed one is gone"
