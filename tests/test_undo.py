"""Taking changes back: exactly, in any number, again and again; refused where something later stands on them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from conftest import content, dump, section_file, sound
from hypothesis import given, settings
from hypothesis import strategies as st

from termbase.errors import NotFound, UsageError
from termbase.pipeline.extraction.extract import extract
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.pipeline.review import review, undo
from termbase.pipeline.terminology import import_terminology
from termbase.store import connect, pair_queries

GLOSSARIES = (
    "source,target,status,definition\nbuffer,صوان,preferred,\nbuffer,مخزن,preferred,A place\nlink,وصلة,preferred,\n",
    "source,target,status,definition\nbuffer,الصوان,preferred,Kept for a while\nlink,لينك,forbidden,\nqueue,رتل / صف,preferred,\n",
    "source,target,status,definition\nthe buffers,صوان,preferred,\ncache,مخبأ,admitted,Fast\npage,صفحة,preferred,\n",
)
TERMS = (
    "buffer (صوان)",
    "buffer (مخزن)",
    "queue (رتل)",
    "queue (صف)",
    "page (الصفحة)",
    "link (وصلة)",
    "cache (مخبأ)",
    "cache (ذاكرة)",
)


class Team:
    """A termbase and a folder, and what a team does with them; each step tells whether it made a revision."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / "work"
        self.work.mkdir()
        self.db = folder / "t.db"
        self.open(make=True)
        for number, text in enumerate(GLOSSARIES):
            (folder / f"{number}.csv").write_text(text, encoding="utf-8")

    def open(self, make: bool = False) -> None:
        self.connection = connect(self.db, writable=True, make=make)
        # Nobody cuts the power in these tests.
        self.connection.execute("PRAGMA synchronous = OFF")

    def reopen(self) -> None:
        self.connection.close()
        self.open()

    def last(self) -> int:
        return self.connection.execute("SELECT coalesce(max(id), 0) FROM revision").fetchone()[0]

    def step(self, action: tuple) -> bool:
        before = self.last()
        kind, *rest = action
        if kind == "import":
            import_terminology(self.connection, self.folder / f"{rest[0]}.csv", root=self.folder)
        elif kind == "write":
            name, chosen = rest
            text = section_file(
                "Buffers. " * len(chosen),
                "صوانات. " * len(chosen),
                "- **Key terms:** " + ", ".join(TERMS[n] for n in chosen),
                "- Readability: 0.9",
            )
            (self.work / name).write_text(text, encoding="utf-8")
            self.extract()
        elif kind == "remove":
            (self.work / rest[0]).unlink(missing_ok=True)
            self.extract()
        elif kind == "review":
            undecided = ("new", "known", "variant", "conflict")
            ids = [row["id"] for row in pair_queries.pairs(self.connection) if row["status"] in undecided]
            accepted = [ids[n % len(ids)] for n in rest[0]] if ids else []
            refused = [ids[n % len(ids)] for n in rest[1]] if ids else []
            review(self.connection, accept=accepted, reject=[n for n in refused if n not in accepted])
        elif kind == "threshold":
            review(self.connection, accept_above=rest[0])
        return self.last() > before

    def extract(self) -> None:
        try:
            extract(self.connection, [self.work], ExtractOptions(root=self.work))
        except UsageError:
            assert not any(self.work.iterdir()), "only an empty folder is refused"

    def dump(self) -> str:
        return dump(self.connection)


@pytest.fixture
def team(tmp_path: Path):
    made = Team(tmp_path)
    yield made
    made.connection.close()


NAMES = st.sampled_from(["a.md", "b.md", "c.md"])
CHOSEN = st.lists(st.integers(0, len(TERMS) - 1), max_size=4, unique=True)
STEPS = st.one_of(
    st.tuples(st.just("import"), st.integers(0, len(GLOSSARIES) - 1)),
    st.tuples(st.just("write"), NAMES, CHOSEN),
    st.tuples(st.just("write"), NAMES, CHOSEN),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("review"), st.lists(st.integers(0, 9), max_size=3), st.lists(st.integers(0, 9), max_size=2)),
    st.tuples(st.just("threshold"), st.sampled_from([0.0, 0.5, 0.98])),
)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(STEPS, min_size=1, max_size=7), st.booleans())
def test_whatever_was_done_is_taken_back_byte_for_byte(steps: list[tuple], reopen: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        team = Team(Path(name))
        states = [team.dump()]
        for step in steps:
            if team.step(step):
                states.append(team.dump())
            else:
                assert team.dump() == states[-1], f"{step} made no revision, but a change"
            if reopen:
                team.reopen()
        while len(states) > 1:
            now = states.pop()
            undo(team.connection)
            assert team.dump() == states[-1]
            undo(team.connection, team.last())
            assert team.dump() == now, "an undo that is undone is a redo"
            undo(team.connection)
            assert team.dump() == states[-1]
        with pytest.raises(NotFound):
            undo(team.connection)
        team.connection.close()
        sound(team.db)


def build(team: Team) -> None:
    team.step(("import", 0))
    team.step(("write", "a.md", [0, 2, 4]))
    team.step(("write", "b.md", [0, 3]))
    team.step(("threshold", 0.5))


class TestOne:
    def test_a_document_read_again(self, team: Team) -> None:
        team.step(("write", "a.md", [0, 1]))
        team.step(("write", "b.md", [2]))
        before = team.dump()
        team.step(("write", "a.md", [0, 2, 3, 4, 5]))
        undo(team.connection)
        assert team.dump() == before

    def test_a_document_that_was_gone(self, team: Team) -> None:
        team.step(("write", "a.md", [0, 1]))
        before = team.dump()
        team.step(("remove", "a.md"))
        undo(team.connection)
        assert team.dump() == before

    def test_after_an_undo_the_documents_are_read_again(self, team: Team) -> None:
        team.step(("write", "a.md", [0, 1]))
        read = content(team.connection)
        undo(team.connection)
        team.extract()
        assert content(team.connection) == read

    def test_an_import_with_conflicts(self, team: Team) -> None:
        before = team.dump()
        team.step(("import", 0))
        assert '"conflict"' in team.dump()
        undo(team.connection)
        assert team.dump() == before

    def test_a_definition_that_an_import_filled_in(self, team: Team) -> None:
        team.step(("import", 2))
        before = team.dump()
        team.step(("import", 1))
        assert "Kept for a while" in team.dump()
        undo(team.connection)
        assert team.dump() == before

    def test_a_pair_that_two_extractions_found_stays_with_the_other(self, team: Team) -> None:
        team.step(("write", "a.md", [0, 2]))
        first = team.last()
        team.step(("write", "b.md", [0, 4]))
        undo(team.connection, first)
        rows = team.connection.execute(
            "SELECT d.name, p.source FROM evidence e JOIN pair p ON p.id = e.pair_id JOIN document d ON d.id = e.document_id"
        )
        assert sorted(tuple(row) for row in rows) == [("b.md", "buffer"), ("b.md", "page")]
        undo(team.connection, team.last())
        assert team.connection.execute("SELECT count(*) FROM evidence").fetchone()[0] == 4
        team.connection.close()
        sound(team.db)
        team.connection = connect(team.db, writable=True)

    def test_one_of_several_that_do_not_touch(self, team: Team) -> None:
        team.step(("import", 2))
        team.step(("write", "a.md", [0]))
        one = team.last()
        team.step(("write", "b.md", [3]))
        undo(team.connection, one)
        assert [row[0] for row in team.connection.execute("SELECT name FROM document")] == ["b.md"]

    def test_a_run_that_was_cut_short_and_gone_on_with(self, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
        """A run is killed after it stored a changed document; the next one tidies up, and both can be taken back."""
        team.step(("write", "a.md", [0, 2]))
        before = team.dump()
        module = __import__("sys").modules["termbase.pipeline.extraction.extract"]

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(module, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            team.step(("write", "a.md", [3]))
        monkeypatch.undo()
        team.reopen()
        team.extract()
        assert team.connection.execute("SELECT count(*) FROM pair").fetchone()[0] == 1
        while True:
            try:
                undo(team.connection)
            except NotFound:
                break
            if team.last() > 20:
                pytest.fail("there is no end of undoing")
            if team.dump() == before:
                return
        pytest.fail("the state before the cut-short run never came back")


class TestRefused:
    def test_when_a_later_revision_changed_the_same_entries(self, team: Team) -> None:
        build(team)
        before = team.dump()
        for number in (1, 2):
            with pytest.raises(UsageError, match="take it back first: termbase undo 4"):
                undo(team.connection, number)
        assert team.dump() == before
        assert team.last() == 4, "a refusal leaves no trace in the history"

    def test_when_a_later_revision_added_to_a_concept(self, team: Team) -> None:
        team.step(("import", 2))
        team.step(("import", 1))
        before = team.dump()
        with pytest.raises(UsageError, match="take it back first: termbase undo 2"):
            undo(team.connection, 1)
        assert team.dump() == before

    def test_when_it_was_taken_back_already(self, team: Team) -> None:
        team.step(("import", 0))
        undo(team.connection, 1)
        with pytest.raises(UsageError, match="taken back already"):
            undo(team.connection, 1)

    def test_an_undo_that_was_taken_back_already(self, team: Team) -> None:
        team.step(("import", 0))
        undo(team.connection, 1)
        undo(team.connection, 2)
        after = team.dump()
        with pytest.raises(UsageError, match="taken back already"):
            undo(team.connection, 2)
        assert team.dump() == after

    def test_when_there_is_nothing(self, team: Team) -> None:
        with pytest.raises(NotFound):
            undo(team.connection)
        with pytest.raises(NotFound):
            undo(team.connection, 5)

    def test_a_redo_of_what_something_new_stands_on(self, team: Team) -> None:
        """Row numbers are used again; a redo must not overwrite what has taken them since."""
        team.step(("write", "a.md", [0, 2]))
        undo(team.connection)
        team.step(("write", "b.md", [4, 5, 6]))
        (team.work / "a.md").unlink()
        before = team.dump()
        try:
            undo(team.connection, 2)
        except UsageError:
            assert team.dump() == before
        else:
            names = {row[0] for row in team.connection.execute("SELECT name FROM document")}
            assert names == {"a.md", "b.md"}
