"""Many at once: writers at one concept, readers while a file is imported."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from conftest import command
from serving import API, copied, serving

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
    """Answers come at once, each from one state: either none of the terms of the import, or all."""
    table = tmp_path / "more.tsv"
    names = [f"zork{number} quux" for number in range(3000)]
    table.write_text("source\ttarget\n" + "".join(f"{name}\tترجمة {name[4:-5]}\n" for name in names), encoding="utf-8")
    segments = [f"the {name} works" for name in random.Random(1).sample(names, 20)]
    with serving(copied(built, tmp_path)) as served, served.client() as client:
        importer = threading.Thread(target=command, args=(served.db, "import", str(table)))
        importer.start()
        found, times = [], []
        while importer.is_alive() or len(times) < 30:
            started = time.perf_counter()
            answer = client.post(f"{API}/lookup", json={"segments": segments})
            times.append(time.perf_counter() - started)
            assert answer.status_code == 200
            found.append((answer.json()["revision"], sum(len(one["terms"]) for one in answer.json()["segments"])))
        importer.join()
    assert {count for _, count in found} == {0, len(segments)}
    assert len(set(found)) == 2, "a revision has all of its terms"
    assert found == sorted(found)
    assert sorted(times)[len(times) * 9 // 10] < 1
