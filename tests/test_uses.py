"""The segments behind a number of the report: by concept, document, folder and outcome, a page at a time."""

from __future__ import annotations

import sqlite3

import pytest

from termbase.pipeline.reporting.report import consistency_report
from termbase.store.uses import Chosen, number_of_uses, page_of_uses, uses


@pytest.fixture
def counted(connection: sqlite3.Connection) -> sqlite3.Connection:
    consistency_report(connection, keep=True)
    return connection


def choices(connection: sqlite3.Connection) -> list[Chosen]:
    """One of each kind, and all at once, of a use that is not as accepted."""
    _, concept, document, _, _, outcome = next(use for use in uses(connection) if use[-1] != "accepted")
    folder = name_of(connection, document).rpartition("/")[0]
    return [
        Chosen(),
        Chosen(concept=concept),
        Chosen(document=document),
        Chosen(folder=folder),
        Chosen(outcome=outcome),
        Chosen(outcome="otherwise"),
        Chosen(concept, document, folder, outcome),
    ]


def name_of(connection: sqlite3.Connection, document: int) -> str:
    return str(connection.execute("SELECT name FROM document WHERE id = ?", (document,)).fetchone()[0])


def wanted(connection: sqlite3.Connection, chosen: Chosen) -> list[tuple[int, int]]:
    """Segment and concept of the uses that are meant, found by looking at every one."""
    return [
        (segment, concept)
        for segment, concept, document, _, _, outcome in uses(connection)
        if chosen.concept in (None, concept)
        and chosen.document in (None, document)
        and (not chosen.folder or name_of(connection, document).startswith(chosen.folder + "/"))
        and (
            not chosen.outcome or outcome == chosen.outcome or (chosen.outcome == "otherwise" and outcome != "accepted")
        )
    ]


def test_what_is_chosen_is_what_looking_at_every_use_finds(counted: sqlite3.Connection) -> None:
    sizes = []
    for chosen in choices(counted):
        found = [(row["id"], row["concept_id"]) for row in page_of_uses(counted, chosen, (0, 0), 100_000)]
        assert found == wanted(counted, chosen), chosen
        assert number_of_uses(counted, chosen) == len(found)
        sizes.append(len(found))
    assert min(sizes) > 0
    assert len(set(sizes)) > 4, "the samples have to tell the conditions apart"


def test_pages_follow_one_another(counted: sqlite3.Connection) -> None:
    chosen = Chosen()
    pages, after = [], (0, 0)
    while page := page_of_uses(counted, chosen, after, 7):
        after = (page[-1]["id"], page[-1]["concept_id"])
        pages += [(row["id"], row["concept_id"]) for row in page]
    assert pages == wanted(counted, chosen)
