"""Long segments on pages are shortened to the sentences that matter; no mark and no formula is lost or parted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbase.matching import TermIndex
from termbase.model import Term
from termbase.publish.marks import Piece, both_sides, shortened

INDEX = TermIndex([(1, Term("packet", "en")), (1, Term("حزمة", "ar"))])
# Ten sentences with a number each, so that they are aligned for certain; the third has the term.
SOURCE = [f"Router {n} forwards what it has got, to one of its {n} many neighbours." for n in range(1, 11)]
TARGET = [f"يمرر الموجه {n} ما وصل إليه إلى واحد من جيرانه، وعددهم {n}." for n in range(1, 11)]


def segment(source: list[str], target: list[str]) -> dict[str, list[Piece]]:
    row = {"source_text": " ".join(source), "target_text": " ".join(target)}
    return both_sides(row, ("en", "ar"), INDEX)  # type: ignore[arg-type]


def text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def with_term(
    places: list[int], source: str = " It drops the packet.", target: str = " ثم يسقط الحزمة."
) -> dict[str, list[Piece]]:
    return segment(
        [one + source * (n in places) for n, one in enumerate(SOURCE)],
        [one + target * (n in places) for n, one in enumerate(TARGET)],
    )


def test_the_sentences_with_the_term_and_their_translation() -> None:
    found = shortened(with_term([3, 8]))
    assert text(found["source"]).count("…") == 3
    assert text(found["source"]).count("packet") == 2 == text(found["target"]).count("حزمة")
    assert len(text(found["source"])) < len(text(with_term([])["source"])) / 2
    assert "Router 1 " not in text(found["source"])
    assert text(found["target"]).startswith("… ")


def test_where_one_side_lacks_the_term_its_translation_shows() -> None:
    found = shortened(with_term([3], target=" ثم يسقط ذلك الشيء."))
    assert "packet" in text(found["source"])
    assert "ذلك الشيء" in text(found["target"])
    assert "الموجه 9 " not in text(found["target"])


@pytest.mark.parametrize("places", [[], [0]])
def test_what_is_short_or_has_no_mark_stays(places: list[int]) -> None:
    whole = with_term(places) if not places else segment(["It drops the packet."], ["يسقط الحزمة."])
    assert shortened(whole) == whole


def test_a_formula_is_not_parted() -> None:
    found = shortened(with_term([3], source=" Let $a. B > c$ be the packet."))
    assert "$a. B > c$" in text(found["source"])


SENTENCE = st.sampled_from(
    ["A packet.", "One 12.", "Nothing of the kind is said here at all! ", "$x. y$", "**Bold** 3?", "\n"]
)
OTHER = st.sampled_from(["الحزمة.", "واحد 12.", "لا شيء من هذا القبيل يقال هنا البتة! ", "$x. y$", "", "\n"])


@given(st.lists(SENTENCE, min_size=1, max_size=40), st.lists(OTHER, min_size=1, max_size=40))
def test_every_mark_stays_in_its_order(source: list[str], target: list[str]) -> None:
    whole = segment(source, target)
    found = shortened(whole)
    for side in ("source", "target"):
        assert [p for p in found[side] if p.status] == [p for p in whole[side] if p.status]
