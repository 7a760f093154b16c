"""Many at once: writers at one concept, readers while a file is imported."""

from __future__ import annotations

import itertools
import random
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from serving import API, copied, serving

from termbase.matching import Change
from termbase.pipeline.terminology import ImportRequest, import_terminology
from termbase.store import connect

WRITERS, EDITS = 10, 100


@pytest.mark.slow
def test_ten_writers_at_one_concept_lose_nothing(built: Path, tmp_path: Path) -> None:
    """Each adds its own marks to one note, by reading, changing and trying again; the history has every one."""
    answers: Counter[int] = Counter()

    with serving(copied(built, tmp_path)) as served, served.client("admin") as admin:
        made = admin.post(f"{API}/concepts", json={"terms": [{"text": "contended", "language": "en"}], "note": "-"})
        where = made.headers["location"]
        before = admin.get(f"{API}/changes").json()["revision"]

        def write(writer: int) -> None:
            with served.client("reviewer") as client:
                for number in range(EDITS):
                    while True:
                        concept = client.get(where)
                        # The note holds the last edit of each writer.
                        notes = dict(mark.split(".") for mark in concept.json()["note"].split() if mark != "-")
                        note = " ".join(f"{name}.{last}" for name, last in {**notes, str(writer): number}.items())
                        condition = {"If-Match": concept.headers["etag"]}
                        status = client.patch(where, json={"note": note}, headers=condition).status_code
                        answers[status] += 1
                        if status == 200:
                            break
                        time.sleep(random.uniform(0, 0.05))

        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        marks = admin.get(where).json()["note"].split()
        revisions, cursor = [], None
        while cursor != "":
            page = admin.get(f"{API}/changes", params={"limit": 200} | ({"cursor": cursor} if cursor else {})).json()
            revisions += [change for change in page["changes"] if change["id"] > before]
            cursor = page["next"] or ""
    assert sorted(marks) == sorted(f"{writer}.{EDITS - 1}" for writer in range(WRITERS))
    assert set(answers) <= {200, 412}
    assert answers[200] == WRITERS * EDITS
    assert [change["action"] for change in revisions] == ["change"] * (WRITERS * EDITS)
    assert {change["author"] for change in revisions} == {"the reviewer"}
    with sqlite3.connect(tmp_path / "termbase.db") as connection:
        kept = connection.execute(
            "SELECT count(DISTINCT before ->> 'note') FROM revision_change WHERE revision_id > ?", (before,)
        ).fetchone()[0]
    connection.close()
    assert kept == WRITERS * EDITS, "the history has every state of the note but the last"
    print(f"{answers[200]} edits, {answers[412]} refused and tried again")


@pytest.mark.slow
def test_no_lookup_waits_for_an_import(built: Path, tmp_path: Path) -> None:
    """Answers come while an import is under way, each from one state: either none of its terms, or all."""
    table = tmp_path / "more.tsv"
    names = [f"zork{number} quux" for number in range(3000)]
    table.write_text("source\ttarget\n" + "".join(f"{name}\tترجمة {name[4:-5]}\n" for name in names), encoding="utf-8")
    segments = [f"the {name} works" for name in random.Random(1).sample(names, 20)]
    changes, under_way, go_on = itertools.count(1), threading.Event(), threading.Event()

    def pause(change: Change) -> None:
        if next(changes) == len(names):
            under_way.set()
            assert go_on.wait(60)

    def bring() -> None:
        connection = connect(served.db, writable=True)
        import_terminology(connection, table, request=ImportRequest(on_change=pause))
        connection.close()

    def look() -> tuple[int, int]:
        answer = client.post(f"{API}/lookup", json={"segments": segments})
        assert answer.status_code == 200
        return answer.json()["revision"], sum(len(one["terms"]) for one in answer.json()["segments"])

    with serving(copied(built, tmp_path)) as served, served.client() as client:
        importer = threading.Thread(target=bring)
        before = look()
        importer.start()
        assert under_way.wait(60)
        # The import holds its transaction until these are answered: one that waited for it would never be.
        during = [look() for _ in range(30)]
        go_on.set()
        found = []
        while importer.is_alive():
            found.append(look())
        importer.join()
        after = look()
    assert before[1] == 0
    assert set(during) == {before}
    assert after[1] == len(segments)
    assert found == sorted(found)
    assert set(found) <= {before, after}, "a revision has all of its terms"
