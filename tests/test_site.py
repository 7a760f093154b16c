"""The site, asked as a browser asks: every page on the termbase of the seeds."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import section_file, sound

from termbase.publish import lists
from termbase.publish.site import build_site

Fetch = Callable[..., object]
VOID = {"meta", "link", "input", "br", "img", "hr"}
OPTIONAL = {"td", "th", "tr", "li", "thead", "tbody", "p", "dt", "dd"}


class Checker(HTMLParser):
    """Notes elements that are closed in the wrong order, ids used twice, and right-to-left text that is not isolated."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.direction: list[bool] = []
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag not in VOID:
            self.open.append(tag)
            self.direction.append("dir" in values and tag != "html")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL:
            self.open.pop()
            self.direction.pop()
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
            return
        self.open.pop()
        self.direction.pop()

    def handle_data(self, data: str) -> None:
        if re.search("[\u0600-\u06ff]", data) and not any(self.direction) and "title" not in self.open:
            self.bare.append(data.strip()[:40])


@pytest.fixture(scope="module")
def concept(built: Path) -> int:
    from termbase.store import connect, queries

    connection = connect(built, writable=False)
    number = next(n for n, term in queries.terms(connection, "en") if term.text == "latency")
    connection.close()
    return number


PAGES = ["/", "/search", "/search?q=network", "/search?q=%D8%A7%D9%84%D8%B4%D8%A8%D9%83%D8%A7%D8%AA", "/search?q=netwrok",
         "/search?q=%22%27%28%2A%3A%00", "/documents", "/document/3", "/document/10", "/consistency", "/pairs",
         "/consistency/several-targets", "/consistency/adherence", "/consistency/only-once", "/consistency/findings",
         "/uses", "/uses?outcome=otherwise", "/uses?document=x&after=1-x", "/pairs?status=conflict", "/pairs?status=nonsense&from=-3", "/history",
         "/suggestions", "/suggestions?status=x&after=y", "/concept/new", "/pairs?q=%D8%A7%D9%84%D8%B4%D8%A8%D9%83%D8%A9"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed_and_keeps_directions_apart(fetch, path: str) -> None:
    answer = fetch(path)
    assert answer.status_code == 200
    checker = Checker()
    checker.feed(answer.text)
    assert not checker.wrong
    assert not checker.bare, "Arabic without dir= around it"
    assert len(checker.ids) == len(set(checker.ids))
    assert '<html lang="en" dir="ltr">' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


def test_a_word_mistyped_finds_longer_terms(fetch) -> None:
    nearly = fetch("/search?q=imbalence").text.partition("<h2>Similar terms</h2>")[2]
    assert "class imbalance" in nearly


def test_a_concept_has_its_terms_sentences_statements_and_history(fetch, concept: int) -> None:
    text = fetch(f"/concept/{concept}").text
    assert "latency" in text
    assert '<bdi class="term preferred" lang="ar" dir="auto">زمن الوصول</bdi>' in text
    assert 'class="mark accepted"' in text
    assert 'dir="rtl"' in text
    assert "What translators stated" in text
    # The history says what was done to this concept, not how many entries the import brought in all.
    history = text.partition("<h2>History</h2>")[2]
    assert re.search(r'import:\s*concept made; added <bdi lang="en" dir="auto">latency</bdi>', history)
    assert not re.search(r"added \d", history)
    assert '<h2><bdi lang="ar" dir="auto">العربية</bdi></h2>' in text
    checker = Checker()
    checker.feed(text)
    assert not checker.wrong
    assert not checker.bare


def test_the_home_page_shows_a_contradiction_of_the_sample_team(fetch) -> None:
    text = fetch("/").text
    assert "كمون" in text
    assert "زمن الوصول" in text
    assert "conflicts to decide" in text


def test_a_rejected_term_is_struck_in_the_document_that_uses_it(fetch, built: Path) -> None:
    from termbase.store import connect, page_queries

    connection = connect(built, writable=False)
    number = next(
        r["id"] for r in page_queries.documents(connection) if r["name"].endswith("02-latency-and-throughput.md")
    )
    connection.close()
    assert re.search(r'class="mark rejected"[^>]*>\S*باكيت', fetch(f"/document/{number}").text)


@pytest.mark.slow
def test_every_link_of_the_pages_is_answered(fetch, concept: int) -> None:
    seen = set()
    for page in ("/", "/consistency", f"/concept/{concept}", "/document/3", "/documents", "/pairs?status=conflict"):
        seen |= {link.split("#")[0].replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', fetch(page).text)}
    broken = [link for link in sorted(seen) if link.startswith("/") and fetch(link).status_code != 200]
    assert not broken


def test_links_to_lines_have_a_target(fetch) -> None:
    text = fetch("/consistency").text
    for number, line in set(re.findall(r'href="/document/(\d+)#L(\d+)"', text)):
        assert f'id="L{line}"' in fetch(f"/document/{number}").text, (number, line)


@pytest.mark.parametrize(("form", "start"), [("md", "# Consistency"), ("json", "{"), ("html", "<!doctype html>")])
def test_the_report_as_a_file(fetch, form: str, start: str) -> None:
    answer = fetch(f"/consistency.{form}")
    assert answer.status_code == 200
    assert answer.text.startswith(start)
    if form == "json":
        assert json.loads(answer.text)["several_targets"]


@pytest.mark.parametrize(
    ("path", "row", "size"),
    [
        ("/documents?", r'<tr><td class="main" data-label="document"><a href="/document/(\d+)"', 7),
        ("/pairs?status=accepted&", r'<tr><td class="n" data-label="id">(\d+)</td>', 40),
    ],
)
def test_pages_follow_one_another_and_miss_nothing(
    fetch, monkeypatch: pytest.MonkeyPatch, path: str, row: str, size: int
) -> None:
    monkeypatch.setattr(lists, "PAGE", 10_000)
    whole = re.findall(row, fetch(path).text.partition("Imported glossaries")[0])
    monkeypatch.setattr(lists, "PAGE", size)
    seen, following = [], path
    while following:
        text = fetch(following).text
        shown = re.findall(row, text.partition("Imported glossaries")[0])
        assert len(shown) <= size
        seen += shown
        link = re.search(r'rel="next" href="([^"]+)"', text)
        following = path.split("?")[0] + link[1].replace("&amp;", "&") if link else ""
    assert len(whole) > size
    assert seen == whole


def test_a_search_says_by_which_term_and_where(fetch, built: Path) -> None:
    """A forbidden word is told from the term to use, each sentence is there once and leads to its document."""
    text = fetch("/search?q=باكيت").text
    assert re.search(
        r'<p class="by"><bdi class="term forbidden"[^>]*>باكيت</bdi> <span class="status forbidden">', text
    )
    rows = re.findall(r'<td lang="en"[^>]*>(.*?)</td>', fetch("/search?q=packet").text)
    assert len(rows) == len(set(rows)) > 1
    assert fetch("/search?q=packet").text.count('<tr class="origin">') == len(rows)


def test_a_sentence_in_the_search_shows_the_terms_that_it_uses(fetch) -> None:
    text = fetch("/search?q=The+routers+drop+a+packet,+and+the+باكيت+is+lost").text
    assert "<h1>Terms in the text</h1>" in text
    shown = re.findall(r'<bdi class="term (\w+)" lang="(\w+)"[^>]*>([^<]+)</bdi>', text)
    assert [t for _, code, t in shown if code == "en"] == ["router", "packet"]
    assert ("preferred", "ar", "حزمة") in shown


def test_a_pair_that_waits_for_a_decision_is_found_with_its_evidence(db: Path, run, tmp_path: Path) -> None:
    """By either side, in other forms, and no longer once somebody has decided."""
    stated = "- **Key terms:** tide table (جدول المد)"
    text = section_file("The tide tables are wrong.", "أخطأ جدول المد.", notes=stated)
    (tmp_path / "w.md").write_text(text, encoding="utf-8")
    run("extract", tmp_path / "w.md")
    site = build_site(db)

    def shown(query: str) -> str:
        return asyncio.run(site.client.get(f"/search?q={query}")).text.partition("<h2>Proposed, not decided</h2>")[2]

    for query in ("tide+table", "tide+tables", "tabl", "جدول", "الجداول", "المد"):
        assert re.search(r'<a href="/pair/\d+"><bdi lang="en" dir="auto">tide table</bdi>', shown(query)), query
    assert not shown("nothing-of-the-kind")
    found = shown("tide+table")
    assert '<mark class="mark proposed">tide tables</mark>' in found
    assert '<mark class="mark proposed">جدول المد</mark>' in found
    number = re.findall(r'href="/pair/(\d+)"', found)[0]
    assert '<mark class="mark proposed">' in asyncio.run(site.client.get(f"/pair/{number}")).text
    for path, there in (
        ("?q=tables", True),
        ("?status=new&q=المد", True),
        ("?status=known&q=tide", False),
        ("?q=%3F", False),
    ):
        assert ("tide table" in asyncio.run(site.client.get(f"/pairs{path}")).text) is there, path
    asked = "/-/termbase/api/v1/pairs?q="
    assert [p["source"] for p in asyncio.run(site.client.get(asked + "tide+tables")).json()["pairs"]] == ["tide table"]
    assert asyncio.run(site.client.get(asked + "%22%28%2A")).json()["pairs"] == []
    assert len(asyncio.run(site.client.get(asked)).json()["pairs"]) == 50
    run("review", "--reject", number)
    assert not shown("tide+table")
    run("undo")
    assert shown("tide+table")
    run("undo")
    assert not shown("tide+table")
    sound(db)


def test_all_terms_stand_on_pages_that_lead_both_ways(fetch) -> None:
    first = fetch("/search").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = fetch("/search" + following[1].replace("&amp;", "&")).text
    before = re.search(r'rel="prev" href="([^"]+)"', second)
    assert before
    assert fetch("/search" + before[1].replace("&amp;", "&")).text == first


def test_the_conflicts_of_the_home_page_are_those_of_the_list(fetch) -> None:
    link = re.search(r'<a href="(/pairs\?status=conflict)">(\d+)</a>', fetch("/").text)
    assert link
    assert fetch(link[1]).text.count('<td class="main" data-label="source">') == int(link[2])


def test_a_glossary_that_was_imported_is_no_document(fetch, built: Path) -> None:
    assert "and 1 glossary" in fetch("/").text
    listed, _, imported = fetch("/documents").text.partition("Imported glossaries")
    assert "glossary.md" not in listed
    assert "glossary.md" in imported


@pytest.mark.parametrize("path", ["/concept/999999", "/document/999999", "/nothing-here"])
def test_what_is_not_there(fetch, path: str) -> None:
    answer = fetch(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text


def test_a_termbase_changes_and_the_pages_with_it(db: Path, run) -> None:
    site = build_site(db)
    before = asyncio.run(site.client.get("/consistency.json")).json()["counts"]["concepts"]
    run("undo")
    run("undo")
    run("undo")
    after = asyncio.run(site.client.get("/consistency.json")).json()["counts"]["concepts"]
    assert after < before
