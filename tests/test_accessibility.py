"""Pages for everybody: names of what can be used, headings in order, languages, and colours that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from serving import Served, copied, serving
from test_deciding import browsing

from termbase.publish.site import site_folder

PAGES = (
    "/", "/search", "/search?q=buffer", "/search?q=nothing-like-it", "/concept/1", "/concept/1/merge",
    "/concept/1/merge?other=2", "/concept/new", "/concept/999999", "/documents", "/document/1", "/consistency", "/uses",
    "/pairs", "/pairs?status=new", "/pair/1", "/suggestions", "/suggestions?status=accepted", "/unpaired", "/history", "/history/1", "/sign-in",
)  # fmt: skip
STATUSES = ("preferred", "admitted", "superseded", "deprecated", "forbidden", "known", "variant", "conflict", "new")


class Page(HTMLParser):
    """What a screen reader would stumble over in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.ids: set[str] = set()
        self.levels: list[int] = []
        self._open: list[tuple[str, str, list[str]]] = []
        self.feed(html)
        if self.levels.count(1) != 1 or any(b - a > 1 for a, b in zip(self.levels, self.levels[1:], strict=False)):
            self.wrong.append(f"headings {self.levels}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        shown = self.get_starttag_text() or tag
        if tag == "html" and not (said.get("lang") and said.get("dir")):
            self.wrong.append(shown)
        if said.get("id") in self.ids:
            self.wrong.append(f"twice: {shown}")
        self.ids.add(said.get("id", ""))
        control = tag in ("select", "textarea") or (tag == "input" and said.get("type") not in ("hidden", "submit"))
        if control and not said.get("aria-label") and not any(name == "label" for name, _, _ in self._open):
            self.wrong.append(f"no label: {shown}")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("a", "button", "th", "summary", "h1", "h2", "h3"):
            self._open.append((tag, shown, [said.get("aria-label", "")]))
        elif tag == "label":
            self._open.append((tag, shown, ["a label"]))

    def handle_data(self, data: str) -> None:
        for _, _, texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            _, shown, texts = self._open.pop()
            if not "".join(texts).strip():
                self.wrong.append(f"no name: {shown}")


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied(built, tmp_path_factory.mktemp("accessible"))) as found:
        yield found


@pytest.mark.parametrize("role", [None, "suggester", "admin"])
def test_everything_has_a_name_and_headings_are_in_order(served: Served, role: str | None) -> None:
    with browsing(served, role) as browser:
        wrong = {path: found for path in PAGES if (found := Page(browser.get(path).text).wrong)}
    assert wrong == {}


def colours(dark: bool) -> dict[str, tuple[float, float, float]]:
    """The colours that the style sheet names, 0..255."""
    css = (site_folder() / "static" / "termbase.css").read_text(encoding="utf-8")
    found = re.findall(r"--(\w+): light-dark\(#(\w{6}), #(\w{6})\)", css)
    assert found
    return {name: tuple(bytes.fromhex(pair[dark])) for name, *pair in found}


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The ratio of two colours (WCAG 2.2, "contrast ratio"), 1..21."""

    def luminance(colour: tuple[float, float, float]) -> float:
        linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, deep = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (deep + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out(dark: bool) -> None:
    """4.5 to 1 is what WCAG 2.2 asks of text (AA)."""
    named = colours(dark)
    used = [("ink", on) for on in ("paper", "card", "accept", "reject", "warn")]
    used += [(text, on) for text in ("soft", "accent") for on in ("paper", "card")]
    used += [("paper", "accent")]
    assert {pair: ratio for pair in used if (ratio := contrast(named[pair[0]], named[pair[1]])) < 4.5} == {}


def test_a_badge_keeps_its_colour() -> None:
    """Soft text does not stand out from the ground of a badge, nor does what shines through."""
    css = (site_folder() / "static" / "termbase.css").read_text(encoding="utf-8")
    assert "opacity" not in css
    for selectors, declared in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if re.search(r"(^|;)\s*color:", declared):
            assert not {one.strip().removeprefix(".") for one in selectors.split(",")} & set(STATUSES), selectors
